"""The menu asks, fills in a command and leaves the rest to the command line."""

from pathlib import Path

import pytest

from macros_py.terminal.menu import CHOICES, _run, menu
from tests.desk import set_up


def chosen(ledger: Path, *answers: str) -> tuple[list[list[str]], list[str]]:
    """Return the commands that were run and what was said."""
    left, said = [*answers, "0"], []
    runs: list[list[str]] = []
    menu(ledger, lambda question: left.pop(0), said.append, runs.append)
    assert left == []
    return runs, said


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "案件台账.xlsx"
    path.touch()
    return path


def test_every_choice_is_shown(ledger: Path) -> None:
    runs, said = chosen(ledger)
    assert runs == []
    for number, choice in enumerate(CHOICES, 1):
        assert f"  {number}  {choice.label}" in said


def test_without_an_evaluation_the_contract_holds(ledger: Path) -> None:
    assert chosen(ledger, "1")[0] == [["flags", str(ledger)]]
    assert chosen(ledger, "3")[0] == [["rates", str(ledger), "--by", "unit"]]


def test_the_evaluation_beside_is_taken_and_two_are_asked_about(ledger: Path) -> None:
    first, second = (ledger.with_name(f"考核评价{n}.xlsx") for n in (1, 2))
    first.touch()
    folder = str(ledger.parent)
    assert chosen(ledger, "5", "1")[0] == [
        ["settle", str(ledger), str(first), "--quarter", "1", "--out", folder]
    ]
    ledger.with_name("~$考核评价1.xlsx").touch()
    second.touch()
    assert chosen(ledger, "2", "2")[0] == [["check", str(ledger), "--settings", str(second)]]
    assert chosen(ledger, "4", "9", "1")[0] == []


def test_signing_names_the_settlement_of_the_quarter(ledger: Path) -> None:
    evaluation = ledger.with_name("考核评价.xlsx")
    evaluation.touch()
    made = f"{ledger.parent}/验收结算_第2季度.xlsx"
    assert chosen(ledger, "6", "2", "验收工作人员", "赵六")[0] == [
        ["sign", made, str(evaluation), "--role", "验收工作人员", "--name", "赵六"]
    ]
    assert chosen(ledger, "7", "2")[0] == [["verify", made, str(evaluation), str(ledger)]]
    assert chosen(ledger, "8", "2", "")[0] == []


def test_the_desks_day(ledger: Path) -> None:
    folder, evaluation = ledger.parent, ledger.with_name("考核评价.xlsx")
    assert chosen(ledger, "9", '"C:\\导出.xlsx"')[0] == [["import", str(ledger), "C:\\导出.xlsx"]]
    assert chosen(ledger, "10")[0] == [["todo", str(ledger), "--out", f"{folder}/今日待办.xlsx"]]
    evaluation.touch()
    assert chosen(ledger, "11")[0] == [["urge", str(ledger), str(evaluation), "--out", str(folder)]]
    assert chosen(ledger, "12")[0][0][-2:] == ["--settings", str(evaluation)]


def test_an_unknown_number_is_said(ledger: Path) -> None:
    runs, said = chosen(ledger, "99", "x")
    assert runs == []
    assert "没有这一项：99" in said
    assert "没有这一项：x" in said


def test_a_choice_really_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = set_up(tmp_path) / "案件台账.xlsx"
    answers = ["4", "1", "0"]
    menu(ledger, lambda question: answers.pop(0), lambda text: None, _run)
    assert "74.67" in capsys.readouterr().out
