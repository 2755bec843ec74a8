"""Facts of cases: what a ledger says of each, without a name, a text or a status, as Parquet.

Of each of the eight stages: start, due, done and flags (`Mark`), as ``rules`` has them whatever
moment counts as now; of 办结 and 挂账月报 also the latest other time that may not lie after as-of.
Beside them the answers of the callback, null where the sheet has no such column, the category's
first level where it reads as a name (`is_category_name`), the case number's keyed digest, and
whether the number stood in an earlier row.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntFlag
from functools import cached_property, reduce
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from macros_py.district.case_key import DIGEST, case_digests
from macros_py.rules.deadlines.moments import Marks, Moments, Seconds
from macros_py.rules.deadlines.stage_facts import StageFacts
from macros_py.rules.deadlines.stages import CALLBACK, CLOSURE, RECEIVE, REPORT, RETURN, STAGES
from macros_py.rules.deadlines.suspension_reports import month_text, months_of
from macros_py.rules.periods.groups import Categories, Groups
from macros_py.rules.worktime import NAT
from workbook.ledger.ledger import Ledger
from workbook.ledger.sheet_cases import LOST_DIGITS
from workbook.values.refusals import DamagedError

PREFIXES: Mapping[str, str] = {stage.name: stage.english for stage in STAGES}
"""Stage → what its columns are called."""

WITH_OTHERS = (CLOSURE.name, REPORT.name)
ANSWERS = ("callback_valid", "responded", "resolved", "satisfied", "excluded", "zero_score")
NO_NAME = "（不是分类名）"
"""Stands for the first level of a category that reads as no category's name."""

UNKNOWN = "unknown"
"""The month of cases without a readable 派单时间."""

_NAME = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff]+(?:[、/·（）()]+[\u3400-\u4dbf\u4e00-\u9fff]+)*[）)]?"
)
_LONGEST_NAME = 12
_OF_PEOPLE = ("我", "你", "您", "他们", "她", "先生", "女士", "某")

_TIME, _WORD = pa.timestamp("ms"), pa.dictionary(pa.int32(), pa.string())


class Mark(IntFlag):
    """What is unsure or different about a stage of a case: see `StageFacts`."""

    LEFT_OUT = 1
    FAULTY = 2
    EXEMPT = 4
    VAGUE = 8
    STANDS_IN = 16
    START_UNREADABLE = 32
    DONE_UNREADABLE = 64


SCHEMA = pa.schema(
    [
        ("case", pa.binary(DIGEST)),
        ("repeated", pa.bool_()),
        ("category", _WORD),
        *((name, _WORD) for name in ANSWERS),
        *(
            (f"{prefix}_{what}", pa.uint8() if what == "flags" else _TIME)
            for stage, prefix in PREFIXES.items()
            for what in ("start", "due", "done", "flags", "others")
            if what != "others" or stage in WITH_OTHERS
        ),
    ]
)

_WORDS, _TIMES = ([field.name for field in SCHEMA if field.type == kind] for kind in (_WORD, _TIME))


def facts_of(ledger: Ledger, stages: Mapping[str, StageFacts], key: bytes) -> pa.Table:
    """Return the facts of a ledger's cases in its order; ``key`` hides the case numbers."""
    columns: dict[str, Any] = {
        "case": pa.array(_digests(ledger, key), SCHEMA.field("case").type),
        "repeated": pa.array(np.asarray(ledger.columns["duplicate"], dtype=bool)),
        "category": _words(_categories(ledger)),
    }
    for name in ANSWERS:
        columns[name] = _words(
            np.where(ledger.rows_with(name), ledger.columns[name], np.array(None, dtype=object))
        )
    for stage, prefix in PREFIXES.items():
        facts = stages[stage]
        columns[f"{prefix}_start"] = _times(facts.start.at)
        columns[f"{prefix}_due"] = _times(facts.due)
        columns[f"{prefix}_done"] = _times(facts.done.at)
        columns[f"{prefix}_flags"] = pa.array(_packed(facts))
        if stage in WITH_OTHERS:
            others = np.full(ledger.size, NAT) if facts.others is None else facts.others
            columns[f"{prefix}_others"] = _times(others)
    return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def by_month(facts: pa.Table) -> dict[str, pa.Table]:
    """Part facts by the month of 派单时间, each in the ledger's order."""
    came = _seconds(facts["receive_start"])
    months = np.where(came == NAT, NAT, months_of(came))
    return {
        UNKNOWN if month == NAT else month_text(month): facts.filter(pa.array(months == month))
        for month in np.unique(months).tolist()
    }


