"""``jsjb district``: the figures are the townships' own, and only what changed is read again."""

import csv
import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from macros_py.desk.reports.study import Study
from macros_py.district import csv_tables
from macros_py.district.district_figures import DistrictFigures
from macros_py.district.district_pages import report_of
from macros_py.inputs.in_force import read_in_force
from macros_py.inputs.judged_ledger import judge_ledger
from macros_py.jobs.district import DistrictInputs, DistrictTold, district
from macros_py.rules.deadlines.stages import RANKED
from macros_py.rules.deadlines.statistics import count_stages
from tests.evaluations import write_evaluation
from tests.ledgers import write_csv
from tests.macros_py.desk.reports.ledgers import AS_OF as MOMENT
from tests.macros_py.desk.reports.ledgers import HEADERS, cases, write
from tests.macros_py.district.districts import (
    AS_OF,
    PERIOD,
    arguments,
    facts_in,
    made,
    numbered,
    receipts,
    write_district,
)
from tests.oracle.command import Outcome, run
from workbook.files.atomic import write_bytes

RATES = ("counted", "response", "resolution", "satisfaction")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_district(tmp_path / "全区")


def counted(folder: Path, *more: object) -> Outcome:
    done = run(*arguments(folder, folder.parent / "出", *more))
    assert done.exit_code <= 1, done.stderr
    return done


def told_of(folder: Path) -> DistrictTold:
    return district(DistrictInputs(folder, PERIOD, folder.parent / "出", MOMENT))


def own_rates(ledger: Path, settings: Path | None) -> dict[str, object]:
    given = ("--settings", settings) if settings else ()
    done = run("rates", ledger, "--period", PERIOD, "--as-of", AS_OF, "--json", *given)
    assert done.exit_code <= 1, done.stderr
    return done.document


def test_the_figures_are_the_townships_own(folder: Path) -> None:
    told = counted(folder, "--json").document
    assert (told["ledgers"], told["read"], told["unchanged"], told["failed"]) == (4, 4, 0, [])
    assert {each["name"] for each in told["townships"]} == {f"第{n:02}镇" for n in range(4)}
    for each in told["townships"]:
        settings = folder / each["name"] / "设置.xlsx"
        own = own_rates(
            folder / each["name"] / "台账.xlsx", settings if settings.exists() else None
        )
        assert {key: each[key] for key in RATES} == {key: own[key] for key in RATES}
        assert each["counted"] > 0


@pytest.mark.parametrize("period", ["2024-02", "2024-03", "2024-02考核月", "2024-W10", "第1季度"])
def test_counts_changes_and_stages_are_those_of_the_report(folder: Path, period: str) -> None:
    found = district(DistrictInputs(folder, period, folder.parent / "出", MOMENT)).figures
    for each in found.townships:
        settings = folder / each.name / "设置.xlsx"
        in_force = read_in_force(settings if settings.exists() else None, for_ledger=True)
        judged = judge_ledger(folder / each.name / "台账.xlsx", in_force, MOMENT)
        study = Study.of(judged, period)
        assert each.rates == study.rates
        assert each.change == study.change(study.comparison.previous)
        past = None if study.before is None else study.answers.counts(study.before)
        assert each.before == past
        whole = {
            c.stage.name: (c.counts, c.share) for c in count_stages(judged.verdicts, study.rows)
        }
        assert {c.stage.name: (c.counts, c.share) for c in each.stages} == {
            stage.name: whole[stage.name] for stage in RANKED
        }
        first = study.categories.first
        counts = first.counts(study.rows).tolist()
        assert each.categories == {n: c for n, c in zip(first.names, counts, strict=True) if c}


def test_a_township_of_two_ledgers_is_one_with_two_sheets(tmp_path: Path) -> None:
    folder = tmp_path / "全区"
    (folder / "甲镇").mkdir(parents=True)
    one, two = cases(1, 80), cases(2, 80)
    two = [*two[:20], *numbered(two[20:], "ER")]
    without = {key: header for key, header in HEADERS.items() if key != "valid"}
    write(folder / "甲镇" / "一.xlsx", one)
    write(folder / "甲镇" / "二.xlsx", two, without)
    whole = tmp_path / "合.xlsx"
    book = openpyxl.load_workbook(folder / "甲镇" / "一.xlsx")
    other = openpyxl.load_workbook(folder / "甲镇" / "二.xlsx")
    sheet = book.create_sheet("二月")
    for row in other.active.iter_rows(values_only=True):
        sheet.append(row)
    book.save(whole)
    (each,) = counted(folder, "--json").document["townships"]
    own = own_rates(whole, None)
    assert {key: each[key] for key in RATES} == {key: own[key] for key in RATES}
    assert each["counted"] > own_rates(folder / "甲镇" / "一.xlsx", None)["counted"]


