"""Marks of a drawing against its scale: what a ruler on the screen reads. Nothing of the product.

Here: points and thick lines of an SVG, each with the row of a table that its label names. Not
here: drawings that say in words whom they are about (`reading`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import lxml.html

_SPACES = re.compile(r"\s+")
_POINT = re.compile(r"[ML]([0-9.]+) ([0-9.]+)")
#: Coordinates of marks and of the scale have two digits: so well is a share known, in percent.
_BLUR = 0.03


def measured(
    svg: lxml.html.HtmlElement, told: Sequence[Mapping[str, str]]
) -> Iterator[dict[str, str]]:
    """Rows of `told` with the share that the drawing gives them."""
    texts = [(*place, _words(node)) for node in svg.iter("text") if (place := _place(node))]
    ticks = [(x, float(words)) for x, _, words in texts if re.fullmatch("[0-9]+", words)]
    if len(ticks) < 2:
        return
    (x0, v0), (x1, v1) = min(ticks), max(ticks)
    if x0 == x1 or v0 == v1:
        return
    found = [(y, *(v0 + (x - x0) * (v1 - v0) / (x1 - x0) for x in ends))
             for y, *ends in marks(svg)]  # fmt: skip
    for y, *ends in found:
        label = [words for x, at, words in texts if x < x0 and _nearest(at, found) == y]
        for row in told:
            if _is_named(row, " ".join(label)):
                low, high = max(0.0, min(ends) - _BLUR), max(ends) + _BLUR
                yield {
                    **row,
                    "Значение": f"от {low:.4f} до {high:.4f} %",
                    "Человек": "",
                    "mark": str(y),
                }


def marks(svg: lxml.html.HtmlElement) -> Iterator[tuple[float, ...]]:
    """Height and ends of every point and every thick level line."""
    for node in svg.iter("circle"):
        if node.get("cx") and node.get("cy"):
            yield float(node.get("cy")), float(node.get("cx"))
    for node in svg.iter("path"):
        width = float(node.get("stroke-width") or 0)
        points = _POINT.findall(node.get("d") or "")
        if width >= 3 and len(points) == 2 and points[0][1] == points[1][1]:
            yield float(points[0][1]), float(points[0][0]), float(points[1][0])


def _place(text: lxml.html.HtmlElement) -> tuple[float, float] | None:
    """Where a text stands, each line of a broken one by itself."""
    x, y = text.get("x"), text.get("y")
    return (float(x), float(y)) if x and y else None


def _nearest(at: float, marks: Sequence[tuple[float, ...]]) -> float:
    return min((mark[0] for mark in marks), key=lambda y: abs(y - (at - 3)))


def _is_named(row: Mapping[str, str], label: str) -> bool:
    """Whether a label is that of a row: names are broken into lines."""
    bare = label.replace(" ", "")
    if not bare or not row.get("Годы"):
        return False
    named = row.get("Муниципалитет") or row.get("Показатель", "")
    return named.replace(" ", "") == bare


def _words(node: lxml.html.HtmlElement) -> str:
    return _SPACES.sub(" ", node.text_content()).strip()
