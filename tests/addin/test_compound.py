"""Our compound files, read by olefile and by the reader of .xls files."""

import io

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.build.compound import compound_file
from workbook.reading.compound import CompoundFile

names = st.text("abcdefXYZ_0123456789", min_size=1, max_size=31)
sizes = st.integers(0, 200) | st.sampled_from([63, 64, 65, 511, 512, 4095, 4096, 4097, 70_000])
streams = st.dictionaries(names, sizes, max_size=40)


def filled(wanted: dict[str, int]) -> dict[str, bytes]:
    distinct = {name.upper(): name for name in wanted}  # a directory does not tell case apart
    return {name: bytes([len(name)]) * wanted[name] for name in distinct.values()}


@given(streams, streams)
def test_both_readers_find_what_was_written(outer: dict[str, int], inner: dict[str, int]) -> None:
    root, folder = filled(outer), filled(inner)
    root.pop("VBA", None)
    raw = compound_file({**root, "VBA": folder})
    file = olefile.OleFileIO(io.BytesIO(raw), raise_defects=olefile.DEFECT_POTENTIAL)
    assert not file.parsing_issues
    found = {tuple(path): file.openstream(path).read() for path in file.listdir()}
    expected = {(name,): content for name, content in root.items()}
    expected |= {("VBA", name): content for name, content in folder.items()}
    assert found == expected
    ours = CompoundFile(raw, "x")
    for name, content in {**folder, **root}.items():
        assert ours.read(name) == content or name in folder


@pytest.mark.parametrize("count", [*range(1, 20), 31, 32, 69])
def test_the_directory_is_a_red_black_tree(count: int) -> None:
    raw = compound_file({f"stream{number:03}": b"x" for number in range(count)})
    with olefile.OleFileIO(io.BytesIO(raw)) as file:
        entries = [file._load_direntry(number) for number in range(count + 1)]

    def height(number: int, above_red: bool) -> int:
        if number == olefile.NOSTREAM:
            return 1
        entry = entries[number]
        red = entry.color == 0
        assert not (red and above_red), "two red nodes in a row"
        left, right = (height(side, red) for side in (entry.sid_left, entry.sid_right))
        assert left == right, "the black heights differ"
        return left + (not red)

    top = entries[0].sid_child
    assert entries[top].color == 1
    height(top, above_red=False)


def test_equal_content_gives_equal_bytes() -> None:
    assert compound_file({"b": b"2", "a": b"1"}) == compound_file({"a": b"1", "b": b"2"})


def test_a_file_beyond_the_header_s_table_is_refused() -> None:
    with pytest.raises(AssertionError, match=r"6\.8 MB"):
        compound_file({"x": bytes(8 << 20)})
