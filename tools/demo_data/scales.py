"""Scales of the works: where marks begin, in points and in deviations of the country.

Here: constants. Not here: pupils. Point scales of ВПР are those of 2021, of ОГЭ those of
2023; the demo uses them in every year.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """`starts`: first points of «3», «4», «5»; `cuts`: the same borders in deviations.

    `per_mille`: the country's marks 2, 3, 4, 5 among a thousand.
    """

    maximum: int
    starts: tuple[int, int, int]
    cuts: tuple[float, float, float]
    per_mille: tuple[int, int, int, int]

    def mark(self, ability: float) -> int:
        """Mark of a pupil this many deviations above the mean."""
        return 2 + sum(ability >= cut for cut in self.cuts)

    def points(self, ability: float) -> int:
        """Primary points of a pupil; they always fit the mark."""
        lows = (0, *self.starts)
        highs = (*(start - 1 for start in self.starts), self.maximum)
        edges = (self.cuts[0] - 1.6, *self.cuts, self.cuts[2] + 1.2)
        band = self.mark(ability) - 2
        share = (ability - edges[band]) / (edges[band + 1] - edges[band])
        share = max(0.0, min(share, 0.999))
        return lows[band] + int(share * (highs[band] - lows[band] + 1))


#: Borders that give the usual shape of a subject: mostly «3» and «4».
_USUAL = ((-1.08, 0.08, 1.18), (140, 392, 349, 119))
_MATH = ((-1.17, -0.05, 0.95), (121, 359, 349, 171))
_WORLD = ((-2.05, -0.72, 0.78), (20, 216, 546, 218))
_EASY = ((-1.35, 0.0, 1.15), (89, 411, 375, 125))

_VPR = {
    ("rus", 4): (38, (14, 24, 33), _EASY),
    ("math", 4): (20, (6, 10, 15), ((-1.75, -0.72, 0.55), (40, 196, 473, 291))),
    ("world", 4): (32, (8, 18, 27), _WORLD),
    ("rus", 5): (45, (18, 29, 39), _USUAL),
    ("math", 5): (20, (7, 11, 15), _MATH),
    ("biology", 5): (29, (12, 18, 24), _EASY),
    ("rus", 6): (51, (25, 35, 45), _USUAL),
    ("math", 6): (16, (6, 10, 14), ((-1.13, 0.3, 1.5), (129, 489, 315, 67))),
    ("history", 6): (20, (6, 11, 16), _EASY),
    ("biology", 6): (28, (12, 18, 24), _EASY),
    ("geography", 6): (37, (10, 22, 31), _EASY),
    ("social", 6): (23, (9, 15, 20), _EASY),
    ("rus", 7): (47, (22, 32, 42), ((-0.98, 0.28, 1.5), (164, 446, 323, 67))),
    ("math", 7): (19, (7, 12, 16), ((-1.13, 0.3, 1.4), (129, 489, 301, 81))),
    ("history", 7): (25, (7, 13, 19), _EASY),
    ("biology", 7): (28, (10, 17, 23), _EASY),
    ("geography", 7): (37, (11, 26, 33), _EASY),
    ("physics", 7): (18, (5, 8, 11), _USUAL),
    ("rus", 8): (51, (26, 32, 45), ((-0.95, 0.05, 1.35), (171, 349, 391, 89))),
    ("math", 8): (25, (8, 15, 21), ((-1.2, 0.7, 1.85), (115, 643, 210, 32))),
    ("history", 8): (24, (7, 12, 18), _EASY),
    ("biology", 8): (36, (13, 21, 29), _EASY),
    ("geography", 8): (40, (13, 27, 36), _EASY),
    ("physics", 8): (18, (5, 8, 11), _USUAL),
    ("chemistry", 8): (36, (10, 19, 28), _EASY),
}
VPR = {key: Scale(maximum, starts, *shape) for key, (maximum, starts, shape) in _VPR.items()}

#: Diagnostic works of grade 10, autumn 2020: the programme of grade 9.
DR = {
    "rus": Scale(33, (15, 23, 29), (-1.2, 0.0, 0.95), (115, 385, 329, 171)),
    "math": Scale(31, (8, 15, 22), (-1.0, 0.45, 1.5), (159, 515, 259, 67)),
}
OGE = {
    "rus": Scale(33, (15, 23, 29), (-1.55, -0.1, 0.85), (61, 399, 342, 198)),
    "math": Scale(31, (8, 15, 22), (-1.3, 0.3, 1.35), (97, 521, 293, 89)),
    "social": Scale(37, (14, 24, 32), (-1.5, 0.2, 1.4), (67, 512, 340, 81)),
    "geography": Scale(31, (12, 19, 26), (-1.5, 0.0, 1.0), (67, 433, 341, 159)),
}
OGE_ELECTIVES = ("social", "geography")
GVE = Scale(20, (6, 11, 16), (-2.2, -0.4, 0.9), (14, 331, 471, 184))
BASE_MATH = Scale(21, (7, 12, 17), (-1.9, -0.75, 0.35), (29, 198, 410, 363))


@dataclass(frozen=True)
class StateExam:
    """A ЕГЭ subject: mean and spread of the 100-point score, the minimum of its kind."""

    mean: int
    spread: int
    minimum: int


EGE = {
    ("rus", ""): StateExam(66, 14, 24),
    ("math", "profile"): StateExam(53, 16, 27),
    ("social", ""): StateExam(55, 15, 42),
    ("biology", ""): StateExam(51, 15, 36),
    ("physics", ""): StateExam(54, 13, 36),
}
EGE_ELECTIVES = ("social", "biology", "physics")

#: Subjects drawn by lot for a class, from 2021.
BY_LOT = {
    6: ("history", "biology", "geography", "social"),
    7: ("history", "biology", "geography", "physics"),
    8: ("history", "biology", "geography", "physics", "chemistry"),
}


def vpr_subjects(grade: int) -> tuple[str, ...]:
    """Subjects that every class of a grade wrote."""
    return {4: ("rus", "math", "world"), 5: ("rus", "math", "biology")}.get(grade, ("rus", "math"))
