"""What a built .xlam can be shown to be without Excel.

Everything is read back from the file: its package, the VBA sources, the ribbon. It is compared with
the catalogue, not with what the build had in hand.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version as installed

from lxml import etree

from addin.build import glue
from addin.build.errors import BrokenAddinError
from addin.build.excel import addin_bytes
from addin.build.package import (
    ADDIN_TYPE,
    BOOK,
    RIBBON,
    VBA,
    VBA_TYPE,
    parts_of,
)
from addin.build.stamps import declared_version
from addin.build.vbaproject import Module, read_project
from addin.build.version import version
from addin.build.wrappers import MODULE as WRAPPERS
from addin.build.wrappers import parameters
from macros_py.catalogue.formulas import FORMULAS
from macros_py.ribbon.ribbon import ACTIONS
from tests.addin import customui_rules
from workbook.reading.compound import CompoundFile
from workbook.values.refusals import WorkbookError

_LINE = 1023
_PROCEDURE = re.compile(
    r"^(?:Public |Private )?(Sub|Function) (\w+)\(([^\r\n]*?)\)(?: As \w+)?\r$", re.MULTILINE
)
_OVERRIDABLE = ("GetDirectoryConfigFilePath", "GetConfigFromSheet", "prepare_sys_path")
_OTHERS_CODE = ("xlwings.pro", "LICENSE_KEY")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what holds, and what does not (empty when all is well)."""

    subject: str
    proved: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Addin:
    parts: dict[str, bytes]
    modules: tuple[Module, ...]

    @property
    def code(self) -> str:
        return "\r\n".join(module.source for module in self.modules)

    def source(self, name: str) -> str:
        return next((m.source for m in self.modules if m.name == name), "")


def check(raw: bytes) -> list[Finding]:
    """Examine an add-in; raises BrokenAddinError for a file that cannot be read as one."""
    parts = parts_of(raw)
    missing = [name for name in (BOOK, VBA, RIBBON, "[Content_Types].xml") if name not in parts]
    if missing:
        raise BrokenAddinError(f"不是本工具的加载项：缺少 {'、'.join(missing)}")
    addin = _Addin(parts, read_project(parts[VBA]))
    try:
        return [finding(addin) for finding in _FINDINGS] + [_same_as_built(raw)]
    except etree.XMLSyntaxError as error:
        raise BrokenAddinError(f"加载项里有不完整的 XML：{error}") from error


def procedures(source: str) -> dict[str, tuple[str, ...]]:
    """Give the procedures of a VBA source: name → its parameters as written."""
    found = {}
    for match in _PROCEDURE.finditer(source):
        parameters = tuple(part.strip() for part in match[3].split(",") if part.strip())
        found[match[2]] = parameters
    return found


def _package(addin: _Addin) -> Finding:
    faults = []
    types = _attributes(addin.parts, "[Content_Types].xml", "PartName", "ContentType")
    if types.get(f"/{BOOK}") != ADDIN_TYPE:
        faults.append("工作簿的类型不是加载项")
    if types.get(f"/{VBA}") != VBA_TYPE:
        faults.append("VBA 工程的类型不对")
    relations = ("_rels/.rels", "xl/_rels/workbook.xml.rels")
    targets = {
        target
        for part in relations
        for target in _attributes(addin.parts, part, "Id", "Target").values()
    }
    faults += [
        f"没有指向 {name} 的关系" for name in ("vbaProject.bin", RIBBON) if name not in targets
    ]
    return Finding("文件包", f"{len(addin.parts)} 个部件完整，类型为 Excel 加载项", tuple(faults))


def _attributes(parts: dict[str, bytes], part: str, key: str, value: str) -> dict[str, str]:
    """Give one attribute of each element in a part by another one."""
    root = etree.fromstring(parts[part])
    return {str(each.get(key)): str(each.get(value)) for each in root}


def has_compiled_code(raw: bytes) -> bool:
    """Whether a ``vbaProject.bin`` carries compiled code (in it or in streams of its own)."""
    file = CompoundFile(raw, "vbaProject.bin")
    caches = [name for name in file.streams if name.startswith("__SRP")]
    return bool(caches) or file.read("_VBA_PROJECT") != bytes.fromhex("cc61ffff000000")


