Attribute VB_Name = "JsjbRibbon"
Option Explicit

Public Sub JsjbRun(ByVal Control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then
        MsgBox Zh("{no_workbook}"), vbInformation, Zh("{title}")
        Exit Sub
    End If
    If Not IsAction(Control.Tag) Then Exit Sub
    On Error GoTo Failed
    Application.StatusBar = Zh("{starting}")
    RunPython "import macros_py.ribbon.ribbon; macros_py.ribbon.ribbon.press('" & Control.Tag & "')"
    Application.StatusBar = False
    Exit Sub
Failed:
    Application.StatusBar = False
    MsgBox Zh("{failed}") & vbCrLf & vbCrLf & Left$(Err.Description, 800), vbExclamation, Zh("{title}")
End Sub

Public Sub JsjbStop()
    ' Ends the Python behind the add-in, so that its files can be replaced.
    On Error Resume Next
    KillPy
    ForgetInterpreter
End Sub
