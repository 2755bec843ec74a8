"""LibreOffice as a second host of VBA: it loads the add-in and runs what needs no Excel."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.office import SOFFICE

_DOCTYPE = '<!DOCTYPE {0}:{1} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MODULE = (
    _HEAD
    + _DOCTYPE.format("script", "module")
    + '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" '
    'script:language="StarBasic">{}</script:module>'
)
_LIBRARY = (
    _HEAD
    + _DOCTYPE.format("library", "library")
    + '<library:library xmlns:library="http://openoffice.org/2000/library" '
    'library:name="Standard" library:readonly="false" library:passwordprotected="false">'
    '<library:element library:name="Module1"/></library:library>'
)
_BASIC = """
Sub Main()
    Dim Settings(2) As New com.sun.star.beans.PropertyValue
    Dim Book, Library, Name, Lines, Number
    Settings(0).Name = "Hidden"
    Settings(0).Value = True
    Settings(1).Name = "FilterName"
    Settings(1).Value = "Calc MS Excel 2007 VBA XML"
    Settings(2).Name = "MacroExecutionMode"
    Settings(2).Value = 4
    On Error Goto Failed
    Book = StarDesktop.loadComponentFromURL("@BOOK@", "_blank", 0, Settings())
    Library = Book.BasicLibraries.getByName("jsjb")
    For Each Name In Library.ElementNames
        Lines = Lines & "module " & Name & Chr(30)
    Next
    @CALLS@
    Book.close(True)
    Goto Finish
Failed:
    Lines = Lines & "error " & Error$ & Chr(30)
Finish:
    Number = FreeFile
    Open "@OUT@" For Output As #Number
    Print #Number, Lines
    Close #Number
    StarDesktop.terminate()
End Sub

Function Asked(Script, Given)
    Dim None1(), None2()
    On Error Goto Failed
    Asked = Script.invoke(Given, None1, None2)
    Exit Function
Failed:
    Asked = "error " & Error$
End Function
"""
_CALL = """
    Lines = Lines & Asked(Book.getScriptProvider().getScript( _
        "vnd.sun.star.script:jsjb.{0}?language=Basic&location=document" _
    ), Array({1})) & Chr(30)
"""
_COPY = """
    FileCopy "{}", "{}"
"""
Step = tuple[str, tuple[str, ...]] | tuple[Path, Path]
"""A call, ("Module.Function", arguments), or a file to copy to another place."""


def run_vba(book: Path, steps: Sequence[Step], folder: Path) -> tuple[list[str], list[str]]:
    """Load an add-in and take steps one after the other.

    Gives the modules that LibreOffice found and the result of each call as text, or its error.
    """
    assert SOFFICE is not None
    profile, out = folder / "profile", folder / "out.txt"
    _office(profile, "--terminate_after_init")
    basic = profile / "user" / "basic" / "Standard"
    statements = "".join(map(_statement, steps))
    program = _BASIC.replace("@CALLS@", statements)
    program = program.replace("@BOOK@", book.as_uri()).replace("@OUT@", str(out))
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "Module1.xba").write_text(_MODULE.format(escape(program)), "utf-8")
    (basic / "script.xlb").write_text(_LIBRARY, "utf-8")
    _office(profile, "macro:///Standard.Module1.Main")
    assert out.is_file(), "LibreOffice did not run the macro"
    lines = out.read_text("utf-8").split("\x1e")[:-1]
    shutil.rmtree(profile, ignore_errors=True)
    modules = [line.removeprefix("module ") for line in lines if line.startswith("module ")]
    return modules, [line for line in lines if not line.startswith("module ")]


def _statement(step: Step) -> str:
    what, given = step
    if isinstance(what, Path):
        return _COPY.format(what, given)
    return _CALL.format(what, _texts(given))


def _texts(arguments: tuple[str, ...]) -> str:
    return ", ".join('"{}"'.format(text.replace('"', '""')) for text in arguments)


def _office(profile: Path, argument: str) -> None:
    command = [str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    subprocess.run([*command, "--norestore", argument], capture_output=True, check=False)
