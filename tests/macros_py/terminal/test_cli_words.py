"""What the command line says: help, refusals, names, and nothing else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from macros_py.terminal.cli import app
from tests.ledgers import SheetPlan, simple, write_xlsx
from tests.macros_py.terminal.small_ledgers import AS_OF, GOOD, NYC, write_ledger
from tests.oracle.command import run, run_process


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check"], "缺少 LEDGER（案件台账）；用法见 jsjb check --help"),
        (["settle", "a.xlsx", "b.xlsx"], "缺少 --quarter（季度，如 1 或 第1季度）"),
        (["template"], "缺少 ledger|evaluation|form（台账、考核评价或评价表）"),
        (["check", "a.xlsx", "b.xlsx"], "多出了 “b.xlsx”；用法见 jsjb check --help"),
        (["check", "a.xlsx", "13812345678"], "多出了 “138****5678”"),
        (["check", "a.xlsx", "--as-of"], "--as-of 后面没有写值"),
        (["check", "a.xlsx", "--json=1"], "--json 后面不能写值"),
        (["addin", "buidl"], "没有这个命令 “buidl”；用法见 jsjb addin --help"),
        (["check", "x.xlsx", "--as-of", "2024-03-20"], "截止时点"),
        (["check", "x.xlsx", "--as-of", "2024-03-20T25:00"], "截止时点"),
        (["check", "x.xlsx", "--column", "case_id"], "--column"),
        (["rates", "x.xlsx", "--by", "colour"], "承办单位、村社区"),
        (["check", "没有这个文件.xlsx"], "没有这个文件.xlsx"),
        (["flags", NYC, "--out", "x.csv"], ".xlsx"),
        (["chek", "x.xlsx"], "没有这个命令"),
        (["check", "--jsn", "x.xlsx"], "--jsn"),
        (["template", "bill", "x.xlsx"], "ledger、evaluation、form"),
    ],
)
def test_wrong_calls_are_told_in_one_chinese_line(arguments: list[str], says: str) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def every_help() -> list[str]:
    """Every command line that asks for help."""
    command = typer.main.get_command(app)
    assert isinstance(command, TyperGroup)
    addin = command.commands["addin"]
    assert isinstance(addin, TyperGroup)
    return ["", *command.commands, *(f"addin {name}" for name in addin.commands)]


@pytest.mark.parametrize("command", every_help())
def test_help_is_chinese(command: str) -> None:
    done = run(*command.split(), "--help")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("用法：")
    assert "显示这份说明" in done.stdout
    for english in (
        *("Usage", "Options", "Arguments", "Commands", "OPTIONS", "ARGS", "Show this"),
        *("required", "default", "<str>", "<path>", "{", "[["),
    ):
        assert english not in done.stdout


def test_a_group_without_a_command_shows_its_help() -> None:
    assert run("addin") == run("addin", "--help")


def test_as_a_process_json_is_all_there_is_on_stdout(tmp_path: Path) -> None:
    ledger = write_ledger(tmp_path / "台账.xlsx", GOOD)
    done = run_process("check", ledger, "--as-of", AS_OF, "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["as_of"] == "2024-01-20T12:00:00"
    assert done.stderr == ""


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['jsjb', '--help']\n"
        "from macros_py.terminal.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'openpyxl', 'xlwings', 'lxml', 'python_calamine'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr


def test_names_are_taken_in_chinese(tmp_path: Path) -> None:
    plan = simple(
        ("A1", "2024-01-08 09:00", "规划科"), headers=("工单编号", "派出时刻", "承办单位")
    )
    path = write_xlsx(tmp_path / "a.xlsx", plan)
    now = ("--as-of", "2024年3月28日 9:00", "--json")
    done = run("rates", path, "--by", "承办单位", "--column", "派单时间=派出时刻", *now)
    assert [group["name"] for group in done.document["groups"]] == ["规划科"]
    assert done.document["as_of"] == "2024-03-28T09:00:00"
    refused = run("rates", path, *now)
    assert refused.exit_code == 2
    assert "--column 派单时间=派出时刻" in refused.stderr
    pins = ("--column", "派单时间=派出时刻", "--column", "dispatched_at=承办单位")
    twice = run("check", path, *pins, *now)
    assert (twice.exit_code, twice.stdout) == (2, "")
    assert "“派单时间”指定了两次" in twice.stderr


def test_what_was_left_out_is_said_by_every_command(tmp_path: Path) -> None:
    hidden = SheetPlan("案件台账", state="hidden")
    other = simple(("B1", "2024-01-08 09:00"), headers=("工单编号", "接收时间"), name="2月")
    first = simple(("A1", "2024-01-08 09:00"), ("合计", ""), name="1月")
    path = write_xlsx(tmp_path / "a.xlsx", first, other, hidden)
    now = ("--as-of", "2024-03-20T15:00")
    for command in (
        ("check", path),
        ("flags", path, "--out", tmp_path / "b.xlsx"),
        ("rates", path),
    ):
        done = run(*command, *now)
        assert done.exit_code == 1
        for said in ("已隐藏", "案件台账", "1月!A3", "2月!A1", "没有“派单时间”", "接收环节不适用"):
            assert said in done.stdout, (command[0], said)


def test_an_empty_ledger_is_said(tmp_path: Path) -> None:
    done = run("flags", write_xlsx(tmp_path / "a.xlsx", simple()), "--as-of", "2024-03-20T15:00")
    assert done.exit_code == 1
    assert "台账没有工单" in done.stdout
    assert "没有发现数据问题" not in done.stdout


def test_nothing_from_a_file_steers_the_terminal(tmp_path: Path) -> None:
    evil = "\u202e\x9b31m核验通过"
    plan = simple(("A1", f"待定{evil}", evil), headers=("工单编号", "派单时间", "承办单位"))
    path = write_xlsx(tmp_path / "a.xlsx", plan)
    for command in ("check", "rates"):
        by = ("--by", "unit") if command == "rates" else ()
        done = run(command, path, *by, "--as-of", "2024-03-20T15:00")
        assert not {"\u202e", "\x9b"} & set(done.stdout)
        assert "⟨U+202E⟩" in done.stdout
