"""How long a sound lasts, by its bytes: what a sender or a provider says of it is not believed.

Sources: RFC 3533 (Ogg), RFC 6716 and 7845 (Opus), the Vorbis I specification, ISO/IEC 14496-12 (MP4), ISO/IEC 11172-3
(MP3) and 13818-7 (AAC). Each reader walks over the bytes once, and only forwards.
"""

from collections.abc import Callable, Iterator, Mapping

MOST_BYTES_A_SECOND = 64_000
"""A file of more bytes for each second that it says to last says it wrongly."""

OPUS_RATE = 48_000
_SILK = (480, 960, 1_920, 2_880)
_HYBRID = (480, 960)
_CELT = (120, 240, 480, 960)
_LAST_SILK, _LAST_HYBRID = 11, 15
_ENDLESS = 255
"""The lacing value of a segment that does not end its packet."""

_CONTINUED = 0x01
"""The flag of a page that begins within a packet."""

_MP3_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_MP3_KBITS = {
    True: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_AAC_RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350)
_AAC_SAMPLES = 1_024


def seconds_of(content: bytes, content_type: str) -> float | None:
    """How long a sound lasts; None for a type that is not listened to, and for bytes that do not say it."""
    read = READERS.get(content_type)
    try:
        seconds = read(content) if read else 0.0
    except (IndexError, ZeroDivisionError):
        return None
    return seconds if seconds > 0 and len(content) <= seconds * MOST_BYTES_A_SECOND else None


def _ogg(content: bytes) -> float:
    """Of Opus the frames of all packets; of Vorbis the place that the last page says."""
    samples, number, last_place, rate, is_opus = 0, 0, 0, 0, False
    for is_whole, packet, place in _packets(content):
        last_place = place
        if not is_whole:
            continue
        number += 1
        if number == 1 and packet[1:7] == b"vorbis":
            rate = int.from_bytes(packet[12:16], "little")
        elif number == 1:
            is_opus = packet[:8] == b"OpusHead"
        elif is_opus and packet[:8] != b"OpusTags":
            samples += _opus_samples(packet)
    return samples / OPUS_RATE if is_opus else last_place / rate if rate else 0.0


def _packets(content: bytes) -> Iterator[tuple[bool, bytes, int]]:
    """The segments' packets, as far as one page has them, each with whether it begins there and the page's place."""
    at, goes_on = 0, False
    while content[at : at + 4] == b"OggS":
        place = int.from_bytes(content[at + 6 : at + 14], "little")
        lacing = content[at + 27 : at + 27 + content[at + 26]]
        goes_on = goes_on and bool(content[at + 5] & _CONTINUED)
        start = end = at + 27 + len(lacing)
        for value in lacing:
            end += value
            if value < _ENDLESS:
                yield not goes_on, content[start : min(end, start + 64)], place
                start, goes_on = end, False
        if start < end:
            yield not goes_on, content[start : min(end, start + 64)], place
            goes_on = True
        at = end


def _opus_samples(packet: bytes) -> int:
    """How many samples a packet has: its first byte says how long a frame is, and how many there are."""
    if not packet:
        return 0
    configuration, code = packet[0] >> 3, packet[0] & 0x03
    if configuration <= _LAST_SILK:
        frame = _SILK[configuration & 0x03]
    elif configuration <= _LAST_HYBRID:
        frame = _HYBRID[configuration & 0x01]
    else:
        frame = _CELT[configuration & 0x03]
    count = (1, 2, 2, packet[1] & 0x3F if len(packet) > 1 else 0)[code]
    return frame * count


def _mp4(content: bytes) -> float:
    movie = _box(content, 0, len(content), b"moov")
    header = movie and _box(content, *movie, b"mvhd")
    if not header:
        return 0.0
    at, is_long = header[0], content[header[0]] == 1
    scale_at, size = (at + 20, 8) if is_long else (at + 12, 4)
    scale = int.from_bytes(content[scale_at : scale_at + 4], "big")
    return int.from_bytes(content[scale_at + 4 : scale_at + 4 + size], "big") / scale


def _box(content: bytes, at: int, end: int, name: bytes) -> tuple[int, int] | None:
    """Where the content of the first box of a name begins and ends."""
    while at + 8 <= end:
        size, head = int.from_bytes(content[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        box_end = at + size if size else end
        if content[at + 4 : at + 8] == name:
            return at + head, min(box_end, end)
        if box_end < at + head:
            return None
        at = box_end
    return None


def _mp3(content: bytes) -> float:
    at, seconds = _after_tag(content), 0.0
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] & 0xE0 == 0xE0:  # noqa: PLR2004 - the mark
        version, layer = content[at + 1] >> 3 & 0x03, content[at + 1] >> 1 & 0x03
        rate_at, kbits_at = content[at + 2] >> 2 & 0x03, content[at + 2] >> 4
        if layer != 1 or version not in _MP3_RATES or not 0 < kbits_at < 15:  # noqa: PLR2004 - layer III, a known rate
            break
        is_first = version == 3  # noqa: PLR2004 - MPEG-1
        rate, kbits = _MP3_RATES[version][rate_at], _MP3_KBITS[is_first][kbits_at - 1]
        samples = 1_152 if is_first else 576
        seconds += samples / rate
        at += samples // 8 * kbits * 1_000 // rate + (content[at + 2] >> 1 & 0x01)
    return seconds


def _after_tag(content: bytes) -> int:
    """Where the sound begins behind an ID3v2 tag, whose size has seven bits in each of four bytes."""
    if content[:3] != b"ID3":
        return 0
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _aac(content: bytes) -> float:
    at, seconds = 0, 0.0
    while at + 7 <= len(content) and content[at] == 0xFF and content[at + 1] & 0xF6 == 0xF0:  # noqa: PLR2004 - the mark
        size = (content[at + 3] & 0x03) << 11 | content[at + 4] << 3 | content[at + 5] >> 5
        if size < 7:  # noqa: PLR2004 - its own header
            break
        blocks = (content[at + 6] & 0x03) + 1
        seconds += blocks * _AAC_SAMPLES / _AAC_RATES[content[at + 2] >> 2 & 0x0F]
        at += size
    return seconds


READERS: Mapping[str, Callable[[bytes], float]] = {
    "audio/aac": _aac,
    "audio/mp4": _mp4,
    "audio/mpeg": _mp3,
    "audio/ogg": _ogg,
    "video/mp4": _mp4,
}
"""By the type that the file's first bytes say. The sound of a phone is often in a container of films."""
