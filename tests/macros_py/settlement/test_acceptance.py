"""履约验收书: every requirement of 附件1 in the contract's words, with the evidence's figures."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from macros_py.inputs.default_contract import default_contract
from macros_py.rules.terms.errors import SignError
from macros_py.terminal import cli
from tests.named_cells import named_cells
from tests.signed_quarter import AS_OF, DAY, ROWS, Quarter, unsettled, write_cases
from workbook.values.refusals import WorkbookError

LAW = (Path(__file__).parents[3] / "docs" / "contract.md").read_text(encoding="utf-8")


def test_every_requirement_stands_there_once_with_the_figures(
    drafted: Quarter, tmp_path: Path
) -> None:
    settled = drafted.copy(tmp_path).settle(acceptance=True)
    path = settled.acceptance
    sheet = load_workbook(path)["履约验收书"]
    names = named_cells(path.read_bytes())

    def column(name: str) -> list[str]:
        return [str(row[0].value) for row in sheet[names["", f"要求_{name}"][1]]]

    contract = default_contract()
    assert len(contract.requirements) == 16
    assert column("条款") == [clause.number for clause, _ in contract.requirements]
    law = "".join(LAW.split())
    assert [text for text in column("内容") if "".join(text.split()) not in law] == []
    told = dict(zip(column("条款"), column("数据"), strict=True))
    for clause, items in contract.requirements:
        own = [item for item in settled.evidence.items if item.item.name in items]
        counts = [
            f"{f.name} {f'{f.numerator}/{f.denominator}，' if f.denominator else '无记录'}"
            for item in own
            for f in item.figures
        ]
        lines = told[clause.number].split("\n")
        if counts:
            assert all(any(c in line for line in lines) for c in counts), clause.number
        else:
            assert lines == ["台账中没有这一条的数据，请据实写明"]
    assert told["附件1 一.1"] == told["附件1 二.2(1)"]
    assert set(column("结论")) == {"□符合\n□基本符合\n□不符合"}, "the judgement stays theirs"


def test_it_has_the_three_rates_and_says_where_nothing_is_recorded(tmp_path: Path) -> None:
    """Of three called back two were contacted, one is solved, and nobody was asked for more."""
    made = unsettled(tmp_path, rows={name: rows for name, rows in ROWS.items() if name != "考勤"})
    header = ("工单编号", "派单时间", "是否有效回访", "是否响应", "是否解决")
    answers = (("A1", "是", "是", "是"), ("A2", "是", "是", "否"), ("A3", "是", "否", "否"))
    write_cases(made.ledger, [(case, DAY, *marks) for case, *marks in answers], header)
    sheet = load_workbook(made.settle(acceptance=True).acceptance)["履约验收书"]
    told = {str(row[0].value): str(row[4].value) for row in sheet.iter_rows(9, 30)}
    rates = "响应率 66.67%\n解决率 33.33%\n满意率 —\n（有效回访 3 件）"
    assert [clause for clause, text in told.items() if rates in text] == (
        ["附件1 一.3", "附件1 二.2(3)"]
    )
    assert "0/0" not in "".join(told.values())
    assert "无记录" in told["附件1 二.1(1)"]


def test_the_command_makes_it_beside_the_settlement(
    drafted: Quarter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quarter = drafted.copy(tmp_path)
    given = ["settle", quarter.ledger, quarter.evaluation, "--quarter", "1", "--out", tmp_path]
    given += ["--as-of", f"{AS_OF:%Y-%m-%dT%H:%M}", "--acceptance", "--json"]
    with pytest.raises(SystemExit):
        cli.main(list(map(str, given)))
    made = json.loads(capsys.readouterr().out)["acceptance"]
    assert made == str(tmp_path / "履约验收书_第1季度.xlsx")
    assert load_workbook(made)["履约验收书"].print_title_rows == "$8:$8"


@pytest.mark.parametrize("blocked", ["another's file", "folder", "open"])
def test_where_it_cannot_stand_no_settlement_is_written_either(
    drafted: Quarter, tmp_path: Path, blocked: str
) -> None:
    made = drafted.copy(tmp_path)
    place = tmp_path / "履约验收书_第1季度.xlsx"
    if blocked == "folder":
        place.mkdir()
    elif blocked == "open":
        (tmp_path / f"~${place.name}").touch()
    else:
        place.write_bytes(made.ledger.read_bytes())
    made.settlement.unlink()
    before = {path: path.is_file() and path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(WorkbookError, match=place.name):
        made.settle(acceptance=True)
    assert {path: path.is_file() and path.read_bytes() for path in tmp_path.iterdir()} == before


def test_where_no_settlement_can_be_written_there_is_no_record_either(
    signed_once: Quarter, tmp_path: Path
) -> None:
    made = signed_once.copy(tmp_path)
    with pytest.raises(SignError):
        made.settle(acceptance=True)
    assert [path.name for path in tmp_path.iterdir() if "履约验收书" in path.name] == []


def test_percentages_are_rounded_half_up(tmp_path: Path) -> None:
    """One of 32 is 3.125 %."""
    made = unsettled(tmp_path)
    header = ("工单编号", "派单时间", "是否有效回访", "是否响应", "是否解决")
    answers = [(f"A{n}", DAY, "是", "是", "是" if n == 0 else "否") for n in range(32)]
    write_cases(made.ledger, answers, header)
    sheet = load_workbook(made.settle(acceptance=True).acceptance)["履约验收书"]
    told = [str(row[4].value) for row in sheet.iter_rows(9, 30)]
    assert sum("解决率 3.13%\n" in text for text in told) == 2
