"""Readers: one module per kind of source, file → checked tables with the address of each row."""
