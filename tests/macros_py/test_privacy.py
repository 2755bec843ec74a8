"""Personal data never leaves the ledger: every produced byte is searched (rules 8)."""

import re
import shutil
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from macros_py.desk.check_list import check_list
from macros_py.jobs import demo, ledger_jobs
from macros_py.jobs.inputs import Inputs
from macros_py.jobs.sample import LABEL
from macros_py.rules.rates.groupings import GROUPINGS
from tests.evaluations import form_row
from tests.office import needs_office, needs_poppler
from tests.oracle.command import Outcome, run
from tests.planted import HEADERS, Plants, leaks, produced, write_evaluation_of, write_ledger
from tests.signed_quarter import put

AS_OF = "2024-03-26T09:00"
HEAD, STAFF = "验收部门负责人", "验收工作人员"
WRITTEN = ("结算台账", "签认记录")


def told(done: Outcome, plants: Plants) -> list[str]:
    """Return what a command said that it must not."""
    said = {"stdout": done.stdout, "stderr": done.stderr}
    return [leak for name, text in said.items() for leak in leaks(name, text.encode(), plants)]


def both_ways(*arguments: object) -> list[Outcome]:
    """Run a command for people and for programs."""
    return [run(*arguments), run(*arguments, "--json")]


def test_nothing_personal_in_any_list_of_the_day(tmp_path: Path) -> None:
    """The desk's commands write into the ledger; everything else that they make is searched."""
    plants = Plants()
    ledger = write_ledger(tmp_path / "台账.xlsx", plants)
    _leave_open(ledger)
    evaluation = write_evaluation_of(
        tmp_path / "考核评价.xlsx", plants, changed={"导入覆盖列": "备注"}
    )
    out = tmp_path / "出"
    out.mkdir()
    export = write_ledger(tmp_path / f"导出{plants.plain_phone('导出文件名')}.xlsx", plants)
    settings = ("--as-of", AS_OF, "--settings", evaluation)
    quarter = ("--quarter", "1", "--as-of", AS_OF, "--subject", "乙组")
    done = [
        *both_ways("replies", ledger, "--out", out / "归档.xlsx", *settings),
        *both_ways("todo", ledger, "--out", out / "待办.xlsx", *settings),
        *both_ways("urge", ledger, evaluation, "--out", out, "--as-of", AS_OF),
        *both_ways("check", ledger, "--out", out / "体检.xlsx", *settings),
        *both_ways("evidence", ledger, evaluation, *quarter[:4], "--out", out / "参考.xlsx"),
        *both_ways("candidates", ledger, evaluation, *quarter),
        *both_ways("import", *_without_totals(ledger, export), "--dry-run", *settings),
        *both_ways("import", ledger, export, *settings),
    ]
    assert [outcome for outcome in done if outcome.exit_code > 1] == []
    for result in tmp_path.glob("导入结果_*.xlsx"):
        result.rename(out / result.name)
    found = [leak for outcome in done for leak in told(outcome, plants)]
    assert len(list(out.iterdir())) >= 6
    for path in out.iterdir():
        for name, content in produced(path):
            found += leaks(name, content, plants)
    book = load_workbook(evaluation)
    urged = [str(cell.value) for row in book["催办记录"].iter_rows(min_row=2) for cell in row]
    assert any("DX-" in text for text in urged)
    found += leaks("催办记录", "\n".join(urged).encode(), plants)
    assert found == []


@needs_office
@needs_poppler
def test_nothing_personal_in_any_output(tmp_path: Path) -> None:
    plants = Plants()
    ledger = write_ledger(tmp_path / f"台账{plants.plain_phone('台账文件名')}.xlsx", plants)
    evaluation = write_evaluation_of(
        tmp_path / f"考核评价{plants.plain_phone('评价文件名')}.xlsx", plants
    )
    out = tmp_path / "出"
    quarter = ("--quarter", "1", "--as-of", AS_OF)
    with_settings = ("--as-of", AS_OF, "--settings", evaluation)
    done = [
        *both_ways("check", ledger, *with_settings),
        *both_ways("flags", ledger, "--out", tmp_path / "标注.xlsx", *with_settings),
        *both_ways("score", evaluation, "--quarter", "1"),
        *both_ways("evidence", ledger, evaluation, *quarter),
        run("settle", ledger, evaluation, *quarter, "--out", out),
        run(
            "settle", ledger, evaluation, *quarter, "--out", out, "--pdf", "--acceptance", "--json"
        ),
        run(
            "template",
            "form",
            out / "评价表.xlsx",
            "--ledger",
            ledger,
            *quarter,
            *with_settings[2:],
        ),
    ]
    for by in GROUPINGS:
        done += both_ways("rates", ledger, "--by", by, *with_settings)
    assert [outcome.exit_code for outcome in done if outcome.exit_code > 1] == []
    assert len(done[0].stdout) > 1000
    assert re.search(r"139\W?\*{4}", done[0].stdout), (
        "an unreadable cell is told, its number masked"
    )
    settlement = out / "验收结算_第1季度.xlsx"
    reason = f"有误，见{plants.both('撤销理由')}"
    altered = tmp_path / "改动"
    altered.mkdir()
    signed = [
        run("sign", settlement, evaluation, "--role", HEAD, "--name", "甲某"),
        run("sign", settlement, evaluation, "--role", STAFF, "--name", "乙某", "--json"),
        *both_ways("verify", settlement, evaluation, ledger),
        *both_ways("payment", settlement, evaluation, "--out", out / "付款单.xlsx"),
        *_verified_after_tampering(settlement, evaluation, ledger, altered, plants),
        run("revoke", settlement, evaluation, "--reason", reason),
    ]
    assert [outcome.exit_code for outcome in signed if outcome.exit_code > 1] == [], signed
    _as_the_demo_does(Inputs(ledger, datetime(2024, 3, 26, 9), evaluation), out)
    assert {path.suffix for path in out.iterdir()} == {".xlsx", ".pdf"}
    found = [leak for outcome in (*done, *signed) for leak in told(outcome, plants)]
    for path in out.iterdir():
        for name, content in produced(path):
            found += leaks(name, content, plants)
    found += _written_by_the_tool(evaluation, plants)
    assert found == []


