"""Past reports: checked, made again, compared, packed.

Here: everything behind `shnor reproduce` and `shnor archive`. Not here: making a report
(`batch`, `reports`), versions of data (`store`, `history`).

    past       a report folder or manifest as it lies there, and what of it was edited
    data       the data of a past report laid out again, from what is stored or kept
    remake     making past reports again in a folder of their own
    causes     what two reports were made from, side by side
    faces · pdf_face     what finished files say, read back from them
    verdict    what came of it: the agreed words and their JSON
    page       the comparison of two reports as HTML
    steps      from what the command line is given to verdicts
    archive · crate · unpack · environments     a batch that can be made again elsewhere
"""