def test_of_a_number_in_two_ledgers_the_first_by_file_name_counts(tmp_path: Path) -> None:
    folder = tmp_path / "全区"
    (folder / "甲镇").mkdir(parents=True)
    rows = numbered(cases(1, 60), "JS")
    changed = [{**row, "resolved": "未解决"} for row in rows]
    write(folder / "甲镇" / "1.xlsx", rows)
    write(folder / "甲镇" / "2.xlsx", changed)
    (each,) = counted(folder, "--json").document["townships"]
    own = own_rates(folder / "甲镇" / "1.xlsx", None)
    assert {key: each[key] for key in RATES} == {key: own[key] for key in RATES}
    (folder / "甲镇" / "1.xlsx").rename(folder / "甲镇" / "3.xlsx")
    (each,) = counted(folder, "--json").document["townships"]
    own = own_rates(folder / "甲镇" / "2.xlsx", None)
    assert {key: each[key] for key in RATES} == {key: own[key] for key in RATES}
    (quality,) = rows_of(folder, "各乡镇数据质量")
    assert quality["重复行"] == "60"


def test_the_same_number_in_two_townships_is_two_cases(tmp_path: Path) -> None:
    for town in ("甲镇", "乙镇"):
        (tmp_path / "全区").mkdir(exist_ok=True)
        write(tmp_path / "全区" / f"{town}.xlsx", numbered(cases(1, 150), "JS"))
    one, other = counted(tmp_path / "全区", "--json").document["townships"]
    assert {**one, "name": ""} == {**other, "name": ""}
    assert one["rank"] == 1


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    path = folder.parent / "出" / f"全区分析_{PERIOD}_{table}.csv"
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_only_what_has_changed_is_read_again(folder: Path) -> None:
    out = folder.parent / "出"
    counted(folder)
    before, times = made(out), {path: path.stat().st_mtime_ns for path in facts_in(out)}
    told = counted(folder, "--json").document
    assert (told["read"], told["unchanged"]) == (0, 4)
    assert made(out) == before
    assert {path: path.stat().st_mtime_ns for path in facts_in(out)} == times
    write(folder / "第02镇" / "台账.xlsx", cases(9, 50))
    told = counted(folder, "--json").document
    assert (told["read"], told["unchanged"]) == (1, 3)
    write_evaluation(folder / "第00镇" / "设置.xlsx", settings={"基本满意权重": "50%"})
    write_evaluation(folder / "设置.xlsx", settings={"最小样本": 3})
    told = counted(folder, "--json").document
    assert (told["read"], told["unchanged"]) == (4, 0), "three took on the district's settings"
    shutil.rmtree(out / "facts" / "township=第01镇")
    assert counted(folder, "--json").document["read"] == 1


def test_a_run_in_steps_gives_what_one_run_gives(folder: Path) -> None:
    counted(folder)
    write(folder / "第02镇" / "台账.xlsx", cases(9, 50))
    shutil.rmtree(folder / "第03镇")
    counted(folder)
    in_steps = made(folder.parent / "出")
    shutil.rmtree(folder.parent / "出")
    counted(folder)
    whole = made(folder.parent / "出")
    backups = {name for name in in_steps if ".备份" in name}
    assert {name: content for name, content in in_steps.items() if name not in backups} == whole
    assert backups


def test_facts_of_vanished_ledgers_go(folder: Path) -> None:
    out = folder.parent / "出"
    counted(folder)
    assert any("第01镇" in str(path) for path in facts_in(out))
    shutil.rmtree(folder / "第01镇")
    left = next(iter((out / "facts").rglob("month=*"))) / ".x.parquet.0123456789ab.tmp"
    left.write_bytes(b"half")
    own = out / "facts" / "笔记.txt"
    own.write_text("我的", encoding="utf-8")
    told = counted(folder, "--json").document
    assert len(told["townships"]) == 3
    assert not any("第01镇" in str(path) for path in (out / "facts").rglob("*"))
    assert len(receipts(out)) == 3
    assert not left.exists()
    assert own.exists()


