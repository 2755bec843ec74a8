"""Facts say of a case what the engine says, at any moment, and hold nothing else."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from macros_py.district.facts import (
    PREFIXES,
    SCHEMA,
    UNKNOWN,
    Facts,
    by_month,
    facts_of,
    is_category_name,
    parquet_of,
    read_township,
)
from macros_py.inputs.default_contract import default_contract
from macros_py.inputs.in_force import InForce
from macros_py.inputs.judged_ledger import JudgedLedger, judge
from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.deadlines.stage_facts import statuses
from macros_py.rules.deadlines.stages import STAGES, TIMED
from macros_py.rules.periods.flow import CaseTimes
from macros_py.rules.rates.rates import RateColumns
from tests.macros_py.desk.reports.ledgers import AS_OF, HEADERS, cases, write
from tests.macros_py.rules.in_force import Cell
from workbook.ledger.ledger import Ledger, read_ledger
from workbook.values.refusals import DamagedError

KEY = bytes(range(32))
READINGS: list[dict[str, str]] = [
    {},
    {"计时日历": "工作时间"},
    {"办理节点": "分级时限", "天数算法": "满24小时"},
    {"转派起点": "派单", "办理起点": "转派", "末日顺延": "是"},
]
MOMENTS = [AS_OF, AS_OF - timedelta(days=40), AS_OF + timedelta(days=400), datetime(2023, 1, 1)]


def in_force_of(readings: dict[str, str]) -> InForce:
    contract = default_contract()
    cells = {key: Cell(value, "") for key, value in readings.items()}
    return InForce(contract, contract.settings(cells), Holidays())


def table_of(ledger: Ledger, in_force: InForce) -> pa.Table:
    return facts_of(ledger, judge(ledger, in_force, AS_OF).verdicts.facts, KEY)


def written(folder: Path, table: pa.Table) -> list[Path]:
    files = []
    for month, part in by_month(table).items():
        files.append(folder / f"{month}.parquet")
        files[-1].write_bytes(parquet_of(part))
    return files


def in_months(ledger: Ledger) -> np.ndarray:
    """Return the ledger's rows in the order of their months, unknown first."""
    months = ledger.columns["dispatched_at"].astype("datetime64[M]").view(np.int64)
    return np.argsort(months, kind="stable")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("readings", READINGS, ids=str)
def test_the_status_of_every_stage_at_any_moment(
    tmp_path: Path, seed: int, readings: dict[str, str]
) -> None:
    without = {"contact", "sent"} if seed == 1 else set()
    headers = {key: header for key, header in HEADERS.items() if key not in without}
    ledger = read_ledger(write(tmp_path / "台账.xlsx", cases(seed), headers))
    in_force = in_force_of(readings)
    table = read_township([written(tmp_path, table_of(ledger, in_force))])
    facts, order = Facts.of([table]), in_months(ledger)
    for moment in MOMENTS:
        verdicts = judge(ledger, in_force, moment).verdicts
        now = int(np.datetime64(moment, "s").view(np.int64))
        for stage in STAGES:
            window = in_force.settings.seconds(f"临期提醒-{stage.name}") if stage in TIMED else 0
            codes, due = statuses(stage, facts.stages[stage.name], now, window)
            assert codes.tolist() == verdicts.status[stage.name][order].tolist()
            if stage in TIMED:
                assert due.tolist() == verdicts.due[stage.name].view(np.int64)[order].tolist()


@pytest.mark.parametrize("lacking", [(), ("valid",), ("valid", "responded"), ("called", "closed")])
def test_answers_and_times_are_those_of_the_ledger(
    tmp_path: Path, lacking: tuple[str, ...]
) -> None:
    headers = {key: header for key, header in HEADERS.items() if key not in lacking}
    ledger = read_ledger(write(tmp_path / "台账.xlsx", cases(7, 300), headers))
    table = read_township([written(tmp_path, table_of(ledger, in_force_of({})))])
    facts, order = Facts.of([table]), in_months(ledger)
    whole = RateColumns.of(ledger.columns, ledger.fields, ledger.rows_with)
    ours = RateColumns.of(facts, (), facts.rows_with)
    for name in ("counted", "responded", "resolved", "partly_resolved", "satisfied"):
        assert getattr(ours, name).tolist() == getattr(whole, name)[order].tolist()
    for name in ("fairly_satisfied", "dissatisfied", "zero_candidate"):
        assert getattr(ours, name).tolist() == getattr(whole, name)[order].tolist()
    assert {name: marks.tolist() for name, marks in ours.asked.items()} == {
        name: marks[order].tolist() for name, marks in whole.asked.items()
    }
    times, known = CaseTimes.of(facts, AS_OF), CaseTimes.of(ledger.columns, AS_OF)
    for name in ("came_at", "left_at", "returned", "counted"):
        assert getattr(times, name).tolist() == getattr(known, name)[order].tolist()


