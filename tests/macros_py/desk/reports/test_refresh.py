"""A report made anew keeps every word that people wrote, where it belongs or at the end."""

import random
from copy import deepcopy
from pathlib import Path

import pytest
from docx.document import Document as Docx
from docx.oxml.ns import qn

from macros_py.desk.reports.blocks import Report
from macros_py.desk.reports.word.anchors import found, names_within, put_text, tag, text_of
from macros_py.desk.reports.word.document import new_document, roots_of
from macros_py.desk.reports.word.look import BODY, paragraph, run
from macros_py.desk.reports.word.pieces import TO_FILL
from macros_py.desk.reports.word.refresh import Refreshed, refreshed
from tests.macros_py.desk.reports.documents import (
    again,
    closed,
    keys_of,
    opened,
    report,
    whole_text,
    write_words,
)
from tests.macros_py.desk.reports.ledgers import AS_OF, cases
from tests.office import convert, needs_office
from workbook.values.refusals import DamagedError

HUMAN = ("主要反映", "原因", "失分原因", "为何办不了")
PARAGRAPHS = ("outlook", "cases", "advice", "opinion")


def human_keys(document: Docx) -> list[str]:
    """Return the keys of the cells and paragraphs that people fill."""
    keys = keys_of(document)
    cells = [k for k in keys if k.count("|") >= 2 and k.rpartition("|")[2] in HUMAN]
    return [*(k for k in cells if k.split("|")[1]), *PARAGRAPHS]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Report]:
    """One month, before and after thirty more cases; some old ones gone."""
    folder = tmp_path_factory.mktemp("reports")
    rows = cases(11, 240)
    return report(folder, rows[:210]), report(folder, rows[60:])


@pytest.fixture(scope="module")
def old_document(reports: tuple[Report, Report]) -> bytes:
    """The month before, as it was generated."""
    return new_document(reports[0], AS_OF)


@pytest.fixture(scope="module")
def fresh_document(reports: tuple[Report, Report]) -> bytes:
    """The month after, where nobody has written anything."""
    return new_document(reports[1], AS_OF)


def fifty_edits(content: bytes, seed: int) -> tuple[bytes, dict[str, str], list[str], list[str]]:
    """Return a document with 50 edits: words by key, free paragraphs, sentences rewritten."""
    chance = random.Random(seed)
    document = opened(content)
    keys = human_keys(document)
    chosen = chance.sample(keys, min(35, len(keys)))
    words = {key: f"人写的第{n}句＝{chance.randrange(10**6)}" for n, key in enumerate(chosen)}
    write_words(document, words)
    body = document.element.body
    free = [f"自由段落{n}·{chance.randrange(10**6)}" for n in range(10)]
    for text in free:
        tops = [each for each in body if each.tag in (qn("w:p"), qn("w:tbl"))]
        chance.choice(tops).addnext(paragraph(BODY, [run(text, BODY)]))
    sentences = [k for k in keys_of(document) if k in ("whole_flow", "changes", "lost", "repeats")]
    rewritten = {key: f"改写{n}·{chance.randrange(10**6)}" for n, key in enumerate(sentences)}
    write_words(document, rewritten)
    count = len(words) + len(free) + len(rewritten)
    extra = [f"补写{n}·{chance.randrange(10**6)}" for n in range(50 - count)]
    opinion = found(roots_of(document))[tag("opinion")]
    for text in extra:
        opinion.addnext(paragraph(BODY, [run(text, BODY)]))
    return closed(document), words, [*free, *extra, *rewritten.values()], list(rewritten)


def check_kept(document: Docx, done: Refreshed, words: dict[str, str], others: list[str]) -> None:
    text = whole_text(document)
    places = found(roots_of(document))
    for key, word in words.items():
        assert text.count(word) == 1, key
        if tag(key) in places:
            assert text_of(places[tag(key)]) == word
        else:
            assert any(key.split("|")[1] in orphan for orphan in done.orphans)
    for word in others:
        assert text.count(word) == 1


@pytest.mark.sampled(1)
@pytest.mark.parametrize("seed", range(3))
def test_fifty_edits_survive_a_changed_ledger(
    seed: int, reports: tuple[Report, Report], old_document: bytes
) -> None:
    _, new = reports
    content, words, others, rewritten = fifty_edits(old_document, seed)
    document, done = again(content, new)
    check_kept(document, done, words, others)
    assert len(words) + len(others) == 50
    assert len(done.kept) == len(rewritten)
    assert not done.missing
    assert refreshed(closed(document), new, AS_OF, "x").content is None


