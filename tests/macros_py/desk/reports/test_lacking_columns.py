"""What the ledger has no column for is — in every table, sentence and sheet, never 0."""

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from macros_py.desk.reports.blocks import Chart, Report, Row, Table, Text
from macros_py.desk.reports.report_contents import report_of
from macros_py.desk.reports.report_json import figures_json
from macros_py.desk.reports.report_workbook import workbook_of
from macros_py.desk.reports.study import Study
from macros_py.desk.reports.word.document import new_document
from macros_py.inputs.in_force import default_in_force
from macros_py.inputs.judged_ledger import judge_ledger
from templates import template
from tests.macros_py.desk.reports.documents import keys_of, opened
from tests.macros_py.desk.reports.ledgers import AS_OF, HEADERS, cases, write


def study(folder: Path, *without: str) -> Study:
    headers = {key: head for key, head in HEADERS.items() if key not in without}
    ledger = write(folder / "台账.xlsx", cases(4, 200), headers)
    return Study.of(judge_ledger(ledger, default_in_force(), AS_OF), "2024-02")


def report(folder: Path, *without: str) -> Report:
    return report_of(study(folder, *without), {}, "台账.xlsx")


def rows(made: Report, key: str) -> Iterator[tuple[Row, dict[str, object]]]:
    """Yield a table's rows, each with its cells by their header."""
    for section in (made.leader, *made.sections):
        for block in section.blocks:
            if isinstance(block, Table) and block.key == key:
                for row in block.rows:
                    titles = [column.title for column in block.columns]
                    yield row, dict(zip(titles, row.cells, strict=True))


def texts(made: Report) -> dict[str, str]:
    blocks = [block for section in made.sections for block in section.blocks]
    return {block.key: block.text for block in blocks if isinstance(block, Text)}


ANSWERS = ("responded", "resolved", "satisfied")
CALLBACK = (*ANSWERS, "valid", "called")


def test_answers(tmp_path: Path) -> None:
    made = report(tmp_path, *CALLBACK)
    said = texts(made)
    assert said["whole_rates"] == "有效回访—件，响应率—，解决率—，满意率—。"
    assert said["lost"] == "失分工单—件：未响应—件，未解决—件，不满意—件。"
    assert not list(rows(made, "lost_cases"))
    for _, cells in rows(made, "rates"):
        titles = ("有效回访", "响应", "解决", "满意", "基本满意", "不满意", "未评价", "响应率")
        assert {cells[title] for title in titles} == {None}
        assert cells["受理"]


def test_one_answer(tmp_path: Path) -> None:
    made = report(tmp_path, "resolved")
    assert "未解决—件，不满意" in texts(made)["lost"]
    assert "未解决" not in {cells["失分项"] for _, cells in rows(made, "lost_cases")}
    for _, cells in rows(made, "rates"):
        assert cells["解决"] is None
        assert cells["满意"] is not None


@pytest.mark.parametrize(
    ("field", "stage"),
    [("got", "接收"), ("contact", "首次联系"), ("closed", "办结"), ("called", "回访")],
)
def test_a_stage(field: str, stage: str, tmp_path: Path) -> None:
    made = report(tmp_path, field)
    by_stage = {row.key: row for row, _ in rows(made, "funnel")}
    assert set(by_stage[stage].cells[1:-1]) == {None}
    assert by_stage["转派"].cells[1]
    (chart,) = [
        block
        for section in made.sections
        for block in section.blocks
        if isinstance(block, Chart) and block.key == "funnel_chart"
    ]
    ((_, values),) = chart.series
    assert values[list(chart.names).index(stage)] is None
    assert any(text.endswith(f"{stage}未统计。") for text in texts(made).values())


def test_leaving(tmp_path: Path) -> None:
    made = report(tmp_path, "back", "closed", "held")
    said = texts(made)
    assert "退回—件，办结—件；期初未办结—件，期末未办结—件" in said["whole_flow"]
    assert "typical" not in said
    for _, cells in rows(made, "quality"):
        titles = ("退回", "挂账", "办结中位（小时）", "九成（小时）")
        assert {cells[title] for title in titles} == {None}
        assert cells["超时"] is not None, "the other stages are judged"
    assert {cells["未办结"] for _, cells in rows(made, "places")} == {None}
    assert not list(rows(made, "ages"))


def test_repeats_need_the_phone_and_the_category(tmp_path: Path) -> None:
    for field, head in (("phone", "联系电话"), ("category", "问题分类")):
        found = study(tmp_path, field)
        made = report_of(found, {}, "x")
        assert {cells["重复"] for _, cells in rows(made, "places")} == {None}
        assert f"台账没有「{head}」列，重复诉求未统计。" in texts(made).values()
        told = figures_json(found)["repeats"]
        assert told == {"reading": "同号码同分类30天", "groups": None, "cases": None}


def test_texts_of_a_case(tmp_path: Path) -> None:
    made = report(tmp_path, "category", "place", "unit", "excluded")
    listed = list(rows(made, "lost_cases"))
    assert listed
    for _, cells in listed:
        titles = ("分类", "村社区", "承办单位", "不纳入考核")
        assert {cells[title] for title in titles} == {"—"}


def test_both_files_and_every_anchor(tmp_path: Path) -> None:
    """The workbook shows —, and each sentence about a column has an anchor of its own."""
    every = tuple(key for key in HEADERS if key not in ("case", "came"))
    made = report(tmp_path, *every)
    book = openpyxl.load_workbook(
        io.BytesIO(workbook_of(made, template("分析.xlsx").read_bytes(), AS_OF))
    )
    funnel = [row for row in book["办理卡点"].iter_rows(values_only=True) if row[0] == "接收"]
    assert set(funnel[0][1:]) - {None} == {"—"}
    sentences = [
        block.key
        for section in made.sections
        for block in section.blocks
        if isinstance(block, Text)
    ]
    assert len(set(sentences)) == len(sentences)
    assert set(sentences) <= set(keys_of(opened(new_document(made, AS_OF))))
