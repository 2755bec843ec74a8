Attribute VB_Name = "JsjbRibbon"
Option Explicit

Public Sub JsjbRun(ByVal Control As IRibbonControl)
    Dim Files As Collection
    Dim Calculation As XlCalculation
    Dim Said As String
    If ActiveWorkbook Is Nothing Then
        MsgBox Zh("{no_workbook}"), vbInformation, Zh("{title}")
        Exit Sub
    End If
    If Not IsAction(Control.Tag) Then Exit Sub
    Set Files = OpenFiles()
    Calculation = Application.Calculation
    On Error GoTo Failed
    Application.StatusBar = Zh("{starting}")
    RunPython "import macros_py.ribbon.ribbon; macros_py.ribbon.ribbon.press('" & Control.Tag & "')"
    Application.StatusBar = False
    Exit Sub
Failed:
    Said = Reason(Err.Description)
    PutBack Files, Calculation
    MsgBox Zh("{failed}") & vbCrLf & vbCrLf & Left$(Said, 800), vbExclamation, Zh("{title}")
End Sub

Public Sub JsjbStop()
    ' Ends the Python behind the add-in, so that its files can be replaced.
    On Error Resume Next
    KillPy
    ForgetInterpreter
End Sub

Private Function OpenFiles() As Collection
    Dim Book As Workbook
    Set OpenFiles = New Collection
    For Each Book In Workbooks
        If Book.Path <> "" Then OpenFiles.Add Book.FullName
    Next Book
End Function

Private Sub PutBack(ByVal Files As Collection, ByVal Calculation As XlCalculation)
    ' A Python that was ended half way left Excel deaf and the files closed that it was writing.
    Dim File As Variant
    On Error Resume Next
    Application.Interactive = True
    Application.ScreenUpdating = True
    Application.EnableEvents = True
    Application.DisplayAlerts = True
    Application.StatusBar = False
    For Each File In Files
        If Not IsOpen(CStr(File)) Then Workbooks.Open CStr(File)
    Next File
    Application.Calculation = Calculation
End Sub

Private Function IsOpen(ByVal Path As String) As Boolean
    Dim Book As Workbook
    For Each Book In Workbooks
        If StrComp(Book.FullName, Path, vbTextCompare) = 0 Then IsOpen = True
    Next Book
End Function
