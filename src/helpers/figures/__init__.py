"""Tidy table → finished figure.

Here: one function per drawing, named by what it shows, and the canvas they share. Not
here: arithmetic (`indicators`), colours (`style`), words (`wording`).
"""

from helpers.face import submodules

__getattr__, __dir__ = submodules(__name__)
