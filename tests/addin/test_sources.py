"""The VBA that ships: ours, xlwings' own, and the generated wrappers."""

import re
from importlib.metadata import version as installed
from importlib.resources import files

from addin.build import glue
from addin.build.stamps import declared_version
from addin.build.vbaproject import Module
from addin.build.vbatext import escaped, pieces
from macros_py.catalogue.formulas import FORMULAS

UPSTREAM = files("xlwings").joinpath("xlwings_custom_addin.bas").read_text("utf-8")


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
    assert declared_version(source, "XLWINGS") == installed("xlwings")


def test_nothing_a_workbook_carries_chooses_the_interpreter(sources: tuple[Module, ...]) -> None:
    """No sheet and no file beside the workbook is read; Python does not look there either.

    JsjbRibbon knows where workbooks lie, to open again what a button closed; it starts no Python.
    """
    code = "\n".join(module.source for module in sources if module.name != "JsjbRibbon")
    for trace in ("Sheets(", '.conf"', "xlwings.conf", "FullName", "PYTHONPATH", "xlwings.pro"):
        assert trace not in code.replace('"\\jsjb\\jsjb.conf"', ""), trace
    assert "Interpreter" not in source_of(sources, "JsjbRibbon").replace("ForgetInterpreter", "")
    python = next(module.source for module in sources if module.name == "JsjbPython")
    assert '" -I -B -c "' in python
    assert 'Environ("APPDATA") & "\\jsjb\\jsjb.conf"' in python


def test_every_formula_has_its_wrapper(sources: tuple[Module, ...]) -> None:
    source = source_of(sources, "JsjbFormulas")
    for formula in FORMULAS:
        names = ", ".join(argument.name for argument in formula.arguments)
        call = f'{formula.name} = Answer("{formula.name}", Array({names}), {formula.amount})\r\n'
        assert source.count(call) == 1
        assert source.count(f"Public Function {formula.name}(") == 1
    assert source.count("OwnRow()") == sum(formula.bare for formula in FORMULAS) == 1


def test_every_formula_explains_itself_in_chinese() -> None:
    for formula in FORMULAS:
        for text in (formula.text, *(argument.text for argument in formula.arguments)):
            assert re.search("[一-鿿]", text), (formula.name, text)
            assert len(text) <= 255


def test_the_descriptions_are_those_of_the_catalogue(sources: tuple[Module, ...]) -> None:
    source = source_of(sources, "JsjbFunctions")
    for formula in FORMULAS:
        start = source.index(f"Sub Describe{formula.name}()")
        body = source[start : source.index("End Sub", start)]
        shown: dict[str, str] = {}
        for target, piece in re.findall(
            r'^    ([\w()]+) = \1 & Zh\("(.*)"\)\r$', body, re.MULTILINE
        ):
            shown[target] = shown.get(target, "") + decoded(piece)
        expected = {"Text": formula.text}
        for number, argument in enumerate(formula.arguments, 1):
            expected[f"Arguments({number})"] = argument.text
        assert shown == expected


def source_of(sources: tuple[Module, ...], name: str) -> str:
    return next(module.source for module in sources if module.name == name)


def test_escaping_turns_back() -> None:
    text = '引号 " 反斜杠 \\u4E00 换行\n𠮷 100%'
    assert decoded(escaped(text)) == text
    assert "".join(map(decoded, pieces(text * 40))) == text * 40
    assert all(len(piece) < 1000 and piece.isascii() for piece in pieces("长" * 4000))
    assert list(pieces("")) == [""]


def decoded(piece: str) -> str:
    r"""What the VBA function Zh makes of a string's inside."""
    units = re.sub(
        r"\\u([0-9A-F]{4})", lambda match: chr(int(match[1], 16)), piece.replace('""', '"')
    )
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
