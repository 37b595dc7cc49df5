"""What an independent validator finds wrong in a PDF.

Here: its findings, without one mistake of the validator. Not here: any expectation.
"""

from __future__ import annotations

import re
from pathlib import Path

import page

_STREAM = re.compile(rb"(\d+) 0 obj\s*<<.*?/Length (\d+).*?>>\s*stream\r?\n", re.S)
#: The validator takes a last byte 0x0D of compressed data for a part of the line end after it.
_MISTAKEN = "STREAM-LENGTH"


def faults(content: bytes, profile: str, folder: Path) -> list[str]:
    """Findings under a profile (`PDF_UA_1`, `PDF_A_2A`); a stream of true length is none."""
    path = folder / "report.pdf"
    path.write_bytes(content)
    found = page.validate_pdf(str(path), profile=getattr(page.ValidationProfile, profile))
    exact = _ending_in_a_return(content)
    real = [
        failure
        for failure in found.failures
        if _MISTAKEN not in failure.rule_id or failure.object_id.object_number not in exact
    ]
    assert found.is_compliant or found.failures
    return [f"{failure.rule_id}: {failure.message} ({failure.object_id})" for failure in real]


def _ending_in_a_return(content: bytes) -> set[int]:
    """Objects whose stream has exactly its stated length and ends in the byte 0x0D."""
    numbers = set()
    for match in _STREAM.finditer(content):
        end = match.end() + int(match[2])
        if content[end - 1 : end] == b"\r" and content[end : end + 10] == b"\nendstream":
            numbers.add(int(match[1]))
    return numbers
