"""A static site of public reports: built whole, scanned, switched in by one rename.

    release   the scan that refuses to publish       streams  every stream of bytes of a file
    site      folders, versions, answers, pages      search   words and their forms

Here: from finished public reports to a folder for any web server or a USB stick. Not here:
making reports (`batch`), deciding what may be said (`disclosure`).
"""
