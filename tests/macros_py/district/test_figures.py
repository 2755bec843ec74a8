"""The figures of a district are the townships' own."""

from pathlib import Path

import openpyxl
import pytest

from macros_py.desk.reports.study import Study
from macros_py.inputs.in_force import read_in_force
from macros_py.inputs.judged_ledger import judge_ledger
from macros_py.jobs.district import DistrictInputs, district
from macros_py.rules.deadlines.stages import RANKED
from macros_py.rules.deadlines.statistics import count_stages
from tests.macros_py.desk.reports.ledgers import AS_OF as MOMENT
from tests.macros_py.desk.reports.ledgers import HEADERS, cases, write
from tests.macros_py.district.districts import RATES, counted, numbered, own_rates, rows_of, told_of


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
def test_counts_changes_and_stages_are_those_of_the_report(
    counted_folder: Path, period: str
) -> None:
    folder = counted_folder
    found = district(DistrictInputs(folder, period, folder.parent / "出", MOMENT)).figures
    assert len(found.townships) == 4
    for each in found.townships:
        settings = folder / each.name / "设置.xlsx"
        in_force = read_in_force(settings if settings.exists() else None, for_ledger=True)
        judged = judge_ledger(folder / each.name / "台账.xlsx", in_force, MOMENT)
        study = Study.of(judged, period)
        assert each.rates == study.rates
        assert each.change == study.change(study.comparison.previous)
        past = None if study.before is None else judged.answers.counts(study.before)
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
