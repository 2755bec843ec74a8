"""Reading back the protection fields of a VBA project: MS-OVBA 2.4.3.3, data decryption."""

_VERSION = 2


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
