"""Covers of resources: kites, books and brackets in mineral colours, so that no stock picture is needed."""

from typing import Any

PALETTES = {  # left, right, deep, spars
    "azurite": ("#1B5A8F", "#86AECF", "#13446E", "#FFFEFB"),
    "cinnabar": ("#C9452F", "#EBA893", "#8F2A19", "#FFFEFB"),
    "malachite": ("#2C8E66", "#A7D3BD", "#17553C", "#FFFEFB"),
    "gamboge": ("#E6A700", "#F6DD93", "#A36B00", "#FFFEFB"),
    "lilac": ("#6A5CAF", "#BFB7E2", "#473B86", "#FFFEFB"),
    "ochre": ("#B0703F", "#E0BE9F", "#7A4822", "#FFFEFB"),
}
GROUNDS = ("#E4EEF6", "#EFEAF7", "#E6F1E9", "#F8E9E2", "#FBEFCF", "#EDEAE2")
PLACES = {  # x, y, size, turn, tail
    "one": [(160, 74, 52, 18, True)],
    "trio": [(92, 96, 34, -14, True), (168, 66, 46, 10, True), (248, 104, 28, 24, True)],
    "grid": [(40 + x * 60, 38 + y * 58, 17, 0, False) for x in range(5) for y in range(3)],
    "book": [(214, 62, 26, 20, True)],
    "code": [(160, 84, 36, 12, False)],
}


def cover(kind: str, seed: int) -> dict[str, Any]:
    """Return what ui/cover.html draws: always the same for a kind (one, trio, grid, book, code) and seed."""
    names = list(PALETTES)
    colours = [PALETTES[names[(seed + shift) % len(names)]] for shift in (0, 1, 3)]
    kites = [kite(place, colours[index % 3]) for index, place in enumerate(PLACES[kind])]
    return {"kind": kind, "ground": GROUNDS[seed % len(GROUNDS)], "kites": kites, "main": colours[-1]}


def kite(place: tuple[float, float, float, float, bool], colours: tuple[str, ...]) -> dict[str, Any]:
    x, y, size, turn, tail = place
    left, right, deep, spars = colours
    w, low = round(0.8 * size, 1), round(1.25 * size, 1)
    wave, drop = round(0.35 * size, 1), round(0.7 * size, 1)
    return {
        "x": x,
        "y": y,
        "turn": turn,
        "top_left": f"M0 {-size}L{-w} 0 0 0Z",
        "top_right": f"M0 {-size}L{w} 0 0 0Z",
        "low_left": f"M{-w} 0 0 {low} 0 0Z",
        "low_right": f"M{w} 0 0 {low} 0 0Z",
        "bones": f"M0 {-size}V{low}M{-w} 0H{w}",
        "tail": f"M0 {low}q{wave} {wave} 0 {drop}t0 {drop}t0 {round(0.6 * size, 1)}" if tail else "",
        "thin": round(max(1, size * 0.04), 1),
        "left": left,
        "right": right,
        "deep": deep,
        "spars": spars,
    }
