"""The tool against an independent, row-by-row reading of the same rules (tests/oracle)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.oracle import command
from tests.oracle.compare import compare_evaluation, compare_ledger
from tests.oracle.random_evaluation import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

LEDGER_SEEDS = range(12)
ROWS_PER_LEDGER = 250
SETTLED_SEEDS = range(30)
SCORED_SEEDS = range(30, 110)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("seed", LEDGER_SEEDS)
def test_a_random_ledger_reads_the_same(seed: int, tmp_path: Path) -> None:
    differences = compare_ledger(seed, tmp_path, ROWS_PER_LEDGER)
    assert not differences, "\n".join(differences)


def test_random_evaluations_settle_the_same(tmp_path: Path, nightly: bool) -> None:
    seeds = SETTLED_SEEDS if nightly else SETTLED_SEEDS[::3]
    differences = [
        line for seed in seeds for line in compare_evaluation(seed, tmp_path / str(seed))
    ]
    assert not differences, "\n".join(differences)


def test_random_evaluations_score_the_same(tmp_path: Path, nightly: bool) -> None:
    seeds = SCORED_SEEDS if nightly else SCORED_SEEDS[::3]
    differences = [
        line
        for seed in seeds
        for line in compare_evaluation(seed, tmp_path / str(seed), settle_too=False)
    ]
    assert not differences, "\n".join(differences)


def test_a_year_without_announced_holidays_is_named_by_cell(tmp_path: Path) -> None:
    ledger = tmp_path / "台账.csv"
    ledger.write_text("工单编号,派单时间,接收时间\nJS1,2098-03-03 09:00,\n", encoding="utf-8")
    settings = tmp_path / "考核评价.xlsx"
    write_workbook(settings, {"合同设置": [("计时日历", "工作时间", None, None)]})
    out = tmp_path / "输出.xlsx"
    options = ("--out", out, "--as-of", "2098-03-03T10:00", "--settings", settings)
    outcome = command.run("flags", ledger, *options)
    assert outcome.exit_code == 1
    assert "台账!B2" in outcome.stdout
    assert "2098" in outcome.stdout
    assert out.exists()


def test_the_command_as_a_process_of_its_own(tmp_path: Path) -> None:
    ledger = tmp_path / "台账.csv"
    rows = "工单编号,派单时间,接收时间\nJS1,2024-01-08 10:00,2024-01-08 10:30\n"
    ledger.write_text(rows, encoding="utf-8")
    out = tmp_path / "输出.xlsx"
    options = ("--out", out, "--as-of", "2024-01-08T12:00", "--json")
    outcome = command.run_process("flags", ledger, *options)
    assert outcome.exit_code in {0, 1}, outcome.stderr
    assert json.loads(outcome.stdout)["stages"]["接收"]["按时"] == 1
