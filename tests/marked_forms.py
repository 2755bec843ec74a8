"""附件2 sheets as a township fills them by hand, for tests."""

from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.evaluations import ITEMS

GROUPS = (("纪律\n(20%)", 2), ("业务\n(60%)", 4), ("服务\n(20%)", 2))


def options(item: str, ticked: str = "", *, tick: str = "☑", box: str = "☐", gap: str = " ") -> str:
    """Return an item's options in one cell, ``ticked`` with its tick and the rest with a box."""
    return gap.join(
        f"{tick if label == ticked else box} {label}{points}分" for label, points in ITEMS[item]
    )


def draw_form(
    sheet: Worksheet,
    standards: Mapping[str, str] | None = None,
    scores: Mapping[str, Any] | None = None,
    *,
    top: int = 1,
    left: int = 1,
    **values: Any,
) -> dict[str, str]:
    """Draw the contract's form with merged cells, its upper left corner at ``top``, ``left``.

    ``standards`` holds the text of an item's 评估标准 (all boxes empty for the others), ``scores``
    its 得分. ``values`` may be 评估日期 周期 说明 扣分 评估意见 标题. Returns the address of every
    value cell by its name; an item's is its 得分, with 标准 before it its options.
    """
    at: dict[str, str] = {}

    def put(
        row: int, column: int, value: Any, name: str = "", across: int = 1, down: int = 1
    ) -> None:
        cell = sheet.cell(top + row - 1, left + column - 1, value)
        if isinstance(value, str):
            cell.data_type = "s"
        if across > 1 or down > 1:
            sheet.merge_cells(
                start_row=cell.row,
                start_column=cell.column,
                end_row=cell.row + down - 1,
                end_column=cell.column + across - 1,
            )
        if name:
            at[name] = cell.coordinate

    put(1, 1, values.get("标题", "验收评价表（服务类）"), "标题", across=6)
    for column, text in (
        (1, "验收部门"),
        (2, "接诉即办办公室"),
        (3, "评 估 日 期"),
        (5, "合同编号"),
    ):
        put(2, column, text)
    put(2, 4, values.get("评估日期", "2024年3月26日"), "评估日期")
    put(3, 1, "服务商名称")
    put(3, 2, "北京兴众联城信息技术有限公司", across=2)
    put(3, 4, "合同名称\n/周期")
    put(3, 5, values.get("周期", "安定镇12345接诉即办服务合同/第1季度"), "周期", across=2)
    for column, text in ((1, "评估内容 / 权重"), (2, "评估内容"), (3, "评估标准"), (6, "得分")):
        put(4, column, text)
    row, items = 5, iter(ITEMS.items())
    for group, count in GROUPS:
        put(row, 1, group, down=count)
        for _ in range(count):
            item, choices = next(items)
            put(row, 2, f"{item}({choices[0][1]}分)")
            put(row, 3, (standards or {}).get(item, options(item)), f"标准{item}", across=3)
            put(row, 6, (scores or {}).get(item), item)
            row += 1
    put(row, 1, "明显违约\n违规项")
    put(row, 2, values.get("说明", "说明:"), "说明", across=4)
    put(row, 6, values.get("扣分", "扣分"), "扣分")
    put(row + 1, 1, "评估意见")
    put(row + 1, 2, values.get("评估意见"), "评估意见", across=5)
    put(row + 2, 1, "验收部门负责人\n签字")
    put(row + 3, 1, "验收工作人员\n签字")
    return at


def form_book(name: str, *args: Any, **values: Any) -> tuple[Workbook, dict[str, str]]:
    """Return a workbook whose only sheet ``name`` carries one form, and the form's addresses."""
    book = Workbook()
    assert book.active is not None
    book.active.title = name
    return book, draw_form(book.active, *args, **values)
