"""Modules that our processes do without: checks of web addresses that `jsonschema` asks for.

Notebooks' formats hold no such addresses, and `rfc3987_syntax` compiles a grammar for every kind
of them when it is imported: more than a second at each start (jsonschema, issue 1428). Where it
cannot be imported, `jsonschema` goes on without it.

Here: leaving them out of a process. Not here: what a process imports (`kernels.template`).
"""

from __future__ import annotations

import sys

_NAMES = ("rfc3987_syntax", "rfc3987")


def leave_out() -> None:
    """From now on these modules cannot be imported here, unless they are already."""
    for name in _NAMES:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]


def allow() -> None:
    """Let notebooks import what was left out here."""
    for name in _NAMES:
        if sys.modules.get(name, sys) is None:
            del sys.modules[name]
