"""The VBA project as oletools reads it, which knows nothing of how it was built."""

import io
import re
import struct

import olefile
import pytest

from addin.build.compound import compound_file
from addin.build.compression import compress
from addin.build.errors import BrokenAddinError
from addin.build.excel import addin_bytes
from addin.build.package import VBA, parts_of
from addin.build.protection import encrypt
from addin.build.vbaproject import (
    PROJECT_ID,
    Kind,
    Module,
    project_bytes,
    read_project,
)
from tests.addin.decryption import decrypt
from tests.addin.examination import has_compiled_code
from tests.addin.outside import macros, unpacked


def test_olevba_lists_every_module_with_its_exact_source(
    addin: bytes, sources: tuple[Module, ...]
) -> None:
    endings = {Kind.PROCEDURES: "bas", Kind.DOCUMENT: "cls"}
    expected = [(f"{m.name}.{endings[m.kind]}", m.source) for m in sources]
    assert macros(addin) == expected


def test_two_builds_are_identical(addin: bytes) -> None:
    assert addin_bytes() == addin


def test_a_second_reader_finds_the_streams(addin: bytes, sources: tuple[Module, ...]) -> None:
    raw = parts_of(addin)[VBA]
    file = olefile.OleFileIO(io.BytesIO(raw), raise_defects=olefile.DEFECT_POTENTIAL)
    names = {"/".join(path) for path in file.listdir()}
    modules = {f"VBA/{module.name}" for module in sources}
    assert names == modules | {"PROJECT", "PROJECTwm", "VBA/dir", "VBA/_VBA_PROJECT"}
    assert file.openstream("VBA/_VBA_PROJECT").read().hex() == "cc61ffff000000"
    for module in sources:
        packed = file.openstream(f"VBA/{module.name}").read()
        assert unpacked(packed).decode("ascii") == module.source
    listing = file.openstream("PROJECT").read().decode("ascii")
    kinds = {Kind.PROCEDURES: "Module={}", Kind.DOCUMENT: "Document={}/&H00000000"}
    for module in sources:
        assert f"{kinds[module.kind].format(module.name)}\r\n" in listing
    file.close()


def test_the_protection_fields_say_unprotected(addin: bytes) -> None:
    raw = parts_of(addin)[VBA]
    with olefile.OleFileIO(io.BytesIO(raw)) as file:
        listing = file.openstream("PROJECT").read().decode("ascii")
    fields = dict(re.findall(r'^(CMG|DPB|GC)="([0-9A-F]+)"', listing, re.MULTILINE))
    assert {name: decrypt(text, PROJECT_ID) for name, text in fields.items()} == {
        "CMG": bytes(4),
        "DPB": b"\0",
        "GC": b"\xff",
    }


def test_fields_that_excel_wrote_are_understood() -> None:
    """From a project saved by Excel: another id, seeds of its own."""
    project = "{E2E0E410-BF04-4DC5-BDD2-D3FBBA8B7D37}"
    assert decrypt("A7A58C2B7CDD73E173E173E173E1", project) == bytes(4)
    assert decrypt("A2A089308531853185", project) == b"\0"
    assert decrypt("9D9FB6314A2D4B2D4BD2", project) == b"\xff"
    with pytest.raises(ValueError, match="A2A0"):
        decrypt("A2A089308531853185", PROJECT_ID)


@pytest.mark.parametrize("seed", range(0, 256, 7))
def test_encryption_turns_back(seed: int) -> None:
    for data in (b"\0", b"\xff", bytes(4), bytes(range(40))):
        assert decrypt(encrypt(data, PROJECT_ID, seed), PROJECT_ID) == data


def test_we_read_back_what_we_wrote(sources: tuple[Module, ...]) -> None:
    raw = project_bytes(sources)
    assert read_project(raw) == sources
    assert not has_compiled_code(raw)


def test_compiled_code_is_noticed(sources: tuple[Module, ...]) -> None:
    stream = compress(sources[0].source.encode())
    tree = {"VBA": {"_VBA_PROJECT": b"\xcc\x61\xb5\x00", "x": stream}, "PROJECT": b""}
    assert has_compiled_code(compound_file(tree))
    tree = {"VBA": {"_VBA_PROJECT": bytes.fromhex("cc61ffff000000"), "__SRP_0": b"x"}}
    assert has_compiled_code(compound_file(tree))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not a compound file" * 100,
        compound_file({"VBA": {"dir": b"\x02"}}),
        compound_file({"VBA": {}}),
        compound_file({"VBA": {"dir": compress(struct.pack("<HI", 0x31, 4) + b"\1\0\0\0")}}),
    ],
)
def test_what_is_no_project_of_ours_is_refused(raw: bytes) -> None:
    with pytest.raises(BrokenAddinError):
        read_project(raw)
