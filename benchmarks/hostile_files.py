"""Small files that would take gigabytes or hours: each is read, or refused with one line.

    python -m benchmarks.hostile_files [--small]

Each file is read by a process of its own. What it takes must stay below 1 GB and 20 seconds of CPU;
``--small`` leaves out the files that take long to build. Exits with 1 when one does not.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from workbook.values.addresses import letters

MOST_MB = 1000
MOST_SECONDS = 20
ROOT = Path(__file__).resolve().parents[1]

_READ = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from workbook.ledger.ledger import read_ledger
from workbook.values.refusals import WorkbookError
try:
    print("read", len(read_ledger(Path(sys.argv[2])).frame))
except WorkbookError as refusal:
    print("refused", refusal)
"""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEADER = (
    '<c r="A{0}" t="inlineStr"><is><t>工单编号</t></is></c>'
    '<c r="B{0}" t="inlineStr"><is><t>派单时间</t></is></c>'
)
_CASE = (
    '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>A1</t></is></c>'
    '<c r="B{0}" t="inlineStr"><is><t>2024-01-05 9:00</t></is></c></row>'
)
_TABLE = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
_OFFICE = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
_TEXT = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


class Hostile(NamedTuple):
    """A file: its name, what writes it, whether that takes long.

    ``honest``: it is no hostile file but the largest ledger there may be, and must be read, in
    whatever memory its cells need.
    """

    name: str
    write: Callable[[Path], None]
    long: bool = False
    honest: bool = False


def xlsx(
    path: Path,
    sheet_data: str | Iterator[str],
    extra: tuple[str, str] = ("", ""),
    behind: str = "",
) -> None:
    """Write a package with one sheet; ``extra``: name and content of one more part.

    ``behind``: what follows the cells.
    """
    kind = f"{_RELATIONS}/"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{kind}officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            '<sheet name="台账" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{kind}worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
            f'Type="{kind}sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for piece in (sheet_data,) if isinstance(sheet_data, str) else sheet_data:
                part.write(piece.encode())
            part.write(f"</sheetData>{behind}</worksheet>".encode())
        if extra[0]:
            archive.writestr(*extra)


