"""Words belong to their case, village or category, or to the end: never to another row."""

import io
import re
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from macros_py.desk.reports.blocks import Report
from macros_py.desk.reports.word.anchors import all_found, found, tag, text_of
from macros_py.desk.reports.word.chart_parts import chart_parts
from macros_py.desk.reports.word.document import new_document, roots_of
from macros_py.desk.reports.word.look import BODY, Element, paragraph, run
from macros_py.desk.reports.word.tables import cells_of, rows_of
from tests.macros_py.desk.reports.documents import (
    again,
    closed,
    keys_of,
    opened,
    report,
    whole_text,
    write_words,
)
from tests.macros_py.desk.reports.ledgers import AS_OF, HEADERS, Case, cases

D = datetime
BEGIN = D(2024, 2, 5, 9)
RAN_LONG = 2402050000123456000
"""A number of which a spreadsheet program keeps fifteen digits."""


def lost(case: object, came: datetime, category: str, place: str) -> Case:
    """Return a case that is counted and 未解决."""
    row = dict.fromkeys(HEADERS)
    row |= {"case": case, "came": came, "closed": came + timedelta(days=2), "unit": "规划科"}
    row |= {"category": category, "place": place, "phone": ""}
    row |= {"valid": "是", "responded": "是", "resolved": "未解决", "satisfied": "满意"}
    return row  # type: ignore[return-value]


def table(document: Docx, key: str) -> list[list[str]]:
    """Return the texts of a table, header first, by the key of one of its header cells."""
    place = found(roots_of(document))[tag(key)]
    around = next(place.iterancestors(qn("w:tbl")))
    return [[text_of(cell) for cell in cells_of(row)] for row in rows_of(around)]


def say_each(content: bytes, head: str) -> bytes:
    """Write into every human cell of a table what stands in its row."""
    document = opened(content)
    around = next(found(roots_of(document))[tag(head)].iterancestors(qn("w:tbl")))
    for row in rows_of(around)[1:]:
        cells = cells_of(row)
        line = cells[-1].find(qn("w:p"))
        assert line is not None
        line.append(run("话：" + "／".join(text_of(cell) for cell in cells[:4]), BODY))
    return closed(document)


CASES = [
    lost(None, BEGIN, "路灯", "甲村"),
    lost(None, BEGIN + timedelta(hours=1), "供水", "乙村"),
    lost("X1", BEGIN + timedelta(hours=2), "供暖", "丙村"),
    lost(RAN_LONG, BEGIN + timedelta(hours=3), "路灯", "丁村"),
    lost(RAN_LONG, BEGIN + timedelta(hours=4), "噪音", "戊村"),
]


def unique_anchors(document: Docx) -> bool:
    names = [each.get(qn("w:name")) for each in document.element.body.iter(qn("w:bookmarkStart"))]
    return len(names) == len(set(names)) and not any(
        places[1:] for places in all_found(roots_of(document)).values()
    )


def test_cases_without_a_usable_number_keep_their_row_and_words(tmp_path: Path) -> None:
    """Blank numbers and numbers that lost digits, the ledger in another order."""
    first = new_document(report(tmp_path, CASES), AS_OF)
    assert unique_anchors(opened(first))
    new = report(tmp_path, [*CASES[::-1], lost("X9", BEGIN + timedelta(days=3), "供水", "乙村")])
    document, done = again(say_each(first, "lost_cases||工单编号"), new)
    rows = table(document, "lost_cases||工单编号")
    assert rows[0][0] == "工单编号"
    assert [row[:3] for row in rows[1:]] == [
        *([str(row["case"] or ""), row["category"], row["place"]] for row in CASES[::-1]),
        ["X9", "供水", "乙村"],
    ]
    assert [row[-1] for row in rows[1:-1]] == ["话：" + "／".join(row[:4]) for row in rows[1:-1]]
    assert (done.kept, done.missing, done.orphans, done.copied) == ([], [], [], [])


def test_cases_that_nobody_can_tell_apart_give_their_words_to_the_end(tmp_path: Path) -> None:
    """Two blank numbers of one moment, village and category: as they were while nothing changes."""
    twins = [lost(None, BEGIN, "路灯", "甲村"), lost(None, BEGIN, "路灯", "甲村")]
    twins[1]["satisfied"] = "不满意"
    old = report(tmp_path, twins)
    content = say_each(new_document(old, AS_OF), "lost_cases||工单编号")
    assert again(content, old)[1].content is None
    document, done = again(content, report(tmp_path, twins[::-1]))
    rows = table(document, "lost_cases||工单编号")
    assert [(row[4], row[-1]) for row in rows[1:]] == [("未解决、不满意", ""), ("未解决", "")]
    assert done.orphans == ["2024-02-05 09:00:00 甲村 路灯 失分原因"] * 2
    assert whole_text(document).count("话：") == 2


