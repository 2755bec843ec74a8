"""The arguments and options of the commands, each once, and what their values mean."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from macros_py.clock import beijing_now
from macros_py.rules.rates.groupings import GROUPINGS

if TYPE_CHECKING:
    from macros_py.jobs.inputs import Inputs

LedgerFile = Annotated[Path, typer.Argument(metavar="LEDGER", help="案件台账")]
EvaluationFile = Annotated[Path, typer.Argument(metavar="EVAL", help="考核评价工作簿")]
SettlementFile = Annotated[Path, typer.Argument(metavar="SETTLEMENT", help="验收结算工作簿")]
SettingsFile = Annotated[
    Path | None, typer.Option("--settings", metavar="EVAL", help="考核评价工作簿，取其合同设置")
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="截止时点，如 2024-03-20T15:00；不写则为现在（北京时间）"),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=HEADER",
        help="指定字段所在的列，或填好「列识别」的工作簿，可重复",
    ),
]
QuarterText = Annotated[str, typer.Option("--quarter", help="季度，如 1 或 第1季度")]
PeriodText = Annotated[
    str, typer.Option("--period", help="期间，如 2024-W10、2024-03、2024-03考核月、第1季度")
]
Unit = Annotated[str | None, typer.Option("--unit", help="只要这个承办单位的")]
ListFile = Annotated[Path | None, typer.Option("--out", metavar="FILE.xlsx", help="另存为工作簿")]
OutFolder = Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹")]
ClockConfirmed = Annotated[
    bool, typer.Option("--clock-confirmed", help="确认电脑时间无误（与上一条记录相差较大时）")
]
AsJson = Annotated[bool, typer.Option("--json", help="只在标准输出打印一个 JSON")]


def given(
    ledger: Path,
    as_of: str | None = None,
    settings: Path | None = None,
    columns: list[str] | None = None,
) -> "Inputs":
    """Return what a job is given; raises BadParameter for what cannot be understood."""
    from macros_py.jobs.inputs import Inputs

    return Inputs(ledger, moment(as_of), settings, pins(columns or []), beijing_now())


def moment(as_of: str | None) -> datetime:
    """Return the moment that counts as now: what was typed, or by the clock."""
    if as_of is None:
        return beijing_now()
    from workbook.values.times import parse_time

    try:
        found, dateonly = parse_time(as_of)
    except ValueError:
        found, dateonly = None, False
    if found is None or dateonly:
        message = f"截止时点无法识别 “{as_of}”，请写明日期和时刻，如 2024-03-20T15:00"
        raise typer.BadParameter(message)
    return found


def pins(columns: list[str]) -> dict[str, str]:
    """Return field → header of what ``--column`` says."""
    from workbook.ledger.headers import field_named, template_header

    found: dict[str, str] = {}
    for column in columns:
        for name, header in _told(column):
            field = field_named(name) or name
            if field in found:
                message = f"--column 把“{template_header(field)}”指定了两次，请只留一个"
                raise typer.BadParameter(message)
            found[field] = header
    return found


def _told(column: str) -> list[tuple[str, str]]:
    """Read ``派单时间=交办时间``, or the workbook in whose 列识别 a person has chosen."""
    name, _, header = (part.strip() for part in column.partition("="))
    if name and header:
        return [(name, header)]
    if not Path(column).suffix:
        message = f"--column 应写作 字段=列名，或写填好「列识别」的工作簿，现为 “{column}”"
        raise typer.BadParameter(message)
    from workbook.ledger.own_sheets import pins_in

    return list(pins_in(Path(column)).items())


def grouping(text: str) -> str:
    """``承办单位`` or ``unit`` → ``unit``."""
    named = {header: name for name, header in GROUPINGS.items()}
    return text if text in GROUPINGS else named[one_of(text.strip(), named)]


def one_of(text: str, choices: Collection[str]) -> str:
    """Return a text that is one of the choices; raises BadParameter."""
    if text not in choices:
        raise typer.BadParameter(f"“{text}” 应为 {'、'.join(choices)} 之一")
    return text
