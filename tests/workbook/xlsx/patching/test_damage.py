"""Damaged packages: refused or written, never half; ``JSJB_FUZZ_TRIALS`` makes the run longer."""

import os
import random
import re
import struct
import zipfile
from pathlib import Path

import pytest

from tests.workbook.xlsx.patching.oddities import book, sheet
from tests.workbook.xlsx.patching.test_odd_sheets import SHEETS
from tests.workbook.xlsx.patching.test_ranges import NAMES, table_book
from workbook.patch import write_columns
from workbook.values.refusals import WorkbookError

TRIALS = int(os.environ.get("JSJB_FUZZ_TRIALS", "150"))


def mutated(chance: random.Random, data: bytes) -> bytes:
    """One to four random injuries."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(out) + 1)
        match chance.randrange(7):
            case 0:
                out[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del out[at : at + chance.choice([1, 1, 5, 200, 10**6])]
            case 2:
                out[at:at] = out[at : at + chance.choice([1, 8, 100])]
            case 3:
                other = chance.randrange(len(out) + 1)
                out[at : at + 20] = out[other : other + 20]
            case 4:
                out[at : at + 4] = struct.pack(
                    "<I", chance.choice([0, 1, 0xFFFF, 0xFFFFFFFF, len(out)])
                )
            case 5:
                out[at:at] = chance.choice(
                    [b"<", b">", b"&", b"\0", b"'", b'"', b"<!--", b"]]>", b"<row", b"</row>"]
                )
            case _:
                out[at : at + 2] = struct.pack("<H", chance.choice([0, 1, 8, 0x800, 0xFFFF]))
        if not out:
            out = bytearray(b"P")
    return bytes(out)


def seeds(folder: Path) -> list[Path]:
    made = [book(folder / f"{i}.xlsx", xml) for i, xml in enumerate(SHEETS.values())]
    made.append(table_book(folder / "table.xlsx"))
    rows = "".join(f'<row r="{r}"><c r="A{r}"><f>1</f><v>{r}</v></c></row>' for r in range(1, 300))
    made.append(
        book(folder / "names.xlsx", sheet(rows, after='<autoFilter ref="A1:A3"/>'), names=NAMES)
    )
    made.append(book(folder / "stored.xlsx", sheet(rows), method=0))
    return made


def rezipped(chance: random.Random, source: Path, target: Path) -> None:
    """A sound zip around one injured part."""
    with zipfile.ZipFile(source) as old:
        parts = [(name, old.read(name)) for name in old.namelist()]
    victim = chance.randrange(len(parts))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for i, (name, content) in enumerate(parts):
            new.writestr(name, mutated(chance, content) if i == victim else content)


def test_damage(tmp_path):
    chance = random.Random(20240115)
    sources = seeds(tmp_path)
    victim = tmp_path / "work" / "v.xlsx"
    victim.parent.mkdir()
    passed = 0
    for _ in range(TRIALS):
        source = chance.choice(sources)
        if chance.random() < 0.5:
            victim.write_bytes(mutated(chance, source.read_bytes()))
        else:
            rezipped(chance, source, victim)
        before = victim.read_bytes()
        columns = {chance.randint(1, 6): ["头", 1, None, "x"], 4: [True] * chance.randint(0, 12)}
        try:
            write_columns(
                victim,
                victim,
                "S",
                columns,
                first_row=chance.randint(1, 3),
                highlights={4: {"x": "FF0000"}},
            )
        except WorkbookError as refusal:
            why = str(refusal)
        else:
            why = ""
        if why:
            assert victim.read_bytes() == before
            assert "\n" not in why
        else:
            passed += 1
            with zipfile.ZipFile(victim) as package:
                assert package.testzip() is None
        backup = re.compile(r"v(\.备份(_\d{4}-\d\d-\d\d)?)?\.xlsx")
        assert all(backup.fullmatch(path.name) for path in victim.parent.iterdir())
    assert passed


@pytest.mark.parametrize("at", range(0, 100, 5))
def test_a_truncated_file(tmp_path, at):
    source = book(tmp_path / "a.xlsx", SHEETS["everything around"])
    data = source.read_bytes()
    source.write_bytes(data[: len(data) * at // 100])
    with pytest.raises(WorkbookError):
        write_columns(source, tmp_path / "b.xlsx", "S", {1: ["x"]})
    assert not (tmp_path / "b.xlsx").exists()