@pytest.fixture
def judged(tmp_path: Path) -> JudgedLedger:
    ledger = read_ledger(write(tmp_path / "台账.xlsx", cases(3)))
    return judge(ledger, in_force_of({}), AS_OF)


def test_a_file_for_each_month_in_the_ledgers_order(judged: JudgedLedger, tmp_path: Path) -> None:
    table = table_of(judged.ledger, judged.in_force)
    months = by_month(table)
    assert sum(part.num_rows for part in months.values()) == judged.ledger.size
    came = judged.ledger.columns["dispatched_at"]
    for month, part in months.items():
        texts = [str(time)[:7] if time else UNKNOWN for time in part["receive_start"].to_pylist()]
        assert set(texts) == {month}
        own = (
            np.isnat(came)
            if month == UNKNOWN
            else came.astype("datetime64[M]").astype(str) == month
        )
        assert part["receive_start"].to_pylist() == [t.item() for t in came[own]]
    assert UNKNOWN in months


def test_parquet_says_nothing_beside_the_columns(judged: JudgedLedger) -> None:
    table = table_of(judged.ledger, judged.in_force)
    content = parquet_of(table)
    assert content == parquet_of(table_of(judged.ledger, judged.in_force))
    file = pq.ParquetFile(pa.BufferReader(content))
    assert not file.metadata.metadata
    assert file.schema_arrow.names == SCHEMA.names
    assert set(PREFIXES) == {stage.name for stage in STAGES}
    for prefix in PREFIXES.values():
        assert {f"{prefix}_{what}" for what in ("start", "due", "done", "flags")} <= set(
            SCHEMA.names
        )
    assert [f.name for f in SCHEMA if pa.types.is_dictionary(f.type)] == [
        *("category", "callback_valid", "responded", "resolved", "satisfied"),
        *("excluded", "zero_score"),
    ]
    for number in judged.ledger.columns["case_id"]:
        assert str(number).encode() not in content


def test_another_key_gives_other_digests_and_nothing_else(judged: JudgedLedger) -> None:
    ledger, stages = judged.ledger, judged.verdicts.facts
    one, other = (facts_of(ledger, stages, key) for key in (KEY, KEY[::-1]))
    assert one.drop(["case"]).equals(other.drop(["case"]))
    pairs = list(zip(one["case"].to_pylist(), other["case"].to_pylist(), strict=True))
    assert all(a != b for a, b in pairs)
    assert len({a for a, _ in pairs}) == len(set(ledger.columns["case_id"].tolist()))


def test_a_blank_number_and_one_that_lost_digits_are_nobodys(tmp_path: Path) -> None:
    rows = cases(1, 4)
    for row, number in zip(rows, ["", 123456789012345678, "Ａ１", "A1"], strict=True):
        row["case"] = number
    ledger = read_ledger(write(tmp_path / "台账.xlsx", rows))
    table = table_of(ledger, in_force_of({}))
    first, second, wide, plain = table["case"].to_pylist()
    assert (first, second) == (None, None)
    assert wide == plain
    assert table["repeated"].to_pylist() == [False, False, False, True]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 nothing PAR1"])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(content)
    with pytest.raises(DamagedError, match=r"x\.parquet：事实文件已损坏"):
        read_township([[path]])
    pq.write_table(pa.table({"a": [1]}), path)
    with pytest.raises(DamagedError, match="请删除它"):
        read_township([[path]])


def test_a_flipped_bit_changes_no_fact_unseen(judged: JudgedLedger, tmp_path: Path) -> None:
    whole = parquet_of(table_of(judged.ledger, judged.in_force))
    path = tmp_path / "x.parquet"
    path.write_bytes(whole)
    facts = read_township([[path]])
    assert facts.num_rows == judged.ledger.size
    seen, places = 0, range(4, len(whole), 97)
    for place in places:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        try:
            assert read_township([[path]]).equals(facts)
        except DamagedError:
            seen += 1
    assert seen > len(places) // 3


@pytest.mark.parametrize(
    ("text", "named"),
    [
        *((name, True) for name in ("市政", "城乡建设", "供暖/供热", "道路、桥梁", "噪音（施工）")),
        ("住房保障与房地产市场管理", True),
        ("住房保障与房地产市场的管理", False),
        *((text, False) for text in ("市政2", "市政２", "市政②", "ZZMARK", "市政，路灯", "市政。")),
        *(
            (text, False)
            for text in ("138****1234", "我家漏水", "王先生", "李某", "（不是分类名）")
        ),
        *((text, False) for text in ("", "=甲", "、甲", "甲 乙", "甲\n乙", "甲\u202e乙")),
    ],
)
def test_what_reads_as_the_name_of_a_category(text: str, named: bool) -> None:
    assert is_category_name(text) is named
