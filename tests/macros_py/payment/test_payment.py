"""付款单 of a signed quarter: numbers, refusals by cell, nothing half done."""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from macros_py.jobs import signing_jobs
from macros_py.jobs.payment import payment
from macros_py.payment.payment import Payment
from macros_py.payment.payment_lines import payment_lines
from macros_py.rules.payment.latest_day import LatestDay
from macros_py.rules.terms.errors import RuleError, SignError, UnsignedError
from tests.evaluations import blank_evaluation
from tests.named_cells import named_cells
from tests.office import convert, needs_office
from tests.signed_quarter import HEAD, NOW, ROWS, SETTINGS, STAFF, Quarter, make
from tests.workbook.packages import Cells
from workbook.values.refusals import EvaluationError, NotWritableError, WorkbookError

PAYABLE = 535709.5
TODAY = datetime(2024, 4, 8, 9)
GOOD = ["第1季度", "24112000000012345678", PAYABLE, date(2024, 4, 1), "增值税专用发票", 30323.18,
        date(2024, 4, 3)]  # fmt: skip


INVOICED = {**ROWS, "发票": [GOOD]}


@pytest.fixture(scope="module")
def invoiced(tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """Settled and invoiced, signed by nobody; to be paid 30 days after the invoice came."""
    settings = {**SETTINGS, "付款期限天数": 30, "付款起算": "收到发票"}
    return make(tmp_path_factory.mktemp("invoiced"), settings=settings, rows=INVOICED)


@pytest.fixture(scope="module")
def half_signed(invoiced: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    return invoiced.signed_copy(tmp_path_factory.mktemp("half_signed"), HEAD, "王五")


@pytest.fixture(scope="module")
def payable(half_signed: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    return half_signed.signed_copy(tmp_path_factory.mktemp("payable"), STAFF, "赵六")


@pytest.fixture(scope="module")
def paid_and_signed_anew(payable: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """Paid, revoked, settled and signed a second time; the days count from the signatures."""
    quarter = payable.copy(tmp_path_factory.mktemp("signed_anew"))
    quarter.edit("结算台账", K2=PAYABLE)
    quarter.revoke()
    count_from(quarter, "验收合格")
    quarter.settle()
    quarter.sign_both()
    return quarter


@pytest.fixture
def quarter(payable: Quarter, tmp_path: Path) -> Quarter:
    return payable.copy(tmp_path / "季度")


@pytest.fixture
def anew(paid_and_signed_anew: Quarter, tmp_path: Path) -> Quarter:
    return paid_and_signed_anew.copy(tmp_path / "季度")


def count_from(quarter: Quarter, start: str) -> None:
    keys = [row[0].value for row in blank_evaluation()["合同设置"]]
    quarter.edit("合同设置", **{f"B{keys.index('付款起算') + 1}": start})


def pay(quarter: Quarter, now: datetime = TODAY, name: str = "付款单.xlsx") -> Payment:
    return payment(quarter.settlement, quarter.evaluation, quarter.folder / name, now)


def register(quarter: Quarter, row: int = 2) -> dict[str, object]:
    sheet = load_workbook(quarter.evaluation)["结算台账"]
    return {str(cell.value): sheet.cell(row, cell.column).value for cell in sheet[1]}


def refused(quarter: Quarter, kind: type[Exception] = EvaluationError) -> str:
    """Return why no 付款单 is made; both files stay as they were."""
    before = quarter.evaluation.read_bytes()
    with pytest.raises(kind) as error:
        pay(quarter)
    assert not (quarter.folder / "付款单.xlsx").exists()
    assert quarter.evaluation.read_bytes() == before
    return str(error.value)


def test_it_says_what_is_to_be_paid_and_is_noted_in_the_register(quarter: Quarter) -> None:
    made = pay(quarter)
    assert not made.needs_a_person
    verified = quarter.verify()
    assert verified.intact
    assert made.json() == {
        "number": "第1季度-01",
        "quarter": "第1季度",
        "payable": "535709.50",
        "payable_words": "人民币伍拾叁万伍仟柒佰零玖元伍角整",
        "paid_of_quarter": "0.00",
        "to_pay": "535709.50",
        "invoiced": "535709.50",
        "difference": "0.00",
        "paid": "0.00",
        "deducted": "870.50",
        "left": "2145449.50",
        "latest_day": "2024-05-03",
        "latest_day_text": made.latest.text,
        "code": verified.code,
        "banners": ["暂定，以审计结果为准"],
        "output": str(quarter.folder / "付款单.xlsx"),
    }
    row = register(quarter)
    assert (row["付款单编号"], row["付款单日期"]) == ("第1季度-01", datetime(2024, 4, 8))
    assert (row["发票号码"], row["状态"]) == ("24112000000012345678", "已签认")
    assert any("发票合计 535,709.50 元，相符" in line for line in payment_lines(made))


def test_a_settlement_elsewhere_is_not_replaced(quarter: Quarter) -> None:
    other = quarter.folder / "留存.xlsx"
    shutil.copy(quarter.settlement, other)
    with pytest.raises(NotWritableError, match="不是本工具生成的同类文件"):
        pay(quarter, name=other.name)
    assert other.read_bytes() == quarter.settlement.read_bytes()


def test_made_twice_it_is_the_same(quarter: Quarter) -> None:
    first = pay(quarter)
    content = (quarter.folder / "付款单.xlsx").read_bytes()
    again = pay(quarter, datetime(2024, 5, 1, 9))
    assert (again.sealed.number, again.made_on) == (first.sealed.number, first.made_on)
    assert (quarter.folder / "付款单.xlsx").read_bytes() == content


def test_after_a_revocation_it_has_the_next_number(anew: Quarter) -> None:
    assert register(anew)["发票号码"] == "24112000000012345678", "invoiced for what is revoked"
    said = refused(anew)
    assert "发票!B2：这张发票是开给已撤销的结算的（结算台账!J2）" in said
    anew.edit("结算台账", J2=None)
    assert pay(anew).sealed.number == "第1季度-02"
    assert (register(anew, 3)["结算单编号"], register(anew, 3)["付款单编号"]) == (
        *("第1季度-02", "第1季度-02"),
    )


def test_the_payee_is_that_of_the_seal(quarter: Quarter) -> None:
    pay(quarter)
    path = quarter.folder / "付款单.xlsx"
    names = named_cells(path.read_bytes())
    sheet = load_workbook(path)["付款单"]
    shown = {name: sheet[names["", name][1]].value for _, name in names if "付款_" in name}
    assert shown["付款_账号"] == "11050110070100000389"
    assert shown["付款_大写"] == "人民币伍拾叁万伍仟柒佰零玖元伍角整"
    assert shown["付款_依据"].startswith("服务费验收结算单 第1季度-01\n核验码：")
    quarter.edit("合同设置", B13="11050110070100000380")
    with pytest.raises(SignError, match="核验不通过"):
        pay(quarter)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (
            {"B2": None, "C2": 535709.51},
            [
                "发票!B2：发票号码未填",
                "发票!C2：第1季度发票合计 535,709.51 元，超过应付金额 535,709.50 元",
            ],
        ),
        ({"A2": "第2季度"}, ["发票：没有登记第1季度的发票"]),
        (
            {"A2": "第9季度", "A3": "夏季", "B3": "9", "C3": 1},
            ["发票!A2：第9季度不在服务期内", "发票!A3：季度"],
        ),
        (
            {"A3": "第1季度", "B3": "9", "C3": -600000},
            ["发票!C3：红字发票 -600,000.00 元大于原发票"],
        ),
    ],
)
def test_bad_invoices_are_named_by_cell_and_nothing_is_written(quarter, cells, says) -> None:
    quarter.edit("发票", **cells)
    told = refused(quarter)
    assert [line for line in says if line not in told] == []


def test_a_payment_above_the_payable_is_refused_by_its_cell(quarter: Quarter) -> None:
    quarter.edit("结算台账", K2=PAYABLE + 0.01)
    assert (
        "结算台账!K2：第1季度「已付金额」 535,709.51 元超过「应付金额」 535,709.50 元，"
        "多付 0.01 元：乙方退回后，把这一格改为退款后实际留存的金额"
    ) in refused(quarter)


def test_paid_less_and_paid_in_a_revoked_row_are_banners(quarter: Quarter) -> None:
    quarter.edit("结算台账", K2=500000, A3="第3季度", B3="已撤销", K3=1)
    made = pay(quarter)
    said = "\n".join(made.banners)
    assert "结算台账!K2：第1季度「已付金额」 500,000.00 元" in said
    assert "少付 35,709.50 元" in said
    assert "结算台账!K3：第3季度的这一行已撤销，「已付金额」却有 1.00 元" in said
    assert str(made.balance.paid) == "500000.00"
    assert made.balance.left + made.balance.paid + made.balance.deducted == made.balance.total


def test_a_quarter_that_is_registered_twice_is_a_banner(quarter: Quarter) -> None:
    twice = {"A3": "第2季度", "B3": "草稿", "K3": 10, "A4": "第2季度", "B4": "草稿", "K4": 10}
    quarter.edit("结算台账", **twice)
    made = pay(quarter)
    assert (
        "结算台账!A3：第2季度重复登记，「已付金额」按各行合计；请只留 结算台账!A4 一行"
    ) in made.banners
    assert made.needs_a_person
    assert str(made.balance.paid) == "20.00"
    quarter.edit("结算台账", A3=None, B3=None, K3=None)
    assert not [line for line in pay(quarter).banners if "重复登记" in line]


def test_invoices_of_too_little_are_a_banner(quarter: Quarter) -> None:
    quarter.edit("发票", C2=535000)
    made = pay(quarter)
    assert made.needs_a_person
    assert "发票合计 535,000.00 元与应付金额 535,709.50 元不相符，少 709.50 元（合同3.2）" in (
        made.banners
    )


def test_only_what_verifies_is_paid(
    invoiced: Quarter, half_signed: Quarter, quarter: Quarter, tmp_path: Path
) -> None:
    unsigned = invoiced.copy(tmp_path / "草稿")
    assert "尚未完成签认" in refused(unsigned, UnsignedError)
    assert STAFF in refused(half_signed.copy(tmp_path / "一人签认"), UnsignedError)
    quarter.edit("其他扣款", E2=1)
    assert "核验不通过，不能付款：其他扣款!E2 签认时 “120.5”" in refused(quarter, SignError)
    quarter.edit("其他扣款", E2=120.5)
    assert pay(quarter).sealed.number == "第1季度-01"
    quarter.revoke()
    with pytest.raises(UnsignedError, match="撤销"):
        pay(quarter)


def test_it_never_takes_the_place_of_its_sources(quarter: Quarter) -> None:
    for name in (quarter.settlement.name, quarter.evaluation.name):
        before = (quarter.folder / name).read_bytes()
        with pytest.raises((NotWritableError, RuleError, WorkbookError)):
            pay(quarter, name=name)
        assert (quarter.folder / name).read_bytes() == before


def test_the_latest_day_counts_from_the_second_signature(anew: Quarter) -> None:
    anew.edit("结算台账", J2=None)
    assert NOW.date() == date(2024, 3, 28)
    assert pay(anew).json()["latest_day"] == "2024-04-27"


@needs_office
def test_a_spreadsheet_program_adds_up_the_same(payable: Quarter, tmp_path: Path) -> None:
    """Once where every invoice has its tax, once where one has none."""
    bills = {"税额填全": (-10, 30313.18), "税额未填全": (None, "未填全")}
    made = {}
    for name, (tax, _) in bills.items():
        quarter = payable.copy(tmp_path / name)
        quarter.edit("发票", C2=600000, A3="第1季度", B3="77", C3=-65000, F3=tax)
        quarter.edit("结算台账", K2=100000)
        made[quarter.folder / f"{name}.xlsx"] = pay(quarter, name=f"{name}.xlsx")
    recalculated = convert(list(made), "xlsx", tmp_path / "out")
    for (path, bill), again in zip(made.items(), recalculated, strict=True):
        names = named_cells(path.read_bytes())
        stored, cells = Cells(path, names), Cells(again, names)
        assert round(cells["付款_发票合计"], 2) == float(bill.invoices.total) == 535000
        assert stored["付款_税额合计"] == bills[path.stem][1]
        assert cells["付款_税额合计"] == bills[path.stem][1]
        assert round(cells["付款_本次"], 2) == float(bill.to_pay) == 435709.5
        assert round(cells["付款_差额"], 2) == float(bill.invoices.difference) == -709.5
        assert round(cells["付款_余额"], 2) == float(bill.balance.left)
        assert cells["付款_核对"] == "不相符"


def test_more_paid_on_another_quarter_does_not_keep_this_one_from_being_paid(
    quarter: Quarter,
) -> None:
    quarter.edit("结算台账", A3="第2季度", B3="草稿", H3=500000, K3=536580)
    made = pay(quarter)
    assert [line for line in made.banners if "多付 36,580.00 元" in line]
    assert str(made.balance.paid) == "536580.00"


def test_what_is_paid_already_is_not_paid_again(anew: Quarter) -> None:
    assert register(anew, 3)["已付金额"] == PAYABLE, "taken over by the row in force"
    anew.edit("结算台账", J2=None)
    made = pay(anew)
    assert (str(made.to_pay), str(made.paid)) == ("0.00", "535709.50")
    said = "\n".join(made.banners)
    assert "第1季度已付 535,709.50 元，本次应付 0.00 元（请勿重复付款）" in said
    assert "请移到有效的一行" not in said
    assert str(made.balance.left) == "1609740.00", "total − paid − deducted"
    assert any("本次应付 0.00 元" in line for line in payment_lines(made))


def test_the_rest_of_a_payment_is_in_words(quarter: Quarter) -> None:
    quarter.edit("结算台账", K2=535000)
    made = pay(quarter)
    assert "第1季度已付 535,000.00 元，本次应付 709.50 元（人民币柒佰零玖元伍角整）" in made.banners


def test_a_signed_quarter_counts_as_it_was_signed(quarter: Quarter, tmp_path: Path) -> None:
    """Its days count from both parties' signatures, of which the vendor's is missing."""
    quarter.edit("考核评分", M4="定稿")
    count_from(quarter, "双方确认")
    quarter.settle("2")
    second = tmp_path / "季度" / "验收结算_第2季度.xlsx"
    for role, name in ((HEAD, "王五"), (STAFF, "赵六")):
        signing_jobs.sign(second, quarter.evaluation, role, name, NOW)
    payable = register(quarter, 3)["应付金额"]
    quarter.edit("发票", A3="第2季度", B3="24112000000012345679", C3=payable, D3=date(2024, 7, 1))
    quarter.edit("结算台账", H2=400000)
    made = payment(second, quarter.evaluation, quarter.folder / "付款单.xlsx", TODAY)
    assert [line for line in made.banners if "现为 400,000.00 元" in line]
    assert made.latest == LatestDay(None, "无法计算：付款起算＝双方确认，乙方尚未签认")
    assert str(made.balance.deducted) == f"{870.5 + 536580 - payable:.2f}"


@pytest.mark.parametrize(
    ("register", "invoices", "says"),
    [
        ({"K2": 500000}, {"D2": None}, ["少付 35,709.50 元", "发票!D2：开票日期未填"]),
        (
            {"H2": 400000},
            {"D2": date(2024, 4, 9)},
            [
                "「应付金额」签认时为 535,709.50 元，现为 400,000.00 元",
                "发票!D2：开票日期 2024-04-09 晚于制单当日 2024-04-08",
            ],
        ),
        (
            {"A3": "第3季度", "B3": "已撤销", "K3": 1},
            {"G2": date(2024, 3, 31)},
            ["请移到有效的一行", "发票!G2：收到日期 2024-03-31 早于开票日期 2024-04-01"],
        ),
    ],
)
def test_what_a_person_must_clear_up_shows_in_the_exit(quarter, register, invoices, says) -> None:
    quarter.edit("结算台账", **register)
    quarter.edit("发票", **invoices)
    made = pay(quarter)
    assert [text for text in says if text not in "\n".join(made.doubts)] == []
    assert made.needs_a_person


def test_a_revoked_row_that_says_signed_is_named(anew: Quarter) -> None:
    anew.edit("结算台账", B2="已签认")
    made = pay(anew)
    says = "结算台账!B2：第1季度的这一行在签认记录中已撤销，「状态」却为 “已签认”，请改回 已撤销"
    assert says in made.doubts
    assert (str(made.paid), str(made.balance.paid)) == ("535709.50", "535709.50")