def check_ruled(document: Docx) -> None:
    """Every cell has lines, its own or the table's, which stand where the schema has them."""
    bare = 0
    for table in document.element.body.iter(qn("w:tbl")):
        own = [cell.find(f"{qn('w:tcPr')}/{qn('w:tcBorders')}") for cell in table.iter(qn("w:tc"))]
        properties = table.find(qn("w:tblPr"))
        names = [part.tag.partition("}")[2] for part in properties]
        if None in own:
            bare += any(each is not None for each in own)
            assert names.index("jc") < names.index("tblBorders") < names.index("tblLayout")
    assert bare, "no new row stands in a table that LibreOffice saved"


@needs_office
def test_a_line_break_in_a_name_is_no_edit_after_a_save_by_libreoffice(tmp_path: Path) -> None:
    """It comes back as a space, in a unit's name as in any; the cell goes on with the ledger."""
    rows = [{**row, "unit": "社区\n服务中心", "place": "高店 \t村"} for row in cases(11, 60)]
    old = report(tmp_path, rows)
    before = tmp_path / "月分析.docx"
    before.write_bytes(new_document(old, AS_OF))
    (after,) = convert([before], "docx", tmp_path / "saved")
    saved = after.read_bytes()
    assert refreshed(saved, old, AS_OF, "月分析.docx") == Refreshed(None)
    document, done = again(saved, report(tmp_path, [{**row, "unit": "农业\n科"} for row in rows]))
    assert (done.kept, done.missing, done.orphans) == ([], [], [])
    assert "社区 服务中心" not in whole_text(document)


@needs_office
def test_fifty_edits_survive_a_save_by_libreoffice(
    reports: tuple[Report, Report], old_document: bytes, tmp_path: Path
) -> None:
    _, new = reports
    content, words, others, _ = fifty_edits(old_document, 99)
    before = tmp_path / "月分析.docx"
    before.write_bytes(content)
    (after,) = convert([before], "docx", tmp_path / "saved")
    saved = after.read_bytes()
    assert not [name for name in names_within(opened(saved).element.body) if not name]
    document, done = again(saved, new)
    check_kept(document, done, words, others)
    check_ruled(document)
    assert not done.unsure
    fresh, _ = again(old_document, new)
    same = keys_of(fresh)
    places = found(roots_of(document))
    for key, text in same.items():
        if key in words or key in done.kept or "||" in key or not text or key.endswith("chart"):
            continue
        if text != TO_FILL and tag(key) in places and "改写" not in text_of(places[tag(key)]):
            assert text_of(places[tag(key)]) == text.strip(), key


def test_the_refreshed_figures_are_those_of_a_new_document(
    reports: tuple[Report, Report], old_document: bytes, fresh_document: bytes
) -> None:
    _, new = reports
    document, done = again(old_document, new)
    fresh = opened(fresh_document)
    assert whole_text(document) == whole_text(fresh)
    assert keys_of(document) == keys_of(fresh)
    assert done == Refreshed(done.content)


def test_nothing_changed_writes_nothing(
    reports: tuple[Report, Report], old_document: bytes
) -> None:
    assert refreshed(old_document, reports[0], AS_OF, "x").content is None


def test_words_move_with_their_row_and_its_own_columns(
    reports: tuple[Report, Report], old_document: bytes, fresh_document: bytes
) -> None:
    """A column and a row that a person added stay; words of a gone row stand at the end."""
    _, new = reports
    document = opened(old_document)
    places = found(roots_of(document))
    gone = next(
        key
        for key in human_keys(document)
        if key.startswith("lost_cases|") and key not in keys_of(opened(fresh_document))
    )
    write_words(document, {gone: "这件的原因"})
    row = places[tag("places|善台子村|名称")].getparent()
    assert row is not None
    cell = deepcopy(places[tag("places|善台子村|受理")])
    for anchor in (*cell.iter(qn("w:bookmarkStart")), *cell.iter(qn("w:bookmarkEnd"))):
        anchor.getparent().remove(anchor)
    for mark in cell.iter(qn("w:tag")):
        mark.set(qn("w:val"), "mine")
    put_text(cell, "自加一列", BODY)
    row.append(cell)
    document2, done = again(closed(document), new)
    text = whole_text(document2)
    assert text.index("未能对应的文字") < text.index("这件的原因")
    assert done.orphans == [f"{gone.split('|')[1]} 失分原因"]
    moved = found(roots_of(document2))[tag("places|善台子村|名称")].getparent()
    assert moved is not None
    assert "自加一列" in text_of(list(moved.iter(qn("w:tc")))[-1])


