"""The ribbon tab as customUI XML (the 2009/07 schema: Excel 2010 and later)."""

from lxml import etree

from macros_py.catalogue.buttons import BUTTONS, TAB

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
CALLBACK = "JsjbRun"


def ribbon_xml() -> bytes:
    """Give the customUI part: one tab, its groups and buttons in the order of the table."""
    root = etree.fromstring(f'<customUI xmlns="{NAMESPACE}"/>')
    tabs = _child(_child(root, "ribbon"), "tabs")
    tab = _child(tabs, "tab", id="jsjbTab", label=TAB)
    groups: dict[str, etree._Element] = {}
    for button in BUTTONS:
        if button.group not in groups:
            name = f"jsjbGroup{len(groups) + 1}"
            groups[button.group] = _child(tab, "group", id=name, label=button.group)
        _child(
            groups[button.group],
            "button",
            id=f"jsjb_{button.action}",
            label=button.label,
            tag=button.action,
            screentip=button.screentip,
            supertip=button.supertip,
            imageMso=button.image,
            size="large" if button.large else "normal",
            onAction=CALLBACK,
        )
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _child(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
