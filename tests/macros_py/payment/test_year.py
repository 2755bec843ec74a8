"""A whole year: objections, a revocation, a credit note, a shortfall, a late invoice.

What every quarter pays is computed here a second time, from the contract's own words.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from macros_py.jobs import quarter_jobs, signing_jobs
from macros_py.jobs.inputs import Inputs
from macros_py.jobs.payment import payment
from macros_py.payment.payment import Payment
from macros_py.rules.terms.errors import SignError
from macros_py.settlement.settled import Settled
from tests.evaluations import BEST, ITEMS, blank_evaluation, form_row, write_evaluation
from tests.named_cells import named_cells
from tests.office import convert, needs_office
from tests.planted import produced
from tests.signed_quarter import write_cases
from tests.workbook.packages import Cells, with_wrong_results
from workbook.patch import write_columns
from workbook.values.refusals import EvaluationError

PHONE, ID_NUMBER = "13912345678", "110101199003071234"
FEE, TOTAL = Fraction(536580), Fraction(2146320)
ROLES = (("验收部门负责人", "王五"), ("验收工作人员", "赵六"))
ENDS = (date(2024, 3, 26), date(2024, 6, 26), date(2024, 9, 26), date(2024, 12, 26))
"""The day after each quarter: 2023-12-26 and three months on, four times (contract 1.2)."""
SETTINGS = {
    "合同编号": "AD-2025-1",
    "服务起始日已确认": "是",
    "乙方确认": "需要",
    "付款期限天数": 30,
    "付款起算": "收到发票",
    "付款末日顺延": "是",
}


def half_up(amount: Fraction) -> Fraction:
    return Fraction(math.floor(amount * 100 + Fraction(1, 2)), 100)


def worth(choices: Sequence[str]) -> int:
    """Add up a form by the points of 附件2."""
    lists = zip(ITEMS.values(), choices, strict=True)
    return sum(dict(options)[choice] for options, choice in lists)


def payable(scores: Sequence[int], deductions: Sequence[str]) -> tuple[Fraction, Fraction]:
    """Return (应付, 应补足): 2.2 每1分按100元, 3.3 直接抵扣, 不足的继续补足."""
    mean = Fraction(sum(scores), len(scores))
    due = FEE - half_up(max(Fraction(0), 80 - mean) * 100)
    due -= sum((half_up(Fraction(amount)) for amount in deductions), Fraction(0))
    return max(Fraction(0), due), max(Fraction(0), -due)


def changed(*picked: tuple[int, str]) -> list[str]:
    """Return the best choices but for some: (item's place, option)."""
    choices = list(BEST)
    for place, option in picked:
        choices[place] = option
    return choices


@dataclass
class Year:
    """The township's files over the year, and a clock that goes on an hour at each signature."""

    folder: Path
    now: datetime = datetime(2024, 3, 27, 9)
    invoices: int = 0

    @property
    def evaluation(self) -> Path:
        return self.folder / "考核评价.xlsx"

    def at(self, number: int) -> None:
        """Go on to the day after a quarter's end."""
        day = ENDS[number - 1] + timedelta(days=1)
        self.now = datetime(day.year, day.month, day.day, 9)

    def settle(self, number: int) -> Settled:
        inputs = Inputs(self.folder / "案件台账.xlsx", self.now, self.evaluation, now=self.now)
        settled = quarter_jobs.settle(inputs, str(number), self.folder)
        assert settled.output is not None
        return settled

    def bill(self, number: int) -> Path:
        return self.folder / f"验收结算_第{number}季度.xlsx"

    @property
    def made(self) -> list[Path]:
        """What goes to finance: four settlements and what is paid on them."""
        kinds = ("验收结算", "付款单")
        return [self.folder / f"{kind}_第{n}季度.xlsx" for kind in kinds for n in (1, 2, 3, 4)]

    def sign(self, number: int, vendor: str) -> None:
        for role, name in (*ROLES, (vendor, "钱七")):
            self.now += timedelta(hours=1)
            bill = self.bill(number)
            signing_jobs.sign(bill, self.evaluation, role, name, self.now, clock_confirmed=True)

    def pay(self, number: int) -> Payment:
        self.now += timedelta(hours=1)
        out = self.folder / f"付款单_第{number}季度.xlsx"
        return payment(self.bill(number), self.evaluation, out, self.now)

    def put(self, sheet: str, row: int, **values: object) -> None:
        """Fill cells of a row by their headers."""
        header = [cell.value for cell in blank_evaluation()[sheet][1]]
        for name, value in values.items():
            self._write(sheet, row, {header.index(name) + 1: [value]})

    def invoice(self, *rows: Sequence[object]) -> None:
        """Enter invoices below those that are there."""
        columns = dict(enumerate(zip(*rows, strict=True), 1))
        self._write("发票", self.invoices + 2, columns)
        self.invoices += len(rows)

    def _write(self, sheet: str, row: int, columns: Mapping[int, Sequence[object]]) -> None:
        write_columns(self.evaluation, self.evaluation, sheet, columns, first_row=row)

    def paid(self, row: int, made: Payment) -> None:
        """Let finance enter what was paid."""
        values = {"已付金额": float(made.sealed.payable), "付款日期": self.now.date()}
        self.put("结算台账", row, **values)


WEAK = changed((1, "很差"), (4, "严重延误"), (5, "不及时"))
SERVICE = changed((6, "严重延误"), (7, "严重延误"))
OBJECTIONS = [
    ["第1季度", "坐席二组", "案件审核、回复", "及时", f"见记录{PHONE}", "", "钱七", ENDS[0]],
    ["第1季度", "坐席二组", "数据分析", "基本及时", "", "", "钱七", ENDS[0]],
    ["第4季度", "坐席一组", "零分工单", "不成立", f"来电人{ID_NUMBER}", "A1", "钱七", ENDS[3]],
]


def begin(folder: Path) -> Year:
    days = [datetime(2024, month, 8, 10) for month in (1, 5, 8, 11)]
    cases = [(f"A{n}", day, day, day, "城建科", "是", "", PHONE) for n, day in enumerate(days, 1)]
    write_cases(folder / "案件台账.xlsx", cases)
    forms = [
        form_row("坐席一组", changed((0, "10分钟以上"), (2, "严重延误"))),
        form_row("坐席二组", WEAK),
        form_row("坐席一组", WEAK, quarter="第2季度", day=ENDS[1]),
        form_row("坐席一组", quarter="第3季度", day=ENDS[2]),
        form_row(
            "坐席一组", changed((6, "严重延误"), (7, "严重延误")), quarter="第4季度", day=ENDS[3]
        ),
    ]
    rows = {
        "考核评分": forms,
        "违约违规": [
            ["第4季度", "坐席一组", "零分工单", "未响应未解决", "A1", "张三", ENDS[3]],
        ],
        "其他扣款": [
            ["第2季度", "3.3", "安政〔2024〕2号", "违约金", 1200.5],
            ["第3季度", "6.7", "安政〔2024〕3号", f"赔偿金，见{PHONE}", 600000.01],
        ],
        "乙方意见": OBJECTIONS,
    }
    write_evaluation(folder / "考核评价.xlsx", settings=SETTINGS, rows=rows)
    return Year(folder)


def invoice(quarter: int, tail: int, amount: Fraction, came: date | None = None) -> list[object]:
    number, kind = f"2411200000000000{tail:04d}", f"增值税专用发票{PHONE}"
    day = ENDS[quarter - 1]
    return [f"第{quarter}季度", number, float(amount), day, kind, None, came]


@pytest.fixture(scope="module")
def year(tmp_path_factory) -> Year:
    """Run the whole year once; each step is held against the second computation."""
    year = begin(tmp_path_factory.mktemp("year"))
    paid = _first(year)
    paid += _second(year)
    _third(year, paid)
    _fourth(year, paid)
    return year


def _first(year: Year) -> Fraction:
    """One objection is accepted and entered, one refused; the invoice is credited and redone."""
    first = worth(changed((0, "10分钟以上"), (2, "严重延误")))
    drafted = year.settle(1).json()
    due, _ = payable([first, worth(WEAK)], [])
    claimed, _ = payable([first, worth(changed((1, "很差"), (5, "基本及时")))], [])
    found = [Fraction(drafted[key]) for key in ("payable", "claimed_payable", "disputed")]
    assert found == [due, claimed, claimed - due]
    for row, answer in ((2, "采纳"), (3, "不采纳")):
        year.put("乙方意见", row, 甲方答复=answer, 答复日期=ENDS[0])
    year.settle(1)
    with pytest.raises(SignError, match=r"乙方意见!A2.*已采纳而尚未改入考核评分"):
        year.sign(1, "乙方异议")
    year.put("考核评分", 3, **{"案件审核、回复": "及时"})
    better = changed((1, "很差"), (5, "不及时"))
    due, _ = payable([first, worth(better)], [])
    assert Fraction(year.settle(1).json()["payable"]) == due
    year.sign(1, "乙方异议")
    with pytest.raises(EvaluationError, match="没有登记第1季度的发票"):
        year.pay(1)
    wrong = due + 100
    year.invoice(invoice(1, 1, wrong, ENDS[0]))
    with pytest.raises(EvaluationError, match=r"发票!C2：.*多 100.00 元"):
        year.pay(1)
    year.invoice(invoice(1, 1, -wrong), invoice(1, 2, due, date(2024, 4, 3)))
    made = year.pay(1)
    assert (made.sealed.number, Fraction(made.sealed.payable)) == ("第1季度-01", due)
    assert made.latest.day == date(2024, 5, 6), "05-03 lies in a holiday; 05-06 is a workday"
    assert any("有异议" in line for line in made.banners)
    held(made, Fraction(0), FEE - due)
    year.paid(2, made)
    return due


def _second(year: Year) -> Fraction:
    """Revoked once invoiced; the old invoice is refused until it is credited."""
    year.at(2)
    old, _ = payable([worth(WEAK)], ["1200.5"])
    assert Fraction(year.settle(2).json()["payable"]) == old
    year.sign(2, "乙方确认")
    year.invoice(invoice(2, 3, old, date(2024, 7, 1)))
    assert year.pay(2).sealed.number == "第2季度-01"
    year.now += timedelta(hours=1)
    signing_jobs.revoke(year.bill(2), year.evaluation, "违约金算错", year.now, clock_confirmed=True)
    year.put("其他扣款", 2, 金额=1000)
    due, _ = payable([worth(WEAK)], ["1000"])
    settled = year.settle(2)
    assert (settled.number, Fraction(settled.json()["payable"])) == ("第2季度-02", due)
    year.sign(2, "乙方确认")
    with pytest.raises(EvaluationError, match="开给已撤销的结算"):
        year.pay(2)
    year.invoice(invoice(2, 4, -old), invoice(2, 5, due, date(2024, 9, 2)))
    made = year.pay(2)
    assert (made.sealed.number, Fraction(made.sealed.payable)) == ("第2季度-02", due)
    assert made.latest.day == date(2024, 10, 8), "the late invoice; 10-02 lies in a holiday"
    first = payable([worth(changed((0, "10分钟以上"), (2, "严重延误"))),
                     worth(changed((1, "很差"), (5, "不及时")))], [])[0]  # fmt: skip
    held(made, first, 2 * FEE - first - due)
    year.paid(4, made)
    return due


def _third(year: Year, paid: Fraction) -> None:
    """The deductions are more than the fee: nothing is payable and nothing to invoice."""
    year.at(3)
    due, short = payable([100], ["600000.01"])
    settled = year.settle(3).json()
    assert (Fraction(settled["payable"]), Fraction(settled["shortfall"])) == (due, short)
    assert (due, short) == (0, Fraction("63420.01"))
    year.sign(3, "乙方确认")
    made = year.pay(3)
    assert "本期应付 0.00 元，无须付款" in made.banners
    assert made.latest.text == "应付 0.00 元，无须付款", "no day to compute, and nothing lacking"
    held(made, paid, 3 * FEE - paid)


def _fourth(year: Year, paid: Fraction) -> None:
    """An event that the vendor disputes and 甲方 does not answer; the last quarter is paid."""
    year.at(4)
    base = worth(SERVICE)
    due, _ = payable([base - 50], [])
    claimed, _ = payable([base], [])
    assert (base, claimed) == (80, FEE), "exactly 80 pays in full (contract 2.2)"
    settled = year.settle(4).json()
    found = [Fraction(settled[key]) for key in ("payable", "claimed_payable", "disputed")]
    assert found == [due, claimed, claimed - due]
    year.sign(4, "乙方异议")
    year.invoice(invoice(4, 6, due, date(2025, 1, 3)))
    made = year.pay(4)
    held(made, paid, 4 * FEE - paid - due)
    year.paid(6, made)
    again = year.pay(4)
    assert (again.sealed.number, again.made_on) == (made.sealed.number, made.made_on)
    assert Fraction(again.balance.left) == 0, "the price is paid or deducted"


def held(made: Payment, paid: Fraction, deducted: Fraction) -> None:
    """Hold a 付款单 against what was paid and deducted so far: 合同总价 = 已付 + 扣款 + 余额."""
    balance = made.balance
    assert (Fraction(balance.paid), Fraction(balance.deducted)) == (paid, deducted)
    assert Fraction(balance.left) == TOTAL - paid - deducted
    assert made.invoices.difference == 0


def test_the_year_comes_out_as_computed_a_second_time(year: Year) -> None:
    sheet = load_workbook(year.evaluation)["结算台账"]
    header = [cell.value for cell in sheet[1]]
    rows = [dict(zip(header, row, strict=True)) for row in sheet.iter_rows(2, values_only=True)]
    states = [(r["季度"], r["状态"], r["结算单编号"], r["付款单编号"]) for r in rows if r["季度"]]
    assert states == [
        ("第1季度", "已签认（乙方有异议）", "第1季度-01", "第1季度-01"),
        ("第2季度", "已撤销", "第2季度-01", "第2季度-01"),
        ("第2季度", "已签认", "第2季度-02", "第2季度-02"),
        ("第3季度", "已签认", "第3季度-01", "第3季度-01"),
        ("第4季度", "已签认（乙方有异议）", "第4季度-01", "第4季度-01"),
    ]
    for number_ in (1, 2, 3, 4):
        assert signing_jobs.verify(year.bill(number_), year.evaluation).intact


@needs_office
def test_a_spreadsheet_program_comes_to_the_same_fen(year: Year, tmp_path: Path) -> None:
    files, names = [], {}
    for path in year.made:
        names[path.stem] = named_cells(path.read_bytes())
        files.append(tmp_path / path.name)
        files[-1].write_bytes(with_wrong_results(path.read_bytes()))
    compared = {
        "验收结算": ("单据_应付", "单据_补足", "单据_主张", "单据_争议", "累计_扣款", "累计_余额"),
        "付款单": ("付款_发票合计", "付款_差额", "付款_余额"),
    }
    checks = {"验收结算": ("核对_总", "主张_核对_总"), "付款单": ("付款_核对",)}
    for path in convert(files, "xls", tmp_path / "out"):
        again = Cells(path, names[path.stem])
        stored = Cells(year.folder / f"{path.stem}.xlsx", names[path.stem])
        kind = path.stem.partition("_")[0]
        for name in compared[kind]:
            assert round(again[name], 2) == stored[name], (path.stem, name)
        for name in checks[kind]:
            assert again[name] == stored[name], (path.stem, name)


def test_nothing_personal_leaves_the_workbooks_of_the_township(year: Year) -> None:
    texts = b"".join(content for path in year.made for _, content in produced(path))
    assert (PHONE.encode() in texts, ID_NUMBER.encode() in texts) == (False, False)
    assert b"139****5678" in texts