def parquet_of(facts: pa.Table) -> bytes:
    """Return facts as a Parquet file; the same facts give the same bytes."""
    sink = io.BytesIO()
    pq.write_table(
        facts,
        sink,
        version="2.6",
        compression="lz4",
        store_schema=False,
        write_page_checksum=True,
        use_dictionary=_WORDS,
        column_encoding=dict.fromkeys(_TIMES, "DELTA_BINARY_PACKED"),
    )
    return sink.getvalue()


def read_township(ledgers: Sequence[Sequence[Path]]) -> pa.Table:
    """Read the facts of a township's ledgers, which count in this order; each may be many files.

    A case number that stood in an earlier ledger is repeated, however often it stands in a later
    one. Raises DamagedError for a file that cannot be read.
    """
    parts = [[_read(path) for path in files] for files in ledgers]
    whole = pa.concat_tables([SCHEMA.empty_table(), *(table for part in parts for table in part)])
    if len(parts) == 1:
        return whole
    sizes = [sum(table.num_rows for table in part) for part in parts]
    earlier = _in_earlier_ledger(whole["case"], np.repeat(np.arange(len(sizes)), sizes))
    place = SCHEMA.get_field_index("repeated")
    repeated = pa.array(whole["repeated"].to_numpy() | earlier)
    return whole.set_column(place, SCHEMA.field(place), repeated)


@dataclass(frozen=True)
class Facts:
    """The cases of some townships; also what `RateColumns` and `CaseTimes` ask of a ledger."""

    table: pa.Table

    @classmethod
    def of(cls, tables: Iterable[pa.Table]) -> "Facts":
        """Put tables of facts one below the other."""
        return cls(pa.concat_tables(tables).unify_dictionaries().combine_chunks())

    @property
    def size(self) -> int:
        """How many cases there are."""
        return int(self.table.num_rows)

    @cached_property
    def first_rows(self) -> Marks:
        """Rows that counts take: of a repeated case number only the first."""
        marks: Marks = ~self.table["repeated"].to_numpy()
        return marks

    @cached_property
    def stages(self) -> dict[str, StageFacts]:
        """The facts of each stage."""
        return {stage: self._stage(stage) for stage in PREFIXES}

    @cached_property
    def categories(self) -> Groups:
        """The first levels of the categories."""
        words = self.table["category"].combine_chunks()
        named = Groups.of([*words.dictionary.to_pylist(), ""])
        return Groups(named.names, named.codes[_codes(words)])

    def rows_with(self, name: str) -> Marks:
        """Mark the cases whose sheet has a column for an answer."""
        marks: Marks = self.table[name].is_valid().to_numpy()
        return marks

    def __contains__(self, name: object) -> bool:
        """Tell whether a column of a ledger can be given."""
        return name in ("duplicate", *ANSWERS) or self._moments(str(name)) is not None

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """Return a column as a ledger has it."""
        if name == "duplicate":
            return ~self.first_rows
        if name in ANSWERS:
            words = self.table[name].combine_chunks()
            texts = [*words.dictionary.to_pylist(), ""]
            return np.array(texts, dtype=object)[_codes(words)]
        field, _, flag = name.partition("_at_")
        moments = self._moments(f"{field}_at" if flag else name)
        if moments is None:
            raise KeyError(name)
        if not flag:
            return moments.at.view("datetime64[s]")
        marks = moments.bad if flag == "bad" else moments.dateonly
        return np.zeros(self.size, dtype=bool) if marks is None else marks

    def _moments(self, field: str) -> Moments | None:
        """Return a time of the ledger, which is the start or the end of a stage."""
        place = _FIELDS.get(field)
        if place is None:
            return None
        stage, side = place
        return getattr(self.stages[stage], side)  # type: ignore[no-any-return]

    def _stage(self, stage: str) -> StageFacts:
        prefix = PREFIXES[stage]
        start, due, done = (
            _seconds(self.table[f"{prefix}_{what}"]) for what in ("start", "due", "done")
        )
        flags = self.table[f"{prefix}_flags"].to_numpy()

        def marked(mark: Mark) -> Marks | None:
            marks = (flags & mark) != 0
            return marks if marks.any() else None

        others = _seconds(self.table[f"{prefix}_others"]) if stage in WITH_OTHERS else None
        return StageFacts(
            Moments(start, None, marked(Mark.START_UNREADABLE)),
            due,
            Moments(done, None, marked(Mark.DONE_UNREADABLE)),
            (flags & Mark.LEFT_OUT) == 0,
            marked(Mark.VAGUE),
            marked(Mark.EXEMPT),
            marked(Mark.FAULTY),
            marked(Mark.STANDS_IN),
            others,
        )


