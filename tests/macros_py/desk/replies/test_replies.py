"""回复检查 of a whole ledger: columns, findings without quotes, 归档清单 (desk.md 5)."""

from pathlib import Path

from openpyxl import load_workbook

from tests.evaluations import write_evaluation
from tests.ledgers import Row, simple, write_csv, write_xlsx
from tests.oracle.command import run

AS_OF = "2024-03-26T09:00"
HEADERS = (
    *("工单编号", "来源系统", "派单时间", "承办单位", "村社区", "联系电话", "首次联系时间"),
    *("办结时间", "是否有效回访", "是否解决", "回复时间", "回复内容"),
)
WHOLE = (
    "3月1日11时电话联系诉求人，经核实路灯线路老化，已安排电工维修，3月2日已修复，诉求人表示满意。"
)


def row(number: str, reply: object, **given: object) -> Row:
    values: dict[str, object] = {
        "工单编号": number,
        "来源系统": "市级",
        "派单时间": "2024-03-01 10:00:00",
        "承办单位": "规划科",
        "村社区": "东白塔村12号",
        "联系电话": "13900000001",
        "首次联系时间": "2024-03-01 11:00:00",
        "办结时间": "2024-03-02 16:00:00",
        "回复时间": "2024-03-02 17:00:00",
        "回复内容": reply,
    } | given
    return [values.get(header) for header in HEADERS]


CASES = (
    row("240301-000001", WHOLE),
    row("240301-000002", "已收悉。", 派单时间="2024-02-28 10:00:00"),
    row("240301-000003", WHOLE.replace("路灯", "善台子村井盖") + "见240301-000001。"),
    row(
        "240301-000004",
        WHOLE.replace("路灯", "水管") + "问题已解决",
        是否有效回访="是",
        是否解决="否",
    ),
    row("240301-000005", None, 村社区="善台子村", 联系电话="13900000005"),
)


def test_columns_and_findings(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "台账.xlsx", simple(*CASES, headers=HEADERS))
    done = run("replies", book, "--as-of", AS_OF, "--json")
    told = done.document
    assert (done.exit_code, told["cases"]) == (1, 4)
    assert [(f["case"], f["kind"]) for f in told["findings"] if not f["element"]] == [
        ("240301-000002", "仅有套话"),
        ("240301-000002", "字数不足"),
        ("240301-000003", "写了另一件的编号"),
        ("240301-000003", "写了另一村社区"),
        ("240301-000004", "解决情况与回访不符"),
    ]
    assert [f["element"] for f in told["findings"] if f["element"]] == [
        *("联系情况", "核实情况", "办理过程", "办理结果", "诉求人意见"),
    ]
    assert "善台子村" not in done.stdout
    assert "已收悉" not in done.stdout
    sheet = load_workbook(book)["台账"]
    assert [[cell.value for cell in line[12:]] for line in sheet][:2] == [
        ["回复检查", "缺少要素", "回复问题"],
        ["已查", None, None],
    ]
    assert sheet["M3"].value == "提示7处"
    assert sheet["N3"].value == "联系情况、核实情况、办理过程、办理结果、诉求人意见"
    assert "写了“已收悉。”，但未见办理内容" in sheet["O3"].value
    assert "写了“善台子村”，但未见依据（台账为东白塔村）" in sheet["O4"].value
    assert [cell.value for cell in sheet[6][12:]] == [None, None, None]


def test_a_second_run_and_the_flags_leave_the_columns_where_they_are(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "台账.xlsx", simple(*CASES, headers=HEADERS))
    for command in ("replies", "flags", "replies"):
        assert run(command, book, "--as-of", AS_OF).exit_code <= 1
    headers = [cell.value for cell in load_workbook(book)["台账"][1]]
    assert headers[12:15] == ["回复检查", "缺少要素", "回复问题"]
    assert len(headers) == len(set(headers)) == 12 + 3 + 18
    told = run("check", book, "--as-of", AS_OF, "--json").document
    assert told["unknown_headers"] == []


def test_the_words_in_force_are_the_townships(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "台账.xlsx", simple(CASES[0], headers=HEADERS))
    evaluation = write_evaluation(
        tmp_path / "评价.xlsx",
        settings={"最少字数": 100},
        rows={"五要素": [["联系情况", "登门"], *[[name, "核实"] for name in "乙丙丁戊"]]},
    )
    told = run("replies", book, "--as-of", AS_OF, "--settings", evaluation, "--json").document
    assert [(f["kind"], f["element"]) for f in told["findings"]] == [
        ("缺要素", "联系情况"),
        ("字数不足", None),
    ]


def test_the_list_of_a_month(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "台账.xlsx", simple(*CASES, headers=HEADERS))
    out = tmp_path / "归档.xlsx"
    done = run("replies", book, "--as-of", AS_OF, "--out", out, "--period", "2024-03", "--json")
    assert done.document["cases"] == 3
    texts = [cell.value for line in load_workbook(out)["归档清单"] for cell in line if cell.value]
    assert "2024-03（3 件，五要素均见 3 件）" in texts
    assert "2024-03-02 17:00" in texts
    assert not [text for text in texts if "善台子" in str(text) or "已收悉" in str(text)]
    done = run("replies", book, "--as-of", AS_OF, "--out", out)
    texts = [cell.value for line in load_workbook(out)["归档清单"] for cell in line if cell.value]
    assert "2024-02（1 件，五要素均见 0 件）" in texts


def test_a_ledger_that_is_only_read(tmp_path: Path) -> None:
    book = write_csv(tmp_path / "台账.csv", [HEADERS, ["" if c is None else c for c in CASES[1]]])
    before = book.read_bytes()
    told = run("replies", book, "--as-of", AS_OF, "--json").document
    assert (told["cases"], told["written"], book.read_bytes()) == (1, None, before)


def test_a_ledger_without_replies_says_so(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "台账.xlsx", simple(("1", "2024-03-01 10:00:00")))
    done = run("replies", book, "--as-of", AS_OF, "--json")
    assert (done.exit_code, done.document["cases"], done.document["written"]) == (1, 0, None)
    assert "回复内容" in done.document["problems"][0]["message"]