def _leave_open(ledger: Path) -> None:
    """Take first contact and closure from ten cases, so that their units are urged."""
    book = load_workbook(ledger)
    sheet = book.worksheets[0]
    for row in range(14, 24):
        for header in ("首次联系时间", "办结时间", "回访时间"):
            sheet.cell(row, HEADERS.index(header) + 1).value = None
    book.save(ledger)


def _without_totals(*ledgers: Path) -> tuple[Path, ...]:
    """Take the row below the cases out, so that new ones have room; let one case be new."""
    for number, path in enumerate(ledgers):
        book = load_workbook(path)
        sheet = book.worksheets[0]
        sheet.delete_rows(27)
        if number:
            sheet["A26"].value = "DX-9999"
        book.save(path)
    return ledgers


def _verified_after_tampering(
    settlement: Path, evaluation: Path, ledger: Path, folder: Path, plants: Plants
) -> list[Outcome]:
    """Verify copies into which somebody typed more personal data since the signatures."""
    bill, book = folder / settlement.name, folder / evaluation.name
    shutil.copy(settlement, bill)
    shutil.copy(evaluation, book)
    put(bill, "结算单!A1", plants.both("改动的结算单"))
    put(book, "违约违规!D2", plants.both("改动的说明"))
    put(book, "合同设置!B9", plants.both("改动的设置"))
    put(book, "其他扣款!E2", plants.both("改动的金额"))
    done = [
        *both_ways("verify", bill, evaluation, ledger),
        *both_ways("verify", settlement, book, ledger),
    ]
    assert [outcome.exit_code for outcome in done] == [1] * len(done)
    return done


def _as_the_demo_does(inputs: Inputs, out: Path) -> None:
    """Write the two lists that ``jsjb demo`` makes."""
    judged = ledger_jobs.check(inputs)
    (out / "问题.xlsx").write_bytes(check_list(judged, LABEL))
    (out / "三率.xlsx").write_bytes(demo.rate_tables(judged))


def _written_by_the_tool(evaluation: Path, plants: Plants) -> list[str]:
    book = load_workbook(evaluation)
    texts = [str(cell.value) for name in WRITTEN for row in book[name] for cell in row]
    assert any("撤销" in text for text in texts)
    return list(leaks("考核评价.xlsx", "\n".join(texts).encode(), plants))


SETTINGS = (
    *("服务起始日", "合同总价", "不足1分", "服务起始日已确认", "基本满意权重", "工作时段"),
    *("临期提醒-接收", "建议阈值-数据分析", "列映射-closed_at", "列映射-没有的字段", "没有的设置"),
)


@pytest.mark.parametrize("key", SETTINGS)
def test_a_refused_setting_is_told_masked(tmp_path: Path, key: str) -> None:
    plants = Plants()
    evaluation = write_evaluation_of(
        tmp_path / "评价.xlsx", plants, changed={key: plants.both(key)}
    )
    ledger = write_ledger(tmp_path / "台账.xlsx", plants)
    for done in both_ways("check", ledger, "--as-of", AS_OF, "--settings", evaluation):
        assert done.exit_code > 0
        assert told(done, plants) == []


