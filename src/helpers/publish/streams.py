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
from typing import Any
from urllib.parse import unquote

from helpers.publish import pdf_words

_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
#: Attributes that hold words: of HTML, of office files, of drawings.
_SAID = re.compile(
    r"""\s(?:alt|title|aria-[a-z]+|data-[\w-]+|content|value|placeholder|label|summary|abbr|href"""
    r"""|(?:\w+:)?(?:descr|val|name|title))=(["'])(.*?)\1""",
    re.IGNORECASE | re.DOTALL,
)
_CODED = re.compile(r"\\u(0[0-9a-fA-F]{3})")
_PERCENT = re.compile("%(?:D0|D1)%", re.IGNORECASE)


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
    strings = "\n".join(dict.fromkeys(_strings(reader)))
    yield Stream("строки документа", strings.encode("utf-8", "replace"), strings)


def _strings(reader: Any) -> Iterator[str]:
    """Words that stand on no page: of pictures, bookmarks, forms, metadata."""
    from pypdf import generic

    numbers = {number for own in reader.xref.values() for number in own} | set(reader.xref_objStm)
    for number in sorted(numbers):
        waiting = [reader.get_object(number)]
        while waiting:
            held = waiting.pop()
            if isinstance(held, generic.TextStringObject):
                yield str(held)
            elif isinstance(held, dict):
                waiting += [dict.__getitem__(held, key) for key in held]
            elif isinstance(held, list):
                waiting += list(list.__iter__(held))
            if isinstance(held, generic.StreamObject) and held.get("/Type") == "/Metadata":
                yield held.get_data().decode("utf-8", "replace")


def _text(content: bytes) -> str:
    """The stream as text: UTF-8, UTF-16 with a mark, else bytes as they are."""
    if content[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def words_of(text: str) -> str:
    """Words as somebody may read them: tags apart, what their attributes say in words, entities
    and coded letters read.

    >>> words_of('<p title="Школа&nbsp;№ 5" class="x">\\u0434\\u0430</p>').split()
    ['да', 'Школа', '№', '5']
    """
    said = [found[2] for tag in _TAG.findall(text) for found in _SAID.finditer(tag)]
    plain = unescape("\n".join([_TAG.sub(" ", text), *said]))
    if "\\u0" in plain:
        plain = _CODED.sub(lambda found: chr(int(found[1], 16)), plain)
    return unquote(plain) if _PERCENT.search(plain) else plain
