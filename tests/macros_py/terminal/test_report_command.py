"""``jsjb report``: exit codes, JSON, the row in 分析报告, and what bad input gets."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from macros_py.terminal.cli import main
from templates import template
from tests.evaluations import write_evaluation
from tests.macros_py.desk.reports.ledgers import HEADERS, Case, cases, write

FIGURES = (
    *("period", "balance", "compared", "rates", "categories", "places", "units", "lost"),
    *("funnel", "repeats", "surges", "outputs"),
)


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(str(left.value.code))


def document_text(path: Path) -> str:
    lines = Document(str(path)).element.body.iter(qn("w:p"))
    return "\n".join("".join(t.text or "" for t in line.iter(qn("w:t"))) for line in lines)


class Desk:
    """A folder with a ledger and the blank evaluation workbook."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.out, self._capsys = folder / "报告", capsys
        self.ledger, self.evaluation = folder / "台账.xlsx", folder / "考核评价.xlsx"
        self.evaluation.write_bytes(template("考核评价.xlsx").read_bytes())

    def fill(self, rows: Sequence[Case], headers: Mapping[str, str] = HEADERS) -> None:
        write(self.ledger, rows, headers)

    def report(self, period: str, *more: object) -> tuple[int, str, str]:
        base = ("report", self.ledger, self.evaluation, "--period", period, "--out", self.out)
        code = run(*base, "--as-of", "2024-03-20T15:00", *more)
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def figures(self, period: str, *more: object) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.report(period, "--json", *more)[1])
        return found

    def recorded(self) -> list[tuple[object, ...]]:
        book = openpyxl.load_workbook(self.evaluation, read_only=True)
        rows = book["分析报告"].iter_rows(min_row=2, max_col=3, values_only=True)
        found = [row for row in rows if row[0]]
        book.close()
        return found


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    made = Desk(tmp_path, capsys)
    made.fill(cases(21, 70))
    return made


def test_the_json_has_every_key(desk: Desk) -> None:
    found = desk.figures("2024年第10周")
    assert set(FIGURES) <= set(found)
    assert found["period"] == {
        "label": "2024年第10周",
        "start": "2024-03-04T00:00:00",
        "end": "2024-03-11T00:00:00",
        "running": False,
    }
    assert [Path(path).name for path in found["outputs"]] == [
        "分析_2024-W10.xlsx",
        "周汇总_2024-W10.docx",
    ]
    assert all(Path(path).is_file() for path in found["outputs"])


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("period", "name"),
    [
        ("2024-02", "月分析_2024-02"),
        ("2024-03考核月", "月分析_2024-03考核月"),
        ("第1季度", "诉求分析报告_第1季度"),
        ("2024-03-01..2024-03-07", "诉求分析报告_2024-03-01至2024-03-07"),
    ],
)
def test_each_kind_has_its_document(desk: Desk, period: str, name: str) -> None:
    desk.report(period)
    assert (desk.out / f"{name}.docx").is_file()


def test_the_same_report_leaves_one_row_and_writes_nothing_twice(desk: Desk) -> None:
    desk.report("2024-W10")
    desk.report("2024-02")
    before = {path: path.stat().st_mtime_ns for path in desk.out.iterdir()}
    _, said, _ = desk.report("2024年第10周")
    assert said.count("没有变化，未写入") == 2
    assert {path: path.stat().st_mtime_ns for path in desk.out.iterdir()} == before
    assert desk.recorded() == [("周汇总", "2024-W10", None), ("月分析", "2024-02", None)]


def test_a_week_that_a_person_entered_is_the_same_week(desk: Desk) -> None:
    write_evaluation(desk.evaluation, rows={"分析报告": [["周汇总", "2024年3月4日-10日", None]]})
    desk.report("2024-W10")
    assert desk.recorded() == [("周汇总", "2024年3月4日-10日", None)]