def test_a_number_that_is_hidden_names_no_case(tmp_path: Path) -> None:
    """Two numbers that are phones look alike once they are hidden."""
    one, other = (lost(f"1391234567{n}", BEGIN, f"类{n}", "甲村") for n in range(2))
    content = say_each(new_document(report(tmp_path, [one]), AS_OF), "lost_cases||工单编号")
    document, done = again(content, report(tmp_path, [other]))
    assert table(document, "lost_cases||工单编号")[1][-1] == ""
    assert len(done.orphans) == 1


def test_names_that_look_alike_once_hidden_are_one_row(tmp_path: Path) -> None:
    """Nobody who reads the report can tell them apart, so no words can go to the wrong one."""
    names = [f"来电13800{n}30001" for n in (8, 9)]
    rows = [lost(f"N{n}", BEGIN, name, "甲村") for n, name in enumerate(names)]
    content = say_each(new_document(report(tmp_path, rows), AS_OF), "top||名称")
    more = [*rows, *(lost(f"M{n}", BEGIN, names[1], "甲村") for n in range(3))]
    document, done = again(content, report(tmp_path, more))
    ((shown, count, *_, words),) = table(document, "top||名称")[1:]
    assert (shown, count) == ("来电138****0001", "5")
    assert words.startswith("话：来电138****0001／2")
    assert done.orphans == []


def test_paths_that_end_alike_are_each_a_row(tmp_path: Path) -> None:
    paths = ("市政->路灯->不亮", "农业->路灯->不亮")
    rows = [lost(f"N{n}", BEGIN, path, "甲村") for n, path in enumerate(paths)]
    content = say_each(new_document(report(tmp_path, rows), AS_OF), "top||名称")
    more = [*rows, *(lost(f"M{n}", BEGIN, paths[0], "甲村") for n in range(3))]
    document, done = again(content, report(tmp_path, more))
    told = table(document, "top||名称")[1:]
    assert [row[0] for row in told] == ["市政→路灯→不亮", "农业→路灯→不亮"]
    assert [row[-1].split("／")[0] for row in told] == [f"话：{row[0]}" for row in told]
    assert done.orphans == []


def test_a_category_may_be_called_as_a_column(tmp_path: Path) -> None:
    row = lost("N1", BEGIN, "村社区->a|b", "甲村")
    assert unique_anchors(opened(new_document(report(tmp_path, [row]), AS_OF)))


# --- what vanishes and comes back ----------------------------------------------------------------


def with_categories(count: int) -> list[Case]:
    """Return cases whose shares sum to 99.9 % where there are three categories."""
    return [lost(f"N{n}", BEGIN, f"{n}类", f"{n}村") for n in "甲乙丙"[:count]]


@cache
def of_categories(count: int) -> Report:
    return _report(with_categories(count))


@cache
def document_of_categories(count: int) -> bytes:
    return new_document(of_categories(count), AS_OF)


@cache
def of_sixty_cases(*, categories: bool = True) -> Report:
    """Return a report whose ledger has a column of categories or none."""
    return _report(
        cases(5, 60), {k: head for k, head in HEADERS.items() if categories or k != "category"}
    )


def _report(rows: list[Case], headers: Mapping[str, str] = HEADERS) -> Report:
    with TemporaryDirectory() as folder:
        return report(Path(folder), rows, headers=headers)


def added(content: bytes, key: str, words: str) -> bytes:
    document = opened(content)
    found(roots_of(document))[tag(key)].append(run(words, BODY))
    return closed(document)


def again_and_again(content: bytes, words: str, *reports: Report) -> Docx:
    """Make a document anew for report after report; the words stand there once each time."""
    for new in reports:
        document, _ = again(content, new)
        assert whole_text(document).count(words) == 1
        text = whole_text(document)
        assert text.index("未能对应的文字") < text.index(words)
        content = closed(document)
    return opened(content)


def test_words_on_a_sentence_that_vanishes_go_to_the_end_and_stay() -> None:
    three, two = of_categories(3), of_categories(2)
    content = added(document_of_categories(3), "categories_sum", "人写说明")
    document = again_and_again(content, "人写说明", two, two, three, two)
    assert tag("categories_sum") not in found(roots_of(document))


