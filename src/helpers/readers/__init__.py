"""Readers: one module per kind of source, file → checked tables with the address of each row."""

from helpers.face import submodules

__getattr__, __dir__ = submodules(__name__)
