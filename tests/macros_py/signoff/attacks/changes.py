"""Changes to a signed settlement that need no secret: (name, change, exit of ``verify``).

1: the content differs; 2: no program saves such a file; 3: the content is as it was, the bytes are
not. None is ever 0.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator

from tests.macros_py.signoff.attacks.spoiled import (
    BOOK,
    BOOK_RELATIONS,
    OFFICE,
    ROOT_RELATIONS,
    STYLES,
    TYPES,
    Spoiled,
)

Change = tuple[str, Callable[[Spoiled], object], int]
PAYABLE, ACCOUNT, OTHER = "@应付", "@账号", "@扣款"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml."
DRAWINGS = "application/vnd.openxmlformats-officedocument.drawing+xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
ANCHOR = (
    b'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'
)
EMPTY_SHEET = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()


def values() -> Iterator[Change]:
    """Yield what a cell may be made to hold."""
    cells: list[tuple[str, str, str, str, int]] = [
        ("another amount", OTHER, "<v>120.5</v>", "<v>1205</v>", 1),
        ("another result of a formula", PAYABLE, "<v>535709.5</v>", "<v>535709.51</v>", 1),
        ("another account", ACCOUNT, "11050110070100000389", "62220000000000000000", 1),
        ("a blank account", ACCOUNT, "<is>.*</is>", "", 1),
        ("a text for a number", OTHER, r"><v>120.5</v>", ' t="str"><v>120.50</v>', 1),
        ("another state", "F2", "签认状态：已签认", "签认状态：草稿", 1),
        ("another code", "D2", "核验码：....", "核验码：0000", 1),
        ("another signer", "C31", "王五", "钱七", 1),
        ("another day", "C31", "28日", "27日", 1),
        ("a comment in a text", ACCOUNT, "389</t>", "389<!---->（作废）改付 622</t>", 2),
        ("a comment before a text", ACCOUNT, r"<t xml:space=\"preserve\">", r"\g<0><!--x-->", 2),
        ("a comment in a number", OTHER, "120.5", "12<!---->0.5", 2),
        ("an instruction in a text", ACCOUNT, "389</t>", "<?x y?>389</t>", 2),
        ("a comment between cells", OTHER, "</c>", "</c><!-- x -->", 2),
        ("a marked section", ACCOUNT, "(110[0-9]+)", r"<![CDATA[\1]]>", 3),
        ("two values", OTHER, "<v>120.5</v>", "<v>1</v><v>120.5</v>", 2),
        ("two texts", ACCOUNT, "(<is>.*</is>)", r"<is><t>622</t></is>\1", 2),
        ("a value behind a text", ACCOUNT, "</is>", "</is><v>622</v>", 2),
        ("two plain texts in one", ACCOUNT, "</t>", "</t><t>作废</t>", 2),
        ("a run behind a plain text", ACCOUNT, "</t>", "</t><r><t>作废</t></r>", 2),
        ("an element in a text", ACCOUNT, "</t>", "<b/></t>", 2),
        ("furigana", ACCOUNT, "</t>", '</t><rPh sb="0" eb="1"><t>作废</t></rPh>', 3),
        ("an element in a value", OTHER, "<v>120.5</v>", "<v><x>120.5</x></v>", 2),
        ("spaces around a number", OTHER, "120.5", " 120.5 ", 2),
        ("a number that is none", OTHER, "120.5", "12O.5", 2),
        ("full-width digits", OTHER, "120.5", "１２０", 2),
        ("the same number written longer", OTHER, "120.5", "120.50", 3),
        ("the same number as a power", OTHER, "120.5", "1.205E2", 3),
        ("a number too great", OTHER, "120.5", "1E999", 1),
        ("a shared text that is not there", OTHER, "><v>120.5", ' t="s"><v>7', 2),
        ("a kind that nobody writes", OTHER, "><v>120.5", ' t="d"><v>2024-01-01', 2),
        ("an error", OTHER, "><v>120.5", ' t="e"><v>#N/A', 2),
        ("a picture for a value", OTHER, '<c r="@扣款"', '<c r="@扣款" vm="1"', 2),
        ("metadata of a cell", PAYABLE, '<c r="@应付"', '<c r="@应付" cm="1"', 2),
        ("a foreign attribute", OTHER, '<c r="@扣款"', f'<c xmlns:q="{X14}" q:r="A1" r="@扣款"', 2),
        ("a foreign element", OTHER, "</c>", f'<q:v xmlns:q="{X14}">9</q:v></c>', 2),
        ("another address", OTHER, 'r="@扣款"', 'r="@右"', 1),
        ("an address of another row", OTHER, 'r="@扣款"', 'r="@下"', 2),
        ("an address that is none", OTHER, 'r="@扣款"', 'r="@反"', 2),
        ("no address", OTHER, ' r="@扣款"', "", 2),
        ("the same cell twice", OTHER, "(<c.*</c>)", r'\1<c r="@扣款"><v>1</v></c>', 2),
        ("cells out of order", OTHER, "(<c.*</c>)", r'\1<c r="A12"><v>1</v></c>', 2),
        ("a formula over a value", OTHER, "<v>", "<f>1+1</f><v>", 1),
        ("a value for a formula", PAYABLE, "<f>应付金额</f>", "", 1),
        ("a formula of tomorrow", PAYABLE, "<f>应付金额", "<f>应付金额+100*(TODAY()&gt;0)", 1),
        ("two formulas", PAYABLE, "<f>", "<f>1+1</f><f>", 2),
        ("a comment in a formula", PAYABLE, "<f>应付", "<f>应<!---->付", 2),
        ("an array formula", PAYABLE, "<f>", '<f t="array" ref="@应付">', 2),
        ("a data table", PAYABLE, "<f>", '<f t="dataTable" ref="@应付" r1="A1">', 2),
        ("a shared formula by itself", PAYABLE, "<f>", '<f t="shared" si="0" ref="@应付">', 3),
        ("a follower with a text of its own", PAYABLE, "<f>", '<f t="shared" si="0">', 2),
        ("a follower of nothing", PAYABLE, "<f>应付金额</f>", '<f t="shared" si="7"/>', 2),
        ("a formula without its result", PAYABLE, "<v>.*</v>", "", 3),
        ("another formula without a result", PAYABLE, "金额</f><v>.*</v>", "金额*2</f>", 1),
        ("another style", ACCOUNT, r'c r="@账号" s="\d+"', 'c r="@账号" s="0"', 3),
    ]
    for name, place, old, new, exit_code in cells:
        yield name, lambda s, p=place, o=old, n=new: s.cell(p, o, n), exit_code
    for name, old, new in (
        ("a foreign value behind", "<v>120.5</v>", "<v>1</v><q:v>120.5</q:v>"),
        ("a foreign value before", "<v>120.5</v>", "<q:v>120.5</q:v><v>1</v>"),
        ("a foreign value that is ignored", "<v>120.5</v>", "<v>120.5</v><q:v>120.5</q:v>"),
    ):
        yield name, lambda s, o=old, n=new: _foreign(s, o, n), 2
    rows: list[tuple[str, str, str, int]] = [
        ("a cell where nothing stood", "</row></sheetData>", '<c r="J38"><v>1</v></c>\\g<0>', 1),
        ("a row below", "</sheetData>", '<row r="90"><c r="A90"><v>1</v></c></row>\\g<0>', 1),
        (
            "the same row twice",
            "</sheetData>",
            '<row r="@行"><c r="@扣款"><v>1</v></c></row>\\g<0>',
            2,
        ),
        ("a row out of order", "<sheetData>", '\\g<0><row r="99"/>', 2),
        ("a row without a number", "</sheetData>", "<row/></sheetData>", 2),
        ("two grids", "</sheetData>", "</sheetData><sheetData/>", 2),
        ("something else in the grid", "<sheetData>", "<sheetData><x/>", 2),
        (
            "a fallback where a value stands",
            '(<row r="@行".*?</row>)',
            (
                '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/'
                '2006"><mc:Choice Requires="x14">\\1</mc:Choice></mc:AlternateContent>'
            ),
            2,
        ),
    ]
    for name, old, new, exit_code in rows:
        yield name, lambda s, o=old, n=new: s.edit(s.bill, o, n), exit_code


def _foreign(s: Spoiled, old: str, new: str) -> None:
    """Change an amount to elements whose namespace is declared at the root."""
    s.edit(s.bill, "<worksheet ", '<worksheet xmlns:q="urn:q" ')
    s.cell(OTHER, old, new)


def looks() -> Iterator[Change]:
    """Yield what a sheet may be made to look like; the log knows the bytes."""
    sheet: list[tuple[str, str, str, int]] = [
        ("a hidden row", '<row r="@行"', '<row r="@行" hidden="1"', 3),
        ("a row too low to read", '(<row r="@行" ht=")[0-9.]+', r"\g<1>0.5", 3),
        ("a hidden column", '<col width="19"', '<col hidden="1" width="19"', 3),
        ("a column too narrow", '<col width="19"', '<col width="0.1"', 3),
        ("a merge over amounts", "<mergeCells ", '<mergeCells x="1" ', 3),
        ("another print area", 'fitToHeight="1"', 'fitToHeight="9"', 3),
        ("another page text", "结算材料", "应付 1 元", 3),
        ("other margins", 'left="0.6"', 'left="9"', 3),
        ("frozen panes", "<selection ", '<pane ySplit="40" state="frozen"/><selection ', 3),
        ("zeros not shown", 'showGridLines="0"', 'showGridLines="0" showZeros="0"', 3),
        ("formulas shown", 'showGridLines="0"', 'showGridLines="0" showFormulas="1"', 3),
        ("right to left", 'showGridLines="0"', 'showGridLines="0" rightToLeft="1"', 3),
        ("a zoom", 'showGridLines="0"', 'showGridLines="0" zoomScale="10"', 3),
        ("scrolled away", 'showGridLines="0"', 'showGridLines="0" topLeftCell="A90"', 3),
        ("a tab's colour", "<outlinePr", '<tabColor rgb="FFFFFFFF"/><outlinePr', 3),
        ("no protection", "<sheetProtection[^>]*/>", "", 3),
        ("protection with a password", "<sheetProtection ", '<sheetProtection password="CC1A" ', 3),
        ("a page break", "</worksheet>", '<rowBreaks count="1"><brk id="9"/></rowBreaks>\\g<0>', 3),
        (
            "conditional colours",
            "<printOptions",
            (
                '<conditionalFormatting sqref="@应付">'
                '<cfRule type="expression" dxfId="0" priority="1">'
                "<formula>TRUE</formula></cfRule></conditionalFormatting><printOptions"
            ),
            2,
        ),
        (
            "conditional formats of 2010",
            "</worksheet>",
            f"<extLst><x14:conditionalFormattings xmlns:x14='{X14}'/></extLst></worksheet>",
            2,
        ),
        (
            "sparklines",
            "</worksheet>",
            f"<extLst><x14:sparklineGroups xmlns:x14='{X14}'/></extLst></worksheet>",
            2,
        ),
        ("a scenario", "<mergeCells ", "<scenarios/><mergeCells ", 2),
        ("a filter", "<mergeCells ", '<autoFilter ref="A1:G38"/><mergeCells ', 2),
        (
            "hyperlinks",
            "<printOptions",
            '<hyperlinks><hyperlink ref="@应付"/></hyperlinks>\\g<0>',
            2,
        ),
        ("cells that are watched", "<printOptions", "<cellWatches/><printOptions", 2),
        ("web publishing", "</worksheet>", "<webPublishItems/></worksheet>", 2),
    ]
    for name, old, new, exit_code in sheet:
        yield name, lambda s, o=old, n=new: s.edit(s.bill, o, n), exit_code
    formats = [
        ("a format that hides", ";;;"),
        ("a format that says another amount", "&quot;¥635,696.67&quot;"),
        ("white digits", "[White]General"),
        ("a digit repeated to the edge", "&quot;¥&quot;*9#,##0.00"),
        ("thousands", "0.00,"),
        ("a date for an amount", "yyyy-mm-dd"),
    ]
    for name, code in formats:
        exit_code = 1 if "date" in name else 3
        yield name, lambda s, c=code: _with_format(s, c), exit_code
    styles = [
        ("white letters everywhere", '(<fonts.*?<color )rgb="[0-9A-F]+"', r'\1rgb="FFFFFFFF"'),
        ("black cells", "</fills>", "<fill><patternFill/></fill></fills>"),
        ("another font", '<name val="宋体"', '<name val="Wingdings"'),
        ("letters of one point", '<sz val="10.5"', '<sz val="1"'),
    ]
    for name, old, new in styles:
        yield name, lambda s, o=old, n=new: s.edit(STYLES, o, n), 3
    yield "another theme", lambda s: s.edit("xl/theme/theme1.xml", "000000", "FFFFFF"), 3


def _with_format(s: Spoiled, code: str) -> None:
    """Give the cell of an amount a style of its own with this number format."""
    own = f'<numFmt numFmtId="999" formatCode="{code}"/></numFmts>'
    s.edit(STYLES, "</numFmts>", own)
    looks = re.search("<cellXfs.*?</cellXfs>", s.parts[STYLES].decode(), re.DOTALL)
    assert looks
    count = len(re.findall("<xf ", looks[0]))
    look = '<xf numFmtId="999" fontId="0" fillId="0" borderId="0"/></cellXfs>'
    s.edit(STYLES, "</cellXfs>", look)
    s.cell(OTHER, r's="\d+"', f's="{count}"')


def book() -> Iterator[Change]:
    """Yield what the workbook part may be made to say."""
    edits: list[tuple[str, str, str, int]] = [
        ("a hidden sheet", '(name="结算单"[^>]*)state="visible"', r'\1state="hidden"', 3),
        ("the seal to be seen", ' state="veryHidden"', "", 3),
        ("another sheet's name", 'name="口径说明"', 'name="口径"', 1),
        ("a sheet left out", '<sheet [^>]*name="口径说明"[^>]*/>', "", 2),
        ("the same sheet twice", '(<sheet [^>]*name="结算单"[^>]*/>)', r"\1\1", 2),
        (
            "two sheets of one part",
            '<sheet ([^>]*)name="结算单"([^>]*)/>',
            r'\g<0><sheet \1name="附"\2/>',
            2,
        ),
        ("a name that points elsewhere", r"(name=\"应付金额\">)[^<]*", r"\1'结算单'!$A$1", 1),
        ("a name taken out", '<definedName name="应付金额">[^<]*</definedName>', "", 1),
        ("a name put in", "</definedNames>", '<definedName name="甲">1</definedName>\\g<0>', 1),
        ("the same name twice", '(<definedName name="应付金额">[^<]*</definedName>)', r"\1\1", 2),
        (
            "the same name for one sheet",
            "</definedNames>",
            '<definedName name="应付金额" localSheetId="2">\'结算单\'!$A$1</definedName>\\g<0>',
            1,
        ),
        ("a scope that is none", 'localSheetId="2"', 'localSheetId="99"', 2),
        ("a scope that is no number", 'localSheetId="2"', 'localSheetId="二"', 2),
        ("a comment in a name", r"(name=\"应付金额\">)", r"\1<!-- -->", 2),
        ("another print area", r"\$A\$1:\$G\$38", "$A$1:$B$2", 3),
        ("dates from 1904", "<workbookPr/>", '<workbookPr date1904="1"/>', 1),
        ("precision as shown", "<calcPr ", '<calcPr fullPrecision="0" ', 3),
        ("calculation on loading", "<calcPr ", '<calcPr fullCalcOnLoad="1" ', 3),
        ("no calculation", "<calcPr ", '<calcPr calcMode="manual" ', 3),
        ("rounds of calculation", "<calcPr ", '<calcPr iterate="1" ', 3),
        ("no wish to be read only", "<fileSharing[^>]*/>", "", 3),
        ("no lock on the order", "<workbookProtection[^>]*/>", "", 3),
        ("a window that is hidden", 'visibility="visible"', 'visibility="veryHidden"', 3),
        ("another sheet in front", "<workbookView ", '<workbookView activeTab="4" ', 3),
        ("books elsewhere", "<calcPr", "<externalReferences/><calcPr", 2),
        ("pivot tables", "</workbook>", "<pivotCaches/></workbook>", 2),
        ("views of one's own", "</workbook>", "<customWorkbookViews/></workbook>", 2),
        ("functions of one's own", "<calcPr", "<functionGroups/><calcPr", 2),
        ("recovery", "</workbook>", "<fileRecoveryPr/></workbook>", 2),
    ]
    for name, old, new, exit_code in edits:
        yield name, lambda s, o=old, n=new: s.edit(BOOK, o, n), exit_code
    yield "sheets in another order", _reordered, 3


def _reordered(s: Spoiled) -> None:
    """Swap two sheets; the scopes of names go by place."""
    text = s.parts[BOOK].decode()
    first, second = (
        re.search(rf'<sheet [^>]*name="{n}"[^>]*/>', text) for n in ("时限统计", "口径说明")
    )
    assert first
    assert second
    text = text.replace(first[0], "〇").replace(second[0], first[0]).replace("〇", second[0])
    for old, new in (("4", "x"), ("6", "4"), ("x", "6")):
        text = text.replace(f'localSheetId="{old}"', f'localSheetId="{new}"')
    s.parts[BOOK] = text.encode()


def relations() -> Iterator[Change]:
    """Yield tricks with what leads to what, and what it is said to be."""
    office, package = f'Type="{OFFICE}/officeDocument"', 'Target="xl/workbook.xml"'

    def copied(s: Spoiled) -> None:
        s.parts["xl2/workbook.xml"] = s.parts[BOOK]
        s.parts["xl2/_rels/workbook.xml.rels"] = s.parts[BOOK_RELATIONS]
        s.edit(ROOT_RELATIONS, package, 'Target="xl2/workbook.xml"')
        fake = '<Relationship Type="http://example.com/officeDocument" Target="xl/workbook.xml" '
        s.edit(ROOT_RELATIONS, "<Relationship ", f'{fake}Id="rId9"/><Relationship ')
        kind = f'<Override PartName="/xl2/workbook.xml" ContentType="{SHEETS}sheet.main+xml"/>'
        s.edit(TYPES, "</Types>", f"{kind}</Types>")

    yield "a true and a false workbook", copied, 2
    edits: list[tuple[str, str, str, str]] = [
        ("a relation of the strict kind", ROOT_RELATIONS, office, 'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"'),
        ("two workbooks", ROOT_RELATIONS, "(<Relationship [^>]*officeDocument\"[^>]*/>)", r'\1<Relationship Id="rId7" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/styles.xml"/>'),  # noqa: E501
        ("the same Id twice", BOOK_RELATIONS, 'Id="rId5"', 'Id="rId4"'),
        ("two styles", BOOK_RELATIONS, "theme\"", 'styles"'),
        ("a part by another spelling", BOOK_RELATIONS, "/xl/worksheets/sheet4.xml", "/xl/worksheets/sheet%34.xml"),  # noqa: E501
        ("a part elsewhere", BOOK_RELATIONS, 'Target="styles.xml"', 'Target="http://example.com/s.xml" TargetMode="External"'),  # noqa: E501
        ("a part that is not there", BOOK_RELATIONS, "sheet5.xml", "sheet55.xml"),
        ("one part for two sheets", BOOK_RELATIONS, "sheet5.xml", "sheet4.xml"),
        ("a chart for a sheet", BOOK_RELATIONS, 'relationships/worksheet"', 'relationships/chartsheet"'),  # noqa: E501
        ("a dialog for a sheet", BOOK_RELATIONS, 'relationships/worksheet"', 'relationships/dialogsheet"'),  # noqa: E501
        ("a base", BOOK_RELATIONS, "<Relationship ", '<Relationship xml:base="/a/" '),
        ("a workbook with macros", TYPES, "sheet.main", "sheet.macroEnabled.main"),
        ("a sheet said to be styles", TYPES, "worksheet[+]xml", "styles+xml"),
        ("a type twice", TYPES, "(<Override[^>]*styles.xml[^>]*/>)", r"\1\1"),
        ("a type for another case", TYPES, "(<Override[^>]*)/xl/styles.xml([^>]*/>)", r"\g<0>\1/XL/styles.xml\2"),  # noqa: E501
        ("something else among the types", TYPES, "</Types>", "<x/></Types>"),
    ]  # fmt: skip
    for name, part, old, new in edits:
        yield name, lambda s, p=part, o=old, n=new: s.edit(p, o, n), 2
    parts = [
        ("macros", "xl/vbaProject.bin", "http://schemas.microsoft.com/office/2006/relationships/vbaProject"),
        ("another book", "xl/externalLinks/externalLink1.xml", f"{OFFICE}/externalLink"),
        ("connections", "xl/connections.xml", f"{OFFICE}/connections"),
        ("metadata", "xl/metadata.xml", f"{OFFICE}/sheetMetadata"),
        ("XML maps", "xl/xmlMaps.xml", f"{OFFICE}/xmlMaps"),
        ("a macro sheet", "xl/macrosheets/sheet1.xml", "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"),
        ("a pivot cache", "xl/pivotCache/pivotCacheDefinition1.xml", f"{OFFICE}/pivotCacheDefinition"),  # noqa: E501
        ("persons", "xl/persons/person.xml", "http://schemas.microsoft.com/office/2017/10/relationships/person"),
    ]  # fmt: skip
    for name, part, kind in parts:
        yield name, lambda s, p=part, k=kind: s.add(p, EMPTY_SHEET, k, BOOK, "application/xml"), 2
    of_sheets = [
        ("a query", "xl/queryTables/queryTable1.xml", "queryTable"),
        ("comments without a shape", "xl/comments1.xml", "comments"),
        ("a drawing", "xl/drawings/drawing1.xml", "drawing"),
        ("an old drawing", "xl/drawings/vml1.vml", "vmlDrawing"),
        ("an object", "xl/embeddings/oleObject1.bin", "oleObject"),
        ("a control", "xl/ctrlProps/ctrlProp1.xml", "ctrlProp"),
        ("a table", "xl/tables/table1.xml", "table"),
        ("a background", "xl/media/image1.png", "image"),
        ("a pivot table", "xl/pivotTables/pivotTable1.xml", "pivotTable"),
        ("a slicer", "xl/slicers/slicer1.xml", "slicer"),
    ]
    for name, part, kind in of_sheets:
        yield (
            name,
            lambda s, p=part, k=kind: s.add(p, ANCHOR, f"{OFFICE}/{k}", s.bill, DRAWINGS),
            2,
        )
    yield "a drawing in a fallback", _drawing_in_fallback, 2
    yield "a part that nothing leads to", lambda s: s.parts.update({"xl/a.xml": b"<a/>"}), 2
    yield "a ribbon", lambda s: s.add("customUI/customUI.xml", b"<a/>", f"{OFFICE}/ui", ""), 2
    yield "a signature of another kind", lambda s: s.parts.update({"_xmlsignatures/a": b""}), 2
    yield "properties of one's own", lambda s: s.add(
        "docProps/custom.xml",
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'custom-properties"/>',
        f"{OFFICE}/custom-properties",
        "",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    ), 3  # fmt: skip
    yield "a printer's settings", lambda s: s.add(
        "xl/printerSettings/printerSettings1.bin",
        b"\0",
        f"{OFFICE}/printerSettings",
        s.bill,
        f"{SHEETS}printerSettings",
    ), 3  # fmt: skip
    yield "another sheet with nothing on it", lambda s: _sheet(s, EMPTY_SHEET), 1
    filled = b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    yield (
        "another sheet with an amount",
        lambda s: _sheet(s, EMPTY_SHEET.replace(b"<sheetData/>", filled)),
        1,
    )


def _drawing_in_fallback(s: Spoiled) -> None:
    identity = s.add("xl/drawings/d.xml", ANCHOR, f"{OFFICE}/drawing", s.bill, DRAWINGS)
    inside = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="x14"><drawing xmlns:r="{OFFICE}" r:id="{identity}"/></mc:Choice>'
        "</mc:AlternateContent></worksheet>"
    )
    s.edit(s.bill, "</worksheet>", inside)


def _sheet(s: Spoiled, content: bytes) -> None:
    kind = f"{OFFICE}/worksheet"
    identity = s.add("xl/worksheets/sheet99.xml", content, kind, BOOK, f"{SHEETS}worksheet+xml")
    entry = f'<sheet xmlns:r="{OFFICE}" name="补充" sheetId="99" r:id="{identity}"/>'
    s.edit(BOOK, "</sheets>", f"{entry}</sheets>")


def seal() -> Iterator[Change]:
    """Yield what may be done to the hidden sheet."""
    number = "536580"
    edits: list[tuple[str, str, str, int]] = [
        ("a sealed value", f'"=decimal":"{number}', '"=decimal":"1', 1),
        ("a sealed result", ">535709.50<", ">999999.00<", 1),
        ("a sealed term", ">2024-03-27T09:00:00<", ">2024-03-28T09:00:00<", 1),
        ("a row behind the others", "</sheetData>", '<row r="99999"><c r="A99999" t="inlineStr"><is><t>约定</t></is></c><c r="B99999" t="inlineStr"><is><t>甲</t></is></c></row>\\g<0>', 1),  # noqa: E501
        ("a signature taken out", '<row r="[0-9]+"><c r="A[0-9]+" t="inlineStr"><is><t[^>]*>签认</t></is></c><c[^>]*><is><t[^>]*>验收工作人员.*?</row>', "", 2),  # noqa: E501
        ("a signature renamed", "验收工作人员</t></is></c><c r=\"C([0-9]+)\" t=\"inlineStr\"><is><t[^>]*>[0-9a-f]{60}", r'验收</t></is></c><c r="C\1" t="inlineStr"><is><t>0', 2),  # noqa: E501
    ]  # fmt: skip
    for name, old, new, exit_code in edits:
        yield name, lambda s, o=old, n=new: s.edit(s.seal, o, n), exit_code
    yield "no seal", _without_seal, 2


def _without_seal(s: Spoiled) -> None:
    s.edit(BOOK, '<sheet [^>]*name="签认数据"[^>]*/>', "")


def archive() -> Iterator[Change]:
    """Yield ways to pack the same parts otherwise."""

    def zipped(**how: object) -> Callable[[Spoiled], object]:
        def change(s: Spoiled) -> None:
            s.zipped = lambda parts: _zip(parts, **how)

        return change

    yield "packed tighter", zipped(compression=zipfile.ZIP_DEFLATED), 3
    yield "parts in another order", zipped(backwards=True), 3
    yield "another time", zipped(moment=(2024, 3, 28, 1, 2, 4)), 3
    yield "another system", zipped(system=3), 3
    yield "a comment on the archive", zipped(comment=b"x"), 3
    yield "a comment on a part", zipped(part_comment=b"x"), 3
    yield "more about a part", zipped(extra=b"\x99\x99\x01\x00x"), 3
    yield "a folder", lambda s: s.parts.update({"xl/": b""}), 2
    yield "the same part twice", zipped(twice=BOOK), 2
    yield "the same part in another case", lambda s: s.parts.update({"XL/styles.xml": b""}), 2
    yield "a part's name with a backslash", lambda s: s.parts.update({"xl\\a.xml": b"<a/>"}), 2
    yield "a part above", lambda s: s.parts.update({"../a.xml": b"<a/>"}), 2
    heads: list[tuple[str, Callable[[bytes], bytes], int]] = [
        ("a mark before the XML", lambda c: b"\xef\xbb\xbf" + c, 3),
        ("UTF-16", lambda c: c.decode().replace("UTF-8", "UTF-16").encode("utf-16"), 2),
        ("an entity", lambda c: c.replace(b"<works", b"<!DOCTYPE a [<!ENTITY x '1'>]><works"), 2),
        ("a comment before the root", lambda c: c.replace(b"<worksheet", b"<!-- --><worksheet"), 2),
        ("a comment behind the root", lambda c: c + b"<!-- -->", 2),
        ("an instruction at first", lambda c: c.replace(b"<worksheet", b"<?a?><worksheet"), 2),
        ("another declaration", lambda c: c.replace(b" standalone='yes'", b""), 3),
        ("white space", lambda c: c.replace(b"</sheetData>", b"\n</sheetData>"), 3),
        ("broken XML", lambda c: c[:-5], 2),
        ("another root", lambda c: c.replace(b"worksheet", b"chartsheet"), 2),
        ("attributes in another order", lambda c: re.sub(rb'(<c) (r="G[0-9]+") (s="\d+")', rb"\1 \3 \2", c), 3),  # noqa: E501
    ]  # fmt: skip
    for name, change, exit_code in heads:

        def spoil(s: Spoiled, change: Callable[[bytes], bytes] = change) -> None:
            before = s.parts[s.bill]
            s.parts[s.bill] = change(before)
            assert s.parts[s.bill] != before

        yield name, spoil, exit_code
    yield "bytes behind the archive", lambda s: _raw(s, lambda c: c + b"x"), 3
    yield "bytes before the archive", lambda s: _raw(s, lambda c: b"x" + c), 2
    yield "a part cut off", lambda s: _raw(s, lambda c: c[:-100]), 2
    yield "one bit turned", lambda s: _raw(s, lambda c: c.replace(b"389", b"388", 1)), 2


def _raw(s: Spoiled, change: Callable[[bytes], bytes]) -> None:
    packed = s.to_bytes()
    s.zipped = lambda _: change(packed)


def _zip(  # noqa: PLR0917  what a zip may hold
    parts: dict[str, bytes],
    compression: int = zipfile.ZIP_STORED,
    moment: tuple[int, ...] = (1980, 1, 1, 0, 0, 0),
    system: int = 0,
    comment: bytes = b"",
    part_comment: bytes = b"",
    extra: bytes = b"",
    twice: str = "",
    *,
    backwards: bool = False,
) -> bytes:
    buffer = io.BytesIO()
    names = list(parts)[::-1] if backwards else list(parts)
    with zipfile.ZipFile(buffer, "w") as target:
        target.comment = comment
        for name in [*names, *([twice] if twice else [])]:
            info = zipfile.ZipInfo(name, moment)
            info.compress_type, info.create_system = compression, system
            info.comment, info.extra = part_comment, extra
            target.writestr(info, parts[name])
    return buffer.getvalue()


CHANGES: tuple[Change, ...] = (
    *values(),
    *looks(),
    *book(),
    *relations(),
    *seal(),
    *archive(),
)
