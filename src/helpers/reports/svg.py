"""Drawings on their way into a page: only shapes and text may pass.

Here: the check of an SVG before it is put into HTML. Not here: making drawings
(`figures.canvas`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from helpers.reports.spec import ReportFailed

_SHAPES = {
    *("svg", "g", "defs", "use", "symbol", "title", "desc", "text", "tspan", "image"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    *("clipPath", "mask", "pattern", "marker", "linearGradient", "radialGradient", "stop"),
}
_NAMESPACE = "{http://www.w3.org/2000/svg}"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression", re.I)


@lru_cache(maxsize=64)
def checked(text: str, block_id: str) -> str:
    """The drawing rewritten from its parsed tree; `ReportFailed` if anything active is in it.

    Allowed are shapes, text and embedded PNG; refused are scripts, handlers, foreign
    content, document types and any address outside the drawing. Every format asks for every
    drawing, so the last answers are kept.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ReportFailed(f"Рисунок {block_id}: SVG не читается ({error}).") from error
    if root.getroottree().docinfo.internalDTD is not None or not all(
        _is_harmless(element) for element in root.iter()
    ):
        raise ReportFailed(f"Рисунок {block_id}: в SVG есть недопустимое содержание.")
    return str(etree.tostring(root, encoding="unicode"))


def _is_harmless(element: etree._Element) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or not tag.startswith(_NAMESPACE):
        return False
    if tag.removeprefix(_NAMESPACE) not in _SHAPES:
        return False
    for name, value in element.attrib.items():
        if str(name).lower().startswith("on") or _OUTSIDE.search(str(value)):
            return False
        if name in _HREFS and not str(value).startswith(("#", "data:image/png;base64,")):
            return False
    return True
