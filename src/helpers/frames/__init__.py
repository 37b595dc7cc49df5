"""Frames by name: every table that answers a question of the plans, for the command line.

Here: the list of names. Not here: arithmetic (`indicators`), notebooks, printing (`commands`).
A new frame is one entry in the module of its subject.
"""

from __future__ import annotations

from helpers.frames import results, support
from helpers.frames.entry import NamedFrame

#: Every frame by name, in the order of the list.
FRAMES: dict[str, NamedFrame] = {
    item.name: item for module in (results, support) for item in module.ENTRIES
}

__all__ = ["FRAMES", "NamedFrame"]
