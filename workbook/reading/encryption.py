"""Files that Excel encrypts without asking anybody for a password: "read-only recommended"."""

import io
import re
from importlib import import_module
from typing import Any

from workbook.reading.compound import CompoundFile
from workbook.values.refusals import EncryptedError

DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105  the one that Excel itself uses and documents
MOST_ROUNDS = 1_000_000
"""Rounds of hashing that are tried; Excel writes 100,000."""

_ROUNDS = re.compile(rb"spinCount\s*=\s*[\"']\s*([0-9]+)")


def password_set(label: str) -> EncryptedError:
    """Return the refusal of a file that a person has encrypted."""
    return EncryptedError(f"{label}：文件有打开密码，请先去掉密码再用")


def decrypted(raw: bytes, compound: CompoundFile, label: str) -> bytes:
    """Open a file with Excel's own default password.

    Raises EncryptedError where a person has set another one.
    """
    if "EncryptionInfo" in compound.streams:
        rounds = _ROUNDS.findall(compound.read("EncryptionInfo"))
        if any(len(number) > 7 or int(number) > MOST_ROUNDS for number in rounds):
            raise password_set(label)
    out = io.BytesIO()
    try:
        file: Any = import_module("msoffcrypto").OfficeFile(io.BytesIO(raw))
        file.load_key(password=DEFAULT_PASSWORD)
        file.decrypt(out)
    except Exception:
        raise password_set(label) from None
    return out.getvalue()
