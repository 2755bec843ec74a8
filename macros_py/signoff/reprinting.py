"""A clean copy of a signed settlement, printed from what is sealed in a spoiled one (rules 7)."""

from dataclasses import dataclass
from pathlib import Path

from macros_py.rules.signing.log import FILE
from macros_py.rules.terms.errors import SignError
from macros_py.settlement.assembly import template_bytes
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.paper import printed
from macros_py.signoff.register import read_books
from workbook.files.atomic import staged
from workbook.files.saving import backup_of, refuse_if_open


@dataclass(frozen=True)
class Reprinted:
    """The copy; ``kept``: what stood in its place; ``exact``: to the byte the signed one."""

    output: Path
    exact: bool
    kept: Path | None = None


def reprint(settlement: Path, evaluation: Path, out: Path) -> Reprinted:
    """Print a signed settlement anew to ``out``; what stands there is kept under another name.

    Raises SignError unless 签认数据 gives a digest that the log has, and for a settlement of a
    release whose template this one does not have.
    """
    refuse_if_open(out)
    file = OwnFile.read(settlement, strict=False)
    log = read_books(evaluation).log
    marks = log.borne(file.seal.digest)
    if not marks:
        msg = (
            f"{settlement.name}：「签认数据」的摘要不在签认记录中，不能重印；"
            f"请用报送时的副本或备份（如 {backup_of(settlement).name}）"
        )
        raise SignError(msg)
    paper = printed(file.seal, marks, template_bytes())
    with staged(out, paper.content) as put_in_place:
        kept = keep(out, "原件") if out.exists() else None
        put_in_place()
    return Reprinted(out, marks[-1].values[FILE] == paper.digest, kept)


def keep(path: Path, word: str) -> Path:
    """Give a file another, free name beside it: ``…_原件1.xlsx``."""
    names = (path.with_stem(f"{path.stem}_{word}{n}") for n in range(1, 10_000))
    kept = next(name for name in names if not name.exists())
    path.rename(kept)
    return kept
