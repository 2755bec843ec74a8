"""The extension's package, and installing it into a LibreOffice of a test."""

import ast
import io
import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from addin import libreoffice
from addin.build.errors import BuildError, InstallError
from addin.build.oxt import build_oxt, oxt_bytes
from addin.build.version import version
from addin.libreoffice import Desk, install, remove, status
from macros_py.catalogue.buttons import BUTTONS
from macros_py.catalogue.formulas import FORMULAS

UNOPKG = shutil.which("unopkg")
NOBODY = "65534"


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(oxt_bytes())) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_same_sources_give_the_same_bytes() -> None:
    made = oxt_bytes()
    assert made == oxt_bytes()
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_part_is_listed_and_sound(parts: dict[str, str]) -> None:
    manifest = etree.fromstring(parts["META-INF/manifest.xml"].encode())
    listed = {entry.get("{*}full-path") or entry.values()[0] for entry in manifest}
    settings = {"CalcAddIns.xcu", "Addons.xcu", "CalcWindowState.xcu"}
    assert listed == {"jsjb.idl", "jsjb.py", *settings}
    for name in (*settings, "description.xml"):
        etree.fromstring(parts[name].encode())
    assert f'<version value="{version()}"/>' in parts["description.xml"]


def test_it_needs_nothing_but_the_standard_library_and_uno(parts: dict[str, str]) -> None:
    own = {"uno", "unohelper", "com", "org", "jsjb_bridge"}
    for name in ("jsjb.py", "pythonpath/jsjb_bridge.py"):
        for node in ast.walk(ast.parse(parts[name])):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            roots = {found.partition(".")[0] for found in names}
            assert roots <= own | sys.stdlib_module_names, roots


def test_every_formula_and_every_button_is_there(parts: dict[str, str]) -> None:
    tree = ast.parse(parts["jsjb.py"])
    asked = [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "compute"
        if isinstance(node.args[0], ast.Constant)
    ]
    assert asked == [formula.name for formula in FORMULAS]
    for button in BUTTONS:
        assert parts["Addons.xcu"].count(f"service:org.jsjb.Buttons?{button.action}<") == 2
    root = etree.fromstring(parts["CalcAddIns.xcu"].encode())
    shown = [value.text for value in root.iter("value")]
    for formula in FORMULAS:
        for text in (formula.name, formula.text, *(a.text for a in formula.arguments)):
            assert text in shown


def test_another_file_is_not_overwritten(tmp_path: Path) -> None:
    theirs = tmp_path / "a.oxt"
    theirs.write_bytes(b"theirs")
    with pytest.raises(BuildError, match="不覆盖"):
        build_oxt(theirs)
    with pytest.raises(BuildError, match=r"\.oxt"):
        build_oxt(tmp_path / "a.xlam")
    assert build_oxt(build_oxt(tmp_path / "b.oxt")).exists()


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A profile of its own; LibreOffice refuses to install for root, so somebody else does."""
    if UNOPKG is None:
        pytest.skip("no LibreOffice (unopkg)")
    folder = tmp_path_factory.mktemp("desk")
    tool = Path(UNOPKG)
    if hasattr(os, "geteuid") and not os.geteuid():
        if shutil.which("setpriv") is None:
            pytest.skip("unopkg does not run as root")
        folder.chmod(0o777)
        for each in folder.parents:  # nobody has to come through
            if each == Path(tempfile.gettempdir()):
                break
            each.chmod(0o755)
        tool = folder / "unopkg"
        whom = f"setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups env HOME={folder}"
        tool.write_text(f'#!/bin/sh\nexec {whom} {UNOPKG} "$@"\n')
        tool.chmod(0o755)

        def readable(out: Path) -> Path:
            out.parent.chmod(0o755)
            build_oxt(out).chmod(0o644)
            return out

        monkeypatch.setattr(libreoffice, "build_oxt", readable)
    monkeypatch.setattr(libreoffice, "import_fault", lambda *_: "")
    options = (f"-env:UserInstallation={(folder / 'profile').as_uri()}",)
    return Desk(
        tool, folder / "config" / "jsjb" / "libreoffice.conf", Path(sys.executable), options
    )


def test_install_status_remove(desk: Desk) -> None:
    assert [fact.good for fact in status(desk)] == [True, False, False]
    for _ in range(2):
        assert install(desk).read_text() == f"INTERPRETER={sys.executable}\n"
    assert all(fact.good for fact in status(desk))
    desk.record.write_text("INTERPRETER=/elsewhere/python\n")
    assert [fact.good for fact in status(desk)] == [True, True, False]
    assert remove(desk)
    assert not desk.record.exists()
    assert not remove(desk)


def test_an_interpreter_without_the_tool_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "import_fault", lambda *_: "no module macros_py")
    with pytest.raises(InstallError, match="no module macros_py"):
        install(desk)
    assert not desk.record.exists()


def test_what_unopkg_says_is_passed_on(tmp_path: Path) -> None:
    tool = tmp_path / "unopkg"
    tool.write_text("#!/bin/sh\necho 'ERROR: locked' >&2\nexit 1\n")
    tool.chmod(0o755)
    with pytest.raises(InstallError, match="ERROR: locked"):
        remove(Desk(tool, tmp_path / "record", Path(sys.executable)))


def test_root_is_told_to_let_the_user_do_it(tmp_path: Path) -> None:
    """LibreOffice itself refuses root: what it says of it is for who knows its options."""
    tool = tmp_path / "unopkg"
    tool.write_text(
        "#!/bin/sh\necho 'ERROR: Cannot run unopkg as root without --shared' >&2\nexit 1\n"
    )
    tool.chmod(0o755)
    with pytest.raises(InstallError, match="不要用 root"):
        remove(Desk(tool, tmp_path / "record", Path(sys.executable)))
