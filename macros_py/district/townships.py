"""What lies in a district's folder: one folder a township, or a ledger that is one by its name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbook.files.atomic import why
from workbook.files.saving import stands_aside
from workbook.values.refusals import NotASpreadsheetError
from workbook.values.text import Masked, key, masked, visible

SETTINGS = "设置.xlsx"
LEDGERS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv"})
_DEEPER, _OTHER, _BACKUP = "下级文件夹，不读", "不是台账的文件格式，不读", "备份，不读"
_EMPTY = "文件夹里没有台账"
_SECOND = f"这个乡镇已有一份{SETTINGS}，不读"


@dataclass(frozen=True)
class Township:
    """A township: its ledgers by file name, and the settings that apply to it, None for none."""

    name: str
    ledgers: tuple[Path, ...]
    settings: Path | None

    @property
    def shown(self) -> Masked:
        """The name as outputs take it."""
        return shown_name(self.name)


@dataclass(frozen=True)
class District:
    """The townships of a folder in the order of their names.

    ``settings``: the district's own, which hold for townships without any. ``passed_over``: what
    else lies there, each as outputs take it, with the reason.
    """

    folder: Path
    townships: tuple[Township, ...]
    settings: Path | None
    passed_over: tuple[tuple[Masked, str], ...] = ()


@dataclass
class _Found:
    ledgers: list[Path] = field(default_factory=list)
    settings: Path | None = None


def shown_name(name: str) -> Masked:
    """Return the name of a file or folder as outputs take it."""
    return Masked(visible(masked(name)))


def look_into(folder: Path) -> District:
    """Return what lies in ``folder``; two names that mean the same are one township.

    Raises NotASpreadsheetError where the folder cannot be read or holds no ledger.
    """
    own = folder / SETTINGS
    settings = own if own.exists() else None
    found: dict[str, _Found] = {}
    passed: list[tuple[Masked, str]] = []
    try:
        entries = _entries(folder)
    except OSError as error:
        raise NotASpreadsheetError(f"{folder.name}：{_unreadable(error)}") from error
    for path in entries:
        if path == settings:
            continue
        if path.is_dir():
            township = found.setdefault(key(path.name), _Found())
            passed += _fill(township, path)
        elif reason := _no_ledger(path):
            passed.append((shown_name(path.name), reason))
        else:
            found.setdefault(key(path.stem), _Found()).ledgers.append(path)
    townships = tuple(
        Township(name, tuple(sorted(each.ledgers, key=_by_name)), each.settings or settings)
        for name, each in sorted(found.items())
        if each.ledgers
    )
    if not townships:
        message = f"{folder.name}：没有台账；每个乡镇一个文件夹，里面放台账和{SETTINGS}"
        raise NotASpreadsheetError(message)
    return District(folder, townships, settings, tuple(passed))


def _fill(township: _Found, folder: Path) -> Iterator[tuple[Masked, str]]:
    """Put a folder's ledgers and settings into its township; yield what is passed over.

    A folder that cannot be read is passed over too: the other townships can.
    """
    before = len(township.ledgers)
    try:
        entries = _entries(folder)
    except OSError as error:
        yield shown_name(folder.name), _unreadable(error)
        return
    for path in entries:
        where = shown_name(f"{folder.name}/{path.name}")
        if path.is_dir():
            yield where, _DEEPER
        elif path.name == SETTINGS:
            if township.settings is None:
                township.settings = path
            else:
                yield where, _SECOND
        elif reason := _no_ledger(path):
            yield where, reason
        else:
            township.ledgers.append(path)
    if len(township.ledgers) == before:
        yield shown_name(folder.name), _EMPTY


def _entries(folder: Path) -> Sequence[Path]:
    """Return what lies in a folder by name, without hidden files and those of open programs."""
    return sorted((p for p in folder.iterdir() if not p.name.startswith((".", "~"))), key=_by_name)


def _unreadable(error: OSError) -> str:
    return f"文件夹无法读取，{why(error, '文件夹不存在')}"


def _by_name(path: Path) -> tuple[str, str]:
    return path.name, str(path)


def _no_ledger(path: Path) -> str:
    """Say why a file is taken for no ledger, "" where it is taken for one."""
    if path.suffix.lower() not in LEDGERS:
        return _OTHER
    return _BACKUP if stands_aside(path) else ""
