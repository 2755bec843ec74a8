"""The key that hides case numbers: a file beside the district's folder that nobody else reads."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from workbook.files.atomic import flush, new_file, refusal, why
from workbook.values.refusals import NotASpreadsheetError
from workbook.values.text import keys

SIZE = 32
DIGEST = 16
"""Bytes of a digest that are kept."""


def key_file(folder: Path) -> Path:
    """``各镇台账`` → ``.各镇台账.jsjb-key``, beside it."""
    return folder.parent / f".{folder.name}.jsjb-key"


def make_key(path: Path) -> None:
    """Make a key unless there is one; only its owner may read it (0600).

    Raises NotWritableError where the folder takes no file.
    """
    if not path.exists():
        with new_file(path) as (file, waiting):
            file.write(secrets.token_hex(SIZE).encode())
            flush(file)
            file.close()
            _settle(waiting, path)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        try:
            path.chmod(0o600)
        except OSError as error:
            raise refusal(path, error) from error


def _settle(waiting: Path, path: Path) -> None:
    """Give a finished key its name, unless another run has just made one."""
    try:
        os.link(waiting, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        waiting.replace(path)


def read_key(path: Path) -> bytes:
    """Return the key; raises NotASpreadsheetError where the file is not there or holds none."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise NotASpreadsheetError(
            f"{path}：密钥文件无法读取，{why(error, '文件不存在')}；每台电脑须能按同一路径读到它"
        ) from error
    except UnicodeDecodeError:
        text = ""
    with suppress(ValueError):
        key = bytes.fromhex(text)
        if len(key) == SIZE:
            return key
    message = f"{path}：不是工具写出的密钥；请从备份恢复，或删除后重新运行（全部台账会重读）"
    raise NotASpreadsheetError(message)


def digest(key: bytes, text: str) -> bytes:
    """Return the keyed digest of a text (HMAC-SHA-256), cut to ``DIGEST`` bytes."""
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)[:DIGEST]


def case_digests(key: bytes, numbers: Sequence[str]) -> list[bytes | None]:
    """Return the digests of case numbers as they are compared (rules 2); None for a blank one."""
    return [digest(key, number) if number else None for number in keys(list(numbers))]
