"""The inputs of a quarter as LibreOffice saves them: files that neither the tool nor a test wrote.

``python -m tests.golden.elsewhere`` saves them anew with the LibreOffice that is here. What they
hold is ``tests.signed_quarter``; those in the folder were saved by LibreOffice 7.4.
"""

import tempfile
from pathlib import Path

from tests.evaluations import write_evaluation
from tests.office import convert
from tests.signed_quarter import ROWS, SETTINGS, Quarter, write_cases

FOLDER = Path(__file__).parent / "LibreOffice"
KINDS = ("xlsx", "ods")


def save_all() -> None:
    """Save every input anew."""
    with tempfile.TemporaryDirectory() as place:
        made = Quarter(Path(place))
        write_cases(made.ledger)
        write_evaluation(made.evaluation, settings=SETTINGS, rows=ROWS)
        for kind in KINDS:
            convert([made.ledger, made.evaluation], kind, FOLDER)


if __name__ == "__main__":
    save_all()
