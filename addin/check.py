"""``jsjb addin check``: whether an add-in file is this tool's, of this version, and untouched."""

from collections.abc import Iterator
from importlib.metadata import version as installed

from addin.build.excel import addin_bytes
from addin.build.stamps import stamped_versions
from addin.build.version import version
from addin.install import Fact


def check(raw: bytes) -> Iterator[Fact]:
    """Yield what was found; raises BrokenAddinError for a file that is no add-in of ours."""
    ours, theirs = stamped_versions(raw)
    text = f"加载项 {ours or '未知'}（xlwings {theirs or '未知'}）"
    wanted = f"本环境 {version()}（xlwings {installed('xlwings')}）"
    yield Fact(
        "版本", f"{text}，{wanted}", good=(ours, theirs) == (version(), installed("xlwings"))
    )
    same = raw == addin_bytes()
    said = "与本环境重新生成的逐字节相同" if same else "与本环境重新生成的不同，请重新生成"
    yield Fact("内容", said, good=same)
