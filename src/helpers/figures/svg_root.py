"""The opening of every drawing: scalable, described for screen readers, with its fonts.

Here: the root element. Not here: what is inside (`canvas`, `plane`).
"""

from __future__ import annotations

from html import escape

#: The narrow fonts of common systems stand before the wide one: a reader may lack Roboto.
FAMILIES = "Roboto, 'Segoe UI', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"


def opened(view_box: str, prefix: str, title: str, alt: str) -> str:
    """The opening tag with title and description; identifiers begin with `prefix`."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{view_box}" role="img" aria-labelledby="{prefix}title" '
        f'aria-describedby="{prefix}desc" font-family="{FAMILIES}" '
        'stroke-linejoin="round" stroke-linecap="butt">\n'
        f'<title id="{prefix}title">{escape(title)}</title>\n'
        f'<desc id="{prefix}desc">{escape(alt)}</desc>'
    )
