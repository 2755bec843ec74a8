"""Long texts: how the cost of a character grows with the length of the text.

    python -m benchmarks.long_texts            # --small: short ones, to see that it runs

The texts are the ones that a rule could stumble over: repetitions that begin like what is looked
for and never become it. A cost that grows with the text stays at 1; the bound is 2 for a text ten
times as long.
"""

import time
from collections.abc import Callable

from benchmarks.measuring import SMALL, verdict
from workbook.reading.csvfile import parse_csv
from workbook.values.text import masked

LENGTH, TIMES = (500, 10) if SMALL else (50_000, 10)
PIECES = ("电话", "138 ", "1", "1 3", "2024 ", "1-", "房山区1号", "四层", "(0", "８")
OF_SEVERAL_LINES = ("题", "题\r\n")


def masking(piece: str, length: int) -> Callable[[], object]:
    """Return the masking of ``piece`` over and over, ``length`` characters."""
    text = (piece * length)[:length]
    return lambda: masked(text)


def quoted(text: str, rows: int) -> Callable[[], object]:
    """Return the reading of a .csv whose rows hold ``text`` over and over, in quotes."""
    row = f'1,2024-01-05 10:00,"{text * 40}",规划科\r\n'
    content = f"工单编号,派单时间,诉求内容,承办单位\r\n{row * rows}".encode()
    return lambda: parse_csv(content, "台账.csv")


def main() -> None:
    """Print how much more each character costs in the longer text."""
    for piece in PIECES:
        compare(f"masked, “{piece}” over and over", masking, piece, LENGTH)
    for text in OF_SEVERAL_LINES:
        compare(f"a .csv with texts of “{text!r}”", quoted, text, LENGTH // 50)


def compare(
    name: str, work: Callable[[str, int], Callable[[], object]], text: str, length: int
) -> None:
    """Print the cost of a part of the longer text in parts of the shorter one."""
    ratio = least(work(text, TIMES * length)) / least(work(text, length)) / TIMES
    verdict(f"{name}, {TIMES} times as long: ×", ratio, 2, "", at_least=False)


def least(work: Callable[[], object], runs: int = 5) -> float:
    """Return the fewest seconds of processor time that a call took."""
    times = []
    for _ in range(runs):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


if __name__ == "__main__":
    main()