def test_words_on_a_heading_and_a_caption_go_to_the_end_and_stay() -> None:
    """The ledger loses a column: its table, heading and chart go."""
    whole, bare = of_sixty_cases(), of_sixty_cases(categories=False)
    content = new_document(whole, AS_OF)
    content = added(added(content, "top.title", "人写标题"), "top_chart", "图1 人写图题")
    for new in (bare, whole, bare):
        document, _ = again(content, new)
        text = whole_text(document)
        assert text.count("人写标题") == text.count("图1 人写图题") == 1
        assert text.index("未能对应的文字") < min(text.index("人写标题"), text.index("图1"))
        content = closed(document)


def test_a_picture_and_its_look_go_along(tmp_path: Path) -> None:
    document = opened(document_of_categories(2))
    line = found(roots_of(document))[tag("places|乙村|原因")].find(qn("w:p"))
    assert line is not None
    picture = tmp_path / "a.png"
    picture.write_bytes(PIXEL)
    written = Paragraph(line, document._body).add_run("见图")  # type: ignore[arg-type]
    written.bold = True
    written.add_picture(str(picture))
    document, done = again(closed(document), of_categories(1))
    assert done.orphans == ["乙村 原因"]
    (last,) = [each for each in document.paragraphs if each.text.startswith("乙村 原因：见图")]
    assert last.runs[-1].bold
    assert len(list(last._p.iter(qn("w:drawing")))) == 1


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360"
    "000000020001e221bc330000000049454e44ae426082"
)


# --- what people built in ------------------------------------------------------------------------


def test_a_table_in_a_cell_stays_and_goes_to_the_end_with_its_row(tmp_path: Path) -> None:
    document = opened(document_of_categories(3))
    places = found(roots_of(document))
    for place in ("甲村", "丙村"):
        places[tag(f"places|{place}|原因")].insert(1, nested(document, f"{place}的内表"))
    document, done = again(closed(document), report(tmp_path, with_categories(2)[::-1]))
    rows = table(document, "places||名称")
    assert [row[0] for row in rows] == ["名称", "乙村", "甲村"]
    assert rows[2][-1] == "甲村的内表"
    assert done.orphans == ["丙村 原因"]
    assert whole_text(document).count("丙村的内表") == 1


def nested(document: Docx, words: str) -> Element:
    made = document.add_table(1, 1)
    made.cell(0, 0).text = words
    inner: Element = made._tbl
    document.element.body.remove(inner)
    return inner


def test_a_row_within_a_content_control_moves_as_others(tmp_path: Path) -> None:
    document = opened(document_of_categories(2))
    row = next(found(roots_of(document))[tag("places|甲村|名称")].iterancestors(qn("w:tr")))
    control = row.makeelement(qn("w:sdt"))
    row.addprevious(control)
    control.append(row.makeelement(qn("w:sdtContent")))
    control[0].append(row)
    rows = [*with_categories(2), lost("M", BEGIN, "乙类", "乙村")]
    document, _ = again(closed(document), report(tmp_path, rows))
    assert [row[:2] for row in table(document, "places||名称")[1:]] == [
        ["乙村", "2"],
        ["甲村", "1"],
    ]


def test_a_table_that_was_pasted_twice_is_named(tmp_path: Path) -> None:
    document = opened(document_of_categories(2))
    around = next(found(roots_of(document))[tag("places||名称")].iterancestors(qn("w:tbl")))
    document.element.body.insert(len(document.element.body) - 1, deepcopy(around))
    rows = [*with_categories(2), lost("M", BEGIN, "乙类", "乙村")]
    document, done = again(closed(document), report(tmp_path, rows))
    assert done.copied == ["村社区"]
    assert "文档里有两处，只更新了前一处（1）：村社区" in list(done.lines())
    assert [row[0] for row in table(document, "places||名称")] == ["名称", "乙村", "甲村"]


def test_columns_follow_the_report(tmp_path: Path) -> None:
    """A category that no case has any more leaves the heat map, another comes, words stay."""
    rows = with_categories(2)
    document = opened(document_of_categories(2))
    write_words(document, {"heat|甲村|甲类": "人改的1"})
    rows[0]["category"], rows[1]["category"] = "乙类", "丁类"
    document, done = again(closed(document), report(tmp_path, rows))
    told = table(document, "heat||村社区")
    assert set(told[0][1:]) == {"乙类", "丁类"}
    by_name = {row[0]: dict(zip(told[0], row, strict=True)) for row in told[1:]}
    assert [by_name["甲村"]["乙类"], by_name["甲村"]["丁类"], by_name["乙村"]["丁类"]] == [
        "1",
        "0",
        "1",
    ]
    assert (done.orphans, done.missing) == (["甲村 甲类"], [])
    assert whole_text(document).count("人改的1") == 1


