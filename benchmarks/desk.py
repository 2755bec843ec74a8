"""The desk's day on a 12,000 × 30 ledger, each beside ``jsjb flags`` on the same one.

    python -m benchmarks.desk                     # --small: 200 rows, to see that it runs

Whole processes for import of 40 new rows and todo; in this process the reply check.
"""

import tempfile
from datetime import datetime
from pathlib import Path
from random import Random
from statistics import median

from openpyxl import Workbook

from benchmarks.flags_command import ledger
from benchmarks.measuring import SMALL, process, seconds, verdict
from macros_py.jobs.sample import cases
from macros_py.rules.replies.elements import DEFAULT_ELEMENTS, words_of
from macros_py.rules.replies.reply_findings import OtherCases, Reply, findings_of

ROWS, RUNS, NEW = (200, 1, 4) if SMALL else (12_000, 3, 40)
AS_OF = "2024-03-26T09:00"
LENGTH = 200


def export(path: Path) -> None:
    """Write ``NEW`` cases that the ledger lacks and as many that it has."""
    made = list(cases(ROWS))
    headers = [header for header in made[0] if "时间" in header or "编号" in header]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("导出")
    sheet.append(headers)
    for number, case in enumerate((*made[:NEW], *made[-NEW:])):
        row = [case.get(header) for header in headers]
        if number >= NEW:
            row[headers.index("工单编号*")] = f"新-{number:06}"
        sheet.append(row)
    book.save(path)


def replies() -> list[Reply]:
    """Return made-up replies of ``LENGTH`` characters with places, numbers and times in them."""
    chance = Random(1)
    words = [word for text in DEFAULT_ELEMENTS.values() for word in words_of(text)]
    moment = (datetime(2024, 3, 1, 11), False)
    made = []
    for number in range(ROWS):
        text = f"3月1日11时联系诉求人，工单{number:012}，示例{number % 60}村。"
        while len(text) < LENGTH:
            text += f"{chance.choice(words)}路面破损{chance.randrange(999)}处，"
        own = frozenset({f"{number:012}"})
        made.append(
            Reply(text[:LENGTH], own, "", "示例村", "示例科", moment, moment, unresolved=True)
        )
    return made


def check(made: list[Reply]) -> None:
    """Check every reply as ``jsjb replies`` does."""
    elements = {name: words_of(text) for name, text in DEFAULT_ELEMENTS.items()}
    others = OtherCases(
        frozenset().union(*(reply.numbers for reply in made)),
        frozenset(),
        [f"示例{number}村" for number in range(60)],
        {},
    )
    for reply in made:
        findings_of(reply, others, elements, 30)


def main() -> None:
    """Print seconds, and each as a multiple of ``flags``."""
    with tempfile.TemporaryDirectory() as folder:
        source, new = Path(folder, "台账.xlsx"), Path(folder, "导出.xlsx")
        ledger(source)
        export(new)
        whole = source.read_bytes()
        times: dict[str, list[float]] = {"flags": [], "import": [], "todo": []}
        for number in range(RUNS):
            out = str(Path(folder, f"{number}.xlsx"))
            given = (str(source), "--as-of", AS_OF)
            times["flags"].append(process("-m", "macros_py", "flags", *given, "--out", out)[0])
            times["todo"].append(process("-m", "macros_py", "todo", *given)[0])
            times["import"].append(
                process("-m", "macros_py", "import", str(source), str(new), "--as-of", AS_OF)[0]
            )
            source.write_bytes(whole)
    middle = {name: median(found) for name, found in times.items()}
    for name, found in middle.items():
        print(f"jsjb {name}: {found:.2f} s")
    for name in ("import", "todo"):
        ratio = middle[name] / middle["flags"]
        verdict(f"{name}: times the seconds of flags", ratio, 1.5, "×", at_least=False)
    made = replies()
    checked = seconds(lambda: check(made), RUNS)
    verdict(f"reply check of {ROWS} texts", checked, 3, " s", at_least=False)


if __name__ == "__main__":
    main()
