"""Whole expected workbooks, compared part by part.

To accept a change of the output on purpose: ``python -m tests.golden.compare`` writes them anew;
look at the difference and commit it.
"""

from pathlib import Path

from lxml import etree

from tests.workbook.packages import parts

FOLDER = Path(__file__).parent


def canonical(name: str, content: bytes) -> list[str]:
    """Return a part as lines to compare: canonical XML, an element on each."""
    if not name.endswith((".xml", ".rels")):
        return [content.hex()]
    parser = etree.XMLParser(remove_blank_text=name.endswith(".rels"))
    text = etree.tostring(etree.fromstring(content, parser), method="c14n2").decode()
    return text.replace("><", ">\n<").splitlines()


def differences(expected: bytes, got: bytes) -> list[str]:
    """Name each part that differs, with the first line that does."""
    old, new = parts(expected), parts(got)
    found = [f"缺少部件 {name}" for name in sorted(old.keys() - new.keys())]
    found += [f"多出部件 {name}" for name in sorted(new.keys() - old.keys())]
    for name in sorted(old.keys() & new.keys()):
        before, after = canonical(name, old[name]), canonical(name, new[name])
        if before != after:
            pairs = zip([*before, "（完）"], [*after, "（完）"], strict=False)
            line, (was, now) = next((n, p) for n, p in enumerate(pairs, 1) if p[0] != p[1])
            found.append(f"{name} 第{line}行：{was} → {now}")
    return found


def write_all() -> None:
    """Write every golden workbook anew."""
    from tests.macros_py.settlement.test_golden import GOLDEN  # noqa: PLC0415  it imports this module

    for name, make in GOLDEN.items():
        (FOLDER / name).write_bytes(make())


if __name__ == "__main__":
    write_all()
