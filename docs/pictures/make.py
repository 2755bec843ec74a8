"""Draws the pictures of the READMEs and the manual from the demo: ``python -m docs.pictures.make``.

Needs LibreOffice (soffice) and poppler (pdftotext, pdftoppm).
"""

import subprocess
import tempfile
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from macros_py.jobs.demo import QUARTER, run_demo
from macros_py.jobs.inputs import Inputs
from macros_py.jobs.sample import AS_OF
from macros_py.jobs.templates import form_with_figures
from macros_py.jobs.todo import todo
from macros_py.jobs.urge import urge

HERE = Path(__file__).parent
LARGEST = 150_000
PAGES = {"form.png": "验收评价表", "bill.png": "服务费验收结算单"}
"""Picture → what the page is headed."""

ROWS = 24
SHOWN = (
    *("工单编号", "派单时间", "承办单位", "接收状态", "转派状态", "首次联系状态", "阶段反馈状态"),
    *("办结时限", "办结状态", "总体状态", "剩余或已超"),
)


def main() -> None:
    """Make every picture anew."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = run_demo(folder / "示例").files
        ledger, evaluation = files["台账"], files["考核评价"]
        inputs = Inputs(ledger, AS_OF, evaluation)
        form = form_with_figures(folder / "评价表.xlsx", inputs, QUARTER)
        paper = as_pdf(form, folder)
        draw(paper, 1, HERE / "paper.png")
        draw(paper, 2, HERE / "reference.png", inches=9)
        list_of_day = as_pdf(todo(inputs, folder / "待办.xlsx").output, folder)
        draw(list_of_day, 1, HERE / "todo.png")
        urged = as_pdf(urge(inputs, folder).output, folder)
        draw(urged, page_headed(urged, "承办单位催办单"), HERE / "urge.png", inches=7)
        settlement = as_pdf(files["验收结算"], folder)
        for picture, heading in PAGES.items():
            draw(settlement, page_headed(settlement, heading), HERE / picture)
        view = folder / "台账.xlsx"
        some_columns(files["标注时限后的台账"], view)
        draw(as_pdf(view, folder), 1, HERE / "ledger.png", inches=5.5)


def as_pdf(book: Path | None, folder: Path) -> Path:
    """Print a workbook."""
    assert book is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(book)], check=True, capture_output=True)
    return folder / f"{book.stem}.pdf"


def page_headed(pdf: Path, heading: str) -> int:
    """Return the first page whose top lines begin with ``heading``, spaces apart."""
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    for number, page in enumerate(done.stdout.decode().split("\f"), 1):
        if any("".join(line.split()).startswith(heading) for line in page.splitlines()[:8]):
            return number
    raise SystemExit(f"no page is headed {heading}")


def some_columns(ledger: Path, view: Path) -> None:
    """Keep the last cases of the flagged ledger, and of its columns those that show the point."""
    book = load_workbook(ledger)
    sheet = book.worksheets[0]
    for other in book.worksheets[1:]:
        book.remove(other)
    for column in range(1, sheet.max_column + 1):
        header = str(sheet.cell(1, column).value or "").rstrip("*")
        sheet.column_dimensions[get_column_letter(column)].hidden = header not in SHOWN
    for row in range(2, sheet.max_row - ROWS):
        sheet.row_dimensions[row].hidden = True
    sheet.print_area = f"A1:{get_column_letter(sheet.max_column)}{sheet.max_row}"
    sheet.print_title_cols = None
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    book.save(view)


def draw(pdf: Path, page: int, picture: Path, inches: float = 12) -> None:
    """Draw one page, or its upper ``inches``, as a small PNG."""
    for dots in (80, 70, 60, 50):
        command = ["pdftoppm", "-png", "-r", str(dots), "-f", str(page), "-singlefile"]
        command += ["-x", "0", "-y", "0", "-H", str(round(inches * dots))]
        subprocess.run([*command, str(pdf), str(picture.with_suffix(""))], check=True)
        if picture.stat().st_size <= LARGEST:
            return
    raise SystemExit(f"{picture.name} is larger than {LARGEST:,} bytes")


if __name__ == "__main__":
    main()
