"""The Word document: GB/T 9704, two anchors everywhere, no word outside the list, every number."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from macros_py.desk.reports.blocks import Report
from macros_py.desk.reports.contents import report_of
from macros_py.desk.reports.sentences import CHANGES, NO_RATE, RATE, SENTENCES
from macros_py.desk.reports.study import Study
from macros_py.desk.reports.word.anchors import PREFIX, found, tag, text_of
from macros_py.desk.reports.word.document import new_document, roots_of
from macros_py.desk.reports.word.look import FONTS
from macros_py.desk.reports.word.memory import remembered
from macros_py.desk.reports.word.pieces import TO_FILL
from macros_py.inputs.in_force import default_basis
from macros_py.inputs.judged_ledger import judge_ledger
from macros_py.rules.periods.figures import percent
from tests.macros_py.desk.reports.by_hand import ByHand
from tests.macros_py.desk.reports.ledgers import (
    AS_OF,
    CATEGORIES,
    PLACES,
    UNITS,
    Case,
    cases,
    write,
)
from tests.oracle.deadlines import Settings, judge_case
from tests.oracle.values import FIELDS as ORACLE_FIELDS
from tests.oracle.values import UNREADABLE, Moment
from tests.oracle.values import Case as OracleCase

START, END = datetime(2024, 2, 1), datetime(2024, 3, 1)
BLANK = "（空白）"
COLUMNS = frozenset(ORACLE_FIELDS) - {"verified_at", "special", "progress_dates", "limit_class"}


@pytest.fixture(scope="module", params=[5, 6])
def rows(request: pytest.FixtureRequest) -> list[Case]:
    return cases(request.param, 300)


@pytest.fixture(scope="module")
def made(rows: list[Case], tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, bytes]:
    ledger = write(tmp_path_factory.mktemp("ledger") / "台账.xlsx", rows)
    judged = judge_ledger(ledger, default_basis(), AS_OF)
    report = report_of(Study.of(judged, "2024-02"), {}, ledger.name)
    return report, new_document(report, AS_OF)


@pytest.fixture(scope="module")
def texts(made: tuple[Report, bytes]) -> dict[str, str]:
    """Key → what the document says there, read through its anchors."""
    document = Document(io.BytesIO(made[1]))
    past = remembered(document.part)
    assert past is not None
    places = found(roots_of(document))
    return {key: text_of(places[name]) for name, (key, _) in past[1].values.items()}


# --- form ---------------------------------------------------------------------------------------


def test_page_and_grid_are_those_of_the_standard(made: tuple[Report, bytes]) -> None:
    section = Document(io.BytesIO(made[1])).sections[0]
    sides = (
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [round(side.mm) for side in sides if side is not None] == [37, 35, 28, 26]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    body = Document(io.BytesIO(made[1])).element.body
    place = found([body])[tag("whole_flow")]
    spacing = place.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    assert spacing is not None
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("560", "exact")


def test_every_run_names_its_east_asian_font(made: tuple[Report, bytes]) -> None:
    document = Document(io.BytesIO(made[1]))
    seen = Counter()
    for root in roots_of(document):
        for run in root.iter(qn("w:r")):
            fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
            if run.find(qn("w:drawing")) is not None:
                continue
            assert fonts is not None
            seen[fonts.get(qn("w:eastAsia"))] += 1
            assert run.find(f"{qn('w:rPr')}/{qn('w:b')}") is None
    assert set(seen) == set(FONTS)


def test_every_anchor_stands_twice_under_a_plain_name(made: tuple[Report, bytes]) -> None:
    document = Document(io.BytesIO(made[1]))
    for root in roots_of(document):
        marks = [str(each.get(qn("w:name"))) for each in root.iter(qn("w:bookmarkStart"))]
        tags = [str(each.get(qn("w:val"))) for each in root.iter(qn("w:tag"))]
        assert marks == tags
        assert len(set(marks)) == len(marks)
        assert all(re.fullmatch(rf"{PREFIX}[a-z0-9]+", mark) and len(mark) <= 40 for mark in marks)
        for cell in root.iter(qn("w:tc")):
            assert cell.find(f".//{qn('w:bookmarkStart')}") is not None


def test_charts_are_native_parts_with_their_figures(made: tuple[Report, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made[1])) as package:
        names = package.namelist()
        charts = [etree.fromstring(package.read(n)) for n in names if n.startswith("word/charts/")]
        assert not [name for name in names if name.startswith("word/media/")]
    assert len(charts) == 5
    c = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    for chart in charts:
        for series in chart.iter(f"{c}ser"):
            count = series.find(f"{c}cat/{c}strRef/{c}strCache/{c}ptCount")
            values = series.findall(f"{c}val/{c}numRef/{c}numCache/{c}pt")
            assert count is not None
            assert 0 < len(values) <= int(str(count.get("val")))


def test_the_same_input_gives_the_same_bytes(made: tuple[Report, bytes]) -> None:
    assert new_document(made[0], AS_OF) == made[1]
    with zipfile.ZipFile(io.BytesIO(made[1])) as package:
        assert {info.date_time for info in package.infolist()} == {(2024, 3, 20, 15, 0, 0)}


def test_no_phone_is_written_anywhere(made: tuple[Report, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made[1])) as package:
        whole = b"".join(package.read(name) for name in package.namelist())
    assert b"1380013800" not in whole
    assert b"138****" not in whole


# --- words: nothing outside the closed list ------------------------------------------------------

NUMBER = r"[-+]?\d+(?:\.\d+)?"
DAY = r"\d{4}-\d{2}-\d{2}"
SPAN = rf"{DAY}至{DAY}"


def words(text: str) -> set[str]:
    return set(text.split())


HEADINGS = {
    *("总体情况", "诉求类别与高频诉求", "村社区情况", "承办单位办理质量", "失分工单", "办理卡点"),
    *("重复、挂账与不纳入考核", "趋势", "典型案例、工作建议与领导意见", "来源渠道分布"),
    *("来源系统分布", "一级分类", "高频诉求（前10）", "村社区", "村社区与诉求类别", "三率表"),
    "工单清单",
    *("办理时限", "各环节到达情况", "期末挂账时长", "期末未办结时长", "各期受理件数"),
    *("办理经过", "研判", "典型案例", "工作建议", "领导意见"),
}
COLUMN_WORDS = words(
    "名称 受理 占比 环比 解决率 满意率 响应率 重复 主要反映 未办结 原因 名次 有效回访 "
    "环比（百分点） 首次联系按时率 阶段反馈按时率 办结按时率 超时 逾期 退回 挂账 "
    "办结中位（小时） 九成（小时） 工单编号 分类 村社区 承办单位 失分项 不纳入考核 失分原因 "
    "环节 到达 按时 逾期未办 中位（小时） 为何办不了 时长 件数 期间 起止 上年同期 经过"
)
CELL_WORDS = words(
    "— 未办结 未响应 未解决 不满意 接收 转派 首次联系 阶段反馈 办结 回访 挂账月报 退回 "
    "1天以内 1至3天 3至7天 7至15天 15至30天 30天以上 30天以内 30至90天 90至180天 180天以上 "
    "持平 上期无 台账未覆盖 是 否 待复核 驳回 电话 网络 市级 区级 （空白）"
)


def _names() -> list[str]:
    levels = {level for path in CATEGORIES for level in path.split("->") if level}
    paths = {"→".join(path.split("->")[-2:]) for path in CATEGORIES}
    return sorted({*levels, *paths, *PLACES, *UNITS, BLANK} - {""}, key=len, reverse=True)


def _pattern(sentence: str) -> str:
    """Turn a sentence of the list into a pattern whose slots take figures and names only."""
    name = "|".join(map(re.escape, _names()))
    change = "|".join(
        re.escape(v).replace(r"\{name\}", "(?:上期|上年同期)") for v in CHANGES.values()
    )
    change = re.sub(r"\\\{\w+\\\}", lambda _: NUMBER, change)
    rate = "|".join(re.escape(v) for v in (RATE, NO_RATE))
    rate = re.sub(r"\\\{name\\\}", "(?:响应率|解决率|满意率)", rate)
    rate = re.sub(r"\\\{\w+\\\}", lambda _: NUMBER, rate)
    slots = {
        "name": rf"(?:{name}|上月|上年同期|2024年2月|同号码同分类30天|解决率|退单原因|挂账原因)",
        "what": "(?:退单原因|挂账原因|挂账月报)",
        "names": r"JS-\d{5}(?:、JS-\d{5})*",
        "span": SPAN,
        "day": DAY,
        "moment": rf"{DAY} \d\d:\d\d",
        "change": rf"(?:{change})",
        "rates": rf"(?:{rate})(?:，(?:{rate}))*",
    }
    made = re.escape(sentence)
    return re.sub(r"\\\{(\w+)\\\}", lambda m: slots.get(m[1], NUMBER), made)


def test_a_paragraph_has_no_word_outside_the_list(texts: dict[str, str]) -> None:
    patterns = [*map(_pattern, SENTENCES.values()), "台账没有「挂账汇报日期」列，挂账月报未统计。"]
    whole = re.compile(f"(?:{'|'.join(patterns)})+")
    assert not whole.fullmatch("受理件数明显增加。")
    assert not whole.fullmatch("日均受理较好的3.0件。")
    for key, text in texts.items():
        if "|" in key or key.endswith("chart"):
            continue
        if key.startswith("section") or key.endswith(".title"):
            heading = re.sub(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]）)", "", text)
            assert heading in HEADINGS, text
        elif key in ("title", "subtitle", "day", "foot.odd", "foot.even") or "banner" in key:
            continue
        else:
            assert text == TO_FILL or whole.fullmatch(text), (key, text)


def test_a_cell_has_no_word_outside_the_list(texts: dict[str, str]) -> None:
    names = set(_names())
    change = rf"(?:增加|减少){NUMBER}%|由\d+件(?:增|减)至\d+件|均为\d+件"
    period = rf"2023年\d+月|2024年\d月|{SPAN}"
    stages = "派单|接收|转派|首次联系|阶段反馈|办结|回访|退回|挂账月报"
    status = "按时|超时|逾期未办|无法判定|数据异常|豁免|待回访|已回访|未到期|临期"
    step = rf"(?:{stages})(?:{DAY} \d\d:\d\d)?(?:{status})?"
    plain = re.compile(rf"{NUMBER}%?|JS-\d{{5}}|{change}|{period}|{step}(?:；{step})*|")
    for key, text in texts.items():
        if "||" in key:
            assert text in COLUMN_WORDS | names, key
        elif "|" in key:
            parts = text.split("、")
            good = all(part in CELL_WORDS | names or plain.fullmatch(part) for part in parts)
            assert good, (key, text)


# --- numbers: each worked out again from the rows ------------------------------------------------


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


def _moment(value: object) -> Moment:
    if value is None or isinstance(value, datetime):
        return value
    return UNREADABLE


def _oracle(row: Case) -> OracleCase:
    return OracleCase(
        dispatched_at=_moment(row["came"]),
        received_at=_moment(row["got"]),
        transferred_at=_moment(row["sent"]),
        in_township={"是": True, "否": False}.get(str(row["ours"])),
        returned_at=_moment(row["back"]),
        first_contact_at=_moment(row["contact"]),
        feedback_at=_moment(row["feedback"]),
        closed_at=_moment(row["closed"]),
        suspended_at=_moment(row["held"]),
        released_at=_moment(row["freed"]),
        callback_at=_moment(row["called"]),
    )


class Expected:
    """Key → text, case by case."""

    def __init__(self, rows: list[Case]) -> None:
        self.rows = rows
        self.hand = ByHand(rows, START, END, AS_OF)
        self.before = ByHand(rows, datetime(2024, 1, 1), START, AS_OF)
        self.verdicts = {
            id(row): judge_case(_oracle(row), Settings(), AS_OF, COLUMNS)
            for row in self.hand.inside()
        }

    def texts(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for part in (self.counts, self.places, self.units, self.funnel, self.others):
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
        for group in self.hand.groups(_shown)[:10]:
            key = f"top|{group['name']}|"
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
        fields = {
            "接收": ("came", "got"),
            "转派": ("got", "sent"),
            "首次联系": ("came", "contact"),
            "阶段反馈": ("came", "feedback"),
            "办结": ("came", "closed"),
            "回访": ("closed", "called"),
            "退回": ("got", "back"),
        }
        for stage in (*fields, "挂账月报"):
            standing = [(row, self.verdicts[id(row)][stage].status) for row in self.hand.inside()]
            reached = [each for each in standing if each[1] not in ("不适用", "未开始")]
            got = Counter(status for _, status in reached)
            key = f"funnel|{stage}|"
            yield key + "环节", stage
            yield key + "到达", str(len(reached))
            for status in ("按时", "超时", "逾期未办"):
                yield key + status, str(got[status])
            took, waiting = [], 0
            for row, status in reached:
                if status in ("按时", "超时", "已回访"):
                    start, done = (row[name] for name in fields[stage])
                    if stage in ("首次联系", "阶段反馈") and done is None:
                        done = row["closed"]
                    if isinstance(start, datetime) and isinstance(done, datetime):
                        took.append(max(done - start, timedelta()))
                waiting += status in ("逾期未办", "临期", "未到期", "待回访")
            yield key + "中位（小时）", _hours(took, waiting, Fraction(1, 2))
            yield key + "九成（小时）", _hours(took, waiting, Fraction(9, 10))

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
        }


def _first(row: Case) -> str:
    return str(row["category"]).split("->")[0] or BLANK


def _shown(row: Case) -> str:
    return str(row["category"]).split("->")[-1] or BLANK


def test_every_number_is_what_the_rows_give(rows: list[Case], texts: dict[str, str]) -> None:
    expected = Expected(rows).texts()
    humans = ("主要反映", "原因", "失分原因", "为何办不了")
    told = {
        key: text
        for key, text in texts.items()
        if "|" in key
        and "||" not in key
        and key.rpartition("|")[2] not in humans
        and not key.startswith("typical_cases|")
    }
    assert told == expected


def test_every_number_in_a_sentence_is_what_the_rows_give(
    rows: list[Case], texts: dict[str, str]
) -> None:
    for key, numbers in Expected(rows).sentences().items():
        text = re.sub(rf"（{SPAN}）|2024年2月", "", texts[key])
        assert re.findall(r"\d+(?:\.\d+)?", text) == numbers, key


def test_the_titles_name_the_township_and_the_month(texts: dict[str, str]) -> None:
    assert texts["title"] == "北京市大兴区安定镇人民政府接诉即办月分析"
    assert texts["subtitle"] == "（2024年2月）"
    assert texts["day"] == "2024年3月20日"
    assert texts["foot.odd"] == texts["foot.even"] == "截至2024-03-20 15:00　来源：台账.xlsx"


def test_the_sentences_hold_no_adjective() -> None:
    """Words that judge, explain or promise."""
    judging = (
        "较好|良好|严重|明显|显著|突出|有效提升|由于|因为|原因是|将会|力争|确保|不断|积极|大幅"
    )
    for sentence in (*SENTENCES.values(), *CHANGES.values()):
        assert not re.search(judging, sentence)


def test_paths_stay_out(made: tuple[Report, bytes], tmp_path: Path) -> None:
    assert str(tmp_path.parent).encode() not in made[1]
