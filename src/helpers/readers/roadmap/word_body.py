"""What of a Word document counts: its parts in the order of the text, without what was removed.

Here: content controls and other wrappers seen through, text that is struck out, hidden or
deleted under revision left out and counted. Not here: entries and numbers of lists (`office`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from helpers.errors import Problem

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Elements around paragraphs, tables, rows or cells that change nothing of what they hold.
_WRAPPERS = (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo")
_PROMPT = "prompt"
_DELETED = (f"{W}del", f"{W}moveFrom")
_LETTERS = (f"{W}t", f"{W}delText")
_TEXT = (*_LETTERS, f"{W}br", f"{W}tab", f"{W}cr", f"{W}noBreakHyphen")
_NOT_LIVE = {
    "struck_text": (
        "Зачёркнутый текст не прочитан: он считается отменённым. Если он действует, снимите "
        "зачёркивание и сохраните документ; если нет, удалите его."
    ),
    "deleted_text": (
        "В документе непринятые исправления: удалённое в них не прочитано, вставленное прочитано. "
        "Примите или отклоните исправления и сохраните документ."
    ),
    "hidden_text": (
        "Текст скрыт: он не использован. Если он нужен, снимите знак «скрытый» и сохраните "
        "документ."
    ),
}
_FOUND = {
    "struck_text": "зачёркнутый текст",
    "deleted_text": "удалённый текст",
    "hidden_text": "скрытый текст",
}


def parts(element: Any, *tags: str) -> Iterator[Any]:
    """Children of the given tags, in their order, those inside content controls among them.

    A table of contents is passed over: its lines say nothing of what stands under them.
    """
    for child in element.iterchildren():
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS and not _is_contents(child):
            yield from parts(child, *tags)


def _is_contents(element: Any) -> bool:
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


def is_on(element: Any) -> bool:
    """Whether a property that is on or off is there and on."""
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off")


@dataclass
class LiveText:
    """Text of paragraphs without what does not count, and where that stood.

    `place` is where the reading is: the name of the table and the row in it, ("", 0) for a
    paragraph outside tables.
    """

    place: tuple[str, int] = ("", 0)
    _left_out: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def of(self, paragraph: Any) -> str:
        """The text of a paragraph as a person reads it."""
        pieces = []
        for node in paragraph.iter(*_TEXT):
            code = _not_live(node)
            if code:
                if code != _PROMPT and (node.text or "").strip():
                    self.leave_out(code)
            elif node.tag == f"{W}t":
                pieces.append(node.text or "")
            elif node.tag == f"{W}noBreakHyphen":
                pieces.append("-")
            else:
                pieces.append("\n" if node.tag in (f"{W}br", f"{W}cr") else " ")
        return "".join(pieces)

    def leave_out(self, code: str) -> None:
        """Note that text is left out at the place."""
        rows = self._left_out.setdefault((code, self.place[0]), [])
        if self.place[1] not in rows:
            rows.append(self.place[1])

    def findings(self, file: str) -> list[Problem]:
        """One finding for each kind of what was left out, and each table."""
        problems = []
        for (code, sheet), rows in self._left_out.items():
            lines = [f"{row}" for row in sorted(rows) if row]
            more = f" … (всего {len(lines)})" if len(lines) > 20 else ""
            found = f"{_FOUND[code]}{' в строках ' if lines else ''}{', '.join(lines[:20])}{more}"
            row = min(filter(None, rows), default=None)
            problems.append(Problem("warning", code, _NOT_LIVE[code], file, sheet, row, "", found))
        return problems


def is_removed(element: Any) -> bool:
    """Whether an element holds text and all of it is struck out, deleted or hidden."""
    reasons = [_not_live(n) for n in element.iter(*_LETTERS) if (n.text or "").strip()]
    return bool(reasons) and all(reasons) and set(reasons) != {_PROMPT}


def has_text(paragraph: Any) -> bool:
    """Whether a paragraph holds any text, that which does not count among it."""
    return any((node.text or "").strip() for node in paragraph.iter(*_LETTERS))


def is_deleted_row(row: Any) -> bool:
    """Whether a row of a table is deleted under revision."""
    return row.find(f"{W}trPr/{W}del") is not None


def _not_live(node: Any) -> str:
    """Why a piece of text does not count: the code of a finding, or that it is the prompt of
    an empty content control («Выберите дату»); "" for text that counts."""
    if node.tag == f"{W}delText":
        return "deleted_text"
    for above in node.iterancestors():
        if above.tag in _DELETED:
            return "deleted_text"
        if above.tag == f"{W}sdt" and is_on(above.find(f"{W}sdtPr/{W}showingPlcHdr")):
            return _PROMPT
        if above.tag == f"{W}r":
            look = above.find(f"{W}rPr")
            if look is None:
                continue
            if is_on(look.find(f"{W}strike")) or is_on(look.find(f"{W}dstrike")):
                return "struck_text"
            if is_on(look.find(f"{W}vanish")):
                return "hidden_text"
    return ""
