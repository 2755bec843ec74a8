"""One task for one ledger: read it, judge it by the township's settings, write down its facts."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa

from macros_py.district.case_key import digest, read_key
from macros_py.district.facts import by_month, facts_of, parquet_of, rows_without_category_name
from macros_py.district.receipts import Receipt, facts_file, file_digest, receipt_file
from macros_py.inputs.in_force import InForce, read_in_force
from macros_py.inputs.judged_ledger import JudgedLedger, judge
from macros_py.rules.deadlines.moments import END_OF_TIME
from macros_py.rules.deadlines.stages import STAGES
from macros_py.rules.periods.schemes import Scheme
from macros_py.rules.rates.rates import ANSWERS
from macros_py.rules.terms.errors import RuleError
from workbook.files.atomic import make_folder, write_bytes
from workbook.files.stamp import Stamp
from workbook.ledger.headers import template_header
from workbook.ledger.ledger import Ledger, read_ledger
from workbook.values.refusals import WorkbookError, WorkersError
from workbook.values.text import masked, visible

NOT_A_NAME = "不是分类名"
"""The kind of problem of a category that is somebody's text."""

_PACKAGES = Path(__file__).parents[2]
_SOURCES = ("workbook", "macros_py/rules", "macros_py/inputs", "macros_py/district")
_LONGEST = 150


@dataclass(frozen=True)
class LedgerTask:
    """What a worker needs to read one ledger; the same paths must lead there on every machine.

    ``id``: its digest, by which its files are called. ``township`` and ``shown``: the names of
    township and ledger as outputs take them; ``partition``: the township as part of a path.
    """

    id: str
    township: str
    shown: str
    partition: str
    ledger: Path
    settings: Path | None
    key_file: Path
    out: Path
    tool: str

    def settings_digest(self) -> str:
        """Return the digest of the settings as they stand, "" without any."""
        return "" if self.settings is None else Stamp.of(self.settings).digest

    def key(self) -> str:
        """Return what the facts depend on: ledger, settings, names, case key, tool."""
        case_key = hashlib.sha256(read_key(self.key_file)).hexdigest()
        parts = (Stamp.of(self.ledger).digest, self.settings_digest(), case_key, self.tool, self.id)
        names = (self.township, self.shown, self.partition)
        return hashlib.sha256("\n".join((*parts, *names)).encode()).hexdigest()


@dataclass(frozen=True)
class Done:
    """What became of a task; ``refusal``: why the ledger cannot be read, "" where it was."""

    id: str
    refusal: str = ""


@cache
def tool_digest() -> str:
    """Return a digest of all that facts depend on beside the files: our code, calendar, Parquet."""
    whole = hashlib.sha256()
    files = [p for source in _SOURCES for p in (_PACKAGES / source).rglob("*.py")]
    for path in sorted([*files, _PACKAGES / "templates" / "contract.toml"]):
        whole.update(path.relative_to(_PACKAGES).as_posix().encode())
        whole.update(path.read_bytes().replace(b"\r\n", b"\n"))
    for text in (version("chinesecalendar"), pa.__version__):
        whole.update(text.encode())
    return whole.hexdigest()


def partition_of(key: bytes, name: str, shown: str) -> str:
    """Return a township's name as part of a path: unique, short, nothing personal in it."""
    plain = "".join(f"%{ord(c):02X}" if c in '%<>:"/\\|?*=.' else c for c in shown)
    if plain == name and len(plain.encode()) <= _LONGEST:
        return plain
    cut = plain.encode()[:_LONGEST].decode(errors="ignore")
    return f"{cut}~{digest(key, name).hex()[:8]}"


def read_to_facts(task: LedgerTask) -> Done:
    """Read a ledger and write its facts, then its receipt.

    Raises NotWritableError where they cannot be written, WorkersError on a machine with another
    release; whatever is wrong with the ledger itself is told in what it returns.
    """
    if task.tool != tool_digest():
        message = "工作进程上的 jsjb、chinesecalendar 或 pyarrow 与本机不是同一版本，请先装成一样的"
        raise WorkersError(message)
    try:
        receipt, months = _read(task)
    except (WorkbookError, RuleError) as error:
        lines = getattr(error, "lines", None) or [str(error)]
        return Done(task.id, "；".join(visible(masked(line)) for line in lines))
    except Exception as error:
        return Done(task.id, f"{task.shown}：程序出错：{type(error).__name__}")
    for month, content in months.items():
        file = facts_file(task.out, task.partition, month, task.id)
        make_folder(file.parent)
        write_bytes(file, content, told=False)
    file = receipt_file(task.out, task.id)
    make_folder(file.parent)
    write_bytes(file, receipt.content(), told=False)
    return Done(task.id)


def _read(task: LedgerTask) -> tuple[Receipt, Mapping[str, bytes]]:
    """Return what a ledger gives: its receipt, and its files of facts by month."""
    key, secret = task.key(), read_key(task.key_file)
    in_force = _in_force(task.settings, task.settings_digest())
    judged = judge(read_ledger(task.ledger, in_force.settings.pins), in_force, END_OF_TIME)
    facts = by_month(facts_of(judged.ledger, judged.verdicts.facts, secret))
    months = {month: parquet_of(part) for month, part in facts.items()}
    return _receipt(task, key, judged, months), months


@lru_cache(maxsize=4)
def _in_force(settings: Path | None, _digest: str) -> InForce:
    return read_in_force(settings, for_ledger=True)


def _receipt(
    task: LedgerTask, key: str, judged: JudgedLedger, months: Mapping[str, bytes]
) -> Receipt:
    settings, ledger = judged.in_force.settings, judged.ledger
    weight = settings.ratio("基本满意权重")
    record = judged.in_force.evaluation
    schemes = [Scheme.of(each, weight) for each in (record.schemes if record else ())]
    wanted = dict.fromkeys((*(stage.done for stage in STAGES), *ANSWERS, "category"))
    return Receipt(
        key,
        task.township,
        task.shown,
        task.partition,
        ledger.size,
        {month: file_digest(content) for month, content in months.items()},
        weight,
        settings.readings(),
        [replace(scheme, name=visible(masked(scheme.name))) for scheme in schemes],
        sorted(ledger.fields),
        [template_header(name) for name in wanted if ledger.sheets_without(name)],
        [
            *(
                (visible(masked(p.sheet)), p.cell, template_header(p.field), p.kind)
                for p in judged.problems
            ),
            *_unnamed(ledger),
        ],
    )


def _unnamed(ledger: Ledger) -> Iterator[tuple[str, str, str, str]]:
    """Yield a problem for each category that facts may not hold."""
    for row in rows_without_category_name(ledger):
        sheet, cell = ledger.address(row, "category")
        yield visible(masked(sheet)), cell, template_header("category"), NOT_A_NAME
