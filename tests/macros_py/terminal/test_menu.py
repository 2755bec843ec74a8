"""The menu asks, fills in a command and leaves the rest to the command line."""

from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from macros_py.catalogue.menu_choices import CHOICES
from macros_py.jobs.candidates import subjects_in
from macros_py.terminal.cli import app
from macros_py.terminal.menu import _run, menu, started
from tests.desk import AS_OF, set_up, without_events

NOT_FOR_A_MENU = {"addin", "district", "serve"}


def chosen(ledger: Path, label: str, *answers: str) -> list[list[str]]:
    """Return the commands that were run."""
    (number,) = (n for n, choice in enumerate(CHOICES, 1) if choice.label.startswith(label))
    left = [str(number), *answers, "0"]
    runs: list[list[str]] = []
    menu(ledger, lambda question: left.pop(0), lambda text: None, runs.append)
    assert left == []
    return runs


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "案件台账.xlsx"
    path.touch()
    return path


def test_every_choice_is_shown_under_its_group(ledger: Path) -> None:
    said: list[str] = []
    menu(ledger, lambda question: "0", said.append, lambda arguments: None)
    for number, choice in enumerate(CHOICES, 1):
        assert f"  {number}  {choice.label}" in said
    groups = [line for line in said if line.startswith("【")]
    assert groups == ["【台账】", "【统计】", "【考核】", "【帮助】"]


def test_every_command_is_offered_and_none_that_is_not_there() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    assert {choice.arguments[0] for choice in CHOICES} == set(group.commands) - NOT_FOR_A_MENU


def test_every_choice_is_a_command_that_can_be_typed(ledger: Path) -> None:
    """With its questions answered it gets as far as its files, which hold nothing here."""
    ledger.with_name("考核评价.xlsx").touch()
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    for choice in CHOICES:
        ((name, *arguments),) = chosen(ledger, choice.label, *["1"] * len(choice.asks))
        group.commands[name].make_context(name, arguments)


def test_without_an_evaluation_the_contract_holds(ledger: Path) -> None:
    assert chosen(ledger, "刷新时限") == [["flags", str(ledger)]]
    assert "--settings" not in chosen(ledger, "三率（整个")[0]


def test_the_evaluation_beside_is_taken_and_two_are_asked_about(ledger: Path) -> None:
    first, second = (ledger.with_name(f"考核评价{n}.xlsx") for n in (1, 2))
    first.touch()
    folder = str(ledger.parent)
    settle = ["settle", str(ledger), str(first), "--quarter", "1", "--out", folder]
    assert chosen(ledger, "生成验收结算", "1") == [settle]
    assert chosen(ledger, "生成验收结算", "第一季度") == [settle]
    assert chosen(ledger, "履约验收书", "1") == [[*settle, "--acceptance"]]
    for left_out in ("~$考核评价1.xlsx", ".~考核评价1.xlsx", "考核评价1.备份.xlsx"):
        ledger.with_name(left_out).touch()
    second.touch()
    assert chosen(ledger, "台账体检", "2")[0][-2:] == ["--settings", str(second)]
    assert chosen(ledger, "计算季度得分", "9") == []


def test_signing_names_the_settlement_of_the_quarter(ledger: Path) -> None:
    evaluation = ledger.with_name("考核评价.xlsx")
    evaluation.touch()
    made = f"{ledger.parent}/验收结算_第2季度.xlsx"
    assert chosen(ledger, "签认", "2", "验收工作人员", "赵六") == [
        ["sign", made, str(evaluation), "--role", "验收工作人员", "--name", "赵六"]
    ]
    assert chosen(ledger, "核验", "2") == [["verify", made, str(evaluation), str(ledger)]]
    assert chosen(ledger, "撤销", "2", "") == []
    paid = f"{ledger.parent}/付款单_第2季度.xlsx"
    assert chosen(ledger, "付款单", "2") == [["payment", made, str(evaluation), "--out", paid]]


def test_the_desks_day(ledger: Path) -> None:
    folder, evaluation = ledger.parent, ledger.with_name("考核评价.xlsx")
    assert chosen(ledger, "导入", '"C:\\导出.xlsx"') == [["import", str(ledger), "C:\\导出.xlsx"]]
    assert chosen(ledger, "今日待办") == [["todo", str(ledger), "--out", f"{folder}/今日待办.xlsx"]]
    evaluation.touch()
    assert chosen(ledger, "催办单") == [
        ["urge", str(ledger), str(evaluation), "--out", str(folder)]
    ]
    assert chosen(ledger, "回复检查")[0][-2:] == ["--settings", str(evaluation)]
    assert chosen(ledger, "三率（一个", "2024-03")[0][-6:-2] == [
        *("--period", "2024-03", "--out", f"{folder}/三率_2024-03.xlsx")
    ]


def test_a_candidate_is_put_down_for_one_of_several_forms(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subjects = subjects_in(without_events(set_up(tmp_path)), "1")
    assert len(subjects) > 1
    (arguments,) = chosen(tmp_path, "零分候选", "1", "2")
    assert arguments[-2:] == ["--subject", subjects[1]]
    _run([*arguments, "--as-of", f"{AS_OF:%Y-%m-%dT%H:%M}"])
    assert subjects[1] in capsys.readouterr().out
    assert chosen(tmp_path, "零分候选", "1", "9") == []
    assert "--subject" not in chosen(tmp_path, "零分候选", "4")[0]


def test_a_form_to_print_gets_a_name_that_is_free(ledger: Path) -> None:
    names = []
    for _ in range(3):
        made = Path(chosen(ledger, "打印评价表", "1")[0][2])
        made.touch()
        names.append(made.name)
    assert names == [f"评价表_第1季度{n}.xlsx" for n in ("", "_2", "_3")]


def test_a_folder_can_be_given_before_there_is_a_ledger(tmp_path: Path) -> None:
    new = ["template", "ledger", f"{tmp_path}/案件台账.xlsx"]
    assert chosen(tmp_path, "新建空白台账") == [new]


def test_what_was_dropped_is_a_ledger_a_folder_or_asked_for(ledger: Path) -> None:
    """A path that did not arrive whole is said, and the ledger asked for."""
    said: list[str] = []
    folder, new = ledger.parent, ledger.with_name("新台账.xlsx")
    cut, answers = folder / "a", [str(folder / "b"), f'"{ledger}"']
    for given in (ledger, folder, new):
        assert started([str(given)], answers.pop, said.append) == given
    assert said == []
    assert started([str(cut), "b"], lambda _: answers.pop(0), said.append) == ledger
    assert said == [f"没有这个文件或文件夹：{folder / each}" for each in ("a", "b")]
    assert started([], lambda _: "", said.append) is None


def test_an_unknown_number_is_said(ledger: Path) -> None:
    said: list[str] = []
    answers = ["99", "x", "0"]
    menu(ledger, lambda question: answers.pop(0), said.append, lambda arguments: None)
    assert "没有这一项：99" in said
    assert "没有这一项：x" in said


def test_a_choice_really_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(tmp_path)
    _run(chosen(tmp_path, "计算季度得分", "1")[0])
    assert "74.67" in capsys.readouterr().out


def test_a_refusal_names_the_choice_and_no_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(tmp_path)
    (tmp_path / "验收结算_第1季度.xlsx").write_bytes((tmp_path / "案件台账.xlsx").read_bytes())
    _run(chosen(tmp_path, "签认", "1", "验收工作人员", "赵六")[0])
    said = capsys.readouterr().err
    assert "「生成验收结算」按钮" in said
    assert "jsjb" not in said
