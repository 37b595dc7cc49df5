"""Show objects: what a notebook shows and what every exporter reads.

Here: small immutable objects that carry finished content (values together with their
text) and know three faces: plain text, HTML for JupyterLab, and the structured block
`application/vnd.shnor.block+json` that HTML, PDF, XLSX and DOCX are made from. Not here:
computing numbers, wording sentences, drawing figures.

    Table · Column · Cell      a finished table
    Figure                     a drawing, its description and the table behind it
    Finding · Findings         a claim in words with the rule that triggered it
    Cover                      the first block of a notebook
    Facts                      a key–value list (method, sources, passport)
    Text · Notice              a sentence of conclusion · a sentence about absent data
"""

from __future__ import annotations

from helpers.blocks.base import MIME_TYPE, Block
from helpers.blocks.codec import from_json, kinds
from helpers.blocks.page import Cover, Facts, Figure, Finding, Findings, Notice, Text, Tone
from helpers.blocks.table import MARKER_MEANINGS, Cell, CellLike, Column, Table

__all__ = [
    "MARKER_MEANINGS",
    "MIME_TYPE",
    "Block",
    "Cell",
    "CellLike",
    "Column",
    "Cover",
    "Facts",
    "Figure",
    "Finding",
    "Findings",
    "Notice",
    "Table",
    "Text",
    "Tone",
    "from_json",
    "kinds",
]
