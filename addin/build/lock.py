"""A lock file with hashes, narrowed to what one Python on 64-bit Windows needs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from packaging.markers import Marker
from packaging.metadata import Metadata
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from addin.build.errors import KitError

_PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[^\s;]+)\s*(;(?P<marker>[^\\]*?))?\s*\\?$")
_HASH = re.compile(r"\s+--hash=(sha256:[0-9a-f]{64})")


@dataclass(frozen=True)
class Pin:
    """One locked library: its exact version, on which systems, and the hashes of its files."""

    name: str
    version: str
    marker: Marker | None
    hashes: tuple[str, ...]

    def line(self, *, marked: bool = True) -> str:
        """Write it as a line for pip."""
        condition = f" ; {self.marker}" if marked and self.marker else ""
        return " ".join([f"{self.name}=={self.version}{condition}", *map(_option, self.hashes)])


def windows(python: str) -> dict[str, str]:
    """Give the marker values of CPython ``python`` (such as "3.12") on 64-bit Windows."""
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_release": "10",
        "platform_system": "Windows",
        "platform_version": "10.0",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "win32",
        "extra": "",
    }


def read_lock(text: str) -> list[Pin]:
    """Read a lock; raises KitError for a line that is neither a pin with hashes nor a remark."""
    pins: list[Pin] = []
    for line in text.splitlines():
        hashed = _HASH.match(line)
        if hashed and pins:
            last = pins.pop()
            pins.append(Pin(last.name, last.version, last.marker, (*last.hashes, hashed[1])))
        elif match := _PIN.match(line):
            marker = Marker(match["marker"].strip()) if match["marker"] else None
            pins.append(Pin(match["name"], match["version"], marker, ()))
        elif line.strip() and not line.lstrip().startswith("#"):
            raise KitError(f"锁定文件里有看不懂的一行：{line.strip()}")
    bare = [pin.name for pin in pins if not pin.hashes]
    if bare or not pins:
        raise KitError(f"锁定文件里没有校验值：{'、'.join(bare) or '空文件'}")
    return pins


def needed(pins: Sequence[Pin], python: str) -> list[Pin]:
    """Keep the pins that apply to a Python on Windows."""
    values = windows(python)
    return [pin for pin in pins if pin.marker is None or pin.marker.evaluate(values)]


def missing(wheels: Sequence[Path], python: str, wanted: str) -> list[str]:
    """Name what a set of wheels lacks to install ``wanted`` on Windows, dependencies included."""
    held = {name: wheel for wheel, name in _fitting(wheels, python)}
    found: list[str] = []
    seen: set[str] = set()
    queue: list[tuple[str, str]] = [(canonicalize_name(wanted), wanted)]
    while queue:
        name, asked = queue.pop()
        if name not in held:
            found.append(asked)
        elif name not in seen:
            seen.add(name)
            metadata = _metadata(held[name])
            for requirement in metadata.requires_dist or ():
                if requirement.marker and not requirement.marker.evaluate(windows(python)):
                    continue
                key = canonicalize_name(requirement.name)
                queue.append((key, str(requirement)))
                version = _version(held, key)
                if version and not requirement.specifier.contains(version, prereleases=True):
                    found.append(f"{requirement}（现有 {version}）")
    return sorted(set(found))


def _version(held: Mapping[str, Path], name: str) -> Version | None:
    return parse_wheel_filename(held[name].name)[1] if name in held else None


def _fitting(wheels: Sequence[Path], python: str) -> Iterator[tuple[Path, str]]:
    """Give the wheels that install on a Python on Windows, with their names."""
    tag = f"cp{python.replace('.', '')}"
    for wheel in wheels:
        name, _, _, tags = parse_wheel_filename(wheel.name)
        if any(_fits(t.interpreter, t.abi, t.platform, tag) for t in tags):
            yield wheel, name


def _fits(interpreter: str, abi: str, platform: str, tag: str) -> bool:
    if platform not in {"any", "win_amd64"}:
        return False
    if interpreter in {"py3", "py2.py3", tag}:
        return True
    return abi == "abi3" and int(interpreter.removeprefix("cp3")) <= int(tag.removeprefix("cp3"))


def _metadata(wheel: Path) -> Metadata:
    with ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return Metadata.from_email(archive.read(name), validate=False)


def _option(digest: str) -> str:
    return f"--hash={digest}"
