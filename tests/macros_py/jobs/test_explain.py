"""``jsjb explain``: every word that an output shows leads to its clause, sentence and reading."""

import json
from pathlib import Path

import pytest

from macros_py.inputs.default_contract import default_contract
from macros_py.jobs.explain import explain
from macros_py.rules.deadlines.stages import STAGES
from macros_py.rules.deadlines.status import TEXTS
from macros_py.rules.terms.errors import RuleError
from macros_py.terminal.cli import main
from tests.evaluations import write_evaluation
from workbook.ledger.headers import ALIASES

CONTRACT = default_contract()


def test_a_stage_by_its_clause_sentence_limit_and_readings() -> None:
    (found,) = explain("接收")
    assert found.kind == "环节"
    assert found.clause.number == "附件1 一.1、二.2(1)"
    assert "30分钟内接收市区两套系统网络和电话派单" in found.clause.sentence
    assert found.limit == "30分钟"
    assert found.readings == {"计时日历": "自然时间"}
    assert "从「派单时间」起算，到「接收时间」为止。" in found.notes


def test_the_readings_in_force_are_the_workbooks(tmp_path: Path) -> None:
    evaluation = write_evaluation(tmp_path / "考核评价.xlsx", settings={"退回起点": "核实"})
    (found,) = explain("退回", evaluation)
    assert found.readings == {"退回起点": "核实", "计时日历": "自然时间"}
    assert "从「核实时间」起算，到「退回时间」为止。" in found.notes
    assert explain("退回")[0].readings["退回起点"] == "接收"


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("零分工单", {"特殊情形", "台账列"}),
        ("数据分析", {"评价项目"}),
        ("案件催办、督办、反馈", {"评价项目"}),
        ("不足1分", {"口径"}),
        ("不足１分", {"口径"}),
        ("每分扣款", {"设置"}),
        ("临期", {"状态"}),
        ("签收时间", {"台账列"}),
        ("挂账月报", {"环节"}),
    ],
)
def test_what_a_word_may_be(word: str, kinds: set[str]) -> None:
    assert {each.kind for each in explain(word)} == kinds


def test_a_choice_leads_to_its_reading() -> None:
    assert [each.name for each in explain("满24小时")] == ["天数算法"]


def test_an_alias_leads_to_the_column_that_it_means() -> None:
    (found,) = explain("签收时间")
    assert found.name == "接收时间"
    assert "填了它，环节 接收 即为完成。" in found.notes


def test_every_word_is_explained() -> None:
    names = [
        *(stage.name for stage in STAGES),
        *(item.name for item in CONTRACT.items),
        *CONTRACT.event_kinds,
        *(definition.key for definition in CONTRACT.definitions),
        *TEXTS,
        *(header for headers in ALIASES.values() for header in headers),
    ]
    for name in names:
        said = [each.notes or each.clause.sentence or each.readings for each in explain(name)]
        assert said
        assert all(said), name


def test_an_unknown_word_names_the_closest() -> None:
    with pytest.raises(RuleError, match=r"没有「办节」这个词.*办结"):
        explain("办节")


@pytest.mark.parametrize("word", ["", " ", "？"])
def test_a_word_without_a_letter_is_no_word(word: str) -> None:
    with pytest.raises(RuleError, match="没有「"):
        explain(word)


def test_on_the_command_line(capsys) -> None:
    with pytest.raises(SystemExit) as left:
        main(["explain", "接收"])
    said = capsys.readouterr().out
    assert left.value.code == 0
    assert "条款：合同附件1 一.1、二.2(1)" in said
    assert "采用：计时日历 = 自然时间" in said
    with pytest.raises(SystemExit):
        main(["explain", "接收", "--json"])
    assert json.loads(capsys.readouterr().out)["meanings"][0]["limit"] == "30分钟"