_FIELDS = {
    "dispatched_at": (RECEIVE.name, "start"),
    "returned_at": (RETURN.name, "done"),
    "closed_at": (CLOSURE.name, "done"),
    "callback_at": (CALLBACK.name, "done"),
}
"""Ledger field → the stage and side whose column holds its times."""


def _digests(ledger: Ledger, key: bytes) -> list[bytes | None]:
    """Return the digests of the case numbers; none for one that lost digits, it repeats nothing."""
    found = case_digests(key, ledger.columns["case_id"].tolist())
    lost = {(p.sheet, p.cell) for p in ledger.problems if p.kind == LOST_DIGITS}
    if lost:
        for i in range(len(found)):
            if ledger.address(i, "case_id") in lost:
                found[i] = None
    return found


def is_category_name(text: str) -> bool:
    """Tell whether a first level reads as a category's name, so that facts may hold it.

    At most twelve signs, Chinese characters with 、 / · or brackets between them, no word for a
    person. Digits, letters, sentences and whatever was masked are not.
    """
    named = len(text) <= _LONGEST_NAME and _NAME.fullmatch(text) is not None
    return named and not any(word in text for word in _OF_PEOPLE)


def rows_without_category_name(ledger: Ledger) -> list[int]:
    """Return the rows whose category facts replace by `NO_NAME`."""
    return np.flatnonzero(_categories(ledger) == NO_NAME).tolist()


def _categories(ledger: Ledger) -> npt.NDArray[Any]:
    first = Categories.of(ledger.columns).first
    shown = [
        "" if i == first.blank else n if is_category_name(n) else NO_NAME
        for i, n in enumerate(first.names)
    ]
    return np.array([*shown, ""], dtype=object)[first.codes]


def _words(texts: npt.NDArray[Any]) -> pa.Array:
    """Return words as a dictionary in the order of the words, so that equal columns are equal."""
    different = sorted({text for text in texts.tolist() if text is not None})
    places = {text: place for place, text in enumerate(different)}
    codes = pa.array([None if t is None else places[t] for t in texts.tolist()], pa.int32())
    return pa.DictionaryArray.from_arrays(codes, pa.array(different, pa.string()))


def _codes(words: pa.DictionaryArray) -> npt.NDArray[np.int64]:
    """Return each value's place in the dictionary, -1 for null."""
    codes: npt.NDArray[np.int64] = words.indices.fill_null(-1).to_numpy().astype(np.int64)
    return codes


def _times(seconds: Seconds) -> pa.Array:
    return pa.array(seconds.view("datetime64[s]")).cast(_TIME)


def _seconds(column: pa.ChunkedArray) -> Seconds:
    times = column.to_numpy().astype("datetime64[s]")
    seconds: Seconds = times.view(np.int64)
    return seconds


def _packed(facts: StageFacts) -> npt.NDArray[np.uint8]:
    marks = {
        Mark.LEFT_OUT: ~facts.applies,
        Mark.FAULTY: facts.faulty,
        Mark.EXEMPT: facts.exempt,
        Mark.VAGUE: facts.vague,
        Mark.STANDS_IN: facts.stands_in,
        Mark.START_UNREADABLE: facts.start.bad,
        Mark.DONE_UNREADABLE: facts.done.bad,
    }
    given = [
        np.where(rows, np.uint8(mark), np.uint8(0))
        for mark, rows in marks.items()
        if rows is not None
    ]
    return reduce(np.bitwise_or, given)


def _read(path: Path) -> pa.Table:
    try:
        with path.open("rb") as file:
            parquet = pq.ParquetFile(file, read_dictionary=_WORDS, page_checksum_verification=True)
            table = parquet.read(use_threads=False)
        if table.schema.equals(SCHEMA):
            return table
        cause = None
    except (OSError, pa.ArrowException, ValueError, KeyError) as error:
        cause = error
    message = f"{path}：事实文件已损坏或不见了；请删除它后再运行一次，会从台账重读"
    raise DamagedError(message) from cause


def _in_earlier_ledger(cases: pa.ChunkedArray, ledgers: npt.NDArray[np.intp]) -> Marks:
    """Mark the rows whose case number stands in an earlier ledger; ``ledgers``: each row's."""
    codes = _codes(cases.combine_chunks().dictionary_encode())
    first = np.full(codes.max(initial=-1) + 1, len(ledgers), dtype=np.intp)
    known = codes >= 0
    np.minimum.at(first, codes[known], ledgers[known])
    marks = np.zeros(len(ledgers), dtype=bool)
    marks[known] = first[codes[known]] < ledgers[known]
    return marks
