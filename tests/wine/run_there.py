"""Runs the project's tests on Windows' Python under Wine: run_there.py PROJECT LIBRARIES TESTS."""

import _winapi
import os
import sys

project, libraries, *tests = sys.argv[1:]
sys.path[:0] = [project, libraries]
os.chdir(project)
del _winapi.CopyFile2  # Wine 8 has none, and shutil then copies by itself

import pytest  # noqa: E402

sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *tests]))
