"""Measures of results: one declaration serves every procedure, grade and subject.

Here: `<procedure><grade>.<subject>.<measure>` – its measures, how such an identifier is read
and worded. Not here: indicators with a name of their own (the neighbours).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from helpers import vocabulary
from helpers.indicators.catalogue.entry import AS_WRITTEN, Direction, Indicator, Interval
from helpers.indicators.catalogue.sources import (
    IVANTEEVKA,
    PRACTICE,
    VILYUYSK,
)

#: Procedures as identifiers say them, and as people do. `egegve` counts those who passed in
#: either form.
PROCEDURE_TITLES = {
    "vpr": "ВПР",
    "oge": "ОГЭ",
    "ege": "ЕГЭ",
    "gve": "ГВЭ",
    "egegve": "ЕГЭ и ГВЭ",
    "dr": "ДР",
}
_MARKED = ("vpr", "oge", "ege", "gve", "dr")
_EXAMS = ("oge", "ege", "gve", "egegve")


@dataclass(frozen=True)
class Measure:
    """What is measured of a procedure in a subject, and for which procedures it exists."""

    name: str
    title: str
    unit: str
    numerator: str
    denominator: str
    direction: Direction
    interval: Interval
    procedures: tuple[str, ...]
    rule_source: str = PRACTICE


_ALL = (
    Measure(
        "positive_share", "доля «3», «4» и «5»", "%", "отметки «3», «4» и «5»", "участники",
        "up", "wilson", _MARKED, VILYUYSK,
    ),
    Measure(
        "quality_share", "доля «4» и «5»", "%", "отметки «4» и «5»", "участники",
        "up", "wilson", _MARKED, VILYUYSK,
    ),
    Measure(
        "mark_2_share", "доля «2»", "%", "отметки «2»", "участники", "down", "wilson", _MARKED,
    ),
    Measure(
        "mean_mark", "средняя отметка", "отметка", "сумма отметок", "участники",
        "up", "t", _MARKED,
    ),
    Measure(
        "sou", "степень обученности (СОУ)", "%",
        "«5» × 1 + «4» × 0,64 + «3» × 0,36 + «2» × 0,16", "участники", "up", "t", _MARKED,
    ),
    Measure(
        "participation_share", "доля участников среди обучающихся", "%", "участники",
        "обучающиеся параллели", "none", "none", _MARKED,
    ),
    Measure(
        "passed_share", "доля преодолевших минимум", "%",
        "преодолевшие минимум (с пересдачами, где они известны)", "сдававшие",
        "up", "wilson", _EXAMS, VILYUYSK,
    ),
    Measure(
        "passed_share.first", "доля преодолевших минимум до пересдач", "%",
        "преодолевшие минимум с первого раза", "сдававшие", "up", "wilson", _EXAMS, VILYUYSK,
    ),
    Measure(
        "passed_share.final", "доля преодолевших минимум с учётом пересдач", "%",
        "преодолевшие минимум в итоге", "сдававшие", "up", "wilson", _EXAMS, VILYUYSK,
    ),
    Measure(
        "below_min_share", "доля не преодолевших минимум", "%",
        "не преодолевшие минимум (с пересдачами, где они известны)", "сдававшие",
        "down", "wilson", ("ege",),
    ),
    Measure(
        "mean_score", "средний балл", "балл", "сумма баллов", "сдававшие",
        "up", "none", ("oge", "ege", "gve"),
    ),
    Measure(
        "year_mark_confirmed_share", "доля подтвердивших годовую отметку", "%",
        "экзаменационная отметка равна годовой", "сдававшие",
        "up", "wilson", ("oge", "ege", "gve"), IVANTEEVKA,
    ),
    Measure(
        "quality_gap_to_district", "доля «4» и «5»: школы списка минус район", "п. п.",
        "доля «4» и «5» в школах списка минус доля по всем школам", "", "up", "wilson",
        _MARKED, IVANTEEVKA,
    ),
    Measure(
        "quality_gap_to_others", "доля «4» и «5»: школы списка минус остальные школы", "п. п.",
        "доля «4» и «5» в школах списка минус доля в школах вне списка", "", "up", "cluster",
        _MARKED,
    ),
)  # fmt: skip

#: Measures by name.
MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}

#: Flaws of definitions in the source plans that name an indicator of a family.
_FLAW_CODES: dict[str, tuple[str, ...]] = {
    "oge9.math.passed_share.first": ("E1", "E2", "E18"),
    "oge9.rus.passed_share.first": ("E1", "E2", "E18"),
    "oge9.math.passed_share.final": ("E1", "E2", "E18"),
    "oge9.rus.passed_share.final": ("E1", "E2", "E18"),
    "egegve11.math.passed_share.first": ("E1", "E2", "E3"),
    "egegve11.rus.passed_share.first": ("E1", "E2"),
    "egegve11.math.passed_share.final": ("E4", "E1", "E2", "E3"),
    "egegve11.rus.passed_share.final": ("E5", "E1", "E2"),
    "vpr5.rus.positive_share": ("E6", "E7"),
    "vpr4.world.quality_share": ("E8", "E9"),
    "vpr10.math.positive_share": ("E10",),
    "vpr8.rus.positive_share": ("E6",),
    "vpr10.rus.positive_share": ("E6", "E10"),
    "vpr10.math.quality_share": ("E10",),
    "vpr10.rus.quality_share": ("E10",),
}
#: Those of them whose letter is computed beside the default, with what the letter divides by.
_AS_WRITTEN = {
    "egegve11.math.passed_share.final": "сдававшие ОГЭ по математике (по букве плана)",
    "egegve11.rus.passed_share.final": "сдававшие «ЕГ, ГВЭ» (по букве плана)",
}

_FORM = re.compile(r"(vpr|oge|egegve|ege|gve|dr)([0-9]{1,2})\.([a-z]+(?:_base|_profile)?)\.(.+)")


@dataclass(frozen=True)
class Parts:
    """A family identifier taken apart; `as_written` when it asks for the letter of a plan."""

    procedure: str
    grade: int
    subject: str
    level: str
    measure: str
    as_written: bool = False


def family_id(procedure: str, grade: int, subject: str, level: str, measure: str) -> str:
    """Identifier of a measure: `oge9.rus.positive_share`, `ege11.math_base.mean_mark`.

    `procedure` is a slug of `PROCEDURE_TITLES`.
    """
    return f"{procedure}{grade}.{vocabulary.subject_slug(subject, level)}.{measure}"


@lru_cache(maxsize=4096)
def parts(indicator_id: str) -> Parts | None:
    """The parts of a family identifier, or None when it is not one.

    >>> parts("ege11.math_profile.passed_share.first").level
    'profile'
    """
    stem = indicator_id.removesuffix(AS_WRITTEN)
    match = _FORM.fullmatch(stem)
    if match is None or (stem != indicator_id and stem not in _AS_WRITTEN):
        return None
    procedure, grade, word, measure = match.groups()
    subject, _, level = word.partition("_")
    declared = MEASURES.get(measure)
    if declared is None or procedure not in declared.procedures:
        return None
    if subject not in vocabulary.SUBJECTS or not 1 <= int(grade) <= 12:
        return None
    return Parts(procedure, int(grade), subject, level, measure, stem != indicator_id)


def subject_title(subject: str, level: str = "") -> str:
    """Subject inside a sentence: «русский язык», «математика (базовый уровень)»."""
    label = vocabulary.SUBJECTS.label(subject)
    title = label[:1].lower() + label[1:]
    return f"{title} ({vocabulary.LEVELS.label(level)} уровень)" if level else title


@lru_cache(maxsize=4096)
def family_entry(indicator_id: str) -> Indicator | None:
    """The catalogue entry of a family identifier, or None when it is not one."""
    found = parts(indicator_id)
    if found is None:
        return None
    measure = MEASURES[found.measure]
    stem = indicator_id.removesuffix(AS_WRITTEN)
    work = (
        f"{PROCEDURE_TITLES[found.procedure]}, {found.grade} класс, "
        f"{subject_title(found.subject, found.level)}"
    )
    title = f"{work}: {measure.title}"
    if found.as_written:
        return Indicator(
            indicator_id, f"{title} (по букве плана)", measure.unit, measure.numerator,
            _AS_WRITTEN[stem], "none", "none", measure.rule_source,
            reading="as_written", flaw_codes=_FLAW_CODES[stem],
        )  # fmt: skip
    return Indicator(
        indicator_id, title, measure.unit, measure.numerator, measure.denominator,
        measure.direction, measure.interval, measure.rule_source,
        reading="use" if stem in _AS_WRITTEN else "",
        flaw_codes=_FLAW_CODES.get(stem, ()),
    )  # fmt: skip
