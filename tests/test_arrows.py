"""The arrows of docs/architecture.md: who may import whom, and where facts stand."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import Workbook

ROOT = Path(__file__).parents[1]
PACKAGES = ("addin", "macros_py", "templates", "workbook")
_BUTTONS = (r"macros_py\.formulas\.functions", r"macros_py\.ribbon(\.\w+)?")
_COMMANDS = (r"macros_py\.__main__", r"macros_py\.terminal(\.\w+)?")
_SCRIPTS = (r"macros_py\.web(\.\w+)?",)
_THROUGH_XLWINGS = (r"workbook\.live(\.\w+)?",)
FACES = re.compile("|".join((*_BUTTONS, *_COMMANDS, *_SCRIPTS)))
IN_EXCEL = re.compile("|".join((*_BUTTONS, *_THROUGH_XLWINGS)))

EXTRA = ("dask", "distributed", "pyarrow")
"""What the extra district brings, and a township does without."""

FOR_RULES = (
    *("calendar", "collections", "dataclasses", "datetime", "decimal", "enum", "fractions"),
    *("functools", "hashlib", "itertools", "json", "math", "re", "typing", "unicodedata"),
    *("numpy", "pandas", "chinese_calendar"),
)


class Import(NamedTuple):
    """What a module imports; ``lazy``: only when a function of it runs."""

    name: str
    lazy: bool


@cache
def sources() -> Mapping[str, ast.Module]:
    """Return every module of the packages, parsed."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


@cache
def texts() -> Mapping[Path, str]:
    """Return every file of the packages, its numbers without marks between their digits."""
    return {
        path: re.sub(r"(?<=\d)[_,，](?=\d)", "", path.read_text(encoding="utf-8"))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
    }


@cache
def imports(module: str) -> Sequence[Import]:
    """Return what a module imports when it runs: not what it names for the type checker only."""
    return sorted(set(_imports(sources()[module], lazy=False)))


def _imports(node: ast.AST, *, lazy: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, lazy) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert not child.level, "relative import"
            for alias in child.names:
                whole = f"{child.module}.{alias.name}"
                yield Import(whole if whole in sources() else str(child.module), lazy)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for other in child.orelse:
                yield from _imports(other, lazy=lazy)
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports(child, lazy=lazy or inside)


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def modules(*packages: str) -> list[str]:
    return [name for name in sources() if within(name, *packages)]


def breaches(module_names: Iterable[str], forbidden: Callable[[str, Import], bool]) -> list[str]:
    """Return ``module imports other`` for each import that an arrow forbids."""
    return [
        f"{module} imports {found.name}"
        for module in module_names
        for found in imports(module)
        if forbidden(module, found)
    ]


def test_imports_are_found() -> None:
    assert {
        "macros_py.terminal.cli",
        "macros_py.jobs.ledger_jobs",
        "macros_py.rules.deadlines.deadlines",
    } <= set(sources())
    assert Import("macros_py.rules.deadlines.deadlines", lazy=False) in imports(
        "macros_py.inputs.judged_ledger"
    )
    assert Import("macros_py.jobs.ledger_jobs", lazy=True) in imports(
        "macros_py.terminal.ledger_commands"
    )
    assert breaches(
        ["macros_py.inputs.judged_ledger"], lambda _, found: found.name == "workbook.ledger.ledger"
    ) == ["macros_py.inputs.judged_ledger imports workbook.ledger.ledger"]


@pytest.mark.parametrize("pattern", [*_BUTTONS, *_COMMANDS, *_SCRIPTS, *_THROUGH_XLWINGS])
def test_every_pattern_still_means_a_module(pattern: str) -> None:
    assert any(re.fullmatch(pattern, module) for module in sources())


@pytest.mark.parametrize("package", [*PACKAGES, "macros_py.rules"])
def test_every_package_still_has_modules(package: str) -> None:
    assert len(modules(package)) > 1


def folder(module: str) -> str:
    """Return the package a module stands in; a package is its own."""
    path = ROOT / module.replace(".", "/")
    return module if path.is_dir() else module.rpartition(".")[0]


