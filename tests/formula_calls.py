"""One question to each formula of the catalogue, in its order, that it can answer."""

DAY = 45299.4166666667
EVERY: dict[str, list[object]] = {
    "SLA_STATUS": ["接收", [[DAY], [""]], [[""], [""]], 45301.4],
    "SLA_DUE": ["办结", DAY],
    "SLA_MINUTES_LEFT": ["办结", DAY, "", 45301.4],
    "SLA_LEDGER": [[["A1", DAY], ["A2", ""]], [["工单编号", "派单时间"]], 45301.4],
    "SLA_QUARTER": [[[DAY]], "2023-12-26"],
    "QUARTER_START": [1, "2023-12-26"],
    "QUARTER_END": ["第2季度", "2023-12-26"],
    "FORM_SCORE": [[["正常出勤", "好", *["及时"] * 6]]],
    "QUARTER_DEDUCTION": [79.5],
    "QUARTER_PAYABLE": [79.5, 350],
    "RMB_UPPER": [[[536230], [""], [0.5]]],
    "RMB_NUMBER": ["人民币壹佰元整"],
    "RATE_RESPONSE": [[["是"], ["否"]], [["是"], ["是"]], ""],
    "RATE_RESOLUTION": [[["是"], ["否"]], [["是"], ["是"]], ""],
    "RATE_SATISFACTION": [[["满意"], ["不满意"]], [["是"], ["是"]], ""],
    "CN_WORKDAYS": ["2024-02-01", "2024-02-29"],
    "CN_WORKDAY_ADD": ["2024-02-09", 1],
    "CN_IS_WORKDAY": [[[45331], [45340]]],
    "WORK_MINUTES": ["2024-01-08 10:00", "2024-01-09 10:00"],
    "MASK": ["电话 13812345678"],
}
