"""How long cases have been open or suspended, in bands of days."""

from dataclasses import dataclass

import numpy as np

from macros_py.rules.deadlines.moments import Seconds

DAY = 86_400


@dataclass(frozen=True)
class Bands:
    """Bands by their last day, and what lies beyond."""

    days: tuple[tuple[str, int], ...]
    beyond: str

    def count(self, ages: Seconds) -> dict[str, int]:
        """Count ages, in seconds; the last moment of a band's last day belongs to it."""
        edges = [days * DAY for _, days in self.days]
        counts = np.bincount(np.searchsorted(edges, ages), minlength=len(edges) + 1).tolist()
        return dict(zip([*(name for name, _ in self.days), self.beyond], counts, strict=True))


OPEN = Bands(
    (("1天以内", 1), ("1至3天", 3), ("3至7天", 7), ("7至15天", 15), ("15至30天", 30)), "30天以上"
)
SUSPENDED = Bands((("30天以内", 30), ("30至90天", 90), ("90至180天", 180)), "180天以上")
