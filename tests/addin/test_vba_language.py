"""The VBA as a compiler would see it: an analyser that knows VBA and Excel's object model."""

from dataclasses import replace

import pytest
from pyvbaanalysis import DiagnosticSeverity, ModuleInput, ModuleSymbolKind, analyze_project

from addin.build import glue
from addin.build.vbaproject import Kind, Module

KINDS = {Kind.DOCUMENT: ModuleSymbolKind.DOCUMENT, Kind.PROCEDURES: ModuleSymbolKind.STANDARD}


def faults(modules: tuple[Module, ...]) -> list[str]:
    """What is wrong in our modules, errors and warnings; xlwings' own is theirs."""
    inputs = [ModuleInput(m.name, KINDS[m.kind], m.source) for m in modules]
    return [
        f"{name}: {found.code} {found.message}"
        for name, diagnostics in analyze_project(inputs).items()
        if name != glue.MODULE
        for found in diagnostics
        if found.severity is not DiagnosticSeverity.INFORMATION
    ]


@pytest.fixture(scope="module")
def known(sources: tuple[Module, ...]) -> list[str]:
    return faults(sources)


def test_our_modules_have_no_fault(known: list[str]) -> None:
    assert known == []


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("JsjbCells", "    CutToUsed Given\r\n", "    CutToUsd Given\r\n"),
        ("JsjbCells", "Set Used = Cell.Worksheet.UsedRange", "Set Used = Cell.Worksheet.UsdRange"),
        ("JsjbCells", "    Dim Used As Range\r\n", ""),
        ("JsjbFormulas", "Array(amount)", "Array(amont)"),
        ("JsjbRibbon", "    On Error GoTo Failed\r\n", "    On Error GoTo Failure\r\n"),
        ("ThisWorkbook", "Application.OnTime Now,", "Application.OnTim Now,"),
    ],
)
def test_a_planted_fault_is_found(
    sources: tuple[Module, ...], module: str, old: str, new: str
) -> None:
    spoilt = tuple(
        replace(m, source=m.source.replace(old, new, 1)) if m.name == module else m for m in sources
    )
    assert spoilt != sources
    assert any(found.startswith(f"{module}: ") for found in faults(spoilt))
