"""What a cell shows when the tool's Python is missing, moved or killed, and that it comes back."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from addin.build.oxt import build_oxt
from tests.libreoffice.bench import ROOT, uno_python

needs_uno = pytest.mark.skipif(
    sys.platform == "win32" or not uno_python(), reason="no Python that knows UNO (python3-uno)"
)
_ASK = """
import json, math, sys
sys.path.insert(0, sys.argv[1])
import jsjb_bridge as bridge
def shown(rows):
    cell = rows[0][0]
    return "error" if isinstance(cell, float) and math.isnan(cell) else cell
found = [shown(bridge.compute("RMB_UPPER", (((1.0,),),)))]
found.append(shown(bridge.compute("QUARTER_PAYABLE", (((80.0,),),), True)))
if bridge.FORMULAS.process:
    bridge.FORMULAS.process.kill()
    bridge.FORMULAS.process.wait()
    found += [shown(bridge.compute("RMB_UPPER", (((2.0,),),))) for _ in range(2)]
    bridge.FORMULAS.process.kill()
print(json.dumps(found))
"""


def asked(tmp_path: Path, record: str | None) -> list[object]:
    """Ask the extension's own bridge, with what the installation has recorded."""
    config = tmp_path / "config"
    (config / "jsjb").mkdir(parents=True)
    if record is not None:
        (config / "jsjb" / "libreoffice.conf").write_text(record)
    with zipfile.ZipFile(build_oxt(tmp_path / "jsjb.oxt")) as archive:
        archive.extract("pythonpath/jsjb_bridge.py", tmp_path)
    done = subprocess.run(
        [uno_python(), "-c", _ASK, str(tmp_path / "pythonpath")],
        capture_output=True,
        env={**os.environ, "XDG_CONFIG_HOME": str(config)},
        check=True,
    )
    found: list[object] = json.loads(done.stdout)
    return found


@needs_uno
@pytest.mark.parametrize(
    "record", [None, "", "INTERPRETER=python\n", "INTERPRETER=/moved/python\n"]
)
def test_a_missing_python_is_one_sentence_with_the_remedy(
    tmp_path: Path, record: str | None
) -> None:
    text, amount = asked(tmp_path, record)
    assert str(text).startswith("#接诉即办没有运行：")
    assert "jsjb addin install --libreoffice" in str(text)
    assert amount == "error"


@needs_uno
def test_a_killed_python_is_started_again(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nshift\nPYTHONPATH="{ROOT}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    found = asked(tmp_path, f"INTERPRETER={python}\n")
    assert found == ["人民币壹元整", 536580.0, "人民币贰元整", "人民币贰元整"]