def refused_rows(plants: Plants) -> Mapping[str, dict[str, list[list[object]]]]:
    both = plants.both
    day = date(2024, 1, 5)
    return {
        "季度": {"考核评分": [form_row(quarter=both("季度"))]},
        "状态": {"考核评分": [form_row(state=both("状态"))]},
        "选项": {"考核评分": [form_row(choices=[both("选项")] * 8)]},
        "评估日期": {"考核评分": [form_row(day=both("评估日期"))]},
        "情形": {"违约违规": [["第1季度", "乙组", both("类型"), "说明", "", "", None]]},
        "无此对象": {"违约违规": [["第1季度", both("对象"), "零分工单", "说明", "", "", None]]},
        "认定日期": {"违约违规": [["第1季度", "乙组", "零分工单", "", "", "", both("日期")]]},
        "金额": {"其他扣款": [["第1季度", "3.3", "", "", both("金额")]]},
        "扣款季度": {"其他扣款": [[both("季度"), "3.3", "", "", 1]]},
        "发票金额": {"发票": [["第1季度", "1", both("金额"), None]]},
        "发票季度": {"发票": [[both("季度"), "1", 1, None]]},
        "意见季度": {"乙方意见": [[both("季度"), "乙组", "数据分析", "及时"]]},
        "意见对象": {"乙方意见": [["第1季度", both("对象"), "数据分析", "及时"]]},
        "意见事项": {"乙方意见": [["第1季度", "乙组", both("事项"), "及时"]]},
        "意见答复": {
            "乙方意见": [["第1季度", "乙组", "数据分析", "及时", *[""] * 4, both("答复")]]
        },
        "考勤日期": {"考勤": [[both("日期"), "张", "迟到", 3, ""]]},
        "考勤分钟": {"考勤": [[day, "张", "迟到", both("分钟"), ""]]},
        "人员事件": {"人员": [["李", both("事件"), day, "", ""]]},
        "人员日期": {"人员": [["李", "离职", both("日期"), "", ""]]},
        "报告期间": {"分析报告": [["周汇总", both("期间"), day]]},
        "报告日期": {"分析报告": [["周汇总", "2024年第2周", both("日期")]]},
        "节假日": {"节假日": [[day, "元旦", both("是否")]]},
    }


def test_refused_cells_in_every_sheet_are_told_masked(tmp_path: Path) -> None:
    plants = Plants()
    together: dict[str, list[list[object]]] = defaultdict(list)
    for sheets in refused_rows(plants).values():
        for sheet, rows in sheets.items():
            together[sheet] += rows
    _told_masked(tmp_path, plants, together)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("what", refused_rows(Plants()))
def test_a_refused_cell_is_told_masked(tmp_path: Path, what: str) -> None:
    plants = Plants()
    _told_masked(tmp_path, plants, refused_rows(plants)[what])


def _told_masked(tmp_path: Path, plants: Plants, rows: Mapping[str, list[list[object]]]) -> None:
    evaluation = write_evaluation_of(tmp_path / "评价.xlsx", plants, rows=rows)
    ledger = write_ledger(tmp_path / "台账.xlsx", plants)
    out = ("--out", tmp_path / "出")
    for done in (
        *both_ways("evidence", ledger, evaluation, "--quarter", "1", "--as-of", AS_OF),
        *both_ways("settle", ledger, evaluation, "--quarter", "1", "--as-of", AS_OF, *out),
        *both_ways("score", evaluation, "--quarter", "1"),
    ):
        assert told(done, plants) == []


def test_a_leak_would_show(tmp_path: Path) -> None:
    plants = Plants()
    ledger = write_ledger(tmp_path / "台账.xlsx", plants)
    found = [leak for name, content in produced(ledger) for leak in leaks(name, content, plants)]
    assert len(found) >= len(plants.placed)


USAGE = (
    *(("check", "{ledger}", "--as-of", "{secret}"), ("check", "{ledger}", "--column", "{secret}")),
    *(("check", "{ledger}", "--column", "{secret}=列"), ("check", "{ledger}", "{secret}")),
    *(
        ("check", "{ledger}", "--column", "phone=列{secret}"),
        ("rates", "{ledger}", "--by", "{secret}"),
    ),
    *(("template", "{secret}", "新.xlsx"), ("template", "ledger", "新{secret}.csv"), ("{secret}",)),
    *(
        ("score", "{evaluation}", "--quarter", "{secret}"),
        ("check", "--{secret}"),
        ("check", "{secret}"),
    ),
    *(("check", "没有{secret}.xlsx"), ("check", "{ledger}", "--settings", "没有{secret}.xlsx")),
    ("sign", "没有{secret}.xlsx", "{evaluation}", "--role", "{secret}", "--name", "甲某"),
    ("flags", "{ledger}", "--out", "出{secret}.csv"),
)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plants, Mapping[str, Path]]:
    """Files for commands that refuse; the number that is typed is a secret as well."""
    plants, folder = Plants(), tmp_path_factory.mktemp("planted")
    files = {
        "ledger": write_ledger(folder / "台账.xlsx", plants),
        "evaluation": write_evaluation_of(folder / "评价.xlsx", plants),
    }
    plants.placed["13602125212"] = "命令行"
    return plants, files


@pytest.mark.parametrize("usage", USAGE, ids=" ".join)
@pytest.mark.parametrize("spelling", ["{}{}{}", "{}－{}－{}", "{} {} {}", "+86{}{}{}"])
def test_what_was_typed_is_told_masked(
    planted: tuple[Plants, Mapping[str, Path]], usage: tuple[str, ...], spelling: str
) -> None:
    plants, files = planted
    secret = spelling.format("136", "0212", "5212")
    done = run(*(part.format(secret=secret, **files) for part in usage))
    assert done.exit_code == 2
    assert told(done, plants) == []
    assert len(done.stderr.strip().splitlines()) == 1
