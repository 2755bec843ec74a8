"""The Word document: GB/T 9704, two anchors everywhere, no word outside the list, every number."""

import io
import re
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from macros_py.desk.reports.blocks import Column, Kind, Report, Table, Text
from macros_py.desk.reports.report_contents import report_of
from macros_py.desk.reports.sentences import CHANGES, NO_RATE, RATE, SENTENCES
from macros_py.desk.reports.study import Study
from macros_py.desk.reports.word.anchors import PREFIX, found, tag, text_of
from macros_py.desk.reports.word.chart_parts import chart_parts
from macros_py.desk.reports.word.document import new_document, roots_of
from macros_py.desk.reports.word.look import FONTS, TEXT_WIDTH, Element
from macros_py.desk.reports.word.memory import remembered
from macros_py.desk.reports.word.pieces import TO_FILL, points_of, widths_of
from macros_py.desk.reports.word.tables import SHORT, rows_of
from macros_py.inputs.in_force import default_in_force
from macros_py.inputs.judged_ledger import judge_ledger
from tests.macros_py.desk.reports.expected_texts import BLANK, Expected
from tests.macros_py.desk.reports.ledgers import (
    AS_OF,
    CATEGORIES,
    PLACES,
    UNITS,
    Case,
    cases,
    write,
)
from tests.office import convert, needs_office, needs_poppler, pages_of


@pytest.fixture(scope="module", params=[5, pytest.param(6, marks=pytest.mark.nightly)])
def rows(request: pytest.FixtureRequest) -> list[Case]:
    return cases(request.param, 300)


@pytest.fixture(scope="module")
def made(rows: list[Case], tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, bytes]:
    ledger = write(tmp_path_factory.mktemp("ledger") / "台账.xlsx", rows)
    judged = judge_ledger(ledger, default_in_force(), AS_OF)
    report = report_of(Study.of(judged, "2024-02"), {}, ledger.name)
    return report, new_document(report, AS_OF)


@pytest.fixture(scope="module")
def texts(made: tuple[Report, bytes]) -> dict[str, str]:
    """Key → what the document says there, read through its anchors."""
    document = Document(io.BytesIO(made[1]))
    past = remembered(document.part)
    assert past is not None
    places = found(roots_of(document))
    return {key: text_of(places[name]) for name, (key, _) in past[1].values.items()}


# --- form ---------------------------------------------------------------------------------------


