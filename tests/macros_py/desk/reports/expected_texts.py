"""What a report's document has to say, each text worked out from the rows, case by case."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from macros_py.rules.terms.percentages import percent
from tests.macros_py.desk.reports.by_hand import ByHand
from tests.macros_py.desk.reports.judged_by_oracle import judged_by_oracle
from tests.macros_py.desk.reports.ledgers import AS_OF, Case

START, END = datetime(2024, 2, 1), datetime(2024, 3, 1)
BLANK = "（空白）"

TIMED = {
    "接收": ("came", "got"),
    "转派": ("got", "sent"),
    "首次联系": ("came", "contact"),
    "阶段反馈": ("came", "feedback"),
    "办结": ("came", "closed"),
    "回访": ("closed", "called"),
    "退回": ("got", "back"),
}
"""Where each stage begins and ends."""


def _percent(share: str | None) -> str:
    return "—" if share is None else f"{percent(Fraction(share))}%"


def _hours(done: list[timedelta], still_open: int, p: Fraction) -> str:
    n = len(done) + still_open
    if not n:
        return "—"
    k = next(k for k in range(1, n + 1) if k >= p * n)
    if k > len(done):
        return "未办结"
    seconds = int(sorted(done)[k - 1].total_seconds())
    return str(percent(Fraction(seconds, 3600) / 100))


class Expected:
    """Key → text, case by case."""

    def __init__(self, rows: list[Case]) -> None:
        self.rows = rows
        self.hand = ByHand(rows, START, END, AS_OF)
        self.before = ByHand(rows, datetime(2024, 1, 1), START, AS_OF)
        self.verdicts = {id(row): judged_by_oracle(row) for row in self.hand.inside()}

    def texts(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for part in (
            *(self.counts, self.places, self.units, self.funnel, self.others),
            lambda: self.histories().items(),
        ):
            found |= dict(part())
        return found

    def change(self, now: int, before: int) -> str:
        if before == 0:
            return "上期无"
        if before < 10:
            word = "增" if now > before else "减"
            return f"均为{now}件" if now == before else f"由{before}件{word}至{now}件"
        moved = percent(Fraction(now - before, before))
        return f"{'增加' if moved > 0 else '减少'}{abs(moved)}%" if moved else "持平"

    def counts(self) -> Iterator[tuple[str, str]]:
        inside = self.hand.inside()
        for key, field in (("channel", "channel"), ("system", "system")):
            for name, n in Counter(row[field] or BLANK for row in inside).items():
                yield f"{key}|{name}|名称", str(name)
                yield f"{key}|{name}|受理", str(n)
                yield f"{key}|{name}|占比", _percent(str(Fraction(n, len(inside))))
        before = Counter(_first(row) for row in self.before.inside())
        for group in self.hand.groups(_first):
            key = f"categories|{group['name']}|"
            yield key + "名称", str(group["name"])
            yield key + "受理", str(group["received"])
            yield key + "占比", _percent(str(group["share"]))
            yield key + "环比", self.change(int(str(group["received"])), before[str(group["name"])])
        paths = {_shown(row): str(row["category"]).replace("->", "→") or BLANK for row in inside}
        for group in self.hand.groups(_shown)[:10]:
            key = f"top|{paths[str(group['name'])]}|"
            yield key + "名称", str(group["name"])
            yield key + "受理", str(group["received"])
            yield key + "占比", _percent(str(group["share"]))
            yield key + "解决率", _percent(group["resolution"])  # type: ignore[arg-type]
            yield key + "满意率", _percent(group["satisfaction"])  # type: ignore[arg-type]
            yield key + "重复", str(group["repeats"])

    def places(self) -> Iterator[tuple[str, str]]:
        inside = self.hand.inside()
        before = Counter(row["place"] or BLANK for row in self.before.inside())
        open_only = {str(r["place"] or BLANK) for r in self.hand.open_at(END)}
        assert open_only <= {str(r["place"] or BLANK) for r in inside}
        for group in self.hand.groups(lambda row: str(row["place"]) or BLANK):
            name = str(group["name"])
            key = f"places|{name}|"
            yield key + "名称", name
            yield key + "受理", str(group["received"])
            yield key + "占比", _percent(str(group["share"]))
            yield key + "环比", self.change(int(str(group["received"])), before[name])
            yield key + "解决率", _percent(group["resolution"])  # type: ignore[arg-type]
            yield key + "满意率", _percent(group["satisfaction"])  # type: ignore[arg-type]
            yield key + "未办结", str(group["open_at_end"])
            yield key + "重复", str(group["repeats"])
            yield f"heat|{name}|村社区", name
            for first in {_first(row) for row in inside}:
                n = sum(_first(r) == first and (r["place"] or BLANK) == name for r in inside)
                yield f"heat|{name}|{first}", str(n)

    def units(self) -> Iterator[tuple[str, str]]:
        then = {str(unit["name"]): unit["resolution"] for unit in self.before.units()}
        for unit in self.hand.units():
            name = str(unit["name"])
            mine = [r for r in self.hand.inside() if (r["unit"] or BLANK) == name]
            key = f"rates|{name}|"
            yield key + "名次", "—" if unit["rank"] is None else str(unit["rank"])
            yield key + "名称", name
            yield key + "受理", str(unit["received"])
            yield key + "有效回访", str(unit["counted"])
            for title, rate in (
                ("响应率", "response"),
                ("解决率", "resolution"),
                ("满意率", "satisfaction"),
            ):
                yield key + title, _percent(unit[rate])  # type: ignore[arg-type]
            now, past = unit["resolution"], then.get(name)
            moved = "—"
            if now is not None and past is not None:
                points = percent(Fraction(str(now)) - Fraction(str(past)))
                moved = f"{points:+}" if points else "0.0"
            yield key + "环比（百分点）", moved
            key = f"quality|{name}|"
            yield key + "名称", name
            late = overdue = 0
            for stage in ("首次联系", "阶段反馈", "办结"):
                got = Counter(self.verdicts[id(row)][stage].status for row in mine)
                whole = got["按时"] + got["超时"] + got["逾期未办"]
                share = str(Fraction(got["按时"], whole)) if whole else None
                yield key + f"{stage}按时率", _percent(share)
                late, overdue = late + got["超时"], overdue + got["逾期未办"]
            yield key + "超时", str(late)
            yield key + "逾期", str(overdue)
            yield key + "退回", str(unit["returned"])
            yield key + "挂账", str(unit["suspended"])
            left = [(self.hand.left(row), row["came"]) for row in mine]
            took = [when - came for (when, kind), came in left if kind == "closed"]  # type: ignore[operator]
            waiting = sum(when is None for (when, _), _ in left)
            yield key + "办结中位（小时）", _hours(took, waiting, Fraction(1, 2))
            yield key + "九成（小时）", _hours(took, waiting, Fraction(9, 10))

    def funnel(self) -> Iterator[tuple[str, str]]:
        for stage in (*TIMED, "挂账月报"):
            reached = self.reached(stage)
            got = Counter(status for _, status in reached)
            key = f"funnel|{stage}|"
            yield key + "环节", stage
            lacking = stage == "挂账月报"
            yield key + "到达", "—" if lacking else str(len(reached))
            for status in ("按时", "超时", "逾期未办", *self.other_statuses()):
                yield key + status, "—" if lacking else str(got[status])
            took, waiting, _ = self.stage_times(stage)
            yield key + "中位（小时）", _hours(took, waiting, Fraction(1, 2))
            yield key + "九成（小时）", _hours(took, waiting, Fraction(9, 10))

    def other_statuses(self) -> list[str]:
        """Return the further statuses that any case has at any stage."""
        seen = {status for stage in TIMED for _, status in self.reached(stage)}
        return sorted(seen - {"按时", "超时", "逾期未办"})

    def gains(self, row: Case, missed: list[str]) -> dict[str, str]:
        """Return what solving a case, and excluding it, adds to each rate in 百分点."""
        counted = self.hand.counted(self.hand.inside())
        rated = [r for r in counted if r["satisfied"] in ("满意", "基本满意", "不满意")]
        solved, excluded = [], []
        for name, word, among, good in (
            ("响应", "未响应", counted, lambda r: r["responded"] == "是"),
            ("解决", "未解决", counted, lambda r: r["resolved"] == "解决"),
            ("满意", "不满意", rated, lambda r: r["satisfied"] != "不满意"),
        ):
            k, n = sum(map(good, among)), len(among)
            if word in missed and (more := percent(Fraction(k + 1, n) - Fraction(k, n))):
                solved.append(f"{name}{more:+}")
            if any(r is row for r in among) and n > 1:
                less = percent(Fraction(k - good(row), n - 1) - Fraction(k, n))
                excluded += [f"{name}{less:+}"] if less else []
        return {
            "办好后（百分点）": " ".join(solved) or "0.0",
            "剔除后（百分点）": " ".join(excluded) or "0.0",
        }

    def reached(self, stage: str) -> list[tuple[Case, str]]:
        """Return the cases that came to a stage, each with its status."""
        standing = [(row, self.verdicts[id(row)][stage].status) for row in self.hand.inside()]
        return [each for each in standing if each[1] not in ("不适用", "未开始")]

    def stage_times(self, stage: str) -> tuple[list[timedelta], int, int]:
        """Return how long each case took, how many wait, and how many have no such times."""
        took, waiting, out = [], 0, 0
        for row, _ in self.reached(stage):
            if stage == "挂账月报" or (stage != "退回" and self.hand.left(row)[1] == "back"):
                continue
            start, done = (row[name] for name in TIMED[stage])
            if stage in ("首次联系", "阶段反馈") and done is None:
                done = row["closed"]
            if not isinstance(start, datetime) or start > AS_OF or isinstance(done, str):
                out += 1
            elif done is None or done > AS_OF:  # type: ignore[operator]
                waiting += 1
            else:
                took.append(max(done - start, timedelta()))  # type: ignore[operator]
        return took, waiting, out

    def others(self) -> Iterator[tuple[str, str]]:
        for case in self.hand.lost(self.rows):
            row = next(row for row in self.hand.firsts if row["case"] == case["case"])
            key = f"lost_cases|{case['case']}|"
            yield key + "工单编号", str(case["case"])
            yield key + "分类", _shown(row)
            yield key + "村社区", str(row["place"])
            yield key + "承办单位", str(row["unit"])
            yield key + "失分项", "、".join(case["missed"])  # type: ignore[arg-type]
            yield key + "不纳入考核", str(row["excluded"] or "")
            for title, text in self.gains(row, case["missed"]).items():  # type: ignore[arg-type]
                yield key + title, text
        bands = (("1天以内", 1), ("1至3天", 3), ("3至7天", 7), ("7至15天", 15), ("15至30天", 30))
        ages = Counter(
            next((name for name, days in bands if age <= timedelta(days=days)), "30天以上")
            for age in (END - row["came"] for row in self.hand.open_at(END))  # type: ignore[operator]
        )
        for name in (*(name for name, _ in bands), "30天以上"):
            yield f"ages|{name}|时长", name
            yield f"ages|{name}|件数", str(ages[name])
        bands = (("30天以内", 30), ("30至90天", 90), ("90至180天", 180))
        held: Counter[str] = Counter()
        for row in self.hand.open_at(END):
            since, until = row["held"], row["freed"]
            free = isinstance(until, datetime) and until < END
            if isinstance(since, datetime) and since < END and not free:
                age = END - since
                held[next((n for n, d in bands if age <= timedelta(days=d)), "180天以上")] += 1
        for name in (*(name for name, _ in bands), "180天以上"):
            yield f"suspended|{name}|时长", name
            yield f"suspended|{name}|件数", str(held[name])
        months = [(2023, m) for m in range(2, 13)] + [(2024, 1), (2024, 2)]
        for year, month in months:
            first = datetime(year, month, 1)
            after = datetime(year + month // 12, month % 12 + 1, 1)
            key = f"trend|{year}-{month:02}|"
            covered = (year, month) in ((2024, 1), (2024, 2))
            yield key + "期间", f"{year}年{month}月"
            yield key + "起止", f"{first:%Y-%m-%d}至{after - timedelta(days=1):%Y-%m-%d}"
            yield key + "受理", str(len(self.hand.inside(first, after))) if covered else "—"
            yield key + "上年同期", "—"

    def sentences(self) -> dict[str, list[str]]:
        """Key → the numbers of its sentences, in their order."""
        flow = self.hand.balance()
        inside, counted = self.hand.inside(), self.hand.counted(self.hand.inside())
        lost = self.hand.lost(self.rows)
        missed = Counter(name for case in lost for name in case["missed"])  # type: ignore[attr-defined]
        chains = [len(chain) for chain in self.hand.chains()]
        parts = [flow[key] for key in ("opening", "received", "returned", "closed", "open_at_end")]
        opening, received, returned, closed, closing = map(str, parts)
        daily = str(percent(Fraction(len(inside), 29) / 100))
        excluded = Counter(row["excluded"] for row in inside)
        applied = excluded["是"] + excluded["驳回"] + excluded["待复核"]
        answers = Counter(row["satisfied"] for row in counted)
        good = answers["满意"] + answers["基本满意"]
        rates = self.hand.rates(inside)
        bad = sum(
            not (len(str(r["phone"])) == 11 and str(r["phone"]).isdigit() and r["category"])
            for r in inside
        )
        return {
            **self.trend_sentences(),
            "whole_flow": [
                *(received, returned, closed, opening, closing),
                *(opening, received, returned, closed, closing, daily),
            ],
            "whole_rates": [
                str(len(counted)),
                *(_percent(rates["response"])[:-1],),
                str(sum(r["responded"] == "是" for r in counted)),
                str(len(counted)),
                *(_percent(rates["resolution"])[:-1],),
                str(sum(r["resolved"] == "解决" for r in counted)),
                str(len(counted)),
                *(_percent(rates["satisfaction"])[:-1],),
                *(str(good), str(good + answers["不满意"])),
            ],
            "lost": [str(len(lost)), *(str(missed[n]) for n in ("未响应", "未解决", "不满意"))],
            "repeats": [
                *("30", str(len(chains)), str(self.hand.repeats()["cases"])),
                *("2", str(chains.count(2)), "3", str(chains.count(3))),
                *("4", str(sum(size >= 4 for size in chains)), str(bad)),
            ],
            "excluded": [
                str(n) for n in (applied, excluded["是"], excluded["驳回"], excluded["待复核"])
            ],
            "ranked": ["10"],
            "untimed": [str(n) for n in (self.stage_times(stage)[2] for stage in TIMED) if n],
            "typical": [str(len(self.longest()))],
        }

    def trend_sentences(self) -> dict[str, list[str]]:
        """Return the numbers of what is compared with other spans, and of what stays outside."""
        inside = self.hand.inside()
        january, february = len(self.before.inside()), len(inside)
        assert january >= 10
        moved = abs(percent(Fraction(february - january, january)))
        early = [str(row["case"]) for row in inside if self.hand.too_early(row)]
        numbers = {
            "changes": [str(moved)] if moved else [],
            "outside": [str(self.hand.unreadable), str(self.hand.duplicates)],
        }
        if early:
            numbers["outside"] += [str(len(early)), *(case.removeprefix("JS-") for case in early)]
        for key, groups in (
            ("categories_sum", self.hand.groups(_first)),
            ("places_notes", self.hand.groups(lambda row: str(row["place"]) or BLANK)),
        ):
            tenths = sum(Decimal(_percent(str(group["share"]))[:-1]) for group in groups)
            if tenths != 100:
                numbers[key] = [str(tenths)]
        surges = self.hand.surges([(datetime(2024, 1, 1), START)])
        tested = sum(len({row[k] for row in inside if row[k]}) for k in ("category", "place"))
        numbers["surges_tested"] = ["1", str(tested), str(len(surges))]
        for surge in surges:
            mean = percent(Fraction(str(surge["expected"])) / 100)
            numbers["surges_tested"] += [str(surge["received"]), str(mean)]
        return numbers

    def longest(self) -> list[Case]:
        """Return the cases that are open at the end and longest past the time of 办结."""
        late = []
        for row in self.hand.open_at(END):
            verdict = judged_by_oracle(row)["办结"]
            if verdict.status == "逾期未办":
                late.append((verdict.due, self.rows.index(row), row))
        return [row for *_, row in sorted(late, key=lambda entry: entry[:2])[:5]]

    def histories(self) -> dict[str, str]:
        """Key → text of the cases that the last section lists."""
        done = {
            "接收": "got",
            "转派": "sent",
            "首次联系": "contact",
            "阶段反馈": "feedback",
            "办结": "closed",
            "回访": "called",
            "退回": "back",
        }
        found = {}
        for row in self.longest():
            verdicts = judged_by_oracle(row)
            parts = [f"派单{row['came']:%Y-%m-%d %H:%M}"]
            for stage in verdicts:
                status = verdicts[stage].status
                if status in ("不适用", "未开始"):
                    continue
                when = row.get(done.get(stage, ""))
                text = f"{when:%Y-%m-%d %H:%M}" if isinstance(when, datetime) else ""
                parts.append(f"{stage}{text}{status}")
            key = f"typical_cases|{row['case']}|"
            found |= {key + "工单编号": str(row["case"]), key + "承办单位": str(row["unit"])}
            found[key + "经过"] = "；".join(parts)
        return found


def _first(row: Case) -> str:
    return str(row["category"]).split("->")[0] or BLANK


def _shown(row: Case) -> str:
    return str(row["category"]).split("->")[-1] or BLANK
