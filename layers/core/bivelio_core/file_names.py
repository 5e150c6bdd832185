"""The names of files that came from elsewhere, as they are kept and shown."""

LONGEST = 200
LONGEST_EXTENSION = 10


def cleaned(name: str, longest: int = LONGEST) -> str:
    """A name without a path, quotes and what is not printed; "" where nothing is left. Its extension survives a cut.

    What is not printed are control characters and those that turn the direction of text: after U+202E, `fdp.exe` reads
    as `exe.pdf`.
    """
    clean_name = "".join(each for each in name[: 8 * LONGEST] if each.isprintable() and each not in '/\\"').strip()
    if len(clean_name) <= longest:
        return clean_name
    stem, dot, extension = clean_name.rpartition(".")
    return (
        f"{stem[: longest - len(extension) - 1]}{dot}{extension}"
        if 0 < len(extension) <= LONGEST_EXTENSION
        else clean_name[:longest]
    )
