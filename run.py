"""Sets the project up in .venv and runs it; needs nothing but Python."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE / ".venv"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
USAGE = """python run.py demo        the whole job on sample data
python run.py test        lint, types and tests; --nightly: the long tests as well
python run.py jsjb ARGS   the command line, such as: python run.py jsjb check 台账.xlsx"""
PIP = ["-m", "pip", "--disable-pip-version-check", "--quiet", "install"]


def main(arguments: list[str]) -> int:
    """Run one of the commands of USAGE; returns its exit code."""
    if sys.version_info < OLDEST:
        print("需要 Python 3.11 或更新的版本 / Python 3.11 or newer is needed", file=sys.stderr)
        return 2
    command, *rest = arguments or ["help"]
    if command == "demo":
        set_up("requirements.lock")
        return run("-P", "-m", "macros_py", "demo", *rest)
    if command == "jsjb":
        set_up("requirements.lock")
        return run("-P", "-m", "macros_py", *rest)
    if command == "test":
        set_up("requirements-dev.lock")
        os.chdir(HERE)
        checks = (
            ("-m", "ruff", "check", "."),
            ("-m", "ruff", "format", "--check", "."),
            ("-m", "mypy"),
            ("-m", "pytest", "--numprocesses=auto", *rest),
        )
        return next((code for check in checks if (code := run(*check))), 0)
    print(USAGE)
    return 0 if command in ("help", "-h", "--help") else 2


def set_up(lock: str) -> None:
    """Make .venv and install exactly what the lock file names."""
    wanted = (HERE / lock).read_bytes()
    done = HOME / lock
    if done.exists() and done.read_bytes() == wanted:
        return
    print("正在安装依赖，约需一两分钟 / installing dependencies ...", file=sys.stderr)
    if not PYTHON.exists():
        try:
            venv.create(HOME, with_pip=True)
        except subprocess.CalledProcessError:
            shutil.rmtree(HOME, ignore_errors=True)
            sys.exit("缺少 venv，请先安装（Debian/Ubuntu：apt install python3-venv）")
    code = run(*PIP, "--require-hashes", "-r", str(HERE / lock))
    if code:
        sys.exit(code)
    done.write_bytes(wanted)


def run(*arguments: str) -> int:
    """Run the environment's Python on this project, in the caller's folder.

    ``-P`` among the arguments keeps it from importing what lies in that folder.
    """
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(HERE)}
    return subprocess.run([str(PYTHON), *arguments], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
