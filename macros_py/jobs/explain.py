"""``jsjb explain``: what a word means, its clause and sentence, and the readings in force."""

import difflib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from macros_py.inputs.in_force import InForce, read_in_force
from macros_py.rules.deadlines.stages import STAGES, Applies, Stage
from macros_py.rules.deadlines.status import TEXTS
from macros_py.rules.terms.clauses import Clause
from macros_py.rules.terms.contract import Item
from macros_py.rules.terms.errors import RuleError
from workbook.ledger.headers import ALIASES, template_header
from workbook.values.headers import normalised

_NO_CLAUSE = Clause("", "")
_APPLIES = {
    Applies.EVERY: "每件工单",
    Applies.KEPT: "没有退回、且“是否镇属”不是“否”的工单",
    Applies.RETURNED: "“是否镇属”为“否”或填了退回时间的工单",
    Applies.SUSPENDED: "挂账的工单",
}
_CALENDAR = ("计时日历",)
_DAYS = ("天数算法", "末日顺延", *_CALENDAR)
_NODES = ("首次联系", "阶段反馈")
_EVENT_READINGS = ("特殊情形计次", "特殊情形扣自", "分数下限")
_STATUSES = {
    "逾期未办": "还没有办，截止时点已经过了时限。",
    "数据异常": "要用的时间无法识别，或完成早于起算，或时间晚于截止时点。先改正台账。",
    "临期": "还没有办，剩下的时间不多于「临期提醒」的时长。",
    "超时": "办了，但晚于时限；挂账月报有月份缺汇报也算超时。",
    "未到期": "还没有办，时限还早。",
    "无法判定": "有完成没有起算，或者只有日期没有时刻，分不清是否按时。",
    "按时": "办了，不晚于时限；恰好在时限那一秒也算按时。",
    "豁免": "特殊情况还没有审批的转派；挂账后既没有销账也没有办结的办结。",
    "未开始": "起算的那一步还没有发生。",
    "不适用": "这个环节对这件工单不适用，或者工作表没有这一列。",
    "已回访": "填了回访时间。",
    "待回访": "已办结，还没有回访时间。",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one meaning of a word is; ``readings`` are the choices in force that bear on it."""

    kind: str
    name: str
    clause: Clause
    limit: str
    readings: Mapping[str, str]
    notes: tuple[str, ...]

    def json(self) -> dict[str, object]:
        """Return the same as plain data."""
        return {
            "kind": self.kind,
            "name": self.name,
            "clause": self.clause.number,
            "sentence": self.clause.sentence,
            "limit": self.limit,
            "readings": dict(self.readings),
            "notes": list(self.notes),
        }


def explain(word: str, evaluation: Path | None = None) -> tuple[Explanation, ...]:
    """Explain a stage, item, setting, reading, event kind, status or ledger header by its name.

    The settings come from the evaluation workbook where one is given. Raises RuleError for a word
    that is none of these, with the closest ones, and the refusals of reading the workbook.
    """
    in_force = read_in_force(evaluation)
    known = dict(_subjects(in_force))
    found = (
        tuple(make() for (_, name), make in known.items() if normalised(name) == normalised(word))
        or tuple(_alias(word))
        or tuple(_readings_with(in_force, word))
    )
    if not found:
        names = {normalised(name): name for _, name in known}
        close = difflib.get_close_matches(normalised(word), names, 5, 0.4)
        hint = f"；相近的有 {'、'.join(names[each] for each in close)}" if close else ""
        message = f"没有「{word}」这个词，可以问环节、评价项目、设置、口径、状态或台账的列名{hint}"
        raise RuleError(message)
    return found


def _subjects(in_force: InForce) -> Iterator[tuple[tuple[str, str], Callable[[], Explanation]]]:
    """Yield everything that has a name, by its kind and name."""
    contract = in_force.contract
    for stage in STAGES:
        yield ("环节", stage.name), partial(_stage, in_force, stage)
    for item in contract.items:
        yield ("评价项目", item.name), partial(_item, in_force, item)
    for kind in contract.event_kinds:
        yield ("特殊情形", kind), partial(_event, in_force, kind)
    for key in in_force.settings.definitions:
        yield ("设置", key), partial(_setting, in_force, key)
    for text in TEXTS:
        yield ("状态", text), partial(_plain, "状态", text, _STATUSES[text])
    for field in ALIASES:
        yield ("台账列", template_header(field)), partial(_column, field)


def _stage(in_force: InForce, stage: Stage) -> Explanation:
    contract, settings = in_force.contract, in_force.settings
    limit = contract.limits.get(stage.name)
    readings = [stage.start_reading] if stage.start_reading else []
    if stage.name in _NODES:
        readings.append("办理节点")
    if limit:
        readings += _DAYS if limit.in_days else _CALENDAR
    start, done = (template_header(field) for field in (stage.start_field(settings), stage.done))
    notes = [f"由{stage.owner}负责；适用于{_APPLIES[stage.applies]}。"]
    if limit:
        notes.append(f"从「{start}」起算，到「{done}」为止。")
        warning = settings.shown(f"临期提醒-{stage.name}")
        notes.append(f"剩下不多于 {warning} 时标为临期（设置「临期提醒-{stage.name}」）。")
    return Explanation(
        "环节",
        stage.name,
        contract.clauses[stage.name],
        str(limit) if limit else contract.duties[stage.name],
        {key: settings.shown(key) for key in readings},
        tuple(notes),
    )


def _item(in_force: InForce, item: Item) -> Explanation:
    options = "、".join(f"{option.label} {option.points}分" for option in item.options)
    notes = (f"属于「{item.group}」，满分 {item.maximum} 分。", f"选项：{options}。")
    return Explanation("评价项目", item.name, in_force.contract.clauses[item.name], "", {}, notes)


def _event(in_force: InForce, kind: str) -> Explanation:
    contract = in_force.contract
    counted = in_force.settings.shown("特殊情形计次")
    notes = (f"经人认定的扣 {contract.event_points} 分（{counted}）；没有认定人的不计。",)
    readings = {key: in_force.settings.shown(key) for key in _EVENT_READINGS}
    return Explanation("特殊情形", kind, contract.clauses[kind], "", readings, notes)


def _setting(in_force: InForce, key: str) -> Explanation:
    definition = in_force.settings.definitions[key]
    kind = "口径" if definition.choices else "设置"
    notes = [definition.note] if definition.note else []
    if definition.choices:
        notes.append(f"可选：{'、'.join(definition.choices)}。")
    readings = {key: in_force.settings.shown(key)}
    return Explanation(kind, key, in_force.contract.clauses[key], "", readings, tuple(notes))


def _readings_with(in_force: InForce, choice: str) -> Iterator[Explanation]:
    """Yield the readings that have this choice, such as 民法."""
    wanted = unicodedata.normalize("NFKC", choice).strip()
    for key, definition in in_force.settings.definitions.items():
        if wanted in definition.choices:
            yield _setting(in_force, key)


def _alias(header: str) -> Iterator[Explanation]:
    """Yield the ledger's column that a header means."""
    for field, names in ALIASES.items():
        if normalised(header) in map(normalised, names):
            yield _column(field)


def _column(field: str) -> Explanation:
    own, *others = ALIASES[field]
    notes = [f"字段名 {field}。"]
    if others:
        notes.append(f"同样认得的列名：{'、'.join(others)}。")
    ends = [stage.name for stage in STAGES if stage.done == field]
    if ends:
        notes.append(f"填了它，环节 {'、'.join(ends)} 即为完成。")
    return _plain("台账列", own, *notes)


def _plain(kind: str, name: str, *notes: str) -> Explanation:
    return Explanation(kind, name, _NO_CLAUSE, "", {}, notes)
