"""评价口径: how others weigh the same answers; for comparison, no clause pays by it (rules 4)."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from macros_py.rules.periods.rate_counts import RATES, Rate, RateCounts
from macros_py.rules.terms.errors import SettingError
from workbook.values.records import RatingScheme

RATED, COUNTED = "已评价", "有效回访"
"""What 分母 may say: those who rated, or every counted callback."""

_WEIGHT = re.compile(r"(响应率|解决率|满意率)[:=×*]?(\d+(?:\.\d+)?)%?")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way to weigh; ``weights`` of the three rates sum to 1, None without 综合成绩.

    ``unrated`` weighs cases without a rating, which count only over all callbacks.
    """

    name: str
    fairly: Fraction
    unrated: Fraction
    over_counted: bool
    weights: tuple[Fraction, ...] | None

    @classmethod
    def of(cls, record: RatingScheme, fairly: Fraction) -> "Scheme":
        """Read a row of 评价口径; ``fairly`` is the weight of 基本满意 where the row has none.

        Raises SettingError naming the cell of a 分母 or of 三率权重 that cannot be read.
        """
        if record.denominator not in ("", RATED, COUNTED):
            cell = record.cells.get("分母", record.cell)
            msg = f"{cell}：分母无法识别 “{record.denominator}”，请填 {RATED} 或 {COUNTED}"
            raise SettingError(msg)
        own = record.nearly_satisfied
        return cls(
            record.name,
            fairly if own is None else Fraction(own),
            Fraction(record.unrated or 0),
            record.denominator == COUNTED,
            _weights(record),
        )

    def satisfaction(self, counts: RateCounts) -> Rate:
        """Return 满意率 as this scheme weighs it."""
        rated = counts.satisfied + self.fairly * counts.fairly
        if not self.over_counted:
            return rated / counts.rated if counts.rated else None
        whole = rated + self.unrated * counts.unrated
        return whole / counts.counted if counts.counted else None

    def composite(self, counts: RateCounts) -> Rate:
        """Return 综合成绩, None without weights or where a rate is lacking."""
        if self.weights is None:
            return None
        total = Fraction(0)
        rates = (*counts.rates[:2], self.satisfaction(counts))
        for weight, rate in zip(self.weights, rates, strict=True):
            if weight and rate is None:
                return None
            total += weight * (rate or 0)
        return total


def _weights(record: RatingScheme) -> tuple[Fraction, ...] | None:
    text = "".join(unicodedata.normalize("NFKC", record.weights).split())
    if not text:
        return None
    found = {name: Fraction(number) / 100 for name, number in _WEIGHT.findall(text)}
    left = re.sub(r"[,;、+]", "", _WEIGHT.sub("", text))
    if left or sum(found.values()) != 1:
        cell = record.cells.get("三率权重", record.cell)
        raise SettingError(
            f"{cell}：三率权重无法识别 “{record.weights}”，"
            "请写作 响应率30%，解决率40%，满意率30%，合计100%"
        )
    return tuple(found.get(name, Fraction(0)) for name in RATES)