def test_the_row_is_what_the_evidence_counts(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """A submitted report counts once, a month where it ends; a blank 提交日期 counts nothing."""
    for period in ("2024-W10", "2024-W09", "2024-03考核月"):
        desk.report(period)
    assert desk.recorded()[2] == ("月分析", "2024-02-19至2024-03-18", None)
    book = openpyxl.load_workbook(desk.evaluation)
    for row in (2, 4):
        book["分析报告"].cell(row, 3, date(2024, 3, 19))
    book.save(desk.evaluation)
    given = ("--quarter", "1", "--as-of", "2024-04-02T09:00", "--json")
    assert run("evidence", desk.ledger, desk.evaluation, *given) in (0, 1)
    told = json.loads(capsys.readouterr().out)
    figures = {
        figure["name"]: figure["numerator"] for item in told["items"] for figure in item["figures"]
    }
    assert (figures["周汇总提交份数"], figures["月分析提交份数"]) == (1, 0)


def test_a_ledger_without_some_columns_says_which_and_the_rest_stands(desk: Desk) -> None:
    lacking = {"category", "place", "responded", "resolved", "satisfied", "valid", "phone"}
    desk.fill(cases(21, 70), {key: head for key, head in HEADERS.items() if key not in lacking})
    found = desk.figures("2024-02")
    whole = Desk.figures  # the same figures as with every column
    assert found["categories"] == found["places"] == []
    assert found["rates"]["resolution"] is None
    assert found["repeats"]["groups"] is None
    told = {problem["field"] for problem in found["problems"] if problem["kind"] == "缺列"}
    others = {"return_reason", "suspend_reason", "progress_dates"}
    assert told == {*lacking - {"valid"}, *others}
    assert "台账没有「联系电话」列，重复诉求未统计。" in document_text(
        desk.out / "月分析_2024-02.docx"
    )
    desk.fill(cases(21, 70))
    assert whole(desk, "2024-02")["balance"] == found["balance"]


def test_a_period_without_cases_says_so(desk: Desk) -> None:
    desk.fill([row for row in cases(21, 70) if str(row["came"]) < "2024-02"])
    code, said, _ = desk.report("2024-W10")
    assert "本期没有受理工单。" in said
    assert code in (0, 1)
    assert (desk.out / "周汇总_2024-W10.docx").is_file()


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ("上周", "期间无法识别 “上周”，请写作 2024-W10"),
        (
            "2024-W20",
            "2024年第20周（2024-05-13至2024-05-19）在截至时点",
        ),
        ("2024年第1季度", "合同季度从服务起始日算，请填 第1季度"),
        ("第9季度", "第9季度不在服务期内"),
    ],
)
def test_a_bad_period_is_refused_in_one_line(desk: Desk, period: str, message: str) -> None:
    code, said, error = desk.report(period)
    assert (code, said) == (2, "")
    assert message in error
    assert error.count("\n") == 1
    assert not desk.out.exists()


def test_a_document_that_is_no_document_is_refused_and_stays(desk: Desk) -> None:
    desk.out.mkdir()
    (desk.out / "周汇总_2024-W10.docx").write_bytes(b"my notes")
    code, _, error = desk.report("2024-W10")
    assert code == 2
    assert "不是 Word 文档或已损坏" in error
    assert (desk.out / "周汇总_2024-W10.docx").read_bytes() == b"my notes"
    assert not (desk.out / "分析_2024-W10.xlsx").exists()
    assert desk.recorded() == []


@pytest.mark.parametrize("name", ["周汇总_2024-W10.docx", "分析_2024-W10.xlsx"])
def test_a_file_of_somebody_else_is_refused_and_stays(name: str, desk: Desk) -> None:
    desk.out.mkdir()
    path = desk.out / name
    if path.suffix == ".docx":
        document = Document()
        document.add_paragraph("我的周汇总")
        document.save(str(path))
    else:
        openpyxl.Workbook().save(path)
    before = path.read_bytes()
    code, said, error = desk.report("2024-W10")
    assert (code, said) == (2, "")
    assert (
        error == f"{name}：文件已存在，而且不是本工具生成的同类文件，不覆盖；请改名或移走后重试\n"
    )
    assert path.read_bytes() == before
    assert [each.name for each in desk.out.iterdir()] == [name]
    assert desk.recorded() == []


def test_an_open_document_is_refused_before_anything_is_written(desk: Desk) -> None:
    desk.out.mkdir()
    (desk.out / "~$周汇总_2024-W10.docx").write_bytes(b"")
    code, _, error = desk.report("2024-W10")
    assert code == 2
    assert "正在其他程序中打开" in error
    assert [path.name for path in desk.out.iterdir()] == ["~$周汇总_2024-W10.docx"]


def test_an_evaluation_workbook_that_cannot_be_written_has_its_sentence(desk: Desk) -> None:
    """The files stand, nothing is half done, and the row can be had by running it again."""
    lock = desk.evaluation.with_name(f"~${desk.evaluation.name}")
    lock.write_bytes(b"")
    code, said, _ = desk.report("2024-W10")
    assert code == 1
    assert "未登记「分析报告」：考核评价.xlsx：文件正在其他程序中打开" in said
    assert desk.recorded() == []
    lock.unlink()
    desk.report("2024-W10")
    assert desk.recorded() == [("周汇总", "2024-W10", None)]
    write_evaluation(desk.evaluation, edit=lambda book: book.remove(book["分析报告"]))
    assert "没有「分析报告」工作表" in desk.report("2024-02")[1]


def test_a_refresh_keeps_the_old_file_and_names_what_a_person_did(desk: Desk) -> None:
    desk.report("2024-02")
    rows = cases(21, 70)
    for row in rows:
        row["category"] = row["category"] or "其他"
    desk.fill(rows)
    _, said, _ = desk.report("2024-02")
    assert "已生成" in said
    assert (desk.out / "月分析_2024-02.备份.docx").is_file()


def test_no_personal_data_leaves_the_ledger(desk: Desk) -> None:
    rows = cases(21, 70)
    for row in rows:
        row["unit"], row["category"] = "张三13800138000", "投诉->来电13900139000"
        row["place"] = "善台子村12号"
    desk.fill(rows)
    _, said, error = desk.report("2024-02", "--json")
    for text in (said, error):
        assert "13800138000" not in text
        assert "13900139000" not in text
        assert "12号" not in text
