"""``python -m macros_py`` is ``jsjb``."""

from macros_py.cli import main

main()
