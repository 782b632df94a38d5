"""One way to write a number, whatever keyboard it came from."""

FULL_WIDTH = {0xFF01 + place: 0x21 + place for place in range(94)}
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
BLANKS = dict.fromkeys(map(ord, " \t\r\n\v\f\u00a0\u2002\u2003\u2009\u200b\u200c\u200d\u2060\u3000\ufeff"))
CAPITALS = {ord(small): small.upper() for small in "abcdefghijklmnopqrstuvwxyz"}
WRITTEN_PLAINLY = (
    {code: chr(plain).upper() for code, plain in FULL_WIDTH.items()} | CAPITALS | DASHES | BLANKS
)


def normalise(number: str) -> str:
    """Return the number in half-width capitals and digits, without blanks, each dash a plain hyphen."""
    return number.translate(WRITTEN_PLAINLY)
