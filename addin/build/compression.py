"""The compression of VBA sources: MS-OVBA 2.4.1, both ways."""

import struct

from addin.build.errors import BrokenAddinError

_SIGNATURE = 0x01
_CHUNK = 4096
_RAW, _PACKED = 0x3FFF, 0xB000
_MINIMUM = 3


def compress(data: bytes) -> bytes:
    """Pack bytes into a compressed container."""
    chunks = (data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK))
    return bytes([_SIGNATURE]) + b"".join(map(_packed, chunks))


def _packed(chunk: bytes) -> bytes:
    """Pack up to 4096 bytes with their header.

    A raw chunk is 4096 bytes long whatever it holds, so a shorter one that would not pack (no text
    is like that) is halved instead of padded.
    """
    tokens = _compress_chunk(chunk)
    if len(tokens) <= _CHUNK:
        return struct.pack("<H", _PACKED | len(tokens) - 1) + tokens
    if len(chunk) == _CHUNK:
        return struct.pack("<H", _RAW) + chunk
    middle = len(chunk) // 2
    return _packed(chunk[:middle]) + _packed(chunk[middle:])


def decompress(container: bytes) -> bytes:
    """Unpack a compressed container; raises BrokenAddinError where it is none."""
    if not container or container[0] != _SIGNATURE:
        raise BrokenAddinError("VBA 源码的压缩标记不对，文件已损坏")
    out = bytearray()
    at = 1
    while at < len(container):
        if at + 2 > len(container):
            raise BrokenAddinError("VBA 源码的压缩数据不完整，文件已损坏")
        (header,) = struct.unpack_from("<H", container, at)
        end = at + (header & 0x0FFF) + 3
        chunk = container[at + 2 : end]
        out += _decompress_chunk(chunk) if header & 0x8000 else chunk
        at = end
    return bytes(out)


def _compress_chunk(chunk: bytes) -> bytes:
    """Pack up to 4096 bytes as tokens; what will not pack comes back longer than it was."""
    out = bytearray()
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(chunk):
        flags = 0
        tokens = bytearray()
        for bit in range(8):
            if at >= len(chunk):
                break
            offset, length = _longest_match(chunk, at, seen)
            if length:
                bits = _offset_bits(at)
                token = (offset - 1) << (16 - bits) | (length - _MINIMUM)
                tokens += struct.pack("<H", token)
                flags |= 1 << bit
            else:
                tokens.append(chunk[at])
            for place in range(at, at + max(1, length)):
                seen.setdefault(chunk[place : place + _MINIMUM], []).append(place)
            at += max(1, length)
        out.append(flags)
        out += tokens
    return bytes(out)


def _longest_match(chunk: bytes, at: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Find the longest earlier run that equals what follows: (how far back, how long) or (0, 0)."""
    longest = min((0xFFFF >> _offset_bits(at)) + _MINIMUM, len(chunk) - at)
    best = (0, 0)
    if longest < _MINIMUM:
        return best
    for start in reversed(seen.get(chunk[at : at + _MINIMUM], ())):
        length = _MINIMUM
        while length < longest and chunk[start + length] == chunk[at + length]:
            length += 1
        if length > best[1]:
            best = (at - start, length)
            if length == longest:
                break
    return best


def _decompress_chunk(chunk: bytes) -> bytes:
    out = bytearray()
    at = 0
    while at < len(chunk):
        flags = chunk[at]
        at += 1
        for bit in range(8):
            if at >= len(chunk):
                break
            if not flags >> bit & 1:
                out.append(chunk[at])
                at += 1
                continue
            if at + 2 > len(chunk) or not out:
                raise BrokenAddinError("VBA 源码的压缩数据不完整，文件已损坏")
            (token,) = struct.unpack_from("<H", chunk, at)
            at += 2
            bits = _offset_bits(len(out))
            start = len(out) - (token >> (16 - bits)) - 1
            if start < 0:
                raise BrokenAddinError("VBA 源码的压缩数据有误，文件已损坏")
            for place in range(start, start + (token & 0xFFFF >> bits) + _MINIMUM):
                out.append(out[place])
    return bytes(out)


def _offset_bits(done: int) -> int:
    """How many bits of a token are the offset when ``done`` bytes of the chunk are unpacked."""
    return max(4, (done - 1).bit_length())
