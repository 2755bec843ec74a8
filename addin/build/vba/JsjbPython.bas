Attribute VB_Name = "JsjbPython"
Option Explicit
Option Private Module

' Which Python runs, and how. xlwings' own GetConfig lets a sheet named *.conf, or a file beside the
' workbook, choose the interpreter and add folders to its path; this one reads the one file that
' "jsjb addin install" writes, and of it the one setting that the loader asks for.

Private Known As String

Public Function GetConfig(ConfigKey As String, Optional Fallback As String = "") As Variant
    If ConfigKey = "INTERPRETER_WIN" Then
        GetConfig = Interpreter()
    Else
        GetConfig = Fallback
    End If
End Function

Public Function Interpreter() As String
    ' Read once: this is asked for at each formula.
    Dim Found As String
    If Known = "" Then
        Found = ReadSetting(Environ("APPDATA") & "\jsjb\jsjb.conf", "INTERPRETER_WIN")
        If Not IsAbsolute(Found) Then
            Err.Raise 40001, "jsjb", Zh("{no_interpreter}")
        End If
        If Dir(Found) = "" Then
            Err.Raise 40002, "jsjb", Zh("{moved_interpreter}") & " " & Found
        End If
        Known = Found
    End If
    Interpreter = Known
End Function

Public Sub ForgetInterpreter()
    Known = ""
End Sub

Public Function Reason(ByVal Said As String) As String
    ' Why Python was not reached: it may have been moved away since its place was read.
    ForgetInterpreter
    On Error GoTo Gone
    If Interpreter() <> "" Then Reason = Said
    Exit Function
Gone:
    Reason = Err.Description
End Function

Public Function XLPyCommand() As String
    ' -I: neither the workbook's folder nor the environment adds to what Python imports.
    Dim Quote As String
    Quote = Chr(34)
    XLPyCommand = Quote & Interpreter() & Quote & " -I -B -c " & _
        Quote & "import xlwings; xlwings.serve('$(CLSID)')" & Quote
End Function

Public Sub RunPython(ByVal Command As String)
    XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
    XLPy.Exec "" & Command
End Sub
