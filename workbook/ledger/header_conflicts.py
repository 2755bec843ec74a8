"""When headers do not fit: a ledger that must be refused, a column that two headers claim."""

from collections.abc import Iterable, Mapping, Sequence

from workbook.ledger.headers import REQUIRED, Header, template_header
from workbook.reading.sheets import RawSheet
from workbook.values.cells import letters
from workbook.values.headers import normalised
from workbook.values.problem import Problem
from workbook.values.refusals import HeaderError
from workbook.values.text import masked

Found = Sequence[tuple[RawSheet, Header]]
Other = Sequence[tuple[RawSheet, Header | None]]


def refuse_unusable(file: str, found: Found, other: Other, pins: Mapping[str, str]) -> None:
    """Raise HeaderError where the ledger cannot be read with certainty (rules 2).

    ``found``: sheets with every required field; ``other``: the remaining visible sheets. A sheet
    of the latter that has one required field and is otherwise clearly a ledger is not ignored.
    """
    for name, pin in pins.items():
        headers = [h.texts for _, h in found] + [h.texts for _, h in other if h]
        if not any(normalised(pin) == normalised(t) for texts in headers for t in texts):
            raise HeaderError(f"{file}：没有找到列映射“{name}”指定的列“{pin}”")
    for sheet, header in found:
        for claim in header.torn:
            raise HeaderError(
                f"{file}：工作表“{sheet.name}”有多列可作“{template_header(claim.field)}”："
                f"{'、'.join(_columns(sheet, claim.columns, claim.headers))}；"
                "请只保留一列，或用列映射指定"
            )
    near = [(sheet, header) for sheet, header in other if header]
    for sheet, header in near:
        half = len(header.missing) < len(REQUIRED)
        if half and (header.clear or not found):
            raise HeaderError(
                f"{file}：工作表“{sheet.name}”的台账表头（第{header.last}行）缺"
                f"{_named(header.missing)}；请补上该列，或用列映射指定"
            )
    if not found:
        best = max(near, key=lambda pair: len(pair[1].columns), default=None)
        seen = (
            f"最接近的是工作表“{best[0].name}”第{best[1].last}行，只认出{_named(best[1].columns)}；"
            if best
            else "没有一列能认出；"
        )
        raise HeaderError(
            f"{file}：前20行内没有找到台账表头，{seen}"
            f"台账须有{_named(REQUIRED)}两列，可改表头或用列映射指定"
        )


def doubled_columns(sheet: RawSheet, header: Header) -> list[Problem]:
    """Name the columns of which only the leftmost is used."""
    return [
        Problem(
            sheet.name,
            f"{letters(sheet.first_column + claim.columns[0])}{header.last}",
            claim.field,
            "列重复",
            masked("、".join(claim.headers)),
            f"有多列可作“{template_header(claim.field)}”："
            f"{masked('、'.join(_columns(sheet, claim.columns, claim.headers)))}；采用最左一列",
        )
        for claim in header.doubled
    ]


def _columns(sheet: RawSheet, columns: Iterable[int], texts: Iterable[str]) -> list[str]:
    return [
        f"{letters(sheet.first_column + column)}列“{text}”"
        for column, text in zip(columns, texts, strict=True)
    ]


def _named(fields: Iterable[str]) -> str:
    return "、".join(f"“{template_header(name)}”" for name in fields)
