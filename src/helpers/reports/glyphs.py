"""Characters that a report can show as they are written.

Here: replacing what no font of ours has, so that one odd character in a source file does
not stop a PDF; dropping signs that turn the direction of a text. Not here: choosing fonts
(`style`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from helpers import style

REPLACEMENT = "\ufffd"
#: Characters of ordinary Russian text, known to be in the fonts without opening them.
COMMON = {
    *map(chr, range(0x20, 0x7F)),
    *map(chr, range(0x0410, 0x0450)),
    *"Ёё\n«»„“”—–−…№°±×·§₽½\u00a0\u202f",
}


#: Signs that show a text in another order than it is written: «exe.jpg» for «gpj.exe».
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def straight(text: str) -> str:
    """The text without signs that turn its direction.

    >>> straight("акт_\u202egpj.exe\u202c")
    'акт_gpj.exe'
    """
    return _TURNING.sub("", text)


def printable(value: Any) -> Any:
    """Plain JSON data with every character that no font has replaced by U+FFFD.

    Control characters become spaces, line ends stay, signs of direction are dropped.
    """
    if isinstance(value, str):
        return value if COMMON.issuperset(value) else _cleaned(value)
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [printable(item) for item in value]
    return value


def _cleaned(text: str) -> str:
    known = code_points()
    return "".join(
        sign if ord(sign) in known or sign == "\n" else " " if ord(sign) < 32 else REPLACEMENT
        for sign in straight(text)
    )


@cache
def code_points() -> frozenset[int]:
    """Code points of all fonts of the workbook."""
    from fontTools.ttLib import TTFont

    codes: set[int] = set()
    for path in style.font_files():
        if path.stem in ("Roboto-Regular", "DejaVuSans"):
            with TTFont(path, lazy=True) as font:
                codes.update(font.getBestCmap())
    return frozenset(codes)
