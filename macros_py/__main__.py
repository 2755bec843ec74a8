"""``python -m macros_py`` is ``jsjb``."""

# ruff: noqa: PTH100, PTH109, PTH120 - pathlib itself would be looked for in the current folder

import os
import sys

_HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# -m looks into the current folder first, which may hold files that somebody sent
sys.path[:] = [path for path in sys.path if path not in {"", os.getcwd()} or path == _HOME]

from macros_py.terminal.cli import main  # noqa: E402

main()
