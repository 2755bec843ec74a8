"""A made-up ledger as Excel would have saved it, of any length, and columns to write to it."""

import random
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET, COLUMNS, TEXTS = "台账", 30, 50_000
_LETTERS = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "AA", "AB", "AC", "AD"]
_BORDER = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    f'<sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>",
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" '
    'formatCode="yyyy-mm-dd hh:mm"/></numFmts><fonts count="1"><font><sz val="11"/>'
    '<name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/>'
    '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="2"><border/>'
    f'<border>{_BORDER}</border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1"/><xf '
    'numFmtId="164" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" '
    'applyBorder="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" '
    'builtinId="0"/></cellStyles></styleSheet>',
}


def _rows(count: int) -> Iterator[str]:
    chance = random.Random(1)
    yield (
        f'<worksheet xmlns="{MAIN}"><dimension ref="A1:AD{count + 1}"/><sheetData>'
        f'<row r="1" spans="1:{COLUMNS}">'
        + "".join(f'<c r="{a}1" s="1" t="s"><v>{i}</v></c>' for i, a in enumerate(_LETTERS))
        + "</row>"
    )
    for row in range(2, count + 2):
        day = 45292 + row * 7 / 1440
        cells = [f'<c r="{a}{row}" s="2"><v>{day + i / 24!r}</v></c>' for i, a in enumerate("ABCD")]
        cells += [
            f'<c r="{a}{row}" s="1"><v>{chance.randrange(10**5) / 100}</v></c>' for a in "EFGHIJ"
        ]
        cells += [
            f'<c r="{a}{row}" s="1" t="s"><v>{30 + int(chance.random() * TEXTS)}</v></c>'
            for a in _LETTERS[10:]
        ]
        yield f'<row r="{row}" spans="1:{COLUMNS}">{"".join(cells)}</row>'
    yield '</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" '
    yield 'footer="0.3"/></worksheet>'


def write_ledger(path: Path, count: int) -> Path:
    """Write ``count`` cases of 30 columns: 4 times, 6 numbers, 20 texts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, content in _PARTS.items():
            package.writestr(name, content)
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            block: list[str] = []
            for row in _rows(count):
                block.append(row)
                if len(block) == 1000:
                    part.write("".join(block).encode())
                    block.clear()
            part.write("".join(block).encode())
        texts = [f"列{i}" for i in range(COLUMNS)] + [f"文本内容{i}" for i in range(TEXTS)]
        items = "".join(f"<si><t>{text}</t></si>" for text in texts)
        head = f'<sst xmlns="{MAIN}" count="{len(texts)}" uniqueCount="{len(texts)}">'
        package.writestr("xl/sharedStrings.xml", f"{head}{items}</sst>")
    return path


def columns_at(first: int, count: int) -> dict[int, list[object]]:
    """Return ten columns from ``first`` on: 2 times, 2 numbers, 6 texts, with headers."""
    chance = random.Random(2)
    start = datetime(2024, 1, 1)
    made: dict[int, list[object]] = {}
    for i in range(2):
        times = [start + timedelta(seconds=chance.randrange(10**7)) for _ in range(count)]
        made[first + i] = [f"时限{i}", *times]
    for i in range(2):
        made[first + 2 + i] = [f"数{i}", *(chance.randrange(10**6) / 100 for _ in range(count))]
    for i in range(6):
        statuses = chance.choices(["按时", "超时", "逾期未办", "临期", "不适用"], k=count)
        made[first + 4 + i] = [f"状态{i}", *statuses]
    return made