def test_as_of_changes_the_figures_and_no_facts(folder: Path) -> None:
    counted(folder)
    out = folder.parent / "出"
    facts = {path: path.read_bytes() for path in facts_in(out)}
    early = district(DistrictInputs(folder, "2024-01", out, MOMENT.replace(month=2, day=1)))
    late = district(DistrictInputs(folder, "2024-01", out, MOMENT))
    assert (early.read, late.read) == (0, 0)
    assert early.figures.stages != late.figures.stages
    assert {path: path.read_bytes() for path in facts_in(out)} == facts


def test_ledgers_that_cannot_be_read_are_rows(folder: Path, tmp_path: Path) -> None:
    (folder / "第01镇" / "台账.xlsx").write_bytes(b"PK\x03\x04 broken")
    openpyxl.Workbook().save(folder / "第02镇" / "台账.xlsx")
    write_csv(folder / "丁镇.csv", [["编号", "什么时候"], ["A1", "2024-02-01"]])
    (folder / "丙镇.xls").write_bytes(encrypted())
    write_evaluation(folder / "第03镇" / "设置.xlsx", settings={"没有的设置": "1"})
    done = counted(folder)
    told = counted(folder, "--json").document
    assert done.exit_code == 1
    failed = {each["township"]: each["message"] for each in told["failed"]}
    assert set(failed) == {"第01镇", "第02镇", "第03镇", "丁镇", "丙镇"}
    assert "已损坏或不完整" in failed["第01镇"]
    assert "没有找到" in failed["第02镇"] or "表头" in failed["第02镇"]
    assert "合同设置!" in failed["第03镇"]
    assert "没有「没有的设置」" in failed["第03镇"]
    assert "密码" in failed["丙镇"]
    assert all("\n" not in message for message in failed.values())
    assert [each["name"] for each in told["townships"]] == ["第00镇"]
    assert {row["乡镇"]: row["原因"] for row in rows_of(folder, "读不了的台账")} == failed
    for message in failed.values():
        assert message in done.stdout


def encrypted() -> bytes:
    """Return what an .xlsx with a password looks like from outside."""
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415

    plain, locked = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(plain)
    OOXMLFile(plain).encrypt("secret", locked)
    return locked.getvalue()


def test_no_ledger_that_can_be_read(folder: Path) -> None:
    for path in folder.rglob("台账.xlsx"):
        path.write_bytes(b"x")
    told = counted(folder, "--json").document
    assert len(told["failed"]) == 4
    assert told["townships"] == []
    write(folder / "第00镇" / "台账.xlsx", cases(0, 60))
    told = counted(folder, "--json").document
    assert (told["read"], len(told["failed"])) == (1, 3)


def test_a_bad_call_leaves_nothing(folder: Path) -> None:
    out = folder.parent / "出"
    calls = [
        arguments(folder, folder / "出"),
        arguments(folder, folder.parent),
        arguments(folder.parent / "没有", out),
        [*arguments(folder, out), "--period", "2024-13"],
        [*arguments(folder, out), "--period", "2025-01"],
        [*arguments(folder, out), "--workers", "0"],
        [*arguments(folder, out), "--workers", "2", "--scheduler", "tcp://127.0.0.1:1"],
        [*arguments(folder, out), "--as-of", "2024-03-20"],
    ]
    for call in calls:
        done = run(*call)
        assert (done.exit_code, done.stdout) == (2, ""), call
        assert len(done.stderr.strip().splitlines()) == 1
        assert "程序出错" not in done.stderr
        assert not out.exists()
    write_evaluation(folder / "设置.xlsx", settings={"排名依据": "别的"})
    assert "合同设置!" in run(*arguments(folder, out)).stderr
    assert not out.exists()


def test_townships_with_the_same_rate_share_a_rank(tmp_path: Path) -> None:
    folder = tmp_path / "全区"
    folder.mkdir()
    good, bad = cases(1, 150), cases(2, 150)
    for name, rows in (("甲镇", bad), ("乙镇", good), ("丙镇", good), ("丁镇", good[:3])):
        write(folder / f"{name}.xlsx", rows)
    told = {each["name"]: each for each in counted(folder, "--json").document["townships"]}
    assert told["乙镇"]["rank"] == told["丙镇"]["rank"]
    ranks = sorted(told[name]["rank"] for name in ("甲镇", "乙镇", "丙镇"))
    assert ranks in ([1, 1, 3], [1, 2, 2])
    assert told["丁镇"]["rank"] is None, "too few callbacks"


