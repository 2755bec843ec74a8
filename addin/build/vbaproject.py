"""A VBA project as the bytes of ``vbaProject.bin`` and back: MS-OVBA, sources and no p-code.

Version 0xFFFF in ``_VBA_PROJECT`` tells Office that there is no compiled code to trust, so it
compiles the sources when it loads them. Nothing in the bytes depends on the time or the machine.
"""

import io
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from addin.build.compound import compound_file
from addin.build.compression import compress, decompress
from addin.build.errors import BrokenAddinError
from addin.build.protection import encrypt
from workbook.reading.compound import CompoundFile
from workbook.values.refusals import DamagedError

PROJECT_NAME = "jsjb"
PROJECT_ID = "{6B1C8F0E-2B7D-4E2C-9A43-5C1D7A90E1B4}"
_SEED = 0x5D
_NO_COMPILED_CODE = bytes.fromhex("cc61ffff000000")
_REFERENCES = {
    "stdole": (
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#"
        r"C:\Windows\System32\stdole2.tlb#OLE Automation"
    ),
    "Office": (
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
        r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
        r"#Microsoft Office 16.0 Object Library"
    ),
}
_WIN32, _LOCALE, _CODE_PAGE, _COOKIE = 1, 0x409, 1252, 0xFFFF
_MAJOR, _MINOR = 0x61EEF783, 3


class Kind(Enum):
    """What a module is: plain procedures, or the code behind the workbook or a sheet."""

    PROCEDURES = "Module"
    DOCUMENT = "Document"


@dataclass(frozen=True)
class Module:
    """One module: its name and its whole source, attributes included, ASCII with CR LF."""

    name: str
    source: str
    kind: Kind = Kind.PROCEDURES


def project_bytes(modules: Iterable[Module]) -> bytes:
    """Build ``vbaProject.bin`` from the sources of its modules."""
    modules = tuple(modules)
    streams = {module.name: compress(module.source.encode("ascii")) for module in modules}
    directory = compress(_directory(modules))
    return compound_file(
        {
            "VBA": {**streams, "dir": directory, "_VBA_PROJECT": _NO_COMPILED_CODE},
            "PROJECT": _listing(modules).encode("ascii"),
            "PROJECTwm": _names(modules),
        }
    )


def read_project(raw: bytes) -> tuple[Module, ...]:
    """Read the modules of a ``vbaProject.bin`` in which each source starts its stream.

    Raises BrokenAddinError for one that is damaged, or holds compiled code before its sources.
    """
    try:
        file = CompoundFile(raw, "vbaProject.bin")
        records = _records(decompress(file.read("dir")))
        names: list[str] = []
        modules = []
        for kind, content in records:
            if kind == 0x1A:
                names.append(content.decode("ascii"))
            elif kind == 0x31 and content != bytes(4):
                raise BrokenAddinError(f"模块 {names[-1]} 里有编译过的代码，不是本工具生成的")
            elif kind in {0x21, 0x22}:
                source = decompress(file.read(names[-1])).decode("ascii")
                what = Kind.PROCEDURES if kind == 0x21 else Kind.DOCUMENT
                modules.append(Module(names[-1], source, what))
    except (DamagedError, KeyError, IndexError, UnicodeDecodeError, struct.error) as error:
        raise BrokenAddinError(f"VBA 工程已损坏：{error}") from error
    return tuple(modules)


def _directory(modules: tuple[Module, ...]) -> bytes:
    out = io.BytesIO()
    _number(out, 0x01, _WIN32, 4)
    _number(out, 0x02, _LOCALE, 4)
    _number(out, 0x14, _LOCALE, 4)
    _number(out, 0x03, _CODE_PAGE, 2)
    _record(out, 0x04, PROJECT_NAME.encode())
    for kind in (0x05, 0x40, 0x06, 0x3D):  # description and help file: none
        _record(out, kind, b"")
    _number(out, 0x07, 0, 4)
    _number(out, 0x08, 0, 4)
    out.write(struct.pack("<HIIH", 0x09, 4, _MAJOR, _MINOR))
    _record(out, 0x0C, b"")
    _record(out, 0x3C, b"")
    for name, library in _REFERENCES.items():
        _both(out, 0x16, 0x3E, name)
        packed = library.encode()
        _record(out, 0x0D, struct.pack("<I", len(packed)) + packed + bytes(6))
    _number(out, 0x0F, len(modules), 2)
    _number(out, 0x13, _COOKIE, 2)
    for module in modules:
        _record(out, 0x19, module.name.encode())
        _record(out, 0x47, module.name.encode("utf-16-le"))
        _both(out, 0x1A, 0x32, module.name)
        _both(out, 0x1C, 0x48, "")
        _number(out, 0x31, 0, 4)
        _number(out, 0x1E, 0, 4)
        _number(out, 0x2C, _COOKIE, 2)
        _record(out, 0x21 if module.kind is Kind.PROCEDURES else 0x22, b"")
        _record(out, 0x2B, b"")
    _record(out, 0x10, b"")
    return out.getvalue()


def _record(out: io.BytesIO, kind: int, content: bytes) -> None:
    out.write(struct.pack("<HI", kind, len(content)) + content)


def _number(out: io.BytesIO, kind: int, value: int, size: int) -> None:
    _record(out, kind, value.to_bytes(size, "little"))


def _both(out: io.BytesIO, kind: int, wide: int, text: str) -> None:
    _record(out, kind, text.encode("ascii"))
    _record(out, wide, text.encode("utf-16-le"))


def _records(data: bytes) -> Iterable[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        kind, size = struct.unpack_from("<HI", data, at)
        if kind == 0x09:
            size = 6  # the version record counts only part of itself
        yield kind, data[at + 6 : at + 6 + size]
        at += 6 + size


def _listing(modules: tuple[Module, ...]) -> str:
    lines = [f'ID="{PROJECT_ID}"']
    for module in modules:
        behind = "/&H00000000" if module.kind is Kind.DOCUMENT else ""
        lines.append(f"{module.kind.value}={module.name}{behind}")
    lines += [
        f'Name="{PROJECT_NAME}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{encrypt(bytes(4), PROJECT_ID, _SEED)}"',
        f'DPB="{encrypt(bytes(1), PROJECT_ID, _SEED)}"',
        f'GC="{encrypt(bytes([0xFF]), PROJECT_ID, _SEED)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _names(modules: tuple[Module, ...]) -> bytes:
    pairs = (m.name.encode() + b"\0" + m.name.encode("utf-16-le") + b"\0\0" for m in modules)
    return b"".join(pairs) + b"\0\0"
