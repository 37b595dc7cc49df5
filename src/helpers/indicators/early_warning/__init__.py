"""Early warning: which schools may have low results next year, and how well such words held.

Here: `evidence` (what is known of the pupils who will write), `grades` (works a school cannot
have), `shrinkage` (a share of a small school drawn to those of other schools), `chances` (low
results, and the list, of next year), `frames` (everything of one run), `model` (a fitted one,
only where data are many), `settings`. Not here: the rule of the list (`low_results`), words
(`wording.early_warning`).

A report starts from `EarlyWarning(data, run.year)`: frames `works` (school × procedure of next
year), `schools`, `hits_of_works`, `hits_of_schools`, and `model`. A chance is not a
verdict: it says how often such a school was low, where to look first.
"""

from helpers.indicators.early_warning.frames import EarlyWarning
from helpers.indicators.early_warning.settings import Settings

__all__ = ["EarlyWarning", "Settings"]