def test_the_tables_in_the_workbook_and_beside_it(folder: Path) -> None:
    told = told_of(folder)
    book = openpyxl.load_workbook(told.output)
    assert book.sheetnames == [
        *("全区排名", "各环节", "诉求类别", "评价口径", "数据质量", "问题", "口径说明", "图表数据"),
    ]
    charts = {sheet.title: len(sheet._charts) for sheet in book}
    assert charts["全区排名"] == charts["各环节"] == charts["诉求类别"] == 1
    shown = [str(cell.value) for row in book["全区排名"].iter_rows() for cell in row if cell.value]
    assert "乡镇排名" in shown
    assert "第03镇" in shown
    tables = {path.name for path in told.tables}
    assert f"全区分析_{PERIOD}_乡镇排名.csv" in tables
    ranking = rows_of(folder, "乡镇排名")
    assert [row["乡镇"] for row in ranking][-1] == "全区"
    townships = ranking[:-1]
    assert int(ranking[-1]["受理"]) == sum(int(row["受理"]) for row in townships)
    kinds = {row.pop("乡镇"): row for row in rows_of(folder, "各乡镇问题种类")}
    for row in rows_of(folder, "各乡镇数据质量"):
        assert int(row["问题"]) == sum(map(int, kinds.get(row["乡镇"], {}).values()))
    heat = rows_of(folder, "乡镇与诉求类别")
    received = {row["乡镇"]: int(row["受理"]) for row in townships}
    for row in heat:
        counts = [int(n) for name, n in row.items() if name != "乡镇"]
        assert sum(counts) == received[row["乡镇"]]


def test_schemes_and_readings_that_differ_are_shown(folder: Path) -> None:
    counted(folder)
    (scheme,) = rows_of(folder, "按评价口径对照")
    own = own_rates(folder / "第00镇" / "台账.xlsx", folder / "第00镇" / "设置.xlsx")["schemes"]
    assert (scheme["乡镇"], scheme["评价口径"]) == ("第00镇", "市级口径")
    assert scheme["满意率"].endswith("%")
    figures = told_of(folder).figures
    (its,) = figures.townships[0].schemes
    assert own == [
        {
            "name": "市级口径",
            "satisfaction": str(its.satisfaction(figures.townships[0].rates)),
            "composite": str(its.composite(figures.townships[0].rates)),
        }
    ]
    differ = {row["口径"]: row["乡镇取值"] for row in rows_of(folder, "与全区不同的口径")}
    assert differ == {"基本满意权重": "3/5", "计时日历": "工作时间"}


def test_a_missing_column_is_told_and_counts_as_in_the_township(tmp_path: Path) -> None:
    folder = tmp_path / "全区"
    folder.mkdir()
    headers = {k: h for k, h in HEADERS.items() if k not in ("satisfied", "contact", "category")}
    write(folder / "甲镇.xlsx", cases(4, 90), headers)
    told = counted(folder, "--json").document
    (each,) = told["townships"]
    assert each["satisfaction"] is None
    (quality,) = rows_of(folder, "各乡镇数据质量")
    assert quality["缺的列"].split("、") == ["首次联系时间", "挂账汇报日期", "是否满意", "问题分类"]
    assert [row["按时率"] for row in rows_of(folder, "全区各环节")][3] == ""


ANSWERS = ("valid", "called", "responded", "resolved", "satisfied")


