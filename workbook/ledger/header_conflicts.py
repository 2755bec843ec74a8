"""When headers do not fit: a ledger that must be refused, a sheet or column that is a problem."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from workbook.ledger.headers import (
    REQUIRED,
    Header,
    closest_field,
    field_named,
    template_header,
)
from workbook.reading.sheets import RawSheet
from workbook.values.addresses import address, letters
from workbook.values.headers import normalised
from workbook.values.problem import Problem
from workbook.values.refusals import HeaderError
from workbook.values.text import is_blank, masked, shown

Found = Sequence[tuple[RawSheet, Header]]
Other = Sequence[tuple[RawSheet, Header | None]]
LEFT_OUT = "工作表缺列"
"""The kind of a sheet's problem that holds cases and could not be read."""

_MOST_NAMED = 8


def refuse_unusable(
    file: str, found: Found, other: Other, pins: Mapping[str, str], hidden: Sequence[str]
) -> None:
    """Raise HeaderError where the ledger cannot be read with certainty (rules 2).

    ``found``: sheets with every required field; ``other``: the remaining visible sheets.
    """
    for name, pin in pins.items():
        headers = [h.texts for _, h in found] + [h.texts for _, h in other if h]
        if not any(normalised(pin) == normalised(t) for texts in headers for t in texts):
            field = template_header(field_named(name) or name)
            raise HeaderError(f"{file}：没有找到列映射“{field}”指定的列“{pin}”")
    for sheet, header in found:
        for claim in header.torn:
            field = template_header(claim.field)
            raise HeaderError(
                f"{file}：工作表“{sheet.name}”有多列可作“{field}”："
                f"{'、'.join(_columns(sheet, claim.columns, claim.headers))}；"
                f"请只保留一列，或用列映射指定（{_how(field, claim.headers[0])}）"
            )
    if found:
        return
    best = max(
        ((sheet, header) for sheet, header in other if header),
        key=lambda pair: len(pair[1].columns),
        default=None,
    )
    unread = f"；{_hidden(hidden)}" if hidden else ""
    if best is None:
        raise HeaderError(
            f"{file}：前20行内没有找到台账表头，没有一列能认出；"
            f"台账须有{_named(REQUIRED)}两列，可改表头或用列映射指定{unread}"
        )
    sheet, header = best
    if len(header.missing) < len(REQUIRED):
        lacking = template_header(header.missing[0])
        raise HeaderError(
            f"{file}：工作表“{sheet.name}”的台账表头（第{header.last}行）缺“{lacking}”；"
            f"{_candidates(sheet, header, header.missing[0])}{unread}"
        )
    raise HeaderError(
        f"{file}：前20行内没有找到台账表头，"
        f"最接近的是工作表“{sheet.name}”第{header.last}行，只认出{_named(header.columns)}；"
        f"台账须有{_named(REQUIRED)}两列，可改表头或用列映射指定{unread}"
    )


def incomplete_sheets(other: Other) -> list[Problem]:
    """Name the sheets that are left out although they hold cases: 工单编号, but no 派单时间.

    A guide that explains 工单编号 in a row of its own is none of them.
    """
    return [
        Problem(
            sheet.name,
            f"{letters(sheet.first_column)}{header.last}",
            header.missing[0],
            LEFT_OUT,
            masked(""),
            f"这张表有“{template_header(has)}”而没有“{template_header(header.missing[0])}”，"
            f"没有计入台账；{_candidates(sheet, header, header.missing[0])}",
        )
        for sheet, header in other
        if header and len(header.missing) == 1 and len(header.columns) > 1
        for has in REQUIRED
        if has in header.columns and (has == "case_id" or header.clear)
    ]


def doubled_columns(sheet: RawSheet, header: Header) -> list[Problem]:
    """Name the columns of which only the leftmost is used."""
    return [
        Problem(
            sheet.name,
            f"{letters(sheet.first_column + claim.columns[0])}{header.last}",
            claim.field,
            "列重复",
            shown("、".join(claim.headers)),
            f"有多列可作“{template_header(claim.field)}”："
            f"{masked('、'.join(_columns(sheet, claim.columns, claim.headers)))}；采用最左一列",
        )
        for claim in header.doubled
    ]


