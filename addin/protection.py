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


def decrypt(text: str, project_id: str) -> bytes:
    """Decrypt a field; raises ValueError where it was not made for this project."""
    raw = bytes.fromhex(text)
    seed = raw[0]
    key = sum(project_id.encode("ascii")) & 0xFF
    if raw[1] ^ seed != _VERSION or raw[2] ^ seed != key:
        raise ValueError(text)
    plain, last, before = key, raw[2], raw[1]
    out = bytearray()
    for byte in raw[3:]:
        plain = byte ^ (before + plain) & 0xFF
        before, last = last, byte
        out.append(plain)
    body = bytes(out[(seed & 6) // 2 :])
    length = int.from_bytes(body[:4], "little")
    if len(body) != length + 4:
        raise ValueError(text)
    return body[4:]
