"""The parts of an XLSX package: which sheet is which XML, what is hidden, what styles show.

Here: workbook, relations, styles. Not here: cells (`sheet_scan`, `xlsx_files`).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable

from helpers.readers.sheet_scan import SHARED_LIMIT, CellStyles, safe_parser

_PERCENT_BUILTIN = {"9", "10"}
_MONTH_BUILTIN = {"17"}
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
#: Parts that could reach outside or run, and how a person calls them.
_FOREIGN = {
    "externalLinks/": "ссылки на другие книги",
    "vbaProject": "макросы",
    "embeddings/": "вложенные файлы",
    "activeX/": "элементы управления",
    "media/": "картинки",
    "connections.xml": "подключения к данным",
}


class TooManyTexts(ValueError):
    """The table of texts is larger than any real book has."""


class BookParts:
    """What the parts of a book say of its sheets.

    Raises `KeyError` or `ValueError` where a part is missing, `expat.ExpatError` and
    `UnsafeXml` where one is not plain XML.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.casefold(): name for name in archive.namelist()}
        book = self._target("", "_rels/.rels", "/officeDocument") or "xl/workbook.xml"
        folder, name = posixpath.split(book)
        relations = self._relations(f"{folder}/_rels/{name}.rels")
        self._parts: dict[str, str] = {}
        self.visible: list[str] = []
        self.hidden: list[str] = []
        self.names: list[str] = []
        for title, state, relation in self._sheets(book):
            kind, target = relations[relation]
            self.names.append(title)
            if not kind.endswith("/worksheet"):
                continue
            self._parts[title] = self._existing(folder, target)
            (self.visible if state in ("", "visible") else self.hidden).append(title)
        self.styles = self._styles(folder, relations)
        self._check_texts(folder, relations)
        self._parse("[Content_Types].xml", "Types", lambda *_: None)
        self.foreign = [
            words
            for mark, words in _FOREIGN.items()
            if any(mark in part for part in archive.namelist())
        ]

    def part_of(self, sheet: str) -> str:
        """Name of the part that holds a sheet."""
        return self._parts[sheet]

    def _existing(self, folder: str, target: str) -> str:
        path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        return self._names[posixpath.normpath(path).casefold()]

    def _parse(self, part: str, root: str, on_start: Callable[[str, dict[str, str]], None]) -> None:
        """Walk over the elements of a part; its first element must be `root`."""
        parser = safe_parser()
        is_first = True

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal is_first
            local = name.rpartition(" ")[2]
            if is_first and local != root:
                raise ValueError(f"{part}: {local}")
            is_first = False
            on_start(local, attributes)

        parser.StartElementHandler = start
        with self._archive.open(self._names[part.casefold()]) as stream:
            while chunk := stream.read(1 << 20):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                found[attributes["Id"]] = (attributes.get("Type", ""), attributes["Target"])

        self._parse(part, "Relationships", start)
        return found

    def _target(self, folder: str, part: str, kind: str) -> str:
        if part.casefold() not in self._names:
            return ""
        for type_, target in self._relations(part).values():
            if type_.endswith(kind):
                return self._existing(folder, target)
        return ""

    def _sheets(self, book: str) -> list[tuple[str, str, str]]:
        sheets: list[tuple[str, str, str]] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "sheet":
                relation = next(
                    value
                    for key, value in attributes.items()
                    if key.endswith(" id") and "relationships" in key
                )
                sheets.append((attributes["name"], attributes.get("state", ""), relation))

        try:
            self._parse(book, "workbook", start)
        except StopIteration:
            raise KeyError("sheet") from None
        if not sheets:
            raise ValueError("no sheets")
        return sheets

    def _styles(self, folder: str, relations: dict[str, tuple[str, str]]) -> CellStyles:
        part = _of_kind(relations, "/styles")
        if not part:
            return CellStyles()
        percents, months = set(_PERCENT_BUILTIN), set(_MONTH_BUILTIN)
        years: set[str] = set()
        struck_fonts: set[str] = set()
        fonts = 0
        styles: list[tuple[str, str]] = []
        inside: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal fonts
            if name in ("fonts", "cellXfs", "cellStyleXfs", "dxfs", "cellStyles"):
                inside[:] = [name]
            elif name == "numFmt" and inside[:1] != ["dxfs"]:
                code = _LITERAL.sub("", attributes.get("formatCode", ""))
                number = attributes.get("numFmtId", "")
                (percents.add if "%" in code else percents.discard)(number)
                shown = _parts_of_day(code)
                (months.add if shown in ("m", "my") else months.discard)(number)
                (years.add if shown == "y" else years.discard)(number)
            elif name == "font" and inside == ["fonts"]:
                fonts += 1
            elif name == "strike" and inside == ["fonts"]:
                if attributes.get("val", "1") not in ("0", "false"):
                    struck_fonts.add(str(fonts - 1))
            elif name == "xf" and inside == ["cellXfs"]:
                styles.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))

        self._parse(self._existing(folder, part), "styleSheet", start)
        numbered = [(str(i), *style) for i, style in enumerate(styles)]
        return CellStyles(
            frozenset(style for style, number, _ in numbered if number in percents),
            frozenset(style for style, number, _ in numbered if number in months),
            frozenset(style for style, number, _ in numbered if number in years),
            frozenset(style for style, _, font in numbered if font in struck_fonts),
        )

    def _check_texts(self, folder: str, relations: dict[str, tuple[str, str]]) -> None:
        """Refuse a table of texts larger than a book can have (hardening S28), or torn."""
        part = _of_kind(relations, "/sharedStrings")
        count = 0
        texts = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal count, texts
            if name == "si":
                count += 1
                texts = 0
                if count > SHARED_LIMIT:
                    raise TooManyTexts
            elif name in ("r", "rPh"):
                texts = 0
            elif name == "t":
                texts += 1
                if texts > 1:
                    raise ValueError("two texts in one")

        if part:
            self._parse(self._existing(folder, part), "sst", start)


def _of_kind(relations: dict[str, tuple[str, str]], ending: str) -> str:
    return next((target for kind, target in relations.values() if kind.endswith(ending)), "")


def _parts_of_day(code: str) -> str:
    """What a number format without its literals shows of a day: «my» for «mmm.yy»; h, s are time.

    >>> _parts_of_day("mmm.yy"), _parts_of_day("yyyy;@"), _parts_of_day("0.00")
    ('my', 'y', '')
    """
    return "".join(sorted(set(code.split(";")[0].casefold()) & set("dhmsy")))
