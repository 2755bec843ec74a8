"""No change to a signed settlement passes for it, whatever is changed and however."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from macros_py.jobs import signing_jobs
from macros_py.rules.terms.errors import RuleError
from macros_py.signoff import verifying
from macros_py.signoff.lines import verified_lines
from tests.macros_py.signoff.attacks.changes import CHANGES
from tests.macros_py.signoff.attacks.spoiled import Spoiled
from tests.signed_quarter import Quarter
from workbook.evaluation.snapshot import Snapshot
from workbook.values.refusals import WorkbookError

EXITS = {"intact": 0, "changed": 1, "content": 3}


@pytest.fixture(autouse=True, scope="module")
def evaluation(signed: Quarter):
    """Read the evaluation workbook, which nothing here changes, once for all."""
    snapshot = Snapshot.of(signed.evaluation)
    record = verifying.read_record(snapshot, lenient=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(verifying, "read_record", lambda *_, **__: record)
        yield snapshot


def exit_of(path: Path, evaluation: Snapshot) -> tuple[int, str]:
    """Return what ``verify`` ends with, and what it says."""
    try:
        verified = verifying.verify(path, evaluation)
    except (WorkbookError, RuleError) as error:
        return 2, str(error)
    return EXITS[verified.verdict.value], "\n".join(verified_lines(verified))


def test_there_are_enough_of_them() -> None:
    names = [name for name, _, _ in CHANGES]
    assert len(set(names)) >= 190


@pytest.mark.sampled(40)
@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("name", "change", "expected"), CHANGES, ids=[c[0] for c in CHANGES])
def test_a_change(
    signed: Quarter, evaluation: Snapshot, tmp_path: Path, name, change, expected: int
) -> None:
    spoiled = Spoiled.of(signed.settlement.read_bytes())
    change(spoiled)
    path = tmp_path / signed.settlement.name
    path.write_bytes(spoiled.to_bytes())
    found, said = exit_of(path, evaluation)
    assert "核验通过" not in said
    assert found == expected, (name, said)


def test_the_file_itself_and_a_copy_pass(
    signed: Quarter, evaluation: Snapshot, tmp_path: Path
) -> None:
    path = tmp_path / "报送 最终.xlsx"
    path.write_bytes(Spoiled.of(signed.settlement.read_bytes()).to_bytes())
    assert path.read_bytes() == signed.settlement.read_bytes()
    found, said = exit_of(path, evaluation)
    assert (found, "核验通过：与签认时逐字节一致" in said) == (0, True)


def spoiled_looks(content: bytes) -> bytes:
    spoiled = Spoiled.of(content)
    spoiled.cell("@账号", "389</t>", "389<!-- -->（作废）</t>")
    spoiled.edit(spoiled.bill, '<row r="@行"', '<row r="@行" hidden="1"')
    return spoiled.to_bytes()


def test_a_reprint_is_the_signed_file_again(signed: Quarter, tmp_path: Path) -> None:
    quarter = signed.copy(tmp_path / "季度")
    original = quarter.settlement.read_bytes()
    for spoiled in (spoiled_looks(original), original):
        quarter.settlement.write_bytes(spoiled)
        done = signing_jobs.reprint(quarter.settlement, quarter.evaluation, quarter.settlement)
        assert done.exact
        assert done.kept
        assert done.kept.read_bytes() == spoiled
        assert quarter.settlement.read_bytes() == original


def test_a_reprint_of_a_save_is_the_signed_file_again(
    signed: Quarter, in_openpyxl: Workbook, tmp_path: Path
) -> None:
    saved, out = tmp_path / "另存.xlsx", tmp_path / "重印.xlsx"
    in_openpyxl.save(saved)
    assert signing_jobs.reprint(saved, signed.evaluation, out).kept is None
    assert out.read_bytes() == signed.settlement.read_bytes()


def test_a_forged_seal_is_not_printed(signed: Quarter, tmp_path: Path) -> None:
    spoiled = Spoiled.of(signed.settlement.read_bytes())
    spoiled.edit(spoiled.seal, "536580.00", "999999.00")
    path, out = tmp_path / "伪造.xlsx", tmp_path / "重印.xlsx"
    path.write_bytes(spoiled.to_bytes())
    with pytest.raises(RuleError, match="备份"):
        signing_jobs.reprint(path, signed.evaluation, out)
    assert not out.exists()
