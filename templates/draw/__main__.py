"""``python -m templates.draw DIR``."""

import sys
import tomllib
from pathlib import Path

from templates import template
from templates.draw import evaluation, ledger
from templates.draw.style import save


def main(folder: Path) -> None:
    """Write 考核评价.xlsx and 案件台账.xlsx into ``folder``."""
    contract = tomllib.loads(template("contract.toml").read_text("utf-8"))
    save(evaluation.draw(contract), folder / "考核评价.xlsx")
    save(ledger.draw(contract), folder / "案件台账.xlsx")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
