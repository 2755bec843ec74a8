"""The kinds of spreadsheet file, told by content, whatever the suffix says."""

import enum


class Kind(enum.Enum):
    """What a file is; .xlsm counts as .xlsx."""

    XLSX = ".xlsx"
    XLSB = ".xlsb"
    XLS = ".xls"
    ODS = ".ods"
    CSV = ".csv"
