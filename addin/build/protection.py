"""The protection fields of a VBA project's PROJECT stream: MS-OVBA 2.4.3, data encryption."""

_VERSION = 2


def encrypt(data: bytes, project_id: str, seed: int) -> str:
    """Encrypt a field for the project with this id; ``seed`` (one byte) makes it reproducible."""
    key = sum(project_id.encode("ascii")) & 0xFF
    out = bytearray([seed, seed ^ _VERSION, seed ^ key])
    plain, last, before = key, out[2], out[1]
    ignored = bytes((seed & 6) // 2)
    for byte in ignored + len(data).to_bytes(4, "little") + data:
        encrypted = byte ^ (before + plain) & 0xFF
        out.append(encrypted)
        plain, last, before = byte, encrypted, last
    return out.hex().upper()
