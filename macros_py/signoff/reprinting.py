"""A clean copy of a signed settlement, printed from what is sealed in a spoiled one (rules 7)."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from macros_py.rules.signing.log import FILE
from macros_py.rules.terms.errors import SignError
from macros_py.settlement.assembly import template_bytes
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.paper import digest_of, printed
from macros_py.signoff.register import read_books
from macros_py.signoff.seal import SHEET
from workbook.files.atomic import staged
from workbook.files.regular_file import refuse_other_than_file
from workbook.files.saving import backup_of, refuse_if_open
from workbook.reading.sheets import open_book
from workbook.values.refusals import NotWritableError, WorkbookError


@dataclass(frozen=True)
class Reprinted:
    """The copy; ``kept``: what stood in its place; ``exact``: to the byte the signed one."""

    output: Path
    exact: bool
    kept: Path | None = None


def reprint(settlement: Path, evaluation: Path, out: Path) -> Reprinted:
    """Print a signed settlement anew to ``out``; what stands there is kept under another name.

    Raises SignError unless 签认数据 gives a digest that the log has, for a settlement of a release
    whose template this one does not have, and where ``out`` is a workbook of another kind.
    """
    _refuse_other(out)
    file = OwnFile.read(settlement, strict=False)
    log = read_books(evaluation).log
    marks = log.borne(file.seal.digest)
    if not marks:
        raise SignError(
            f"{settlement.name}：「签认数据」的摘要不在签认记录中，不能重印；"
            f"请用报送时的副本或备份（如 {backup_of(settlement).name}）"
        )
    paper = printed(file.seal, marks, template_bytes())
    with staged(out, paper) as put_in_place:
        kept = keep(out, "原件") if out.exists() else None
        put_in_place()
    return Reprinted(out, marks[-1].values[FILE] == digest_of(paper), kept)


def _refuse_other(out: Path) -> None:
    """Refuse a name that is no workbook's, and one that another workbook or a folder has."""
    if out.suffix.lower() != ".xlsx":
        raise NotWritableError(f"{out.name}：请写成 .xlsx 文件名")
    if out.exists():
        refuse_other_than_file(out)
        refuse_if_open(out)
        with suppress(WorkbookError):
            book = open_book(out)
            if SHEET not in (*book.visible, *book.hidden):
                raise SignError(f"{out.name}：是另一本工作簿，不能被重印的结算取代；请换一个文件名")


def keep(path: Path, word: str) -> Path:
    """Give a file another, free name beside it: ``…_原件1.xlsx``."""
    names = (path.with_stem(f"{path.stem}_{word}{n}") for n in range(1, 10_000))
    kept = next(name for name in names if not name.exists())
    path.rename(kept)
    return kept
