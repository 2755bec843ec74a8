"""oletools, the outside reader of VBA: its import warns about a library that it uses."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from oletools.olevba import VBA_Parser, decompress_stream


def unpacked(container: bytes) -> bytes:
    """What oletools makes of a compressed container."""
    return bytes(decompress_stream(bytearray(container)))


def macros(addin: bytes) -> list[tuple[str, str]]:
    """(name, source) of every module that olevba finds in an add-in."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        parser = VBA_Parser("jsjb.xlam", data=addin)
        found = [(name, code) for _, _, name, code in parser.extract_macros()]
        parser.close()
    return found
