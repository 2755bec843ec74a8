"""Two at once, crashes between the two files, and the lock between processes."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from macros_py.jobs import signing_jobs
from macros_py.rules.terms.errors import SignError, UnsignedError
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.register import read_books
from tests.macros_py.signoff.bill import STATE, shown
from tests.macros_py.signoff.filled_rows import rows
from tests.signed_quarter import HEAD, NOW, STAFF, Quarter, put
from workbook.files.lock import lock_of, locked
from workbook.values.refusals import InUseError


@pytest.fixture
def quarter(drafted: Quarter, tmp_path: Path) -> Quarter:
    return drafted.copy(tmp_path / "季度")


def signatures(quarter: Quarter) -> list[tuple[str, str]]:
    books = read_books(quarter.evaluation)
    assert books.log.faults() == []
    return [(entry.values["角色"], entry.values["姓名"]) for entry in books.log.entries]


def signing(quarter: Quarter, role: str, name: str) -> subprocess.Popen[bytes]:
    """Sign in another process."""
    command = [sys.executable, "-m", "macros_py", "sign", quarter.settlement, quarter.evaluation]
    command += ["--role", role, "--name", name, "--clock-confirmed"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen([*map(str, command)], stdout=quiet, stderr=quiet)


def test_two_people_sign_at_once(quarter: Quarter) -> None:
    """One begins while the other's process holds the lock."""
    with signing(quarter, HEAD, "王五") as other:
        while not lock_of(quarter.evaluation).exists() and other.poll() is None:
            time.sleep(0.001)
        both = quarter.settlement, quarter.evaluation
        signing_jobs.sign(*both, STAFF, "赵六", NOW, clock_confirmed=True)
    assert other.returncode == 0
    assert sorted(signatures(quarter)) == sorted([(HEAD, "王五"), (STAFF, "赵六")])
    assert quarter.verify(ledger=True).intact
    assert not lock_of(quarter.evaluation).exists()


@pytest.mark.nightly
def test_one_role_is_signed_once(quarter: Quarter) -> None:
    people = [signing(quarter, HEAD, name) for name in ("王五", "钱七", "孙八")]
    assert sorted(process.wait() for process in people) == [0, 2, 2]
    assert len(signatures(quarter)) == 1


@pytest.mark.nightly
def test_sign_and_revoke_killed_at_every_file_event(quarter: Quarter) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.killed_signing", str(quarter.folder)],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    trials = json.loads(done.stdout)
    assert {trial["act"] for trial in trials} == {"sign", "revoke"}
    assert len(trials) >= 10
    assert sum(int(trial["events"]) for trial in trials) > 60
    assert [trial for trial in trials if trial["fault"]] == []


class Crashed(BaseException):
    """Stands for a process that ends here."""


def crashes(patched: pytest.MonkeyPatch, file: Path) -> None:
    """End where ``file`` would be replaced."""
    replace = Path.replace

    def crash(self: Path, target: Path) -> Path:
        if Path(target) == file:
            raise Crashed
        return replace(self, target)

    patched.setattr(Path, "replace", crash)


def test_a_crash_between_log_and_settlement_is_completed(
    signed_once: Quarter, signed: Quarter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quarter = signed_once.copy(tmp_path)
    with monkeypatch.context() as patched:
        crashes(patched, quarter.settlement)
        with pytest.raises(Crashed):
            quarter.sign(STAFF, "赵六")
    with pytest.raises(UnsignedError, match="尚未写入"):
        quarter.verify()
    assert quarter.sign(STAFF, "赵六").completed
    assert quarter.settlement.read_bytes() == signed.settlement.read_bytes()
    with monkeypatch.context() as patched:
        crashes(patched, quarter.settlement)
        with pytest.raises(Crashed):
            quarter.revoke()
    assert quarter.settlement.read_bytes() == signed.settlement.read_bytes()
    assert quarter.revoke().completed
    assert shown(quarter, STATE) == "签认状态：已撤销"
    assert len(read_books(quarter.evaluation).log.entries) == 3


def test_the_other_signature_completes_the_first(
    signed: Quarter, quarter: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        crashes(patched, quarter.settlement)
        with pytest.raises(Crashed):
            quarter.sign(HEAD, "王五")
    quarter.sign(STAFF, "赵六")
    assert quarter.settlement.read_bytes() == signed.settlement.read_bytes()


def test_a_crash_while_settling_leaves_nothing_that_can_be_signed_wrongly(
    quarter: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(quarter.evaluation, "其他扣款!E2", 99)
    with monkeypatch.context() as patched:
        crashes(patched, quarter.settlement)
        with pytest.raises(Crashed):
            quarter.settle()
    with pytest.raises(SignError, match="不是第1季度最近一次结算"):
        quarter.sign()
    quarter.settle()
    (row,) = rows(quarter, "结算台账")
    settled = OwnFile.read(quarter.settlement, strict=False)
    assert (row["内容摘要"], row["文件摘要"]) == (settled.seal.digest, settled.digest)


HOLD = "import sys, time; from workbook.files.lock import locked; from pathlib import Path\n"
HOLD += "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)\n"


def test_the_lock_is_held_between_processes_and_falls_with_its_holder(tmp_path: Path) -> None:
    file = tmp_path / "考核评价.xlsx"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(InUseError, match="稍后再试"), locked(file, seconds=0.2):
            pass
        assert lock_of(file).exists()
        holder.kill()
        holder.wait()
    with locked(file):
        assert lock_of(file).exists()
    assert not lock_of(file).exists()
