"""What people write for yes and no, field by field (rules 2)."""

import pytest

from workbook.values.text import Fault
from workbook.values.words import CHOICES, answer, names_nobody, offered

SAYS = {
    "responded": {
        "已联系": "是",
        "已响应": "是",
        "已接通": "是",
        "未接通": "否",
        "已拨打未接通": None,
    },
    "resolved": {
        "已解决": "解决",
        "解决中": "未解决",
        "未彻底解决": "未解决",
        "没解决": "未解决",
        "已部分解决": "部分解决",
        "已回复未解决": None,
        "√": "解决",
        "×": "未解决",
        "属实": "解决",
    },
    "in_township": {"属于": "是", "外镇": "否", "非镇属": "否", "未知": None},
    "callback_valid": {"已接通": "是", "已拒接": "否", "已关机": "否", "空号": "否", "已读": None},
    "excluded": {
        "已剔除": "是",
        "同意": "是",
        "不计入": "是",
        "已驳回": "驳回",
        "不通过": "驳回",
        "已申请": "待复核",
        "未申请": "未申请",
        "未剔除": "否",
        "已": None,
    },
    "zero_score": {"零分": "是", "已撤销": "否", "已认定": None},
    "satisfied": {
        "非常满意": "满意",
        "比较满意": "基本满意",
        "很不满意": "不满意",
        "否": "不满意",
        "无": "未评价",
        "一般": None,
        "已评价": None,
        "未回访": None,
    },
    "special": {
        "群体性": "是",
        "无特殊": "否",
        "普通": "否",
        "一般": "否",
        "没": "否",
        "非群体性": None,
        "未定": None,
        "不清楚": None,
    },
    "suspended": {"是": "是", "否": "否", "已挂账": None},
}


@pytest.mark.parametrize(
    ("field", "word", "meaning"),
    [(field, word, meaning) for field, words in SAYS.items() for word, meaning in words.items()],
)
def test_words(field: str, word: str, meaning: str | None) -> None:
    assert answer(field, word) == meaning
    assert answer(field, f" {word}\u200b") == meaning


@pytest.mark.parametrize("field", CHOICES)
def test_blanks_errors_and_what_is_offered(field: str) -> None:
    assert answer(field, "——") == answer(field, None) == ""
    assert answer(field, Fault("#N/A")) is answer(field, "#N/A") is None
    assert all(answer(field, word) == word for word in offered(field))


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        *(("是", "否"), ("纳入", "否"), ("考核", "否"), ("√", "否"), (True, "否"), (1, "否")),
        *(("否", "是"), ("不纳入", "是"), ("不考核", "是"), ("剔除", "是"), (0, "是")),
        *(("通过", None), ("同意", None), ("驳回", "驳回"), ("", "")),
    ],
)
def test_a_header_that_asks_the_opposite(word: object, meaning: str | None) -> None:
    assert answer("excluded", word, turned_round=True) == meaning


@pytest.mark.parametrize(
    "text", ["李四（未认定）", "李四（待确认）", "王主任不予认定", "张某，未经确认"]
)
def test_a_name_beside_which_it_is_open_names_nobody(text: str) -> None:
    assert names_nobody(text)
