"""Numbers and data into Russian words: formats, agreement, sentences that change with the data.

Here: what a reader reads as text. Not here: the arithmetic behind it (`indicators`), the
objects that carry it to the page (`blocks`). One module per kind of sentence.
"""

from helpers.face import submodules

__getattr__, __dir__ = submodules(__name__)