def _project(addin: _Addin) -> Finding:
    faults = ["含有编译过的代码"] if has_compiled_code(addin.parts[VBA]) else []
    for module in addin.modules:
        if not module.source.isascii():
            faults.append(f"模块 {module.name} 不全是 ASCII")
        if not module.source.startswith(f'Attribute VB_Name = "{module.name}"\r\n'):
            faults.append(f"模块 {module.name} 的源码与名称不符")
        if any(len(line) > _LINE for line in module.source.split("\r\n")):
            faults.append(f"模块 {module.name} 有超过 {_LINE} 个字符的行")
    names = "、".join(module.name for module in addin.modules)
    return Finding("VBA 工程", f"只有源码、没有编译过的代码；模块：{names}", tuple(faults))


def _interpreter(addin: _Addin) -> Finding:
    code = addin.code
    faults = [f"工作簿或文件夹里的配置可以改变解释器：{n}" for n in _OVERRIDABLE if n in code]
    faults += [f"含有 xlwings 收费部分的代码：{name}" for name in _OTHERS_CODE if name in code]
    if " -I -B -c " not in addin.source("JsjbPython"):
        faults.append("Python 没有以隔离方式（-I）启动")
    if "BSD 3-clause" not in addin.source(glue.MODULE):
        faults.append("缺少 xlwings 的许可声明")
    proved = "解释器只取自安装记录，以隔离方式启动；xlwings 部分带 BSD 许可声明"
    return Finding("解释器", proved, tuple(faults))


def _ribbon(addin: _Addin) -> Finding:
    xml = addin.parts[RIBBON]
    faults = customui_rules.faults(xml)
    if faults:
        return Finding("选项卡", "", tuple(faults))
    present = procedures(addin.code)
    for callback in sorted(customui_rules.callbacks(xml)):
        if len(present.get(callback, ())) != 1:
            faults.append(f"VBA 里没有回调 {callback}")
    actions = customui_rules.actions(xml)
    faults += [f"macros_py.ribbon.ribbon 里没有 {name}" for name in actions if name not in ACTIONS]
    proved = f"{len(actions)} 个按钮符合 customUI 2009/07，回调和 Python 函数都在"
    return Finding("选项卡", proved, tuple(faults))


def _formulas(addin: _Addin) -> Finding:
    wrapped = procedures(addin.source(WRAPPERS))
    wanted = {formula.name: formula for formula in FORMULAS}
    faults = [f"多余的包装 {name}" for name in sorted(set(wrapped) - set(wanted))]
    faults += [f"{name} 没有包装" for name in sorted(set(wanted) - set(wrapped))]
    for name in sorted(set(wanted) & set(wrapped)):
        if ", ".join(wrapped[name]) != parameters(wanted[name]):
            faults.append(f"{name} 的参数不符：VBA 为 {', '.join(wrapped[name])}")
        if f'Describe "{name}", ' not in addin.code:
            faults.append(f"{name} 没有登记函数说明")
    return Finding(
        "工作表公式", f"{len(wanted)} 个公式都有包装，参数一致，有函数说明", tuple(faults)
    )


def _versions(addin: _Addin) -> Finding:
    ours, theirs = declared_version(addin.code, "JSJB"), declared_version(addin.code, "XLWINGS")
    faults = []
    if ours != version():
        faults.append(f"加载项的版本是 {ours or '未知'}，本工具是 {version()}")
    if theirs != installed("xlwings"):
        faults.append(
            f"加载项按 xlwings {theirs or '未知'} 生成，已安装的是 {installed('xlwings')}"
        )
    return Finding("版本", f"jsjb {ours}，xlwings {theirs}，与本环境一致", tuple(faults))


def _same_as_built(raw: bytes) -> Finding:
    try:
        same = addin_bytes() == raw
    except WorkbookError as error:
        return Finding("可重现", "", (f"无法重新生成来比较：{error}",))
    faults = () if same else ("与本环境重新生成的不同，请重新生成",)
    return Finding("可重现", "与本环境重新生成的逐字节相同", faults)


_FINDINGS: tuple[Callable[[_Addin], Finding], ...] = (
    _package,
    _project,
    _interpreter,
    _ribbon,
    _formulas,
    _versions,
)
