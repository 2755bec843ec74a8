Attribute VB_Name = "JsjbCells"
Option Explicit
Option Private Module

' Between a worksheet formula and Python: which cells are handed over, and how a result is shown.

Private Const FORMULAS As String = "macros_py.formulas.functions"
Private Const HEADER_ROWS As Long = 20
Private Const MOST_OWN_ROWS As Long = 500
Private OwnRows As Long
Private LastOwnRow As Double

Public Function Answer(ByVal Name As String, ByVal Given As Variant, ByVal IsAmount As Boolean) As Variant
    Dim Found As Variant
    If InWizard() Then
        Answer = ""
        Exit Function
    End If
    On Error GoTo Failed
    CutToUsed Given
    Found = XLPy.CallUDF(FORMULAS, Name, Given, ActiveWorkbook, Application.Caller)
    If IsAmount Then Found = WithErrors(Found)
    If NeedsEnter(Found) Then
        Answer = Zh("{enter}")
    Else
        Answer = Found
    End If
    Exit Function
Failed:
    If IsAmount Then
        Answer = CVErr(xlErrNA)
    Else
        Answer = Zh("{unreached}") & ": " & Left$(Reason(Err.Description), 200)
    End If
End Function

Public Function OwnRow() As Variant
    ' The status of the row that the formula stands in: the sheet's first rows hold the headers.
    Dim Cell As Range
    Dim Used As Range
    Dim Top As Long
    Dim Bottom As Long
    Dim Found As Variant
    If TypeName(Application.Caller) <> "Range" Then
        OwnRow = Zh("{arguments}")
        Exit Function
    End If
    Application.Volatile True
    If InWizard() Then
        OwnRow = ""
        Exit Function
    End If
    Set Cell = Application.Caller
    If Cell.Cells.Count > 1 Or TooMany() Then
        OwnRow = Zh("{column}")
        Exit Function
    End If
    On Error GoTo Failed
    Set Used = Cell.Worksheet.UsedRange
    Top = Used.Row
    Bottom = Top + HEADER_ROWS - 1
    If Bottom > Cell.Row - 1 Then Bottom = Cell.Row - 1
    If Bottom < Top Then
        OwnRow = Zh("{headers}")
        Exit Function
    End If
    Found = XLPy.CallUDF(FORMULAS, "SLA_LEDGER", Array(Across(Used, Cell.Row, Cell.Row), _
        Across(Used, Top, Bottom), ThisMinute()), ActiveWorkbook, Application.Caller)
    OwnRow = Found
    Exit Function
Failed:
    OwnRow = Zh("{unreached}") & ": " & Left$(Reason(Err.Description), 200)
End Function

Private Function ThisMinute() As Date
    ' One moment for all formulas of a calculation, a second past the minute: midnight is no clock.
    ThisMinute = CDate(Int(CDbl(Now) * 1440) / 1440 + 1 / 86400)
End Function

Private Function Across(ByVal Used As Range, ByVal First As Long, ByVal Last As Long) As Range
    Dim Sheet As Worksheet
    Set Sheet = Used.Worksheet
    Set Across = Sheet.Range(Sheet.Cells(First, Used.Column), _
        Sheet.Cells(Last, Used.Column + Used.Columns.Count - 1))
End Function

Private Function TooMany() As Boolean
    ' Formulas that follow each other within a second belong to one calculation.
    If Timer - LastOwnRow > 1 Or Timer < LastOwnRow Then OwnRows = 0
    OwnRows = OwnRows + 1
    LastOwnRow = Timer
    TooMany = OwnRows > MOST_OWN_ROWS
End Function

Private Function InWizard() As Boolean
    ' The function wizard calculates at each key; this button is off while it is open.
    On Error Resume Next
    InWizard = Not Application.CommandBars("Standard").Controls(1).Enabled
End Function

Private Sub CutToUsed(ByRef Given As Variant)
    ' Of whole columns only what is used; several of them stay equally long.
    Dim At As Long
    Dim Last As Long
    Dim Used As Range
    For At = LBound(Given) To UBound(Given)
        If IsWholeColumn(Given(At)) Then
            Set Used = Given(At).Worksheet.UsedRange
            If Used.Row + Used.Rows.Count - 1 > Last Then Last = Used.Row + Used.Rows.Count - 1
        End If
    Next At
    If Last = 0 Then Exit Sub
    For At = LBound(Given) To UBound(Given)
        If IsWholeColumn(Given(At)) Then Set Given(At) = Given(At).Resize(Last)
    Next At
End Sub

Private Function IsWholeColumn(ByVal Given As Variant) As Boolean
    If TypeName(Given) <> "Range" Then Exit Function
    IsWholeColumn = (Given.Rows.Count = Given.Worksheet.Rows.Count)
End Function

Private Function WithErrors(ByVal Found As Variant) As Variant
    ' A sum skips a text in silence, so an amount that could not be computed is an error value.
    Dim Row As Long
    Dim Column As Long
    If IsArray(Found) Then
        For Row = LBound(Found, 1) To UBound(Found, 1)
            For Column = LBound(Found, 2) To UBound(Found, 2)
                If IsRefusal(Found(Row, Column)) Then Found(Row, Column) = CVErr(xlErrValue)
            Next Column
        Next Row
    ElseIf IsRefusal(Found) Then
        Found = CVErr(xlErrValue)
    End If
    WithErrors = Found
End Function

Private Function IsRefusal(ByVal Found As Variant) As Boolean
    If VarType(Found) = vbString Then IsRefusal = (Left$(Found, 1) = "#")
End Function

Private Function NeedsEnter(ByVal Found As Variant) As Boolean
    ' An Excel that does not spill shows a column's first result in every cell, unless the formula
    ' was entered with Ctrl+Shift+Enter.
    Dim Spills As Variant
    Dim Cell As Range
    If Not IsArray(Found) Then Exit Function
    If UBound(Found, 1) = LBound(Found, 1) And UBound(Found, 2) = LBound(Found, 2) Then Exit Function
    If TypeName(Application.Caller) <> "Range" Then Exit Function
    Set Cell = Application.Caller
    If Cell.Cells.Count > 1 Or Cell.HasArray Then Exit Function
    On Error Resume Next
    Spills = CallByName(Cell, "HasSpill", VbGet)
    NeedsEnter = (Err.Number <> 0)
End Function
