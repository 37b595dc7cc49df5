"""Tidy table → finished table with title, units, source and notes.

Here: choosing rows and columns and putting marks of absence, one module per subject. Not
here: arithmetic (`indicators`), sentences (`wording`), the table object (`blocks`).
"""

from helpers.face import submodules

__getattr__, __dir__ = submodules(__name__)