def test_a_column_that_a_person_took_out_is_named_once(tmp_path: Path) -> None:
    document = opened(document_of_categories(3))
    around = next(found(roots_of(document))[tag("places||名称")].iterancestors(qn("w:tbl")))
    for row in rows_of(around):
        row.remove(cells_of(row)[-1])
    document, done = again(closed(document), report(tmp_path, with_categories(3)[::-1]))
    assert done.missing == ["村社区 原因"]
    assert table(document, "places||名称")[0][-1] == "重复"


def test_two_sentences_in_one_paragraph_are_left_as_people_made_them() -> None:
    document = opened(document_of_categories(3))
    places = found(roots_of(document))
    first, second = places[tag("whole_rates")], places[tag("categories_sum")]
    for part in list(second)[1:]:
        first.append(part)
    second.getparent().remove(second)  # type: ignore[union-attr]
    text = text_of(first)
    document, done = again(closed(document), of_categories(2))
    assert whole_text(document).count(text) == 1
    assert len(done.kept) == 2


@pytest.mark.parametrize("key", ["whole_flow", "places|甲村|受理"])
def test_an_anchor_of_which_nothing_is_remembered_is_left_alone(key: str) -> None:
    """Text under an anchor that the memory does not know may be a person's."""
    document = opened(document_of_categories(2))
    write_words(document, {key: "人写的字"})
    for relation in document.part.rels.values():
        part = relation.target_part
        if relation.reltype.endswith("/customXml"):
            part._blob = part.blob.replace(tag(key).encode(), b"jsjb_0")
    document, done = again(closed(document), of_categories(3))
    assert text_of(found(roots_of(document))[tag(key)]) == "人写的字"
    assert len(done.kept) == 1
    assert key in keys_of(document)


def test_moved_words_are_paragraphs_of_the_text() -> None:
    """In the body's type, unanchored, so that the next run leaves them alone."""
    document = opened(document_of_categories(2))
    write_words(document, {"places|乙村|原因": "两行\n话"})
    document, _ = again(closed(document), of_categories(1))
    last = document.paragraphs[-1]._p
    assert text_of(last).startswith("乙村 原因：两行")
    assert last.find(qn("w:pPr")) is not None
    wanted = paragraph(BODY).find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    assert wanted is not None
    got = last.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    assert got is not None
    assert dict(got.attrib) == dict(wanted.attrib)
    assert not list(last.iter(qn("w:sdt"), qn("w:bookmarkStart")))


def test_no_chart_part_is_left_behind(tmp_path: Path) -> None:
    """A chart that goes takes its part along; one that a person deleted goes with the next run."""
    whole, bare = of_sixty_cases(), of_sixty_cases(categories=False)
    content = new_document(whole, AS_OF)
    first = chart_names(content)
    for new in (bare, whole):
        document, _ = again(content, new)
        content = closed(document)
    assert chart_names(content) == first
    document = opened(content)
    around = found(roots_of(document))[tag("ages_chart")]
    around.getparent().remove(around)  # type: ignore[union-attr]
    document, done = again(closed(document), report(tmp_path, cases(5, 60)[:-5]))
    assert done.missing == ["期末未办结时长图"]
    assert len(chart_names(closed(document))) == len(first) - 2


def test_a_chart_of_an_earlier_edition_gets_its_workbook() -> None:
    document = opened(document_of_categories(2))
    for part in chart_parts(document.part).values():
        part.rels.clear()
        part._blob = re.sub(rb"<c:externalData.*</c:externalData>", b"", part.blob)
    content = closed(document)
    assert not [name for name in chart_names(content) if name.endswith(".xlsx")]
    document, _ = again(content, of_categories(3))
    (part,) = [p for p in chart_parts(document.part).values() if "丙类".encode() in p.blob]
    (book,) = [each.target_part for each in part.rels.values()]
    assert b"externalData" in part.blob
    sheet = openpyxl.load_workbook(io.BytesIO(book.blob)).active
    assert [row[0].value for row in sheet["A2:A4"]] == ["丙类", "乙类", "甲类"]


def chart_names(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        folders = ("word/charts/chart", "word/embeddings/")
        return sorted(name for name in package.namelist() if name.startswith(folders))