@pytest.mark.parametrize("lacking", [ANSWERS, ANSWERS[:2], ANSWERS[2:], ("valid", "resolved")])
def test_what_no_sheet_tells_is_told_as_the_township_does(
    tmp_path: Path, lacking: tuple[str, ...]
) -> None:
    folder = tmp_path / "全区"
    folder.mkdir()
    headers = {key: header for key, header in HEADERS.items() if key not in lacking}
    write(folder / "甲镇.xlsx", cases(4, 90), headers)
    (each,) = counted(folder, "--json").document["townships"]
    own = own_rates(folder / "甲镇.xlsx", None)
    assert {key: each[key] for key in RATES} == {key: own[key] for key in RATES}
    assert (each["counted"] is None) == (lacking == ANSWERS)


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    folder = tmp_path / "全区"
    folder.mkdir()
    write(folder / "=1+1.xlsx", cases(1, 40))
    told = told_of(folder)
    assert rows_of(folder, "乡镇排名")[0]["乡镇"] == "'=1+1"
    book = openpyxl.load_workbook(told.output)
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value == "=1+1"]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_the_times_of_the_package_are_as_of(folder: Path) -> None:
    told = told_of(folder)
    with zipfile.ZipFile(told.output) as package:
        assert {info.date_time for info in package.infolist()} == {MOMENT.timetuple()[:6]}
        core = package.read("docProps/core.xml").decode()
    assert core.count("2024-03-20T15:00:00Z") == 2


def test_a_receipt_that_is_spoiled_is_made_anew(folder: Path) -> None:
    out = folder.parent / "出"
    counted(folder)
    before = made(out)
    for path, content in zip(receipts(out), (b"", b"{}", b"[1]", b"\xff"), strict=True):
        path.write_bytes(content)
    assert counted(folder, "--json").document["read"] == 4
    assert made(out) == before


@pytest.mark.parametrize("how", ["cut", "empty", "another"])
def test_a_file_of_facts_that_is_not_as_written_is_made_anew(folder: Path, how: str) -> None:
    out = folder.parent / "出"
    counted(folder)
    before = made(out)
    victim, other = [path for path in facts_in(out) if "2024-02" in str(path)][:2]
    content = victim.read_bytes()
    spoiled = {"cut": content[:-100], "empty": b"", "another": other.read_bytes()}
    victim.write_bytes(spoiled[how])
    told = counted(folder, "--json").document
    assert (told["read"], told["unchanged"]) == (1, 3)
    assert made(out) == before


def test_a_lost_key_reads_all_again(folder: Path) -> None:
    counted(folder)
    key = folder.parent / ".全区.jsjb-key"
    key.unlink()
    told = counted(folder, "--json").document
    assert (told["read"], len(receipts(folder.parent / "出"))) == (4, 4)
    assert len({path.stem for path in facts_in(folder.parent / "出")}) == 4
    key.write_text("x", encoding="ascii")
    assert "密钥" in run(*arguments(folder, folder.parent / "出")).stderr


def blocks_of(figures: DistrictFigures) -> Iterator[str]:
    report = report_of(figures, [], [], "全区")
    for section in (report.leader, *report.sections):
        yield from (block.key for block in section.blocks if hasattr(block, "key"))


def test_every_table_has_a_name_of_its_own(folder: Path) -> None:
    keys = list(blocks_of(told_of(folder).figures))
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("missing", ["distributed", "pyarrow"])
def test_without_the_extra_one_line_says_how_to_get_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    done = run(*arguments(folder, folder.parent / "出"))
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.strip().splitlines()
    assert line == '没有安装全区汇总组件；请先运行 pip install "jsjb[district]"'
    assert not (folder.parent / "出").exists()


@pytest.mark.skipif(os.name == "nt", reason="a terminal of POSIX")
def test_a_person_sees_how_fast_it_goes(folder: Path) -> None:
    import pty  # noqa: PLC0415  not on Windows

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "macros_py", *arguments(folder, folder.parent / "出")],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # the other end is closed
        while part := os.read(ours, 4096):
            shown += part
    os.close(ours)
    assert process.wait() == 1
    for text in ("读取台账", "4/4", "本/秒", "剩"):
        assert text in shown.decode()


RANKING = f"全区分析_{PERIOD}_乡镇排名.csv"


@pytest.mark.parametrize("name", [RANKING, f"全区分析_{PERIOD}.xlsx", "tables.json"])
@pytest.mark.parametrize("before", [False, True])
def test_what_others_made_is_not_replaced(folder: Path, name: str, before: bool) -> None:
    out = folder.parent / "出"
    if before:
        counted(folder)
    out.mkdir(exist_ok=True)
    (out / name).write_bytes("别人的".encode())
    stood = {path: path.read_bytes() for path in out.iterdir() if path.is_file()}
    write(folder / "第02镇" / "台账.xlsx", cases(9, 50))
    done = run(*arguments(folder, out))
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith(f"{name}：文件已存在")
    assert {path: path.read_bytes() for path in out.iterdir() if path.is_file()} == stood
    (out / name).rename(folder.parent / "移走")
    for path in out.glob("*.csv"):
        path.unlink()
    assert counted(folder, "--json").document["read"] == 0, "facts have stayed"


