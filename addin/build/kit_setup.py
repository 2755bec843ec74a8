r"""The offline kit's installer: copied into the kit, run by its 安装.cmd; standard library only.

Makes the environment that 安装.cmd names in ``ENV`` from the kit's wheels and installs the add-in.
"""

import os
import subprocess
import sys
from pathlib import Path

_PIP = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); "
    "runpy.run_module('pip', run_name='__main__', alter_sys=True)"
)


def main(kit: Path, environment: Path) -> int:
    """Install from the folder ``kit`` into the folder ``environment``; give the exit code."""
    say("一、准备 Python 环境")
    python = prepared(Path(sys.executable), environment)
    if python is None:
        return 1
    say("二、安装所需的库（只用本文件夹里的文件）")
    if run(pip_install(python, kit)):
        say("没有装上：库的文件不完整，或没有适合这个 Python 版本的。")
        return 1
    say("三、安装 Excel 加载项")
    command = [str(python), "-I", "-m", "macros_py", "addin", "install"]
    return run([*command, "--if-excel", "--file", str(kit / "jsjb.xlam")])


def prepared(python: Path, environment: Path) -> Path | None:
    """Give the environment's interpreter: the unpacked embeddable Python, or a new venv's."""
    if enable_site(python.parent):
        return python
    if run([str(python), "-I", "-m", "venv", "--without-pip", str(environment)]):
        say(f"建不了 Python 环境：{environment}")
        return None
    return environment / "Scripts" / "python.exe"


def enable_site(folder: Path) -> bool:
    """Let an embeddable Python see installed packages; false where the folder holds none."""
    files = sorted(folder.glob("python3*._pth"))
    for file in files:
        lines = file.read_text("utf-8").splitlines()
        kept = [line for line in lines if line.strip() not in {"import site", "#import site"}]
        file.write_text("\n".join([*kept, "import site", ""]), "utf-8")
    return bool(files)


def pip_install(python: Path, kit: Path) -> list[str]:
    """Give the command that installs every library, each checked against its hash, from the kit."""
    wheels = kit / "wheels"
    pip = next(wheels.glob("pip-*.whl"))
    options = ["--no-index", "--no-cache-dir", "--no-warn-script-location", "--quiet"]
    options += ["--disable-pip-version-check", "--only-binary=:all:", "--require-hashes"]
    options += ["--find-links", str(wheels), "-r", str(kit / "requirements.txt")]
    return [str(python), "-I", "-c", _PIP, str(pip), "install", *options]


def run(command: list[str]) -> int:
    """Run a program in this window and give its exit code."""
    try:
        return subprocess.run(command, check=False).returncode  # noqa: S603  (our own commands)
    except OSError as error:
        say(f"无法运行 {command[0]}：{error}")
        return 1


def say(text: str) -> None:
    """Show a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(__file__).parent, Path(os.environ["ENV"])))
