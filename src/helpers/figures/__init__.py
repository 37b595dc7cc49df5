"""Tidy table → finished figure.

Here: one function per drawing, named by what it shows, the plane they are drawn on, and a
canvas of matplotlib for drawings of your own. Not here: arithmetic (`indicators`), colours
(`style`), words (`wording`).
"""

from helpers.face import submodules

__getattr__, __dir__ = submodules(__name__)