def ods(path: Path, rows: str) -> None:
    """Write an .ods with one table."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {_OFFICE} {_TABLE} {_TEXT}><office:body>"
            f'<office:spreadsheet><table:table table:name="台账">{_ODS_HEADER}{rows}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )


def _ods_cell(text: str, repeat: int = 1) -> str:
    return (
        f'<table:table-cell table:number-columns-repeated="{repeat}" office:value-type="string">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def _ods_row(cells: str, repeat: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeat}">{cells}</table:table-row>'


_ODS_HEADER = _ods_row(_ods_cell("工单编号") + _ods_cell("派单时间"))


def _wide(last: int, wide_row: str) -> Callable[[Path], None]:
    head = f'<row r="2">{_HEADER.format(2)}</row>'
    return lambda path: xlsx(path, f'<row r="1">{wide_row}</row>{head}{_CASE.format(last)}')


def _dense(cell: str, rows: int, columns: int) -> Callable[[Path], None]:
    def pieces() -> Iterator[str]:
        yield f"<row>{_HEADER.format(1)}</row>"
        for _ in range(rows):
            yield f"<row>{cell * columns}</row>"

    return lambda path: xlsx(path, pieces())


def _giant_part(path: Path) -> None:
    """Write a package whose picture unzips to 3 GB."""
    xlsx(path, f'<row r="1">{_HEADER.format(1)}</row>{_CASE.format(2)}')
    block = bytes(1 << 24)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media/image1.png", "w", force_zip64=True) as part,
    ):
        for _ in range(192):
            part.write(block)


def _csv(text: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_text("工单编号,派单时间\n" + text, "utf-8")

    return write


def _texts(count: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        strings = f'<sst xmlns="{_MAIN}">' + "<si/>" * count + "</sst>"
        rows = f'<row r="1">{_HEADER.format(1)}</row>{_CASE.format(2)}'
        xlsx(path, rows, ("xl/sharedStrings.xml", strings))

    return write


def _one_text(characters: int, cells: int) -> Callable[[Path], None]:
    """Write one long shared text into many cells of a column of its own."""
    text = f'<sst xmlns="{_MAIN}"><si><t>{"长" * characters}</t></si></sst>'

    def pieces() -> Iterator[str]:
        yield f'<row r="1">{_HEADER.format(1)}</row>'
        for row in range(2, cells + 2):
            yield f'<row r="{row}"><c r="C{row}" t="s"><v>0</v></c></row>'

    return lambda path: xlsx(path, pieces(), ("xl/sharedStrings.xml", text))


def _merged_over(times: int) -> Callable[[Path], None]:
    """Merge the same 2,000 rows again and again."""
    cases = "".join(map(_CASE.format, range(2, 2002)))
    merged = "<mergeCells>" + '<mergeCell ref="A2:AD2001"/>' * times + "</mergeCells>"
    return lambda path: xlsx(path, f'<row r="1">{_HEADER.format(1)}</row>{cases}', behind=merged)


def _honest(path: Path) -> None:
    """Write 200,000 cases of 40 columns, which must be read."""

    def pieces() -> Iterator[str]:
        yield f'<row r="1">{_HEADER.format(1)}</row>'
        columns = [letters(column) for column in range(3, 41)]
        for row in range(2, 200_002):
            case = f'<c r="A{row}"><v>{row}</v></c><c r="B{row}"><v>{45000 + row / 1e5}</v></c>'
            rest = "".join(f'<c r="{column}{row}"><v>{row}</v></c>' for column in columns)
            yield f'<row r="{row}">{case}{rest}</row>'

    xlsx(path, pieces())


def _honest_csv(path: Path) -> None:
    line = ",2024-01-05 9:00:00" + ",安定镇" * 38 + "\n"
    lines = (f"A{number}{line}" for number in range(200_000))
    path.write_text("工单编号,派单时间\n" + "".join(lines), "utf-8")


HOSTILE = (
    Hostile("16383 blanks, row 9000.xlsx", _wide(9000, "<c/>" * 16_383)),
    Hostile("16383 blanks, last row.xlsx", _wide(1_048_576, "<c/>" * 16_383)),
    Hostile("16383 blank texts, row 9000.xlsx", _wide(9000, '<c t="str"><v/></c>' * 16_383)),
    Hostile("16383 formulas, row 9000.xlsx", _wide(9000, "<c><f>1</f></c>" * 16_383)),
    Hostile("16383 numbers, row 9000.xlsx", _wide(9000, "<c><v>1</v></c>" * 16_383)),
    Hostile("16383 numbers, last row.xlsx", _wide(1_048_576, "<c><v>1</v></c>" * 16_383)),
    Hostile("40 numbers, last row.xlsx", _wide(1_048_576, "<c><v>1</v></c>" * 40)),
    Hostile("XFD1 and last row.xlsx", _wide(1_048_576, '<c r="XFD1"><v>1</v></c>')),
    Hostile("20 million numbers.xlsx", _dense("<c><v>1</v></c>", 20_000, 1000), long=True),
    Hostile("100 million blanks.xlsx", _dense("<c/>", 10_000, 10_000), long=True),
    Hostile("30 million shared texts.xlsx", _texts(30_000_000), long=True),
    Hostile("3 GB picture.xlsx", _giant_part, long=True),
    Hostile("one text of 32767 in 20000 cells.xlsx", _one_text(32_767, 20_000)),
    Hostile("one text of 3 million in 2000 cells.xlsx", _one_text(3_000_000, 2000)),
    Hostile("6000 merges over each other.xlsx", _merged_over(6000)),
    Hostile("1E+999999999.xlsx", _wide(9, "<c><v>1E+999999999</v></c>")),
    Hostile("5000 digits.xlsx", _wide(9, f"<c><v>{'9' * 5000}</v></c>")),
    Hostile(
        "2000000000 spaces.ods",
        lambda path: ods(path, _ods_row(_ods_cell('<text:s text:c="2000000000"/>'))),
    ),
    Hostile(
        "many spaces.ods",
        lambda path: ods(path, _ods_row(_ods_cell('<text:s text:c="1000000"/>')) * 3000),
    ),
    Hostile(
        "29 million repeated cells.ods",
        lambda path: ods(path, _ods_row(_ods_cell("1", 29), 1_000_000)),
    ),
    Hostile(
        "one text of 30000 in 20000 rows.ods",
        lambda path: ods(path, _ods_row(_ods_cell("长" * 30_000), 20_000)),
    ),
    Hostile(
        "16384 columns, many rows.ods",
        lambda path: ods(path, _ods_row(_ods_cell("1", 16_384), 9000)),
    ),
    Hostile(
        "repeats without end.ods",
        lambda path: ods(path, _ods_row(_ods_cell("1"), 2_000_000_000)),
    ),
    Hostile("20000 commas.csv", _csv("," * 20_000 + "\n" + "A1,2024-01-05\n" * 20_000)),
    Hostile("20000 columns.csv", _csv(",x" * 20_000 + "\n" + "A1,2024-01-05\n" * 20_000)),
    Hostile("an honest 200000 x 40.xlsx", _honest, long=True, honest=True),
    Hostile("an honest 200000 x 40.csv", _honest_csv, long=True, honest=True),
    Hostile("5000 digits.csv", _csv(f"{'9' * 5000},{'9' * 5000}\n1E+999999999,1E+999999999\n")),
)


def measured(path: Path) -> tuple[str, float, float]:
    """Read a file in a process of its own; give what it said, its seconds of CPU and its MB."""
    command = [sys.executable, "-I", "-c", _READ, str(ROOT), str(path)]
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read().decode("utf-8", "replace").strip()
    if child.returncode:
        said = f"FAILED {said[-300:]}"
    return said, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> int:
    """Measure each file; 1 when one takes too much or fails."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true")
    small = parser.parse_args().small
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for hostile in HOSTILE:
            if small and hostile.long:
                continue
            path = Path(folder, hostile.name)
            hostile.write(path)
            size = path.stat().st_size
            said, seconds, memory = measured(path)
            path.unlink()
            late = said.startswith("FAILED") or memory > MOST_MB or seconds > MOST_SECONDS
            if hostile.honest:
                late = said != "read 200000"
            bad += late
            print(
                f"{hostile.name} ({size / 1024:.0f} KB): {seconds:.1f} s, {memory:.0f} MB  "
                f"{'TOO MUCH' if late else 'ok'}  {said.replace(folder, '')[:150]}"
            )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
