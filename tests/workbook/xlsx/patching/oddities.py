"""Packages put together by hand, with whatever real writers were seen to do to them."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = f"""<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts>
<fills count="1"><fill><patternFill patternType="none"/></fill></fills>
<borders count="2"><border/><border><left style="thin"/></border></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" borderId="0"/>
<xf numFmtId="0" borderId="1" applyBorder="1"/>
<xf numFmtId="2" borderId="1"><alignment wrapText="1"/></xf>
<xf numFmtId="22" borderId="0"/></cellXfs></styleSheet>"""


def sheet(data: str, before: str = "", after: str = "", xmlns: str = MAIN) -> str:
    """A worksheet part around ``<sheetData>`` or its content."""
    if not data.startswith("<sheetData"):
        data = f"<sheetData>{data}</sheetData>"
    return f'<worksheet xmlns="{xmlns}" xmlns:r="{_OFFICE}">{before}{data}{after}</worksheet>'


def book(
    path: Path,
    xml: str | bytes,
    *,
    styles: str | None = STYLES,
    workbook: str = "",
    names: str = "",
    strict: bool = False,
    absolute: bool = False,
    parts: Mapping[str, str | bytes] | None = None,
    types: str = "",
    rels: str = "",
    slash: str = "/",
    method: int = zipfile.ZIP_DEFLATED,
) -> Path:
    """A workbook with one sheet ``S`` whose part is ``xml``; ``parts`` come last."""
    office = _STRICT_OFFICE if strict else _OFFICE
    main = STRICT if strict else MAIN
    base = "/xl/" if absolute else ""
    styled = f'<Relationship Id="r2" Type="{office}/styles" Target="{base}styles.xml"/>'
    override = f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET}.styles+xml"/>'
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET}.worksheet+xml"/>'
        f"{override if styles else ''}{types}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{workbook}<sheets>'
        f'<sheet name="S" sheetId="1" r:id="r1"/></sheets>{names}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="{base}worksheets/sheet1.xml"/>'
        f"{styled if styles else ''}{rels}</Relationships>",
        "xl/worksheets/sheet1.xml": xml,
    }
    if styles:
        made["xl/styles.xml"] = styles.replace(MAIN, main)
    with zipfile.ZipFile(path, "w", method) as package:
        for name, content in {**made, **(parts or {})}.items():
            info = zipfile.ZipInfo(name.replace("/", slash) if name[0] != "[" else name)
            info.compress_type = method
            package.writestr(info, content)
    return path


def part(path: Path, name: str = "xl/worksheets/sheet1.xml") -> str:
    """A part's text."""
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode()
