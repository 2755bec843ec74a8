Attribute VB_Name = "JsjbPlain"
Option Explicit
Option Private Module

' What needs neither Excel nor Python. The sources are ASCII: Chinese stands in them as \uXXXX.

Public Function Zh(ByVal Coded As String) As String
    Dim At As Long
    Dim Found As Long
    Dim Plain As String
    At = 1
    Found = InStr(At, Coded, "\u")
    Do While Found > 0
        Plain = Plain & Mid$(Coded, At, Found - At) & ChrW(CLng("&H" & Mid$(Coded, Found + 2, 4)))
        At = Found + 6
        Found = InStr(At, Coded, "\u")
    Loop
    Zh = Plain & Mid$(Coded, At)
End Function

Public Function IsAction(ByVal Name As String) As Boolean
    ' Whether a button's tag is the plain name of a function: the tag of a foreign ribbon may not be.
    Dim At As Long
    IsAction = Len(Name) > 0
    For At = 1 To Len(Name)
        If InStr("abcdefghijklmnopqrstuvwxyz_", Mid$(Name, At, 1)) = 0 Then IsAction = False
    Next At
End Function

Public Function IsAbsolute(ByVal Path As String) As Boolean
    ' Whether a path starts at a drive or at a network share.
    IsAbsolute = (Mid$(Path, 2, 2) = ":\") Or (Left$(Path, 2) = "\\")
End Function

Public Function ReadSetting(ByVal Path As String, ByVal Key As String) As String
    ' Each line of the file is KEY=value; "" where the file or the key is missing.
    Dim FileNumber As Integer
    Dim Entry As String
    If Dir(Path) = "" Then Exit Function
    FileNumber = FreeFile
    Open Path For Input As #FileNumber
    Do While Not EOF(FileNumber)
        Line Input #FileNumber, Entry
        If Left$(Entry, Len(Key) + 1) = Key & "=" Then ReadSetting = Mid$(Entry, Len(Key) + 2)
    Loop
    Close #FileNumber
End Function
