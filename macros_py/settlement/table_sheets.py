"""时限统计 and 口径说明: the counts behind the forms, and what each reading is worth."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from macros_py.rules.deadlines.stages import CALLBACK, VENDOR
from macros_py.rules.terms.banners import bank_notes
from macros_py.rules.terms.money import fen, rmb_upper
from macros_py.settlement.content import SettlementContent, StageRow, money
from workbook.values.text import NOTHING, masked
from workbook.xlsx.filling.template import Fill, Result, Value

STATUSES = (
    *("按时", "超时", "逾期未办", "临期", "未到期"),
    *("未开始", "无法判定", "豁免", "数据异常", "不适用"),
)
OTHER_READINGS = ("基本满意权重", "允许续期季度")
WHAT_IT_PROVES = (
    "签认记下谁在何时认可了哪一份文件，文件之后改动一个字节都能看出来。"
    "它不是电子签名法意义上的电子签名，也防不住有人用本工具把两本工作簿一起重做。"
    "请核对纸上与文件上的核验码：码一致，内容就是签字时的内容。"
)
_NUMBERS_PER_ROW = 40
Row = Mapping[str, Value | Result]


def deadline_sheet(content: SettlementContent) -> Fill:
    """Return the content of 时限统计: the vendor's stages strictly apart from the units'."""
    own = [
        stage for stage in content.stages if stage.owner == VENDOR and stage.name != CALLBACK.name
    ]
    units = [stage for stage in content.stages if stage.owner != VENDOR]
    calls = [stage for stage in content.stages if stage.name == CALLBACK.name]
    return Fill(
        {
            "时限_标题": f"时限统计　{content.score.quarter.label}（{content.period}）　"
            f"截至 {content.as_of_text}",
            "时限_提示": content.warning_line,
        },
        (
            _stage_rows("乙方", own),
            _stage_rows("单位", units),
            _callback_rows(calls),
            list(_miss_rows((*content.stages, *content.gaps))),
        ),
    )


def reference_sheet(content: SettlementContent) -> Fill:
    """Return the content of 时限统计（续）: the figures behind each item of 附件2."""
    return Fill(
        {
            "参考_标题": f"时限统计（续）　{content.score.quarter.label}（{content.period}）　"
            f"截至 {content.as_of_text}",
            "参考_提示": content.warning_line,
        },
        (_figure_rows(content),),
    )


def _stage_rows(key: str, stages: Sequence[StageRow]) -> list[Row]:
    rows: list[Row] = []
    for stage in stages:
        share = Fraction(stage.on_time, stage.decided) if stage.decided else NOTHING
        rows.append(
            {
                f"{key}_环节": stage.name,
                **{f"{key}_{status}": stage.counts.get(status, 0) for status in STATUSES},
                f"{key}_合计": sum(stage.counts.values()),
                f"{key}_分数": f"{stage.on_time}/{stage.decided}" if stage.decided else NOTHING,
                f"{key}_比例": share,
            }
        )
    blank = dict.fromkeys((*STATUSES, "合计", "分数", "比例"))
    return rows or [{f"{key}_环节": "（无）", **{f"{key}_{name}": None for name in blank}}]


def _callback_rows(stages: Sequence[StageRow]) -> list[Row]:
    names = ("已回访", "待回访", "未开始")
    rows: list[Row] = [
        {
            "回访_环节": stage.name,
            **{f"回访_{name}": stage.counts.get(name, 0) for name in names},
            "回访_合计": sum(stage.counts.values()),
        }
        for stage in stages
    ]
    return rows or [{"回访_环节": "（无）", **{f"回访_{name}": None for name in (*names, "合计")}}]


def _miss_rows(stages: Iterable[StageRow]) -> Iterator[Row]:
    found = False
    for stage in stages:
        for status, numbers in stage.misses.items():
            for start in range(0, len(numbers), _NUMBERS_PER_ROW):
                found = True
                yield {
                    "未达_环节": stage.name,
                    "未达_归属": stage.owner,
                    "未达_状态": status,
                    "未达_件数": len(numbers) if start == 0 else None,
                    "未达_编号": "、 ".join(
                        number or "（缺编号）"
                        for number in numbers[start : start + _NUMBERS_PER_ROW]
                    ),
                }
    if not found:
        yield {
            "未达_环节": "（无）",
            "未达_归属": "",
            "未达_状态": "",
            "未达_件数": None,
            "未达_编号": "",
        }


def _figure_rows(content: SettlementContent) -> list[Row]:
    rows: list[Row] = [
        {
            "参考_内容": figure.item,
            "参考_指标": figure.name,
            "参考_归属": figure.owner,
            "参考_分子": figure.numerator,
            "参考_分母": figure.denominator,
            "参考_比例": NOTHING if figure.share is None else figure.share,
            "参考_说明": masked(figure.note),
        }
        for figure in content.figures
    ]
    names = ("指标", "归属", "分子", "分母", "比例", "说明")
    return rows or [{"参考_内容": "（无）", **{f"参考_{name}": None for name in names}}]


def reading_sheet(content: SettlementContent) -> Fill:
    """Return the content of 口径说明: readings, what the other choices would pay, and checks."""
    return Fill(
        {
            "说明_标题": f"口径说明　{content.score.quarter.label}（{content.period}）",
            "说明_提示": content.warning_line,
            "来源_截至": content.as_of_text,
            "来源_文件": "、".join(content.sources) or "未注明",
            "来源_工具": content.generator,
        },
        (
            _reading_rows(content),
            [_note_row(*note) for note in (*_checks(content), *content.notes)],
        ),
    )


def _reading_rows(content: SettlementContent) -> list[Row]:
    settings, payable = content.settings, content.settlement.payable
    rows: list[Row] = []
    for alternative in content.alternatives:
        definition = settings.definitions[alternative.reading]
        rows.append(
            {
                "口径表_名称": alternative.reading,
                "口径表_条款": definition.clause,
                "口径表_采用": settings.choice(alternative.reading),
                "口径表_其他": alternative.choice,
                "口径表_应付": alternative.payable,
                "口径表_补足": alternative.shortfall,
                "口径表_差额": alternative.payable - payable,
                "口径表_说明": definition.note,
            }
        )
    names = ("条款", "采用", "其他", "应付", "补足", "差额", "说明")
    return rows or [{"口径表_名称": "（无）", **{f"口径表_{name}": None for name in names}}]


def _note_row(name: str, finding: str, text: str) -> Row:
    return {"事项_名称": name, "事项_结论": finding, "事项_说明": masked(text)}


def _checks(content: SettlementContent) -> Iterator[tuple[str, str, str]]:
    settings, settlement = content.settings, content.settlement
    confirmed = settings.yes("服务起始日已确认")
    start = f"服务起始日 {settings.date('服务起始日')}（合同1.2）；"
    note = settings.definitions["服务起始日"].note
    yield "服务起始日", "已确认" if confirmed else "未确认", start + note
    number = settings.text("合同编号")
    note = settings.definitions["合同编号"].note
    yield "合同编号", "已填写" if number else "未填写", f"{number}（合同首页）" if number else note
    fee, total = settlement.fee, fen(settings.amount("合同总价"))
    product = fee * content.terms
    agree = product == total and rmb_upper(total) == content.contract.price_words
    sums = f"{content.terms} × {money(fee)} = {money(product)}"
    written = f"{rmb_upper(total)}），合同写明的大写为{content.contract.price_words}"
    yield (
        "价款核对",
        "✓ 相符" if agree else "✗ 不相符",
        f"{sums}；合同总价 {money(total)}（{written}（合同3.1、3.2）",
    )
    balance = content.balance
    rest = f" + 累计扣款 {money(balance.deducted)} + 余额 {money(balance.left)}"
    yield (
        "累计与总价",
        "✓ 未超过" if balance.paid <= total else "✗ 超过",
        f"合同总价 {money(total)} = 累计应付（含本期） {money(balance.paid)}{rest}（合同3.1）",
    )
    yield "审计", settings.choice("审计状态"), settings.definitions["审计状态"].note
    account = settings.text("账号")
    yield "收款账号", f"{len(account)}位", "按文本保存和打印（合同3.4）"
    for text in bank_notes(settings):
        yield "银行代码", "照录", text
    for key in OTHER_READINGS:
        definition = settings.definitions[key]
        yield (
            key,
            settings.shown(key),
            f"{definition.note}（合同{definition.clause}；不影响应付金额）",
        )
    yield "签认与核验码", "说明", WHAT_IT_PROVES
    outside: dict[str, list[str]] = {}
    for word, limit in content.contract.limit_words.items():
        if limit.outside_contract:
            outside.setdefault(str(limit.limit), []).append(word)
    for text, words in outside.items():
        yield (
            "时限等级",
            "非合同约定",
            f"时限等级写作{'、'.join(words)}的，办结时限按 {text} 计；合同附件1没有这一档次",
        )