def test_no_two_folders_import_each_other() -> None:
    arrows = {
        (folder(module), folder(found.name))
        for module in modules("workbook", "macros_py", "addin")
        if module != "macros_py.__main__"
        for found in imports(module)
        if found.name in sources() and not (ROOT / found.name.replace(".", "/")).is_dir()
    }
    mutual = {frozenset(arrow) for arrow in arrows if arrow[::-1] in arrows and len(set(arrow)) > 1}
    assert not mutual


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Lazily neither: what two modules share stands in a third."""
    known = {
        module: {found.name for found in imports(module)} & set(sources()) for module in sources()
    }
    while free := [module for module, found in known.items() if not found & set(known)]:
        for module in free:
            del known[module]
    assert not known


WAYS = ("workbook.reading", "workbook.xlsx.patching", "workbook.xlsx.filling")


@pytest.mark.parametrize("way", WAYS)
def test_reading_patching_and_filling_share_the_package_only(way: str) -> None:
    others = set(WAYS) - {way}
    assert len(modules(way)) > 1
    assert not breaches(modules(way), lambda _, found: within(found.name, *others))


def test_the_package_does_not_know_what_is_done_with_it() -> None:
    below = [name for name in modules("workbook.xlsx") if not within(name, *WAYS)]
    assert "workbook.xlsx.package" in below
    assert not breaches(below, lambda _, found: within(found.name, *WAYS))


def test_workbook_knows_cells_not_contracts() -> None:
    above = ("macros_py", "addin")
    assert not breaches(modules("workbook"), lambda _, found: within(found.name, *above))


def test_rules_stand_alone() -> None:
    """No files, no Excel, no clock: rules import rules and arithmetic."""
    assert not breaches(
        modules("macros_py.rules"),
        lambda _, found: not within(found.name, "macros_py.rules", "workbook.values", *FOR_RULES),
    )


def test_rules_open_nothing() -> None:
    found = [
        f"{module} names {node.id}"
        for module in modules("macros_py.rules")
        for node in ast.walk(sources()[module])
        if isinstance(node, ast.Name) and node.id in {"open", "input", "print", "__import__"}
    ]
    assert not found


def test_the_clock_is_read_at_the_edge() -> None:
    found = [
        f"{module} asks {ast.unparse(node)}"
        for module in modules(*PACKAGES)
        if module != "macros_py.clock"
        for node in ast.walk(sources()[module])
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}
        if ast.unparse(node.value) in {"datetime", "dt.datetime", "date", "dt.date", "pd.Timestamp"}
    ]
    assert not found


def test_jobs_do_not_know_their_faces() -> None:
    below = [module for module in modules("macros_py") if not FACES.fullmatch(module)]
    assert not breaches(below, lambda _, found: bool(FACES.fullmatch(found.name)))


def test_the_addin_knows_the_catalogue_only() -> None:
    assert not breaches(
        modules("addin"),
        lambda _, found: (
            within(found.name, "macros_py") and not within(found.name, "macros_py.catalogue")
        ),
    )


def test_the_catalogue_stands_alone() -> None:
    assert not breaches(
        modules("macros_py.catalogue"),
        lambda _, found: (
            within(found.name, *PACKAGES) and not within(found.name, "macros_py.catalogue")
        ),
    )


def test_only_what_runs_in_excel_imports_xlwings() -> None:
    """The add-in's installer may ask for it while it runs, not when it is imported."""
    outside = [module for module in modules(*PACKAGES) if not IN_EXCEL.fullmatch(module)]
    assert not breaches(
        outside,
        lambda module, found: (
            within(found.name, "xlwings") and not (found.lazy and within(module, "addin"))
        ),
    )


def test_what_runs_without_excel_reaches_nothing_that_needs_it() -> None:
    outside = [
        module
        for module in modules("macros_py", "workbook")
        if not IN_EXCEL.fullmatch(module) and not FACES.fullmatch(module)
    ]
    assert not breaches(outside, lambda _, found: bool(IN_EXCEL.fullmatch(found.name)))


def test_only_the_district_imports_its_extra() -> None:
    own = ("macros_py.district", "macros_py.jobs.district")
    others = [module for module in modules(*PACKAGES) if not within(module, *own)]
    assert not breaches(others, lambda _, found: within(found.name, *EXTRA))
    users = breaches(modules(*PACKAGES), lambda _, found: within(found.name, *own))
    assert {user.split()[0] for user in users if not within(user.split()[0], *own)} == {
        "macros_py.terminal.district_commands"
    }


SLOW = (*EXTRA, "openpyxl", "pandas", "xlwings")


def loaded(code: str, *modules: str) -> list[str]:
    """Return which of the modules a fresh Python has imported after running ``code``."""
    code = f"{code}\nimport sys; print('loaded', *sorted(set({modules}) & set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return run.stdout.splitlines()[-1].split()[1:]


def test_the_command_line_starts_without_its_heavy_libraries() -> None:
    heavy = (*SLOW, "chinese_calendar", "numpy", "python_calamine")
    assert not loaded("import macros_py.terminal.cli", *heavy)


def test_a_row_of_a_ledger_is_judged_without_a_frame() -> None:
    """``=SLA_STATUS()`` stands in a ledger by the hundred; a frame costs five times the rest."""
    row, headers = ["JS1", "2024-01-08 10:00"], ["工单编号", "派单时间"]
    arguments = ("SLA_LEDGER", [row], [headers], "2024-01-09 09:00")
    assert not loaded(f"from macros_py.formulas.answers import answer\nanswer{arguments}", "pandas")


def test_a_ledger_is_judged_without_slow_libraries(tmp_path: Path) -> None:
    ledger = tmp_path / "案件台账.xlsx"
    book = Workbook()
    book.active.append(["工单编号", "派单时间", "接收时间", "承办单位"])
    book.active.append(["JS1", datetime(2024, 1, 8, 10), datetime(2024, 1, 8, 11), "综合办"])
    book.save(ledger)
    code = "import contextlib, macros_py.terminal.cli as cli"
    out = str(tmp_path / "out.xlsx")
    for name, *options in (["check"], ["flags", "--out", out], ["rates", "--by", "unit"], ["todo"]):
        arguments = [name, str(ledger), *options, "--as-of", "2024-01-09T09:00", "--json"]
        code += f"\nwith contextlib.suppress(SystemExit):\n    cli.main({arguments})"
    others = ("macros_py.settlement", "macros_py.signoff")
    assert not loaded(code, *SLOW, *others)


@pytest.mark.parametrize("number", ["536580", "2146320", "11050110070100000389", "110100701"])
def test_the_contracts_numbers_stand_in_contract_toml_only(number: str) -> None:
    assert number in (ROOT / "templates" / "contract.toml").read_text(encoding="utf-8")
    found = [path for path, text in texts().items() if number in text]
    assert not found


def test_no_rule_refuses_with_a_bare_exception() -> None:
    """ValueError and TypeError tell code of its mistake; a person is told by a RuleError."""
    bare = {"Exception", "BaseException", "RuntimeError", "AssertionError"}
    found = [
        f"{module} raises {ast.unparse(node)}"
        for module in modules("macros_py.rules")
        for node in ast.walk(sources()[module])
        if isinstance(node, ast.Raise) and node.exc
        if ast.unparse(node.exc).partition("(")[0] in bare
    ]
    assert not found
