"""MS-OVBA compression against oletools' decompressor, which is not ours."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from addin.build.compression import compress, decompress
from addin.build.errors import BrokenAddinError
from tests.addin.outside import unpacked

LINES = b"    Dim Found As Long\r\n    Found = InStr(At, Coded, Chr(34))\r\n"


@st.composite
def contents(draw: st.DrawFn) -> bytes:
    """Bytes of 1 to 70,000: a random piece repeated, so that runs of every length occur."""
    piece = draw(st.binary(min_size=1, max_size=300))
    size = draw(st.integers(1, 70_000))
    noise = draw(st.binary(max_size=5000))
    return (piece * (size // len(piece) + 1) + noise)[:size]


@given(contents())
@example(bytes(range(256)) * 16)
@example(LINES * 1100)
def test_what_is_packed_unpacks_to_the_same(content: bytes) -> None:
    packed = compress(content)
    assert unpacked(packed) == content
    assert decompress(packed) == content


@pytest.mark.parametrize("size", [1, 3, 4095, 4096, 4097, 8192, 8193, 69_999, 70_000])
def test_the_ends_of_chunks(size: int) -> None:
    text = (LINES * (size // len(LINES) + 1))[:size]
    packed = compress(text)
    assert unpacked(packed) == text
    assert len(packed) < size + 20


@given(st.binary(min_size=3500, max_size=4200))
def test_noise_that_does_not_pack_keeps_its_length(noise: bytes) -> None:
    assert unpacked(compress(noise)) == noise


def test_nothing_packs_to_the_signature_alone() -> None:
    assert compress(b"") == b"\x01"
    assert decompress(b"\x01") == b""


def test_the_example_of_the_specification() -> None:
    """MS-OVBA 3.2.2; its writer chose a farther match than ours once, which both may."""
    text = b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"
    packed = bytes.fromhex(
        "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D "
        "6E 6F 70 06 71 02 70 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C"
    )
    assert decompress(packed) == text
    assert len(compress(text)) == len(packed)


@pytest.mark.parametrize("broken", [b"", b"\x02", b"\x01\x00", b"\x01\x01\xb0\x01\x00\x00"])
def test_what_is_no_container_is_refused(broken: bytes) -> None:
    with pytest.raises(BrokenAddinError):
        decompress(broken)
