"""Voice notes as phones send them, for simulated messengers and for tests: silence, with words that only tests read.

A note is Ogg with Opus (RFC 7845): packets of 20 ms of silence, 50 a page. What a simulated model is to hear is in
the comments.
"""

from collections.abc import Iterable

SILENCE = b"\xf8\xff\xfe"
"""A packet of Opus: 20 ms at 48 kHz, in which nothing sounds."""

PACKETS_A_SECOND, SAMPLES_A_PACKET = 50, 960
SERIAL = 1
_HEAD = b"OpusHead\x01\x01" + (312).to_bytes(2, "little") + (48_000).to_bytes(4, "little") + b"\0\0\0"
_VENDOR = b"bivelio"
_POLYNOMIAL = 0x04C11DB7


def note(words: str, seconds: float = 3) -> bytes:
    """A voice note that lasts so long."""
    comment = f"DESCRIPTION={words}".encode()
    counted = [len(part).to_bytes(4, "little") + part for part in (_VENDOR, comment)]
    tags = b"OpusTags" + counted[0] + (1).to_bytes(4, "little") + counted[1]
    pages = [_page([_HEAD], 0, 0, 2), _page([tags], 0, 1, 0)]
    count, done = round(seconds * PACKETS_A_SECOND), 0
    while done < count:
        packets = [SILENCE] * min(PACKETS_A_SECOND, count - done)
        done += len(packets)
        pages.append(_page(packets, done * SAMPLES_A_PACKET, len(pages), 4 if done == count else 0))
    return b"".join(pages)


def words_in(content: bytes) -> str:
    """What such a note says."""
    start = content.index(b"DESCRIPTION=")
    size = int.from_bytes(content[start - 4 : start], "little")
    return content[start : start + size].decode().partition("=")[2]


def _page(packets: Iterable[bytes], place: int, number: int, flags: int) -> bytes:
    lacing = bytearray()
    for packet in packets:
        lacing += b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255])
    head = b"OggS\0" + bytes([flags]) + place.to_bytes(8, "little")
    head += SERIAL.to_bytes(4, "little") + number.to_bytes(4, "little")
    rest = bytes([len(lacing)]) + bytes(lacing) + b"".join(packets)
    return head + _checksum(head + bytes(4) + rest).to_bytes(4, "little") + rest


def _checksum(page: bytes) -> int:
    """The CRC of a page (RFC 3533, 6): its polynomial begins with the highest bit, and nothing is inverted."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ (_POLYNOMIAL if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value