def merged_headers(sheet: RawSheet, header: Header) -> Iterator[Problem]:
    """Name the filled columns that have no name of their own since a merge covers it.

    ``sheet`` as stored: a file may still hold the name that is covered.
    """
    field_at = {column: name for name, column in header.columns.items()}
    rows = sheet.rows[header.last + 1 - sheet.first_row :]
    named: set[int] = set()
    for area in sorted(sheet.merges, key=lambda area: -area.bottom):
        if not sheet.first_row <= area.top <= header.last or area.bottom < header.first:
            continue
        if area.left < sheet.first_column or area.right == area.left:
            continue
        line, at = sheet.rows[area.top - sheet.first_row], area.left - sheet.first_column
        covered = range(at + 1, min(area.right - sheet.first_column + 1, len(line)))
        nameless = [c for c in covered if c not in named and not normalised(header.texts[c])]
        hidden = {c for c in nameless if normalised(line[c]) not in {"", normalised(line[at])}}
        unread = [c for c in nameless if at in field_at or c in hidden]
        filled = [c for c in unread if not all(is_blank(row[c]) for row in rows)]
        if not filled:
            continue
        named.update(filled)
        columns = "、".join(letters(sheet.first_column + c) for c in filled)
        names = "、".join(f"“{shown(line[c])}”" for c in filled if c in hidden)
        yield Problem(
            sheet.name,
            address(area.top, area.left),
            field_at.get(at, ""),
            "合并单元格",
            shown(line[at]),
            f"表头合并了 {area}，{columns}列没有自己的列名，没有读"
            f"{f'（被盖住的列名：{names}）' if names else ''}；请取消合并，给每一列写上列名",
        )


def beyond_header(sheet: RawSheet, header: Header) -> Iterator[Problem]:
    """Name the rows of a .csv that are longer than its header: an unquoted delimiter in a text.

    Where most rows are, they have a column without a name.
    """
    end = max(at for at, text in enumerate(header.texts) if text) + 1
    if end == len(header.texts):
        return
    body = range(header.last + 1 - sheet.first_row, len(sheet.rows))
    longer = [i for i in body if not all(map(is_blank, sheet.rows[i][end:]))]
    if 2 * len(longer) > len(body):
        return
    for i in longer:
        yield Problem(
            sheet.name,
            address(sheet.first_row + i, sheet.first_column + end),
            "",
            "列数不符",
            masked(""),
            "这一行比表头多出内容，可能是某格里的分隔符没有加引号，其后的内容都移了位；"
            "请在平台重新导出，或核对这一行",
        )


def _candidates(sheet: RawSheet, header: Header, field: str) -> str:
    """Say which headers nobody recognised, and how one of them becomes the missing column."""
    name = template_header(field)
    unknown = sorted(header.unknown, key=lambda at: closest_field(header.texts[at]) != field)
    if not unknown:
        return "请补上这一列"
    texts = [header.texts[at] for at in unknown[:_MOST_NAMED]]
    listed = "、".join(_columns(sheet, unknown[:_MOST_NAMED], texts))
    return f"没有认出的列：{listed}；其中若有“{name}”，请用列映射指定（{_how(name, texts[0])}）"


def _how(field: str, header: str) -> str:
    text = " ".join(header.split())
    return f"合同设置加一行 列映射-{field}，值填 {text}；命令行 --column {field}={text}"


def _hidden(names: Sequence[str]) -> str:
    return f"隐藏的工作表没有读：{'、'.join(names)}，要用请先取消隐藏"


def _columns(sheet: RawSheet, columns: Iterable[int], texts: Iterable[str]) -> list[str]:
    return [
        f"{letters(sheet.first_column + column)}列“{text}”"
        for column, text in zip(columns, texts, strict=True)
    ]


def _named(fields: Iterable[str]) -> str:
    return "、".join(f"“{template_header(name)}”" for name in fields)