def test_a_figure_that_a_person_changed_is_kept_and_named(
    reports: tuple[Report, Report], old_document: bytes
) -> None:
    _, new = reports
    document = opened(old_document)
    write_words(document, {"places|善台子村|受理": "另计3件"})
    document, done = again(closed(document), new)
    assert done.kept == ["善台子村 受理"]
    assert text_of(found(roots_of(document))[tag("places|善台子村|受理")]) == "另计3件"


@pytest.mark.parametrize("anchor", ["w:bookmarkStart", "w:sdt"])
def test_either_anchor_is_enough(
    anchor: str, reports: tuple[Report, Report], old_document: bytes, fresh_document: bytes
) -> None:
    _, new = reports
    document = opened(old_document)
    for root in roots_of(document):
        if anchor == "w:bookmarkStart":
            for each in (*root.iter(qn("w:bookmarkStart")), *root.iter(qn("w:bookmarkEnd"))):
                each.getparent().remove(each)
        else:
            for each in root.iter(qn("w:tag")):
                each.getparent().remove(each)
    document, done = again(closed(document), new)
    assert not done.missing
    assert whole_text(document) == whole_text(opened(fresh_document))


def test_a_document_that_was_restructured(
    reports: tuple[Report, Report], old_document: bytes, fresh_document: bytes
) -> None:
    """What is gone is listed and not put back; what is left is brought up to date."""
    _, new = reports
    document = opened(old_document)
    places = found(roots_of(document))
    table = next(e for e in places[tag("rates||名次")].iterancestors() if e.tag == qn("w:tbl"))
    for gone in (table, places[tag("changes")]):
        gone.getparent().remove(gone)
    document, done = again(closed(document), new)
    assert set(done.missing) == {"三率表", "“受理件数与上月（2024…”"}
    text = whole_text(document)
    assert "名次" not in text.replace("名次按", "").replace("不排名次", "")
    assert keys_of(document) == keys_of(opened(fresh_document))
    assert refreshed(closed(document), new, AS_OF, "x").content is None


def test_a_row_that_a_person_took_out_is_named_and_not_put_back(
    reports: tuple[Report, Report],
    old_document: bytes,
) -> None:
    _, new = reports
    document = opened(old_document)
    row = found(roots_of(document))[tag("places|善台子村|名称")].getparent()
    assert row is not None
    row.getparent().remove(row)
    document, done = again(closed(document), new)
    assert done.missing == ["善台子村 名称"]
    assert tag("places|善台子村|名称") not in found(roots_of(document))
    assert refreshed(closed(document), new, AS_OF, "x").content is None


def test_without_its_memory_nobody_can_tell_and_nothing_is_lost(
    reports: tuple[Report, Report],
    old_document: bytes,
    fresh_document: bytes,
) -> None:
    _, new = reports
    document = opened(old_document)
    write_words(document, {"changes": "人改的句子", "outlook": "人的研判"})
    part = document.part
    for name, relation in list(part.rels.items()):
        if relation.reltype.endswith("/customXml"):
            part.drop_rel(name)
            part.rels.pop(name, None)
    document, done = again(closed(document), new)
    text = whole_text(document)
    assert done.unsure
    assert text.count("人改的句子") == text.count("人的研判") == 1
    assert text.index("未能对应的文字") < text.index("人改的句子")
    fresh = keys_of(opened(fresh_document))
    places = found(roots_of(document))
    assert text_of(places[tag("whole_flow")]) == fresh["whole_flow"]
    assert refreshed(closed(document), new, AS_OF, "x").content is None


def test_a_file_that_is_no_document_is_refused() -> None:
    with pytest.raises(DamagedError, match=r"月分析.docx：不是 Word 文档或已损坏"):
        refreshed(b"nothing", None, AS_OF, "月分析.docx")  # type: ignore[arg-type]
