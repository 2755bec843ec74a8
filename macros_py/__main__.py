"""``python -m macros_py`` is ``jsjb``."""

from macros_py.terminal.cli import main

main()