def test_page_and_grid_are_those_of_the_standard(made: tuple[Report, bytes]) -> None:
    section = Document(io.BytesIO(made[1])).sections[0]
    sides = (
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [round(side.mm) for side in sides if side is not None] == [37, 35, 28, 26]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    body = Document(io.BytesIO(made[1])).element.body
    place = found([body])[tag("whole_flow")]
    spacing = place.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    assert spacing is not None
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("560", "exact")


def test_every_run_names_its_east_asian_font(made: tuple[Report, bytes]) -> None:
    document = Document(io.BytesIO(made[1]))
    seen = Counter()
    for root in roots_of(document):
        for run in root.iter(qn("w:r")):
            fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
            if run.find(qn("w:drawing")) is not None:
                continue
            assert fonts is not None
            seen[fonts.get(qn("w:eastAsia"))] += 1
            assert run.find(f"{qn('w:rPr')}/{qn('w:b')}") is None
    assert set(seen) == set(FONTS)


def test_every_anchor_stands_twice_under_a_plain_name(made: tuple[Report, bytes]) -> None:
    document = Document(io.BytesIO(made[1]))
    for root in roots_of(document):
        marks = [str(each.get(qn("w:name"))) for each in root.iter(qn("w:bookmarkStart"))]
        tags = [str(each.get(qn("w:val"))) for each in root.iter(qn("w:tag"))]
        assert marks == tags
        assert len(set(marks)) == len(marks)
        assert all(re.fullmatch(rf"{PREFIX}[a-z0-9]+", mark) and len(mark) <= 40 for mark in marks)
        for cell in root.iter(qn("w:tc")):
            assert cell.find(f".//{qn('w:bookmarkStart')}") is not None


def test_charts_are_native_parts_with_their_figures(made: tuple[Report, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made[1])) as package:
        names = package.namelist()
        charts = [etree.fromstring(package.read(n)) for n in names if n.startswith("word/charts/")]
        assert not [name for name in names if name.startswith("word/media/")]
    charts = [chart for chart in charts if chart.tag.endswith("}chartSpace")]
    assert len(charts) == 5
    c = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    for chart in charts:
        for series in chart.iter(f"{c}ser"):
            count = series.find(f"{c}cat/{c}strRef/{c}strCache/{c}ptCount")
            values = series.findall(f"{c}val/{c}numRef/{c}numCache/{c}pt")
            assert count is not None
            assert 0 < len(values) <= int(str(count.get("val")))


def test_a_chart_has_its_workbook_for_word_to_edit(made: tuple[Report, bytes]) -> None:
    """The cells to which the chart refers hold what is cached in it."""
    c = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    charts = chart_parts(Document(io.BytesIO(made[1])).part).values()
    assert len(charts) == 5
    for part in charts:
        root = etree.fromstring(part.blob)
        (linked,) = root.findall(f"{c}externalData")
        book = part.rels[str(linked.get(qn("r:id")))].target_part
        assert str(book.partname).startswith("/word/embeddings/Microsoft_Excel_Sheet")
        sheet = openpyxl.load_workbook(io.BytesIO(book.blob))["Sheet1"]
        for cache in root.iter(f"{c}strCache", f"{c}numCache"):
            where = cache.getprevious().text.removeprefix("Sheet1!").replace("$", "")  # type: ignore[union-attr]
            found = sheet[where]
            cells = [found] if not isinstance(found, tuple) else [row[0] for row in found]
            cached = {int(p.get("idx")): p[0].text for p in cache.findall(f"{c}pt")}  # type: ignore[arg-type]
            for place, cell in enumerate(cells):
                value = cached.get(place)
                held = cell.value
                assert (
                    held == value
                    if isinstance(held, str)
                    else (None if value is None else float(value)) == held
                )


def test_nothing_of_the_library_s_own_document_is_left(made: tuple[Report, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made[1])) as package:
        names = package.namelist()
        whole = b"".join(package.read(name) for name in names if not name.endswith(".xlsx"))
    assert not [name for name in names if "thumbnail" in name]
    assert b"Macintosh" not in whole
    assert b"officeDocument/2006/bibliography" not in whole
    assert [name for name in names if name.startswith("customXml/item")] == [
        "customXml/item9.xml",
        "customXml/itemProps9.xml",
    ]


def test_the_same_input_gives_the_same_bytes(made: tuple[Report, bytes]) -> None:
    assert new_document(made[0], AS_OF) == made[1]
    with zipfile.ZipFile(io.BytesIO(made[1])) as package:
        assert {info.date_time for info in package.infolist()} == {(2024, 3, 20, 15, 0, 0)}


def test_no_phone_is_written_anywhere(made: tuple[Report, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made[1])) as package:
        whole = b"".join(package.read(name) for name in package.namelist())
    assert b"1380013800" not in whole
    assert b"138****" not in whole


def test_no_table_begins_or_ends_with_a_row_alone(made: tuple[Report, bytes]) -> None:
    """And the date has the last words above it: neither stands alone on a page."""
    body = Document(io.BytesIO(made[1])).element.body
    tables = list(body.iter(qn("w:tbl")))
    assert max(len(rows_of(table)) for table in tables) > SHORT
    for table in tables:
        rows = [all(_kept(p) for p in row.iter(qn("w:p"))) for row in rows_of(table)]
        assert not rows[-1]
        assert (
            all(rows[:-1])
            if len(rows) <= SHORT
            else (rows[:3], rows[-2])
            == (
                [True, True, False],
                True,
            )
        )
    day = found([body])[tag("day")]
    before = day.getprevious()
    assert before is not None
    assert _kept(before)


def _kept(paragraph: Element) -> bool:
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None


@needs_office
@needs_poppler
def test_a_figure_stands_on_one_line(made: tuple[Report, bytes], tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(made[1])
    (pdf,) = convert([tmp_path / "a.docx"], "pdf", tmp_path)
    pages = pages_of(pdf)
    text = "\n".join(pages)
    assert "100.0%" in text
    assert not re.search(r"^\s*%", text, re.MULTILINE)
    assert "2024年3月20日" in pages[-1].replace(" ", "")
    assert "领导意见" in pages[-1]


@pytest.mark.parametrize("many", [3, 30])
def test_widths_share_the_page_and_leave_room_for_figures(many: int) -> None:
    columns = [Column("名称", Kind.TEXT, 5), *[Column("占比", Kind.SHARE)] * 3]
    columns += [Column("原因", Kind.HUMAN, many)]
    widths = widths_of(columns)
    assert TEXT_WIDTH - len(columns) <= sum(widths) <= TEXT_WIDTH
    assert min(widths[1:4]) >= 6 * points_of(columns) * 0.6 * 20
    assert widths[4] > widths[1] or many < 5


def test_a_case_number_of_the_hotline_has_room_on_one_line(made: tuple[Report, bytes]) -> None:
    """``热线-240208-000015`` does not break at its hyphens; Latin letters of the broadest fonts."""
    tables = [block for section in made[0].sections for block in section.blocks]
    with_cases = [
        [column for column in table.columns if column.word]
        for table in tables
        if isinstance(table, Table) and table.columns[0].title == "工单编号"
    ]
    assert len(with_cases) == 2
    for columns in with_cases:
        ems = 2 + 14 * 0.6
        assert widths_of(columns)[0] >= ems * points_of(columns) * 20 + 2 * 57


def test_a_range_is_named_by_its_days_once(tmp_path: Path) -> None:
    judged = judge_ledger(write(tmp_path / "台账.xlsx", cases(3, 40)), default_in_force(), AS_OF)
    report = report_of(Study.of(judged, "2024-02-20..2024-03-07"), {}, "台账.xlsx")
    flow = report.sections[0].blocks[0]
    assert isinstance(flow, Text)
    assert flow.text.startswith("2024-02-20至2024-03-07受理工单")
    (trend,) = [b for s in report.sections for b in s.blocks if b.key == "trend"]
    assert isinstance(trend, Table)
    assert [column.title for column in trend.columns] == ["起止", "受理", "上年同期"]


@pytest.mark.parametrize(
    ("period", "lines"),
    [
        ("2024-02", ["北京市大兴区安定镇人民政府接诉即办月分析"]),
        ("第1季度", ["北京市大兴区安定镇人民政府", "接诉即办诉求分析报告"]),
    ],
)
def test_no_word_of_the_title_breaks(tmp_path: Path, period: str, lines: list[str]) -> None:
    judged = judge_ledger(write(tmp_path / "台账.xlsx", cases(3, 40)), default_in_force(), AS_OF)
    content = new_document(report_of(Study.of(judged, period), {}, "台账.xlsx"), AS_OF)
    document = Document(io.BytesIO(content))
    texts = [text_of(line) for line in document.element.body.iter(qn("w:p"))]
    assert texts[: len(lines)] == lines
    assert texts[len(lines)].startswith("（")


# --- words: nothing outside the closed list ------------------------------------------------------

NUMBER = r"[-+]?\d+(?:\.\d+)?"
DAY = r"\d{4}-\d{2}-\d{2}"
SPAN = rf"{DAY}至{DAY}"


def words(text: str) -> set[str]:
    return set(text.split())


HEADINGS = {
    *("总体情况", "诉求类别与高频诉求", "村社区情况", "承办单位办理质量", "失分工单", "办理卡点"),
    *("重复、挂账与不纳入考核", "趋势", "典型案例、工作建议与领导意见", "来源渠道分布"),
    *("来源系统分布", "一级分类", "高频诉求（前10）", "村社区", "村社区与诉求类别", "三率表"),
    "工单清单",
    *("办理时限", "各环节到达情况", "期末挂账时长", "期末未办结时长", "各期受理件数"),
    *("办理经过", "研判", "典型案例", "工作建议", "领导意见"),
}
COLUMN_WORDS = words(
    "名称 受理 占比 环比 解决率 满意率 响应率 重复 主要反映 未办结 原因 名次 有效回访 "
    "环比（百分点） 首次联系按时率 阶段反馈按时率 办结按时率 超时 逾期 退回 挂账 "
    "办结中位（小时） 九成（小时） 工单编号 分类 村社区 承办单位 失分项 不纳入考核 失分原因 "
    "办好后（百分点） 剔除后（百分点） 临期 未到期 无法判定 数据异常 豁免 已回访 待回访 "
    "环节 到达 按时 逾期未办 中位（小时） 为何办不了 时长 件数 期间 起止 上年同期 经过"
)
CELL_WORDS = words(
    "— 未办结 未响应 未解决 不满意 接收 转派 首次联系 阶段反馈 办结 回访 挂账月报 退回 "
    "1天以内 1至3天 3至7天 7至15天 15至30天 30天以上 30天以内 30至90天 90至180天 180天以上 "
    "持平 上期无 台账未覆盖 是 否 待复核 驳回 电话 网络 市级 区级 （空白）"
)


def _names() -> list[str]:
    levels = {level for path in CATEGORIES for level in path.split("->") if level}
    paths = {"→".join(path.split("->")[-2:]) for path in CATEGORIES}
    return sorted({*levels, *paths, *PLACES, *UNITS, BLANK} - {""}, key=len, reverse=True)


def _pattern(sentence: str) -> str:
    """Turn a sentence of the list into a pattern whose slots take figures and names only."""
    name = "|".join(map(re.escape, _names()))
    change = "|".join(
        re.escape(v).replace(r"\{name\}", "(?:上期|上年同期)") for v in CHANGES.values()
    )
    change = re.sub(r"\\\{\w+\\\}", lambda _: NUMBER, change)
    rate = "|".join(re.escape(v) for v in (RATE, NO_RATE))
    rate = re.sub(r"\\\{name\\\}", "(?:响应率|解决率|满意率)", rate)
    rate = re.sub(r"\\\{\w+\\\}", lambda _: NUMBER, rate)
    stage = "(?:接收|转派|退回|首次联系|阶段反馈|办结|回访)"
    slots = {
        "name": rf"(?:{name}|上月|上年同期|2024年2月|同号码同分类30天|解决率|退单原因|挂账原因)",
        "what": "(?:退单原因|挂账原因|挂账月报)",
        "names": rf"(?:JS-\d{{5}}(?:、JS-\d{{5}})*|{stage}\d+件(?:、{stage}\d+件)*)",
        "span": SPAN,
        "period": rf"2024年2月（{SPAN}）",
        "day": DAY,
        "moment": rf"{DAY} \d\d:\d\d",
        "change": rf"(?:{change})",
        "rates": rf"(?:{rate})(?:，(?:{rate}))*",
    }
    made = re.escape(sentence)
    return re.sub(r"\\\{(\w+)\\\}", lambda m: slots.get(m[1], rf"(?:{NUMBER}|—)"), made)


def test_a_paragraph_has_no_word_outside_the_list(texts: dict[str, str]) -> None:
    patterns = [*map(_pattern, SENTENCES.values()), "台账没有「挂账汇报日期」列，挂账月报未统计。"]
    whole = re.compile(f"(?:{'|'.join(patterns)})+")
    assert not whole.fullmatch("受理件数明显增加。")
    assert not whole.fullmatch("日均受理较好的3.0件。")
    for key, text in texts.items():
        if "|" in key or key.endswith("chart"):
            continue
        if key.startswith("section") or key.endswith(".title"):
            heading = re.sub(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]）)", "", text)
            assert heading in HEADINGS, text
        elif key in ("title", "subtitle", "day", "foot.odd", "foot.even") or "banner" in key:
            continue
        else:
            assert text == TO_FILL or whole.fullmatch(text), (key, text)


def test_a_cell_has_no_word_outside_the_list(texts: dict[str, str]) -> None:
    names = set(_names())
    change = rf"(?:增加|减少){NUMBER}%|由\d+件(?:增|减)至\d+件|均为\d+件"
    period = rf"2023年\d+月|2024年\d月|{SPAN}"
    stages = "派单|接收|转派|首次联系|阶段反馈|办结|回访|退回|挂账月报"
    status = "按时|超时|逾期未办|无法判定|数据异常|豁免|待回访|已回访|未到期|临期"
    step = rf"(?:{stages})(?:{DAY} \d\d:\d\d)?(?:{status})?"
    gain = rf"(?:响应|解决|满意){NUMBER}"
    cases = rf"JS-\d{{5}}|{gain}(?: {gain})*"
    plain = re.compile(rf"{NUMBER}%?|{cases}|{change}|{period}|{step}(?:；{step})*|")
    for key, text in texts.items():
        if "||" in key:
            assert text in COLUMN_WORDS | names, key
        elif "|" in key:
            parts = text.split("、")
            good = all(part in CELL_WORDS | names or plain.fullmatch(part) for part in parts)
            assert good, (key, text)


# --- numbers: each worked out again from the rows ------------------------------------------------


def test_every_number_is_what_the_rows_give(rows: list[Case], texts: dict[str, str]) -> None:
    expected = Expected(rows).texts()
    humans = ("主要反映", "原因", "失分原因", "为何办不了")
    told = {
        key: text
        for key, text in texts.items()
        if "|" in key and "||" not in key and key.rpartition("|")[2] not in humans
    }
    assert told == expected


def test_every_number_in_a_sentence_is_what_the_rows_give(
    rows: list[Case], texts: dict[str, str]
) -> None:
    expected = Expected(rows).sentences()
    dated = ("title", "subtitle", "day", "foot.odd", "foot.even")
    for key, text in texts.items():
        if "|" in key or key in dated or key.endswith(".title"):
            continue
        bare = re.sub(rf"（{SPAN}）|2024年2月|台账自{DAY}起|前10", "", text)
        assert re.findall(r"\d+(?:\.\d+)?", bare) == expected.get(key, []), key
    assert set(expected) <= set(texts)


def test_the_titles_name_the_township_and_the_month(texts: dict[str, str]) -> None:
    assert texts["title"] == "北京市大兴区安定镇人民政府接诉即办月分析"
    assert texts["subtitle"] == "（2024年2月）"
    assert texts["day"] == "2024年3月20日"
    assert texts["foot.odd"] == texts["foot.even"] == "截至2024-03-20 15:00　来源：台账.xlsx"


def test_paths_stay_out(made: tuple[Report, bytes], tmp_path: Path) -> None:
    assert str(tmp_path.parent).encode() not in made[1]
