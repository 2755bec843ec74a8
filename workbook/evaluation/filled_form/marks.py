"""Boxes and ticks before the options of a form."""

import re

TICKS = "☑✓√■●✔✅☒🗹🗸◉⦿◼⬛▣"
BOXES = "□☐○〇◯◻⬜▢❏❑◇▫"
MARK_RUN = rf"(?:[{TICKS}{BOXES}\[\]()【】\s]*[{TICKS}{BOXES}][{TICKS}{BOXES}\[\]()【】\s]*)"
"""What stands before an option: at least one box or tick, brackets and spaces around it."""

_TICK = re.compile(f"[{TICKS}]")


def is_marked(run: str) -> bool:
    """Tell whether what stands before an option ticks it."""
    return bool(_TICK.search(run))
