"""``jsjb rates`` of a period and by several columns, counted again row by row."""

import json
from collections import Counter
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from macros_py.terminal.cli import main
from templates import template
from tests.macros_py.desk.reports.by_hand import ByHand
from tests.macros_py.desk.reports.ledgers import AS_OF, Case, cases, write

FEBRUARY = datetime(2024, 2, 1), datetime(2024, 3, 1)
AT = ("--as-of", "2024-03-20T15:00")
RATES = ("response", "resolution", "satisfaction")


@pytest.fixture(scope="module")
def rows() -> list[Case]:
    return cases(31, 260)


@pytest.fixture(scope="module")
def ledger(rows: list[Case], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("ledger") / "台账.xlsx", rows)


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(str(left.value.code))


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    assert run("rates", *arguments, *AT, "--json") in (0, 1)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_month_by_unit_and_by_place(
    rows: list[Case], ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, ledger, "--by", "承办单位", "--by", "place", "--period", "2024年2月")
    hand = ByHand(rows, *FEBRUARY, AS_OF)
    before = ByHand(rows, datetime(2024, 1, 1), FEBRUARY[0], AS_OF)
    assert found["period"]["label"] == "2024年2月"
    assert found["by"] == ["unit", "place"]
    assert {key: found[key] for key in RATES} == hand.rates(hand.inside())
    units = found["groups"]["unit"]
    assert [(u["name"], u["rank"], u["counted"]) for u in units] == [
        (u["name"], u["rank"], u["counted"]) for u in hand.units()
    ]
    then = {unit["name"]: unit["resolution"] for unit in before.units()}
    for unit in units:
        past = then.get(unit["name"])
        moved = None
        if past is not None and unit["resolution"] is not None:
            moved = str(Fraction(unit["resolution"]) - Fraction(str(past)))
        assert unit["moved"] == moved
        mine = [r for r in hand.inside() if (r["unit"] or "（空白）") == unit["name"]]
        answers = Counter(row["satisfied"] for row in hand.counted(mine))
        assert (unit["satisfied"], unit["fairly_satisfied"], unit["dissatisfied"]) == (
            *(answers["满意"], answers["基本满意"]),
            answers["不满意"],
        )
        assert unit["counted"] == sum(answers.values())
    assert sum(place["received"] for place in found["groups"]["place"]) == len(hand.inside())


def test_without_the_cases_that_wait_for_review(
    rows: list[Case], ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, ledger, "--period", "2024-02")
    hand = ByHand(rows, *FEBRUARY, AS_OF)
    decided = [row for row in hand.inside() if row["excluded"] != "待复核"]
    assert found["without_pending"] == {
        "counted": len(hand.counted(decided)),
        **hand.rates(decided),
    }
    assert (found["by"], found["groups"]) == (None, [])


def test_one_column_of_a_period_is_a_list(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, ledger, "--period", "2024-02", "--by", "考核月")
    assert found["by"] == "cycle"
    assert {group["name"] for group in found["groups"]} == {"2024-02", "2024-03"}


def test_months_are_not_held_to_another_part_of_themselves(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """考核月 2024-02 has a part in January, which is no earlier 2024-02."""
    out = tmp_path / "三率.xlsx"
    given = (ledger, "--period", "2024-02", "--by", "cycle", "--by", "unit", "--out", out)
    found = told(capsys, *given)["groups"]
    assert {group["moved"] for group in found["cycle"]} == {None}
    assert any(group["moved"] for group in found["unit"])
    lines = openpyxl.load_workbook(out)["三率"].iter_rows(values_only=True)
    assert {line[13] for line in lines if line[1] in ("2024-02", "2024-03")} == {"—"}


def test_the_whole_ledger_counts_as_without_a_period(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = told(capsys, ledger, "--by", "unit")
    several = told(capsys, ledger, "--by", "unit", "--by", "category")
    assert {key: plain[key] for key in ("counted", *RATES)} == {
        key: several[key] for key in ("counted", *RATES)
    }
    mine = {group["name"]: group["resolution"] for group in plain["groups"]}
    assert mine == {g["name"]: g["resolution"] for g in several["groups"]["unit"]}


def test_the_workbook(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "三率.xlsx"
    given = (ledger, "--by", "unit", "--by", "place", "--period", "2024-02")
    found = told(capsys, *given, "--out", out)
    assert found["output"] == str(out)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["三率", "图表数据"]
    rows = list(book["三率"].iter_rows(values_only=True))
    top = next(n for n, row in enumerate(rows) if row[0] == "按承办单位") + 2
    units = found["groups"]["unit"]
    assert [row[:4] for row in rows[top : top + len(units)]] == [
        (u["rank"] or "—", u["name"], u["received"], u["counted"]) for u in units
    ]
    assert any(row[0] == "按村社区" for row in rows)


@pytest.mark.parametrize(("period", "running"), [("2024年2月", False), ("2024年3月", True)])
def test_a_period_that_still_runs_says_so(
    ledger: Path, tmp_path: Path, period: str, running: bool
) -> None:
    out = tmp_path / "三率.xlsx"
    run("rates", ledger, "--by", "unit", "--period", period, "--out", out, *AT)
    assert ("进行中" in str(openpyxl.load_workbook(out)["三率"]["A1"].value)) is running


def test_a_bad_period_is_refused(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rates", ledger, "--period", "上周", *AT) == 2
    assert "期间无法识别 “上周”" in capsys.readouterr().err


def test_the_same_month_under_each_scheme(
    rows: list[Case], ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluation = tmp_path / "考核评价.xlsx"
    evaluation.write_bytes(template("考核评价.xlsx").read_bytes())
    book = openpyxl.load_workbook(evaluation)
    weights = "响应率20%，解决率50%，满意率30%"
    for number, row in enumerate((("市级", 0.8, 0, "有效回访", weights), ("区级", 0.5)), 2):
        for column, value in enumerate(row, 1):
            book["评价口径"].cell(number, column, value)
    book.save(evaluation)
    found = told(capsys, ledger, "--period", "2024-02", "--settings", evaluation)
    hand = ByHand(rows, *FEBRUARY, AS_OF)
    counted = hand.counted(hand.inside())
    answers = Counter(row["satisfied"] for row in counted)
    good, fair = answers["满意"], answers["基本满意"]
    city = (good + Fraction(8, 10) * fair) / len(counted)
    district = (good + Fraction(1, 2) * fair) / (good + fair + answers["不满意"])
    response, resolution = (Fraction(found[key]) for key in ("response", "resolution"))
    composite = response / 5 + resolution / 2 + city * Fraction(3, 10)
    assert found["schemes"] == [
        {"name": "市级", "satisfaction": str(city), "composite": str(composite)},
        {"name": "区级", "satisfaction": str(district), "composite": None},
    ]
