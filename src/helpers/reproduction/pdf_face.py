"""What a PDF says, read back from its bytes: its lines, remarks and drawings by page.

Here: reading a report's PDF for a comparison. Not here: the other faces (`faces`), making the
PDF (`reports.pdf`). Lines are those of the page, not the paragraphs of the report, so a PDF is
compared only with the same PDF made again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from helpers.reports import content
from helpers.reports.content import Item, plain

#: Operators of marked content: they tie the page to its tree of tags and draw nothing.
_TAGS = {b"BMC", b"BDC", b"EMC", b"MP", b"DP"}
#: Forms inside forms deeper than this are not ours.
_DEPTH = 8


def items(data: bytes) -> Iterator[Item]:
    """Texts and drawings of all pages."""
    import pypdf

    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(data)).pages, start=1):
        place = f"страница {number}"
        for line in page.extract_text().splitlines():
            if words := plain(line):
                yield Item("text", place, words)
        for remark in page.annotations or ():
            yield from _remark(place, remark.get_object())
        drawn = list(_drawn(page.get_contents(), page.get("/Resources"), page.pdf, 0))
        if drawn:
            yield Item("drawing", place, content.sha256(drawn))


def _remark(place: str, remark: Any) -> Iterator[Item]:
    """A note that somebody put on the page; links inside the report are its own."""
    words = plain(str(remark.get("/Contents", "")))
    if remark.get("/Subtype") != "/Link":
        yield Item("text", f"{place}, пометка", words or str(remark.get("/Subtype")))


def _drawn(stream: Any, resources: Any, owner: Any, depth: int) -> Iterator[list[Any]]:
    """What is drawn besides texts: operators with their operands, pictures by their bytes."""
    from pypdf.generic import ContentStream

    if stream is None or depth > _DEPTH:
        return
    held = (resources.get_object() if resources is not None else {}).get("/XObject")
    forms = held.get_object() if held is not None else {}
    is_text = False
    for operands, operator in ContentStream(stream, owner).operations:
        is_text = operator == b"BT" or (is_text and operator != b"ET")
        if operator == b"Do":
            form = forms[operands[0]].get_object()
            if form.get("/Subtype") == "/Image":
                yield ["image", content.sha256(form.get_data().hex())]
            else:
                inner = form.get("/Resources") or resources
                yield from _drawn(form, inner, owner, depth + 1)
        elif not is_text and operator not in _TAGS and operator != b"ET":
            yield [operator.decode("latin-1"), *(_plain(operand) for operand in operands)]


def _plain(operand: Any) -> Any:
    """Numbers to a tenth of a point, everything else as text."""
    if isinstance(operand, int | float):
        return round(float(operand), 1)
    return str(operand)
