"""What the public edition asks: shares of people, each from one domain of `people`.

Here: the questions, their titles and the categories they count. Not here: the answers.

A question pools all grades of a stage and, for pupils, several years: one year and one grade
of a small district are a handful of children.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from helpers import vocabulary
from helpers.disclosure import conditions, people

Field = Literal["vpr", "took", "oge", "ege", "certified", "teachers", "conditions"]

#: How stages are called in titles.
STAGE_WORDS = {"primary": "начальная школа", "basic": "5–9 классы", "upper": "10–11 классы"}
#: Follows from the other two marks; told where counts are.
_ONLY_COUNTED = ".mark_3_share"
#: The profile that asks everything any profile does.
EVERY = "counts"
_LEVELS = {"base": "базовый уровень", "profile": "профильный уровень"}


@dataclass(frozen=True)
class Question:
    """A share: people in the `counted` categories among those in the `among` ones.

    `among` empty means all people of the domain, whose number the policy treats as known.
    `more_is_better` is None where a share has no direction of its own. What stays with a person
    all the years (`has_exact` false) is told in bands only: the difference of two years would
    tell of those who came and went. People of the domain `beside` have the same categories and
    are added where they are.
    """

    question_id: str
    domain: str
    field: Field
    subject: str
    title: str
    counted: tuple[int, ...]
    among: tuple[int, ...] = ()
    people: str = "участников"
    more_is_better: bool | None = True
    pools_years: bool = True
    has_exact: bool = True
    beside: str = ""


def questions(domains: Iterable[str], profile: str = "municipality") -> list[Question]:
    """All questions that can be asked of the domains present, in the order of a report.

    Where counts are told every mark has its own.
    """
    order = {field: place for place, field in enumerate(("vpr", "took", "oge", "ege", "certified"))}
    stages = {stage: place for place, stage in enumerate(STAGE_WORDS)}
    subjects = {subject: place for place, subject in enumerate(vocabulary.SUBJECTS.labels)}

    def rank(domain: str) -> tuple[int, int, int, str]:
        parts = domain.split(".")
        plain = parts[-1].split("_")[0]
        return (
            order.get(parts[0], len(order)), stages.get(parts[1] if len(parts) > 1 else "", 0),
            subjects.get(plain, len(subjects)), domain,
        )  # fmt: skip

    return [
        one
        for domain in sorted({_asked_as(one) for one in domains}, key=rank)
        for one in _of(domain)
        if profile == EVERY or not one.question_id.endswith(_ONLY_COUNTED)
    ]


def named(question_id: str) -> Question | None:
    """The question of an identifier, None for any other.

    >>> named("pooled.oge9.math.mark_2_share").title, named("marks.none")
    ('ОГЭ, математика: доля «2»', None)
    """
    parts = question_id.split(".")
    asked = [people.HELPED, conditions.RISK, conditions.SPECIAL_NEEDS]
    if parts[0] == "pooled":
        asked = [_domain_of(parts[1], ".".join(parts[2:-1]))]
    return next((one for one in questions(asked, EVERY) if one.question_id == question_id), None)


def _domain_of(stem: str, subject: str) -> str:
    """The domain of an identifier by its second part and its subject."""
    if stem.startswith("vpr_"):
        stage = stem.removeprefix("vpr_")
        return f"vpr.{stage}.{subject}" if subject else f"took.{stage}"
    exams = {"oge9": f"oge.{subject}", "ege11": f"ege.{subject}"}
    return exams.get(stem, f"certified.{stem.removeprefix('gia')}")


def _asked_as(domain: str) -> str:
    """The domain whose questions ask about the people of a domain."""
    return people.HELPED if domain == people.UNHELPED else domain


def _of(domain: str) -> Iterator[Question]:
    parts = domain.split(".")
    if parts[0] == "vpr":
        where = f"ВПР, {STAGE_WORDS[parts[1]]}"
        yield from _mark_shares(domain, "vpr", f"vpr_{parts[1]}", parts[2], where)
    elif parts[0] == "oge":
        yield from _mark_shares(domain, "oge", "oge9", parts[1], "ОГЭ")
    elif parts[0] == "ege":
        subject, _, level = parts[1].partition("_")
        words = _subject(subject) + (f" ({_LEVELS.get(level, level)})" if level else "")
        yield Question(
            f"pooled.ege11.{parts[1]}.below_min_share", domain, "ege", parts[1],
            f"ЕГЭ, {words}: не преодолели минимум", (0,), more_is_better=False,
        )  # fmt: skip
    elif parts[0] == "took":
        yield Question(
            f"pooled.vpr_{parts[1]}.participation_share", domain, "took", "",
            f"ВПР, {STAGE_WORDS[parts[1]]}: участие во всех работах", (1,),
            people="работ по списку",
        )  # fmt: skip
    elif parts[0] == "certified":
        yield Question(
            f"pooled.gia{parts[1]}.programme_mastered_share", domain, "certified", "",
            f"Аттестаты после {parts[1]} класса: получили", (1,), people="выпускников",
        )  # fmt: skip
    elif parts[0] == "teachers":
        yield from _teacher_shares(domain)
    elif parts[0] == "conditions":
        yield from _conditions(domain)


def _mark_shares(
    domain: str, field: Field, stem: str, subject: str, where: str
) -> Iterator[Question]:
    words = f"{where}, {_subject(subject)}"
    yield Question(
        f"pooled.{stem}.{subject}.mark_2_share", domain, field, subject,
        f"{words}: доля «2»", (0,), more_is_better=False,
    )  # fmt: skip
    yield Question(
        f"pooled.{stem}.{subject}.mark_3_share", domain, field, subject, f"{words}: доля «3»",
        (1,), more_is_better=None,
    )  # fmt: skip
    yield Question(
        f"pooled.{stem}.{subject}.quality_share",
        domain,
        field,
        subject,
        f"{words}: доля «4» и «5»",
        (2,),
    )


def _teacher_shares(domain: str) -> Iterator[Question]:
    asked: Sequence[tuple[str, str, tuple[int, ...], tuple[int, ...], str, bool | None]] = (
        ("teachers.diagnosed_share", "Педагоги, прошедшие диагностику", (1, 2, 3), (),
         "педагогов", True),
        ("teachers.deficit_share.of_diagnosed", "Педагоги с дефицитами среди прошедших диагностику",
         (2, 3), (1, 2, 3), "прошедших диагностику", None),
        ("teachers.helped_with_deficit_share", "Педагоги с дефицитами, получившие помощь",
         (3,), (2, 3), "педагогов с дефицитами", True),
    )  # fmt: skip
    for name, title, counted, among, whom, better in asked:
        yield Question(
            name, domain, "teachers", "", title, counted, among, whom, better, pools_years=False,
            beside="" if counted == (3,) else people.UNHELPED,
        )  # fmt: skip


def _conditions(domain: str) -> Iterator[Question]:
    """Pupils at risk, those of them with accompaniment, pupils with special needs.

    All three stay with a pupil from year to year, so they are told in bands only.
    """
    asked: Sequence[tuple[str, str, tuple[int, ...], tuple[int, ...], str, bool | None]] = (
        ("pupils.risk_share", "Обучающиеся группы риска", (1, 2), (), "обучающихся", None),
        ("pupils.risk.accompanied_share", "Обучающиеся группы риска, которых сопровождают", (2,),
         (1, 2), "обучающихся группы риска", True),
    )  # fmt: skip
    if domain == conditions.SPECIAL_NEEDS:
        asked = (("pupils.ovz_share", "Обучающиеся с ОВЗ", (1,), (), "обучающихся", None),)
    for name, title, counted, among, whom, better in asked:
        yield Question(
            name, domain, "conditions", "", title, counted, among, whom, better,
            pools_years=False, has_exact=False,
        )  # fmt: skip


def _subject(code: str) -> str:
    label = vocabulary.SUBJECTS.labels.get(code, code)
    return label[:1].lower() + label[1:]
