Attribute VB_Name = "JsjbFunctions"
Option Explicit

' What the function wizard shows. Filled in by the build from the functions' own documentation.

Public Const JSJB_VERSION As String = "{version}"

Public Sub RegisterFunctions()
    ' Excel describes no function of a hidden workbook, so the add-in comes out of hiding meanwhile.
    On Error GoTo Done
    Application.ScreenUpdating = False
    ThisWorkbook.IsAddin = False
    DescribeAll
Done:
    ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = True
    Application.ScreenUpdating = True
End Sub

Public Function JsjbVersion() As String
    JsjbVersion = JSJB_VERSION
End Function

Private Sub Describe(ByVal Name As String, ByVal Text As String, ByVal Arguments As Variant)
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & Name, Description:=Text, _
        Category:=Zh("{category}"), ArgumentDescriptions:=Arguments
End Sub
