"""The words of a PDF page, quickly: strings of the page turned into letters by its fonts.

Here: pages whose fonts say which letter each glyph is, as ours do. A page with any other font
is read by `pypdf` itself, which is right for all and twenty times slower. Not here: other
streams of a file (`streams`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

#: A font chosen, a string in brackets, a string in hexadecimal, the end of a piece of text.
_TOKEN = re.compile(
    rb"/(?P<font>[^\s/<>\[\]()]+)\s+[-+0-9.]+\s+Tf\b"
    rb"|\((?P<text>(?:\\.|[^\\()])*)\)"
    rb"|<(?P<hex>[0-9A-Fa-f\s]+)>(?!>)"
    rb"|\b(?P<end>ET)\b",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f",
            b"\n": b"", b"\r": b"", b"\r\n": b""}  # fmt: skip
_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f\s]+)>")
_SPAN = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f\s]+)>|\[(.*?)\])",
                   re.DOTALL)  # fmt: skip

Letters = Mapping[int, str]


def words(page: Any) -> str:
    """The text of a page, pieces of text on lines of their own.

    Pieces are told twice, apart and run together, so that a name cut in two is found.
    """
    pieces = _pieces(page, page.get("/Resources"), page.get_contents())
    if pieces is None:
        return str(page.extract_text())
    return "\n".join([*pieces, "".join(pieces)])


def _pieces(page: Any, resources: Any, contents: Any) -> list[str] | None:
    """Pieces of text of a page and of the drawings in it; None when a font is unknown."""
    if contents is None:
        return []
    resources = resources.get_object() if resources is not None else {}
    fonts = {}
    for name, font in (resources.get("/Font") or {}).items():
        letters = _letters(font.get_object())
        if letters is None:
            return None
        fonts[str(name)[1:].encode()] = letters
    found = list(_read(contents.get_data(), fonts))
    for drawing in (resources.get("/XObject") or {}).values():
        inner = drawing.get_object()
        if inner.get("/Subtype") == "/Form":
            more = _pieces(page, inner.get("/Resources"), inner)
            if more is None:
                return None
            found += more
    return found


def _letters(font: Any) -> Letters | None:
    """Glyph → letters of a font with two bytes a glyph; None for any other font."""
    if font.get("/Encoding") != "/Identity-H" or "/ToUnicode" not in font:
        return None
    table = font["/ToUnicode"].get_object().get_data()
    letters: dict[int, str] = {}
    for block in _CHARS.findall(table):
        letters |= {int(code, 16): _decoded(text) for code, text in _PAIR.findall(block)}
    for block in _RANGES.findall(table):
        for first, last, text, listed in _SPAN.findall(block):
            codes = range(int(first, 16), int(last, 16) + 1)
            if listed:
                each = [_decoded(one) for one in re.findall(rb"<([0-9A-Fa-f\s]+)>", listed)]
            else:
                start = _decoded(text)
                each = [start[:-1] + chr(ord(start[-1]) + step) for step in range(len(codes))]
            letters |= dict(zip(codes, each, strict=False))
    return letters


def _decoded(text: bytes) -> str:
    return bytes.fromhex(text.decode("ascii")).decode("utf-16-be", errors="replace")


def _read(content: bytes, fonts: Mapping[bytes, Letters]) -> Iterator[str]:
    letters: Letters = {}
    piece: list[str] = []
    for token in _TOKEN.finditer(content):
        if token["font"] is not None:
            letters = fonts.get(token["font"], {})
        elif token["end"] is not None:
            if piece:
                yield "".join(piece)
            piece = []
        else:
            raw = _bytes(token)
            codes = zip(raw[::2], raw[1::2], strict=False)
            piece += [letters.get(high << 8 | low, "") for high, low in codes]


def _bytes(token: re.Match[bytes]) -> bytes:
    if token["hex"] is not None:
        return bytes.fromhex(token["hex"].decode("ascii"))
    return _ESCAPE.sub(_unescaped, token["text"])


def _unescaped(found: re.Match[bytes]) -> bytes:
    code: bytes = found.group(1)
    if code[:1].isdigit():
        return bytes([int(code, 8) & 255])
    return _ESCAPED.get(code, code)
