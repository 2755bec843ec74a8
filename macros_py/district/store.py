"""What stands in the output folder: which ledgers need no second look, and what must go."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from macros_py.district.case_key import digest, key_file, read_key
from macros_py.district.ledger_task import LedgerTask, partition_of, tool_digest
from macros_py.district.receipts import FACTS, RECEIPTS, Receipt, receipt_file
from macros_py.district.townships import District, shown_name
from workbook.files.atomic import refusal
from workbook.values.refusals import NotWritableError, WorkbookError


def refuse_mixed_folders(folder: Path, out: Path) -> None:
    """Raise NotWritableError where the output would lie among the ledgers or beside the key."""
    if out == folder or folder in out.parents:
        raise NotWritableError(f"{out}：输出文件夹不能放在台账文件夹里，请换一个位置")
    if out in folder.parents:
        raise NotWritableError(f"{out}：这个文件夹里有台账和工单编号的密钥，输出请另建一个文件夹")


def tasks_of(district: District, out: Path) -> dict[str, list[LedgerTask]]:
    """Return the tasks of each township, in the order in which its ledgers count."""
    secret, tool = key_file(district.folder), tool_digest()
    key = read_key(secret)
    return {
        township.name: [
            LedgerTask(
                digest(key, ledger.relative_to(district.folder).as_posix()).hex(),
                township.shown,
                shown_name(ledger.name),
                partition_of(key, township.name, township.shown),
                ledger,
                township.settings,
                secret,
                out,
                tool,
            )
            for ledger in township.ledgers
        ]
        for township in district.townships
    }


def held(tasks: Iterable[LedgerTask]) -> dict[str, Receipt]:
    """Return the receipts that still hold, by the ledger's id.

    Nothing they rest on has changed, and their facts are those that were written.
    """
    receipts = ((task, Receipt.read(receipt_file(task.out, task.id))) for task in tasks)
    return {task.id: found for task, found in receipts if found and _holds(task, found)}


def _holds(task: LedgerTask, receipt: Receipt) -> bool:
    try:
        same = receipt.key == task.key()
    except WorkbookError:
        return False
    return same and receipt.holds(task.out, task.id)


def sweep_out(out: Path, receipts: Mapping[str, Receipt]) -> None:
    """Delete facts and receipts of ledgers that are no more, and what killed workers left.

    ``receipts``: those that hold, by the ledger's id. Raises NotWritableError where a file stays.
    """
    kept = {receipt_file(out, ledger) for ledger in receipts}
    for ledger, receipt in receipts.items():
        kept.update(receipt.files(out, ledger))
    for file in [file for file in _ours(out) if file not in kept]:
        try:
            file.unlink()
        except OSError as error:
            raise refusal(file, error) from error
    for folder, _, _ in os.walk(out / FACTS, topdown=False):
        with suppress(OSError):  # not empty
            Path(folder).rmdir()


def _ours(out: Path) -> Iterator[Path]:
    """Yield the files that only this tool writes, finished or not."""
    for folder, _, names in os.walk(out / FACTS):
        if Path(folder).name.startswith("month="):
            yield from (Path(folder, name) for name in names if ".parquet" in name)
    yield from (path for path in (out / RECEIPTS).glob("*") if ".json" in path.name)
