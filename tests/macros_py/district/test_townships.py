"""What a district's folder holds: townships, ledgers, settings, and what is passed over."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from macros_py.district.case_key import key_file, make_key, read_key
from macros_py.district.ledger_task import partition_of
from macros_py.district.store import refuse_mixed_folders
from macros_py.district.townships import look_into, shown_name
from workbook.values.refusals import NotASpreadsheetError, NotWritableError


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def test_folders_and_single_ledgers_are_townships(tmp_path: Path) -> None:
    touch(tmp_path, "乙镇/二月.xlsx", "乙镇/一月.csv", "乙镇/设置.xlsx", "甲镇.xls", "丙镇/a.ods")
    touch(tmp_path, "设置.xlsx", ".隐藏/a.xlsx", "~$甲镇.xls", "乙镇/.~lock.二月.xlsx#")
    district = look_into(tmp_path)
    assert [township.name for township in district.townships] == ["丙镇", "乙镇", "甲镇"]
    names = [[path.name for path in township.ledgers] for township in district.townships]
    assert names == [["a.ods"], ["一月.csv", "二月.xlsx"], ["甲镇.xls"]]
    own = tmp_path / "乙镇" / "设置.xlsx"
    assert [township.settings for township in district.townships] == [
        tmp_path / "设置.xlsx",
        own,
        tmp_path / "设置.xlsx",
    ]
    assert district.passed_over == ()


def test_what_is_passed_over_is_named(tmp_path: Path) -> None:
    touch(tmp_path, "甲镇/台账.xlsx", "甲镇/台账.备份.xlsx", "甲镇/台账.备份_2024-03-01.xlsx")
    touch(tmp_path, "甲镇/旧/台账.xlsx", "甲镇/台账.导入前_2024-03-01_090000.xlsx", "说明.docx")
    touch(tmp_path, "空镇/说明.txt")
    district = look_into(tmp_path)
    assert [path.name for path in district.townships[0].ledgers] == ["台账.xlsx"]
    assert dict(district.passed_over) == {
        "甲镇/旧": "下级文件夹，不读",
        "甲镇/台账.备份.xlsx": "备份，不读",
        "甲镇/台账.备份_2024-03-01.xlsx": "备份，不读",
        "甲镇/台账.导入前_2024-03-01_090000.xlsx": "备份，不读",
        "空镇/说明.txt": "不是台账的文件格式，不读",
        "空镇": "文件夹里没有台账",
        "说明.docx": "不是台账的文件格式，不读",
    }


def test_two_names_that_mean_the_same_are_one_township(tmp_path: Path) -> None:
    touch(tmp_path, "甲镇１/a.xlsx", "甲镇1.xlsx", "甲镇1.csv")
    (township,) = look_into(tmp_path).townships
    assert township.name == "甲镇1"
    assert [path.name for path in township.ledgers] == ["a.xlsx", "甲镇1.csv", "甲镇1.xlsx"]


def test_a_folder_without_ledgers_is_refused(tmp_path: Path) -> None:
    touch(tmp_path, "设置.xlsx", "甲镇/设置.xlsx")
    with pytest.raises(NotASpreadsheetError, match="没有台账"):
        look_into(tmp_path)
    with pytest.raises(NotASpreadsheetError, match="文件夹不存在"):
        look_into(tmp_path / "没有")
    with pytest.raises(NotASpreadsheetError, match="无法读取"):
        look_into(tmp_path / "设置.xlsx")


@pytest.mark.parametrize("out", ["区", "区/出", "区/甲镇/出", ".", ".."])
def test_the_output_lies_neither_among_ledgers_nor_around_the_key(tmp_path: Path, out: str) -> None:
    folder = tmp_path / "区"
    with pytest.raises(NotWritableError, match="输出"):
        refuse_mixed_folders(folder, (tmp_path / out).resolve())
    refuse_mixed_folders(folder, tmp_path / "出")


def test_the_key_lies_beside_the_folder_for_its_owner_only(tmp_path: Path) -> None:
    path = key_file(tmp_path / "区")
    assert path == tmp_path / ".区.jsjb-key"
    make_key(path)
    key = read_key(path)
    assert len(key) == 32
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
        path.chmod(0o644)
    make_key(path)
    assert read_key(path) == key
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_of_two_settings_of_one_township_the_first_counts_and_the_other_is_named(
    tmp_path: Path,
) -> None:
    touch(tmp_path, "甲镇1/a.xlsx", "甲镇1/设置.xlsx", "甲镇１/b.xlsx", "甲镇１/设置.xlsx")
    district = look_into(tmp_path)
    assert [township.settings for township in district.townships] == [
        tmp_path / "甲镇1" / "设置.xlsx"
    ]
    assert dict(district.passed_over) == {"甲镇１/设置.xlsx": "这个乡镇已有一份设置.xlsx，不读"}


def test_a_township_whose_folder_cannot_be_read_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path, "甲镇/a.xlsx", "乙镇/b.xlsx")
    given = Path.iterdir

    def refused(path: Path) -> Iterator[Path]:
        if path.name == "乙镇":
            raise PermissionError(errno.EACCES, "denied")
        return given(path)

    monkeypatch.setattr(Path, "iterdir", refused)
    district = look_into(tmp_path)
    assert [township.name for township in district.townships] == ["甲镇"]
    ((name, reason),) = district.passed_over
    assert (name, "文件夹无法读取，" in reason) == ("乙镇", True)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"00" * 31, b"zz" * 32])
def test_a_spoiled_key_is_not_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / ".区.jsjb-key"
    path.write_bytes(content)
    make_key(path)
    with pytest.raises(NotASpreadsheetError, match="不是工具写出的密钥"):
        read_key(path)
    assert path.read_bytes() == content


def test_a_townships_folder_in_the_output_is_short_and_its_own() -> None:
    key = bytes(32)
    assert partition_of(key, "安定镇", "安定镇") == "安定镇"
    names = ["a/b", "a:b", "x" * 200, "x" * 201, "镇13912345678", "镇13912355678"]
    found = [partition_of(key, name, shown_name(name)) for name in names]
    assert len(set(found)) == len(names)
    assert all(len(part.encode()) < 180 for part in found)
    assert not any(set(part) & set('<>:"/\\|?*=') for part in found)
    assert "13912345678" not in found[4]
