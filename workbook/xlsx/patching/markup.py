"""Text in XML and back; ``xml.sax.saxutils`` would import a whole web client."""

_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


def escape(text: str) -> str:
    """Return text as it stands between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """Return text as the value of an attribute, in quotes."""
    return '"' + escape(text).replace('"', "&quot;") + '"'


def unescape(text: str) -> str:
    """Return what text with the five entities of XML says."""
    for entity, char in _ENTITIES:
        text = text.replace(entity, char)
    return text