def test_a_run_killed_between_its_tables_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = folder.parent / "出"
    counted(folder)
    write(folder / "第02镇" / "台账.xlsx", cases(9, 50))
    given = write_bytes
    written: list[Path] = []

    def dies(path: Path, content: bytes, *, told: bool = True) -> None:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(path)
        given(path, content, told=told)

    with monkeypatch.context() as patched:
        patched.setattr(csv_tables, "write_bytes", dies)
        assert run(*arguments(folder, out)).stderr.startswith("已停止")
    assert [path.name for path in written] == ["tables.json", RANKING]
    counted(folder)
    in_steps = {name: content for name, content in made(out).items() if ".备份" not in name}
    shutil.rmtree(out)
    counted(folder)
    assert made(out) == in_steps


def test_a_service_quarter_says_that_its_start_is_unconfirmed(folder: Path) -> None:
    banner = "服务起始日未经甲方确认"
    quarter = ("--period", "第1季度")
    book = folder.parent / "出" / "全区分析_第1季度.xlsx"

    def carried() -> list[bool]:
        cells = [
            c.value for s in openpyxl.load_workbook(book) for row in s.iter_rows() for c in row
        ]
        return [
            banner in counted(folder, *quarter).stdout,
            counted(folder, *quarter, "--json").document["banners"] == [banner],
            f"【{banner}】" in cells,
        ]

    counted(folder, *quarter)
    assert carried() == [True] * 3
    assert banner not in counted(folder).stdout
    write_evaluation(folder / "设置.xlsx", settings={"服务起始日已确认": "是"})
    counted(folder, *quarter)
    assert carried() == [False] * 3


def test_a_township_may_be_called_as_the_district_is(folder: Path) -> None:
    (folder / "第01镇").rename(folder / "全区")
    counted(folder)
    for table in ("乡镇排名", "各乡镇按时率"):
        names = [row["乡镇"] for row in rows_of(folder, table)]
        assert sorted(names) == sorted({"第00镇", "第02镇", "第03镇", "全区", "全区合计"})
        assert names[-1] == "全区合计"


def test_categories_beyond_those_shown_are_one_column_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "全区"
    folder.mkdir()
    rows = [{**row, "category": "其他"} for row in cases(1, 60)]
    for row, letter in zip(rows, "甲乙丙丁戊己庚辛壬癸子丑", strict=False):
        row["category"] = f"{letter}类"
    write(folder / "甲镇.xlsx", rows)
    counted(folder, "--period", "2023-11-01..2024-03-20")
    path = next((tmp_path / "出").glob("*诉求类别.csv"))
    header = path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert len(set(header)) == len(header) == 13
    assert {"其他", "其余各类"} < set(header)


def test_the_ranking_marks_a_township_with_ledgers_that_cannot_be_read(folder: Path) -> None:
    for name in ("坏一.xlsx", "坏二.xlsx"):
        (folder / "第01镇" / name).write_bytes(b"PK")
    done = counted(folder)
    ranking = {row["乡镇"]: row["读不了的台账"] for row in rows_of(folder, "乡镇排名")}
    assert ranking == {"第00镇": "0", "第01镇": "2", "第02镇": "0", "第03镇": "0", "全区": "2"}
    lines = [line.split() for line in done.stdout.splitlines() if line.split()[:1] == ["第01镇"]]
    assert [line[-1] for line in lines] == ["2"]
    told = counted(folder, "--json").document["townships"]
    assert {each["name"]: each["unread"] for each in told if each["unread"]} == {"第01镇": 2}


def test_problems_for_a_thousand_rows_have_one_decimal(folder: Path) -> None:
    book = openpyxl.load_workbook(told_of(folder).output)
    cells = [cell for row in book["数据质量"].iter_rows() for cell in row]
    (header,) = [cell for cell in cells if cell.value == "每千行"]
    below = book["数据质量"].cell(header.row + 1, header.column)
    assert below.number_format == "0.0"
    quality = rows_of(folder, "各乡镇数据质量")[0]
    assert f"{below.value:.1f}" == quality["每千行"]
