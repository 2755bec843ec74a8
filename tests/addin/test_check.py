"""The check, on add-ins that were spoilt one way each: it has to notice."""

import io
import zipfile
from dataclasses import replace
from importlib.metadata import version as installed

import pytest

from addin.build.customui import ribbon_xml
from addin.build.errors import BrokenAddinError
from addin.build.package import RIBBON, VBA, package_bytes, parts_of
from addin.build.stamps import stamped_versions
from addin.build.vbaproject import Module, project_bytes
from addin.build.version import version
from macros_py.catalogue.buttons import BUTTONS
from tests.addin.examination import check, procedures


def faults(raw: bytes) -> dict[str, tuple[str, ...]]:
    return {f.subject: f.faults for f in check(raw) if f.faults}


def spoilt(sources: tuple[Module, ...], name: str, old: str, new: str) -> bytes:
    changed = [
        replace(m, source=m.source.replace(old, new)) if m.name == name else m for m in sources
    ]
    assert changed != list(sources), "nothing was spoilt"
    return package_bytes(project_bytes(changed), ribbon_xml(), "x")


@pytest.fixture(autouse=True)
def built_once(monkeypatch: pytest.MonkeyPatch, addin: bytes) -> None:
    """Compare with one build for all tests; that builds are equal is tested with the project."""
    monkeypatch.setattr("tests.addin.examination.addin_bytes", lambda: addin)


def test_a_fresh_build_has_no_fault(addin: bytes) -> None:
    assert faults(addin) == {}
    assert all(finding.proved for finding in check(addin))


def test_the_versions_stamped_into_it(addin: bytes) -> None:
    assert stamped_versions(addin) == (version(), installed("xlwings"))


@pytest.mark.parametrize(
    ("module", "old", "new", "subject", "fault"),
    [
        ("JsjbRibbon", "Sub JsjbRun(", "Sub JsjbRan(", "选项卡", "没有回调 JsjbRun"),
        ("JsjbRibbon", "ByVal Control As IRibbonControl", "", "选项卡", "没有回调 JsjbRun"),
        ("JsjbPython", " -I -B -c ", " -B -c ", "解释器", "隔离方式"),
        ("xlwings", "BSD 3-clause", "some", "解释器", "许可声明"),
        ("xlwings", '"0.', '"9.', "版本", "xlwings 9."),
        ("JsjbFunctions", 'JSJB_VERSION As String = "', 'JSJB_VERSION As String = "9', "版本", "9"),
        ("JsjbFunctions", 'Describe "RMB_UPPER"', 'Describe "X"', "工作表公式", "函数说明"),
        ("JsjbFormulas", "RMB_UPPER(amount As", "RMB_UPPER(a, b As", "工作表公式", "RMB_UPPER"),
        ("JsjbFormulas", "Optional other", "other", "工作表公式", "QUARTER_PAYABLE"),
        ("JsjbFormulas", "Function SLA_DUE(", "Function SLA_DU(", "工作表公式", "SLA_DUE"),
        ("JsjbPlain", "    Dim At As Long\r\n", f"'{'x' * 1024}\r\n", "VBA 工程", "1023"),
    ],
)
def test_a_spoilt_add_in_is_noticed(
    sources: tuple[Module, ...], module: str, old: str, new: str, subject: str, fault: str
) -> None:
    found = faults(spoilt(sources, module, old, new))
    assert any(fault in one for one in found[subject]), found
    assert "可重现" in found


def test_the_settings_of_xlwings_own_glue_are_noticed(sources: tuple[Module, ...]) -> None:
    theirs = 'Function GetConfigFromSheet(wb)\r\n    x = "import xlwings.pro"\r\nEnd Function\r\n'
    raw = spoilt(sources, "JsjbPlain", "Option Private Module\r\n", theirs)
    assert len(faults(raw)["解释器"]) == 2


def test_a_button_without_its_function_is_noticed(addin: bytes) -> None:
    parts = parts_of(addin)
    ribbon = parts[RIBBON].replace(BUTTONS[0].action.encode(), b"no_such_action")
    found = faults(package_bytes(parts[VBA], ribbon, "x"))
    assert found["选项卡"] == ("macros_py.ribbon.ribbon 里没有 no_such_action",)


def test_an_ordinary_workbook_type_is_noticed(addin: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts_of(addin).items():
            archive.writestr(name, content.replace(b"excel.addin.macro", b"excel.sheet.macro"))
    assert faults(out.getvalue())["文件包"] == ("工作簿的类型不是加载项",)


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"x" * 1000])
def test_what_is_no_package_is_refused(raw: bytes) -> None:
    with pytest.raises(BrokenAddinError):
        check(raw)


def test_a_package_that_is_not_ours_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(BrokenAddinError, match="vbaProject"):
        check(out.getvalue())


@pytest.mark.parametrize("part", ["[Content_Types].xml", "_rels/.rels"])
def test_a_part_that_is_no_xml_is_refused(addin: bytes, part: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts_of(addin).items():
            archive.writestr(name, content[:-9] if name == part else content)
    with pytest.raises(BrokenAddinError, match="XML"):
        check(out.getvalue())


def test_a_truncated_add_in_is_refused(addin: bytes) -> None:
    for size in range(0, len(addin), 997):
        with pytest.raises(BrokenAddinError):
            check(addin[:size])


def test_reading_signatures() -> None:
    assert procedures("Function A(x, Optional y)\r\nEnd Function\r\nSub B()\r\n") == {
        "A": ("x", "Optional y"),
        "B": (),
    }
