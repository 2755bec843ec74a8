"""The VBA that ships: ours, xlwings' own, and the generated wrappers."""

import re
from importlib.metadata import version as installed
from importlib.resources import files

import pytest

from addin import glue
from addin.build import modules
from addin.errors import BuildError
from addin.vbaproject import Module
from addin.vbatext import escaped, pieces
from addin.wrappers import Wrappers, wrappers

UPSTREAM = files("xlwings").joinpath("xlwings_custom_addin.bas").read_text("utf-8")
FORMULAS = {
    "SLA_STATUS": 6,
    "SLA_DUE": 3,
    "SLA_MINUTES_LEFT": 5,
    "SLA_QUARTER": 2,
    "FORM_SCORE": 1,
    "QUARTER_DEDUCTION": 1,
    "QUARTER_PAYABLE": 2,
    "RMB_UPPER": 1,
    "RATE_RESPONSE": 3,
    "RATE_RESOLUTION": 3,
    "RATE_SATISFACTION": 3,
}


def test_sources_are_what_the_editor_takes(sources: tuple[Module, ...]) -> None:
    for module in sources:
        assert module.source.isascii(), module.name
        assert module.source.startswith(f'Attribute VB_Name = "{module.name}"\r\n')
        assert "\n" not in module.source.replace("\r\n", "")
        assert max(map(len, module.source.split("\r\n"))) <= 1023, module.name
        assert "{" not in module.source.replace("0{000208", "") or module.name == glue.MODULE


def test_procedures_are_named_once(sources: tuple[Module, ...]) -> None:
    pattern = re.compile(r"^(?:Public )?(?:Sub|Function) (\w+)", re.MULTILINE)
    names = [name.upper() for module in sources for name in pattern.findall(module.source)]
    assert sorted(names) == sorted(set(names))


def test_what_our_code_calls_is_there(sources: tuple[Module, ...]) -> None:
    """Procedures of the glue that ours use, and of ours that the glue uses."""
    code = "\n".join(module.source for module in sources)
    for name in ("XLPy", "KillPy", "XLPyCommand", "GetConfig", "ParentFolder", "RunPython", "Zh"):
        assert len(re.findall(rf"^(?:Public )?(?:Sub|Function) {name}\(", code, re.MULTILINE)) == 1


def test_the_glue_is_xlwings_own_word_for_word() -> None:
    source = glue.glue_source().replace("\r\n", "\n")
    upstream = UPSTREAM.replace("\r\n", "\n")
    kept = [
        match[0]
        for match in re.finditer(
            r"^(?:Private )?(?:Sub|Function) .*?^End (?:Sub|Function)$",
            source,
            re.MULTILINE | re.DOTALL,
        )
    ]
    assert len(kept) == len(glue.KEPT)
    assert all(procedure in upstream for procedure in kept)
    licence = upstream[upstream.index("'xlwings is distributed") : upstream.index("'Attribute VB")]
    assert licence in source
    assert "THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS" in licence
    assert glue.glue_version(source) == installed("xlwings")


def test_nothing_a_workbook_carries_chooses_the_interpreter(sources: tuple[Module, ...]) -> None:
    """No sheet and no file beside the workbook is read; Python does not look there either."""
    code = "\n".join(module.source for module in sources)
    for trace in ("Sheets(", '.conf"', "xlwings.conf", "FullName", "PYTHONPATH", "xlwings.pro"):
        assert trace not in code.replace('"\\jsjb\\jsjb.conf"', ""), trace
    python = next(module.source for module in sources if module.name == "JsjbPython")
    assert '" -I -B -c "' in python
    assert 'Environ("APPDATA") & "\\jsjb\\jsjb.conf"' in python


def test_every_formula_has_its_wrapper(wrapped: Wrappers) -> None:
    assert {f.name: len(f.arguments) for f in wrapped.formulas} == FORMULAS
    for formula in wrapped.formulas:
        call = f'XLPy.CallUDF("macros_py.formulas.functions", "{formula.name}", Array('
        assert wrapped.source.count(call) == 2
        assert f"{call}{', '.join(name for name, _ in formula.arguments)}), ActiveWorkbook" in (
            wrapped.source
        )


def test_every_formula_explains_itself_in_chinese(wrapped: Wrappers) -> None:
    for formula in wrapped.formulas:
        for text in (formula.text, *(text for _, text in formula.arguments)):
            assert re.search("[一-鿿]", text), (formula.name, text)
            assert "Positional argument" not in text
            assert len(text) <= 255


def test_the_descriptions_are_those_of_the_functions(wrapped: Wrappers) -> None:
    source = next(m.source for m in modules(wrapped) if m.name == "JsjbFunctions")
    for formula in wrapped.formulas:
        start = source.index(f"Sub Describe{formula.name}()")
        body = source[start : source.index("End Sub", start)]
        shown: dict[str, str] = {}
        for target, piece in re.findall(
            r'^    ([\w()]+) = \1 & Zh\("(.*)"\)\r$', body, re.MULTILINE
        ):
            shown[target] = shown.get(target, "") + decoded(piece)
        expected = {"Text": formula.text}
        for number, (_, text) in enumerate(formula.arguments, 1):
            expected[f"Arguments({number})"] = text
        assert shown == expected


def test_escaping_turns_back() -> None:
    text = '引号 " 反斜杠 \\u4E00 换行\n𠮷 100%'
    assert decoded(escaped(text)) == text
    assert "".join(map(decoded, pieces(text * 40))) == text * 40
    assert all(len(piece) < 1000 and piece.isascii() for piece in pieces("长" * 4000))
    assert list(pieces("")) == [""]


def test_a_module_without_formulas_is_refused() -> None:
    with pytest.raises(BuildError, match="没有工作表公式"):
        wrappers("macros_py.inputs.in_force")


def test_a_module_that_fails_is_refused_in_one_line() -> None:
    with pytest.raises(BuildError, match="no_such_module") as caught:
        wrappers("no_such_module")
    assert "\n" not in str(caught.value)


def decoded(piece: str) -> str:
    r"""What the VBA function Zh makes of a string's inside."""
    units = re.sub(
        r"\\u([0-9A-F]{4})", lambda match: chr(int(match[1], 16)), piece.replace('""', '"')
    )
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
