"""The rows of an evaluation workbook."""

from openpyxl import load_workbook

from tests.signed_quarter import Quarter


def rows(quarter: Quarter, sheet: str) -> list[dict[str, object]]:
    """The filled rows of a sheet of the evaluation workbook."""
    header, *lines = load_workbook(quarter.evaluation)[sheet].iter_rows(values_only=True)
    return [dict(zip(header, line, strict=True)) for line in lines if any(line)]
