"""Tidy table → finished figure.

Here: one function per drawing, named by what it shows, and the canvas they share. Not
here: arithmetic (`indicators`), colours (`style`), words (`wording`).
"""
