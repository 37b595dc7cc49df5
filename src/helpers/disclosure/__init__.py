"""The public edition: what may be said to everybody, proven safe before it is shown.

Here: from counts of people to protected answers. Not here: their tables, drawings and
sentences (`tables`, `figures`, `wording`), sites (`publish`).

    policy       thresholds, which may only be tightened
    people       counts by school, year and grade, never shown (`conditions`: of the context)
    questions    what is asked            statements   what may be said of it
    cells        whether a small group keeps enough possible values
    bounds       what an outsider can work out (linear programming)
    heads        what the head of a school can work out, who knows his own numbers
    audit        saying less until nobody can be narrowed down
    certificate  the answers of a region, safe all together
    protected    `Protected`, the only thing a public report is made from
    open_facts   facts that are not about people
    access       `open(run)`
"""

from __future__ import annotations

from helpers.disclosure.access import inside, open
from helpers.disclosure.protected import Answer, Fact, Protected

__all__ = ["Answer", "Fact", "Protected", "inside", "open"]
