"""The figures of a report as desk.md reads, case by case: plain loops, no shared code."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from tests.macros_py.desk.reports.ledgers import Case

SECOND = timedelta(seconds=1)


class ByHand:
    """One period ``[start, end)`` of a ledger as of a moment."""

    def __init__(
        self, rows: Sequence[Case], start: datetime, end: datetime, as_of: datetime
    ) -> None:
        self.start, self.as_of = start, as_of
        self.end = min(end, as_of + SECOND)
        seen: set[object] = set()
        self.firsts: list[Case] = []
        self.duplicates = self.unreadable = 0
        for row in rows:
            if row["case"] in seen:
                self.duplicates += 1
                continue
            seen.add(row["case"])
            if isinstance(row["came"], datetime):
                self.firsts.append(row)
            else:
                self.unreadable += 1

    def inside(self, start: datetime | None = None, end: datetime | None = None) -> list[Case]:
        start, end = start or self.start, end or self.end
        return [row for row in self.firsts if start <= row["came"] < end]  # type: ignore[operator]

    def left(self, row: Case) -> tuple[datetime | None, str]:
        exits = []
        for order, kind in enumerate(("back", "closed")):
            when = row[kind]
            if isinstance(when, datetime) and when <= self.as_of:
                exits.append((when, order, kind))
        if not exits:
            return None, ""
        when, _, kind = min(exits)
        came = row["came"]
        assert isinstance(came, datetime)
        return max(when, came), kind

    def too_early(self, row: Case) -> bool:
        """Whether the case left before it came, by what stands in its cells."""
        exits = [row[kind] for kind in ("back", "closed")]
        return any(isinstance(w, datetime) and w < row["came"] for w in exits if w)  # type: ignore[operator]

    def open_at(self, moment: datetime) -> list[Case]:
        found = []
        for row in self.firsts:
            when, _ = self.left(row)
            if row["came"] < moment and (when is None or when >= moment):  # type: ignore[operator]
                found.append(row)
        return found

    def balance(self) -> dict[str, int]:
        gone: Counter[str] = Counter()
        for row in self.firsts:
            when, kind = self.left(row)
            if when is not None and self.start <= when < self.end:
                gone[kind] += 1
        return {
            "opening": len(self.open_at(self.start)),
            "received": len(self.inside()),
            "returned": gone["back"],
            "closed": gone["closed"],
            "open_at_end": len(self.open_at(self.end)),
            "outside": self.duplicates + self.unreadable,
        }

    @staticmethod
    def counted(rows: Sequence[Case]) -> list[Case]:
        return [row for row in rows if row["valid"] == "是" and row["excluded"] != "是"]

    def rates(self, rows: Sequence[Case]) -> dict[str, str | None]:
        counted = self.counted(rows)
        answers = Counter(row["satisfied"] for row in counted)
        rated = answers["满意"] + answers["基本满意"] + answers["不满意"]
        return {
            "response": _share(sum(r["responded"] == "是" for r in counted), len(counted)),
            "resolution": _share(sum(r["resolved"] == "解决" for r in counted), len(counted)),
            "satisfaction": _share(answers["满意"] + answers["基本满意"], rated),
        }

    def groups(self, key: Callable[[Case], str]) -> list[dict[str, object]]:
        inside = self.inside()
        still_open = Counter(map(key, self.open_at(self.end)))
        repeated = {id(row) for chain in self.chains() for row in chain}
        sizes = Counter(map(key, inside))
        return [
            {
                "name": name,
                "received": count,
                "share": str(Fraction(count, len(inside))),
                **self.rates([row for row in inside if key(row) == name]),
                "open_at_end": still_open[name],
                "repeats": sum(id(row) in repeated for row in inside if key(row) == name),
            }
            for name, count in sorted(sizes.items(), key=lambda entry: (-entry[1], entry[0]))
        ]

    def lost(self, rows: Sequence[Case]) -> list[dict[str, object]]:
        """In ledger order."""
        mine = {id(row) for row in self.counted(self.inside())}
        found: list[dict[str, object]] = []
        for row in rows:
            missed = [
                name
                for name, is_missed in (
                    ("未响应", row["responded"] == "否"),
                    ("未解决", row["resolved"] in ("未解决", "部分解决")),
                    ("不满意", row["satisfied"] == "不满意"),
                )
                if is_missed
            ]
            if id(row) in mine and missed:
                found.append({"case": row["case"], "missed": missed})
        return found

    def chains(self) -> list[list[Case]]:
        """Same phone and same finest category, each within 30 × 24 h of the one before."""
        by_key: dict[tuple[object, object], list[Case]] = defaultdict(list)
        for row in self.firsts:
            phone, category = str(row["phone"]), row["category"]
            if len(phone) == 11 and phone.isdigit() and category and row["came"] < self.end:  # type: ignore[operator]
                by_key[phone, category].append(row)
        chains = []
        for members in by_key.values():
            members.sort(key=lambda row: row["came"])  # type: ignore[arg-type,return-value]
            chain = [members[0]]
            for row in members[1:]:
                if row["came"] - chain[-1]["came"] <= timedelta(days=30):  # type: ignore[operator]
                    chain.append(row)
                else:
                    chains.append(chain)
                    chain = [row]
            chains.append(chain)
        inside = {id(row) for row in self.inside()}
        return [c for c in chains if len(c) > 1 and any(id(row) in inside for row in c)]

    def repeats(self) -> dict[str, int]:
        inside = {id(row) for row in self.inside()}
        chains = self.chains()
        cases = sum(id(row) in inside for chain in chains for row in chain)
        return {"groups": len(chains), "cases": cases}

    def units(self, least: int = 10) -> list[dict[str, object]]:
        inside = self.inside()
        names = sorted({str(row["unit"] or "（空白）") for row in inside})
        found = []
        for name in names:
            mine = [row for row in inside if (row["unit"] or "（空白）") == name]
            found.append((name, mine, self.rates(mine), len(self.counted(mine))))
        able = [entry for entry in found if entry[3] >= least and entry[0] != "（空白）"]
        units = []
        for name, mine, rates, counted in found:
            rank = None
            if counted >= least and name != "（空白）":
                own = Fraction(rates["resolution"] or 0)
                rank = 1 + sum(Fraction(other[2]["resolution"] or 0) > own for other in able)
            units.append(
                {
                    "name": name,
                    "rank": rank,
                    "received": len(mine),
                    "counted": counted,
                    **rates,
                    "returned": sum(self.left(row)[1] == "back" for row in mine),
                    "suspended": sum(
                        isinstance(row["held"], datetime) and row["held"] <= self.as_of
                        for row in mine
                    ),
                }
            )
        return sorted(units, key=lambda unit: (unit["rank"] is None, unit["rank"] or 0))

    def surges(self, before: Sequence[tuple[datetime, datetime]]) -> list[dict[str, object]]:
        """``before``: the covered spans."""
        if not before:
            return []
        days = sum((end - start).total_seconds() for start, end in before) / 86400
        mine = Fraction(int((self.end - self.start).total_seconds()), 86400)
        found: list[dict[str, object]] = []
        for field in ("category", "place"):
            now = Counter(row[field] for row in self.inside() if row[field])
            past: Counter[object] = Counter()
            for start, end in before:
                past.update(row[field] for row in self.inside(start, end))
            told = []
            for name, count in now.items():
                mean = Fraction(past[name]) / Fraction(days) * mine
                below = sum(
                    math.exp(-mean) * float(mean) ** k / math.factorial(k) for k in range(count)
                )
                if count >= 5 and (not mean or 1 - below < 0.01):
                    last = str(name).split("->")[-1]
                    told.append({"name": last, "received": count, "expected": str(mean)})
            found += sorted(told, key=lambda each: (-each["received"], each["name"]))  # type: ignore[operator]
        return found


def _share(part: int, whole: int) -> str | None:
    return str(Fraction(part, whole)) if whole else None
