"""台账体检 as a workbook: what ``jsjb check`` prints, as a file."""

from dataclasses import replace

from macros_py.desk.lists import list_workbook, note, problem_table, text_table
from macros_py.desk.reports.blocks import Block, Section
from macros_py.inputs.judged_ledger import JudgedLedger, is_own_header
from macros_py.rules.deadlines.statistics import count_stages
from macros_py.rules.deadlines.status import Status
from workbook.ledger.own_sheets import COLUMNS, COLUMNS_HEADERS, columns_table
from workbook.values.addresses import letters
from workbook.values.text import key, masked, visible

CHECKED = "台账体检"


def check_list(judged: JudgedLedger, *labels: str) -> bytes:
    """Return 台账体检 as a workbook, 列识别 behind it; ``labels`` stand before the banners."""
    return list_workbook(
        CHECKED,
        _blocks(judged),
        as_of=judged.verdicts.as_of,
        source=judged.ledger.path.name,
        banners=(*labels, *judged.banners),
        more=(_columns_page(judged),),
    )


def _blocks(judged: JudgedLedger) -> list[Block]:
    """Return what a ledger holds that a person must look at, by kind and cell by cell."""
    stages = [
        (
            count.stage.name,
            count.stage.owner,
            sum(count.counts.values()),
            "，".join(f"{s.text} {count.counts[s]}" for s in Status if count.counts.get(s)),
        )
        for count in count_stages(judged.verdicts, judged.first_rows)
    ]
    return [
        *map(note, judged.notes),
        text_table("各环节的状态", ("环节", "责任方", "件数", "各状态的件数"), stages),
        text_table("问题种类", ("类型", "处数"), list(judged.problem_kinds().items())),
        text_table("没有认出的列", ("单元格", "列名", "最接近的字段"), judged.unknown_headers),
        problem_table(judged.problems),
    ]


def _columns_page(judged: JudgedLedger) -> Section:
    """Return 列识别: which column stands for which field, and a list to choose another from.

    A person's choice holds once the page stands in the ledger, or is named with ``--column``.
    """
    seen: dict[str, tuple[str, str]] = {}
    unknown: dict[str, str] = {}
    for sheet in judged.ledger.sheets:
        name, row = visible(masked(sheet.name)), sheet.header_rows[1]
        for field in sheet.columns:
            at = f"{name}!{sheet.cell(row, field)}"
            seen.setdefault(field, (key(masked(sheet.header(field))), at))
        for column, header in sheet.unknown.items():
            if not is_own_header(header):
                unknown.setdefault(key(masked(header)), f"{name}!{letters(column)}{row}")
    rows, lists = columns_table(seen, unknown, {})
    table = replace(text_table("各字段与列", COLUMNS_HEADERS, rows), drop_downs=lists)
    said = (
        "没认出的列，在最后一列选它是哪个字段；认错的字段，选或填台账里的列名；留空则自动识别。"
        "选好存盘，以后的命令加 --column 本文件名，或把本工作表移到台账里，就照此识别。"
    )
    return Section(COLUMNS, COLUMNS, [note(said), table])
