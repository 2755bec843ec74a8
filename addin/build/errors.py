"""Why the add-in could not be built, checked or installed: one Chinese line each."""

from workbook.values.refusals import WorkbookError


class BuildError(WorkbookError):
    """A piece that the add-in is made of is missing or not as expected."""


class BrokenAddinError(WorkbookError):
    """A file is no add-in of ours, or a damaged one."""


class InstallError(WorkbookError):
    """The add-in could not be installed or removed on this machine."""


class KitError(WorkbookError):
    """The offline kit could not be assembled."""
