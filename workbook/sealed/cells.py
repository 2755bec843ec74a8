"""What a workbook says: its filled cells, their formulas, and what its names stand for."""

from collections.abc import Iterator, Mapping

from workbook.reading.raw import RawBook
from workbook.values.addresses import address, split_sheet, unquoted
from workbook.xlsx.filling.references import expanded
from workbook.xlsx.markup import main


def said_cells(book: RawBook, sheet: str) -> Iterator[tuple[str, object, str]]:
    """Yield address, value and formula (without ``=``, ``""`` for none) of each filled cell.

    Values as `RawSheet` has them. Raises the refusals of reading.
    """
    read, formulas = book.load(sheet), _formulas(book, sheet)
    for number, row in enumerate(read.rows, read.first_row):
        for column, value in enumerate(row, read.first_column):
            place = address(number, column) if value != "" else ""
            if place:
                yield place, value, formulas.pop(place, "")
    yield from ((place, "", formula) for place, formula in formulas.items())


def said_names(book: RawBook) -> Mapping[str, str]:
    """Return what each name that a formula may use stands for; a sheet's own bears its title."""
    assert book.package is not None
    titles = [entry.name for entry in book.package.sheets]
    root = book.package.root(book.package.book)
    found = {}
    for defined in () if root is None else root.iter(main("definedName")):
        name, local = defined.get("name", ""), defined.get("localSheetId")
        if not name.startswith("_xlnm."):
            sheet, cells = split_sheet(defined.text or "")
            text = f"{unquoted(sheet)}!{cells.replace('$', '')}" if sheet else cells
            found[f"{name}（{titles[int(local)]}）" if local else name] = text
    return found


def _formulas(book: RawBook, sheet: str) -> dict[str, str]:
    """Return address → formula; one of a shared formula as it reads in its own cell."""
    assert book.package is not None
    root = book.package.root(book.package.sheet_part(sheet))
    shared: dict[str, tuple[str, str]] = {}
    found = {}
    for cell in () if root is None else root.iter(main("c")):
        formula, place = cell.find(main("f")), cell.get("r", "")
        if formula is None:
            continue
        text, number = formula.text or "", formula.get("si", "")
        if formula.get("t") == "shared" and text:
            shared[number] = (text, place)
        if not text and number in shared:
            text = expanded(*shared[number], place)
        found[place] = text or "="
    return found
