"""Every stream of bytes of a published file: unzipped, inflated, as text.

Here: taking files apart. Not here: judging what is found (`release`).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from helpers.publish import pdf_words

_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Stream:
    """One stream: where in the file it stands ("" for the file itself), bytes, text."""

    place: str
    content: bytes
    text: str


def streams(content: bytes) -> Iterator[Stream]:
    """The file itself, then whatever is packed in it."""
    yield Stream("", content, _text(content))
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for entry in package.infolist():
                inner = package.read(entry)
                yield Stream(entry.filename, inner, _text(inner))
                if entry.comment:
                    yield Stream(
                        f"{entry.filename} (примечание)", entry.comment, _text(entry.comment)
                    )
            if package.comment:
                yield Stream("примечание архива", package.comment, _text(package.comment))
    if content[:5] == b"%PDF-":
        yield from _pdf(content)


def _pdf(content: bytes) -> Iterator[Stream]:
    for number, found in enumerate(_PDF_STREAM.finditer(content), start=1):
        try:
            inner = zlib.decompress(found.group(1))
        except zlib.error:
            continue
        yield Stream(f"поток {number}", inner, _text(inner))
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(content))
    for number, page in enumerate(reader.pages, start=1):
        text = pdf_words.words(page)
        yield Stream(f"страница {number}", text.encode("utf-8", "replace"), text)
    about = " ".join(str(value) for value in (reader.metadata or {}).values())
    yield Stream("свойства", about.encode(), about)


def _text(content: bytes) -> str:
    """The stream as text: UTF-8, UTF-16 with a mark, else bytes as they are."""
    if content[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def words_of(text: str) -> str:
    """Markup as a reader sees it: tags apart, entities read."""
    return unescape(_TAG.sub(" ", text))
