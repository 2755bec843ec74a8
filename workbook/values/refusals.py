"""Why a file was refused: each message is one Chinese line saying what is wrong, what to do."""


class WorkbookError(Exception):
    """A workbook was refused; nothing was written."""


class NotASpreadsheetError(WorkbookError):
    """The file is missing, empty, or of a kind that is not read here."""


class EncryptedError(WorkbookError):
    """The file is protected by a password to open."""


class DamagedError(WorkbookError):
    """The package is truncated, inconsistent, or not well formed."""


class UnsafeFileError(WorkbookError):
    """The file would do harm if read: a zip bomb, XML entities, absurd dimensions."""


class SignedError(WorkbookError):
    """The file carries a digital signature that a change would break."""


class InUseError(WorkbookError):
    """The file is open in another program."""


class ChangedError(WorkbookError):
    """The file on disk is no longer the one that was read."""


class NotWritableError(WorkbookError):
    """The target could not be written: read-only folder, full disk, no permission."""


class HeaderError(WorkbookError):
    """No header row, or a column that must be there exactly once is missing or doubled."""


class CellError(WorkbookError):
    """A cell whose content makes the result meaningless; the message starts with its address."""


class ExtraError(WorkbookError):
    """What the job needs is an optional component that is not installed."""


class WorkersError(WorkbookError):
    """Processes that share the work cannot be reached or are stopped; what is done stays done."""


class TemplateError(WorkbookError):
    """A template lacks a defined name or sheet that the tool fills."""


class SheetError(WorkbookError):
    """The sheet asked for is not in the workbook, or is a chart or dialog and has no cells."""


class EvaluationError(WorkbookError):
    """An evaluation workbook with cells that make the result meaningless; ``lines`` names each."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.lines = (
            (f"{file}：{lines[0]}",)
            if len(lines) == 1
            else (f"{file}：有 {len(lines)} 处须改正，改好后再运行：", *lines)
        )
        super().__init__("\n".join(self.lines))
