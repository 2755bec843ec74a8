"""A lock file with hashes, narrowed to what one Python on 64-bit Windows needs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import ZipFile

from packaging.markers import Marker
from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

from addin.build.errors import KitError

_PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[^\s;]+)\s*(;(?P<marker>[^\\]*?))?\s*\\?$")
_HASH = re.compile(r"\s+--hash=(sha256:[0-9a-f]{64})")
_VIA = re.compile(r"\s+#(?: via| {2}) +([\w.-]+)$")


@dataclass(frozen=True)
class Pin:
    """One locked library: its exact version, on which systems, and the hashes of its files.

    ``via``: the libraries that ask for it.
    """

    name: str
    version: str
    marker: Marker | None
    hashes: tuple[str, ...]
    via: tuple[str, ...] = ()

    def line(self, *, marked: bool = True) -> str:
        """Write it as a line for pip."""
        condition = f" ; {self.marker}" if marked and self.marker else ""
        hashes = [f"--hash={digest}" for digest in self.hashes]
        return " ".join([f"{self.name}=={self.version}{condition}", *hashes])


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
            pins[-1] = replace(pins[-1], hashes=(*pins[-1].hashes, hashed[1]))
        elif (via := _VIA.match(line)) and pins:
            pins[-1] = replace(pins[-1], via=(*pins[-1].via, via[1]))
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


def asked_for(pins: Sequence[Pin], names: Iterable[str]) -> list[Pin]:
    """Give the pins of these libraries and of everything that they ask for."""
    found: set[str] = {canonicalize_name(name) for name in names}
    while more := {pin.name for pin in pins if pin.name not in found and found & set(pin.via)}:
        found |= more
    return [pin for pin in pins if pin.name in found]


def missing(wheels: Sequence[Path], python: str, wanted: str) -> list[str]:
    """Name what a set of wheels lacks to install ``wanted`` on Windows, dependencies included.

    ``wanted`` is a library, or with optional parts ``library[part,other]``.
    """
    held = {name: wheel for wheel, name in _fitting(wheels, python)}
    found: list[str] = []
    seen: set[tuple[str, str]] = set()
    queue = list(_each(Requirement(wanted), wanted))
    while queue:
        name, extra, asked = queue.pop()
        if name not in held:
            found.append(asked)
        elif (name, extra) not in seen:
            seen.add((name, extra))
            metadata = _metadata(held[name])
            values = windows(python) | {"extra": extra}
            for requirement in metadata.requires_dist or ():
                if requirement.marker and not requirement.marker.evaluate(values):
                    continue
                key = canonicalize_name(requirement.name)
                queue += _each(requirement, str(requirement))
                version = parse_wheel_filename(held[key].name)[1] if key in held else None
                if version and not requirement.specifier.contains(version, prereleases=True):
                    found.append(f"{requirement}（现有 {version}）")
    return sorted(set(found))


def _each(requirement: Requirement, asked: str) -> Iterator[tuple[str, str, str]]:
    """Yield a library by itself and with each optional part that is asked of it."""
    for extra in ("", *sorted(requirement.extras)):
        yield canonicalize_name(requirement.name), extra, asked


def _fitting(wheels: Sequence[Path], python: str) -> Iterator[tuple[Path, str]]:
    """Give the wheels that install on a Python on Windows, with their names."""
    tag, version = f"cp{python.replace('.', '')}", tuple(map(int, python.split(".")))
    taken = {
        *cpython_tags(version, [tag], ["win_amd64"]),
        *compatible_tags(version, tag, ["win_amd64"]),
    }
    for wheel in wheels:
        name, _, _, tags = parse_wheel_filename(wheel.name)
        if not tags.isdisjoint(taken):
            yield wheel, name


def _metadata(wheel: Path) -> Metadata:
    with ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return Metadata.from_email(archive.read(name), validate=False)
