"""Sentences about deficits of teachers: findings of the first page, claims of each section.

Here: which sentence the numbers allow, and its words. Not here: the numbers
(`indicators.teacher_year`), tables, drawings. Every number in a sentence is one that the
tables of the same section show.

Below `evidence_people` a sentence names counts only, and no finding praises or blames.
Sentences speak of help to teachers, never of their quality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from helpers import methodology
from helpers.blocks import Finding, Findings, Notice, Text, Tone
from helpers.indicators.rows import each
from helpers.indicators.teacher_year import TeacherYear
from helpers.tables import teacher_absence, teacher_help, teachers
from helpers.wording import numbers, people
from helpers.wording.people import one_or_many, part_of_teachers, share, upper_first
from helpers.wording.staffing import hours, of_hours


@dataclass(frozen=True)
class FindingRule:
    """When a finding is made; values stand in `params/methodology/teacher_findings.yaml`."""

    evidence_people: int = 10
    coverage_good_pct: float = 95.0
    coverage_low_pct: float = 80.0
    removed_goal_pct: float = 90.0
    exit_known_pct: float = 50.0
    vacant_hours_pct: float = 5.0

    @classmethod
    def stated(cls) -> FindingRule:
        """The rule of the parameter file."""
        rules = methodology.rules("teacher_findings")
        return cls(
            evidence_people=int(rules.number("evidence_people")),
            coverage_good_pct=rules.number("coverage_good_pct"),
            coverage_low_pct=rules.number("coverage_low_pct"),
            removed_goal_pct=rules.number("removed_goal_pct"),
            exit_known_pct=rules.number("exit_known_pct"),
            vacant_hours_pct=rules.number("vacant_hours_pct"),
        )


def findings(year: TeacherYear, rule: FindingRule | None = None) -> Findings:
    """The summary: coverage, deficits, help, removal, staffing, targets, whichever can be said."""
    rule = rule or FindingRule.stated()
    absent = teacher_absence.no_staff(year)
    if absent is not None:
        return Findings([Finding("teachers-absent", "no_data", absent.text, "нет данных", {})])
    makers: tuple[Callable[[TeacherYear, FindingRule], Iterator[Finding]], ...] = (
        _coverage_finding, _deficit_finding, _help_finding, _removal_finding,
        _staffing_finding, _targets_finding,
    )  # fmt: skip
    return Findings(finding for make in makers for finding in make(year, rule))


def _coverage_finding(year: TeacherYear, rule: FindingRule) -> Iterator[Finding]:
    staff, diagnosed = len(year.people), year.step("diagnosed")
    if not diagnosed:
        notice = teacher_absence.no_diagnosis(year)
        text = notice.text if notice else ""
        yield Finding("teachers-coverage", "no_data", text, "нет ни одной диагностики за год", {})
        return
    pct = diagnosed * 100 / staff
    tone: Tone = "neutral"
    if staff >= rule.evidence_people:
        tone = "attention" if pct < rule.coverage_low_pct else tone
        tone = "good" if pct >= rule.coverage_good_pct else tone
    verb = one_or_many(diagnosed, "прошёл", "прошли")
    text = f"Диагностику {verb} {_part(diagnosed, staff, rule)} {_where(year)}."
    others = _others_diagnosed(year)
    if others:
        text += f" Ещё {people.teachers(others)} — из других школ."
    if pct < rule.coverage_low_pct:
        text += " О дефицитах остальных судить нельзя."
    yield Finding(
        "teachers-coverage", tone, text,
        f"охват ниже {numbers.number(rule.coverage_low_pct)} % требует внимания, "
        f"от {numbers.number(rule.coverage_good_pct)} % — сильная сторона",
        {"diagnosed": diagnosed, "staff": staff},
    )  # fmt: skip


def _deficit_finding(year: TeacherYear, rule: FindingRule) -> Iterator[Finding]:
    diagnosed, found = year.step("diagnosed"), year.step("with_deficit")
    if not diagnosed or found is None:
        return
    if not found:
        text = (
            f"Дефицитов не выявлено ни у одного из {people.of_teachers(diagnosed)}, "
            "прошедших диагностику."
        )
    else:
        text = (
            f"Хотя бы один дефицит выявлен у {numbers.part_of(found, diagnosed)} "
            f"прошедших диагностику{share(found, diagnosed, rule.evidence_people)}."
        )
        top = year.by_competence.iloc[0]
        count, whole = int(top["with_deficit"]), int(top["diagnosed"])
        name = teachers.competence_name(year, top["tool"], top["competence"])
        text += (
            f" Чаще всего — компетенция «{name}»: у {numbers.part_of(count, whole)}"
            f"{share(count, whole, rule.evidence_people)}."
        )
    yield Finding(
        "teachers-deficit", "neutral", text,
        "дефицит — результат ниже границы инструмента; называется компетенция, где их больше всего",
        {"with_deficit": found, "diagnosed": diagnosed},
    )  # fmt: skip


def _help_finding(year: TeacherYear, rule: FindingRule) -> Iterator[Finding]:
    found, helped = year.step("with_deficit"), year.step("helped")
    if not found or helped is None:
        return
    alone, gaps = found - helped, year.unhelped
    if not year.is_help_reported:
        return
    got = one_or_many(helped, "получил", "получили")
    text = (
        f"Помощь хотя бы по одному своему дефициту {got} {_part(helped, found, rule)} с дефицитом."
    )
    if len(gaps):
        left = numbers.counted(len(gaps), "дефицит", "дефицита", "дефицитов")
        text += (
            f" Без помощи {one_or_many(len(gaps), 'остался', 'остались')} {left} у "
            f"{people.of_teachers(gaps['teacher_code'].nunique())} "
            "(таблица «Кому нужна помощь»)."
        )
    tone: Tone = "good" if found >= rule.evidence_people else "neutral"
    yield Finding(
        "teachers-help", "attention" if len(gaps) else tone, text,
        "внимания требует каждый дефицит, по которому помощи не было",
        {"with_deficit": found, "helped": helped, "unhelped": alone},
    )  # fmt: skip


def _removal_finding(year: TeacherYear, rule: FindingRule) -> Iterator[Finding]:
    removed, had = year.removed
    if not had:
        return
    without, goal = year.without_exit, rule.removed_goal_pct
    rule_words = (
        f"ни одного дефицита, ни прежнего, ни другого; сравнение с целью {numbers.number(goal)} %; "
        "без итогового результата не менее чем у "
        f"{numbers.number(rule.exit_known_pct)} % педагогов вывода нет"
    )
    values = {"removed": removed, "had_entry_deficit": had, "without_exit": without}
    if (had - without) * 100 < rule.exit_known_pct * had:
        text = (
            f"О снятии дефицитов судить рано: итогового результата хотя бы по одному дефициту нет "
            f"у {numbers.part_of(without, had)} {_with_entry(had)}."
        )
        yield Finding("teachers-removed", "no_data", text, rule_words, values)
        return
    text = (
        f"На выходе не осталось ни одного дефицита у {numbers.part_of(removed, had)} "
        f"{_with_entry(had)}{share(removed, had, rule.evidence_people)}"
    )
    tone: Tone = "neutral"
    if had >= rule.evidence_people:
        is_met = removed * 100 >= goal * had
        tone = "good" if is_met else "attention"
        text += f" при цели {numbers.number(goal)}{numbers.NBSP}%"
    text += "."
    if year.with_new_deficit:
        text += (
            f" Ещё у {people.of_teachers(year.with_new_deficit)} дефициты входа сняты все, но на "
            "выходе есть другой — новый, не проверенный на входе или по другому инструменту: такие "
            "здесь не считаются."
        )
    if without:
        text += f" У {people.of_teachers(without)} нет итогового результата по дефициту."
    yield Finding("teachers-removed", tone, text, rule_words, values)


def _with_entry(had: int) -> str:
    return numbers.plural(
        had, "педагога с дефицитом на входе", *["педагогов с дефицитом на входе"] * 2
    )


def _staffing_finding(year: TeacherYear, rule: FindingRule) -> Iterator[Finding]:
    known = year.staffing_all
    if known is None or not known["hours_needed"]:
        return
    vacant, need = float(known["hours_vacant"]), float(known["hours_needed"])
    pct = vacant * 100 / need
    if not vacant:
        text = f"Все {hours(need)} потребности по предметам закрыты (все школы)."
    else:
        worst = year.staffing_by_subject.iloc[0]
        name = teachers.subject_name(worst["subject"]).lower()
        text = (
            f"{numbers.plural(vacant, 'Не закрыт', 'Не закрыты', 'Не закрыто')} {hours(vacant)} "
            f"из {of_hours(need)} ({numbers.percent(pct)}) по всем школам; больше всего — {name}, "
            f"{hours(float(worst['hours_vacant']))}."
        )
    yield Finding(
        "teachers-staffing", "attention" if pct >= rule.vacant_hours_pct else "neutral", text,
        f"внимания требует нехватка от {numbers.number(rule.vacant_hours_pct)} % часов",
        {"hours_vacant": vacant, "hours_needed": need},
    )  # fmt: skip


def _targets_finding(year: TeacherYear, rule: FindingRule) -> Iterator[Finding]:
    rows = year.aims
    if not len(rows):
        return
    measured, met = int(rows["met"].notna().sum()), int(rows["met"].fillna(False).sum())
    text = f"Достигнуто целей о педагогах: {numbers.part_of(met, measured)} измеренных."
    if not measured:
        text = f"Цели о педагогах на {year.year} год измерить не по чему."
    if 0 < measured < len(rows):
        text += f" Ещё {len(rows) - measured} измерить не по чему."
    tone: Tone = "good" if met == len(rows) else "neutral" if measured else "no_data"
    yield Finding(
        "teachers-targets", tone, text,
        "цель достигнута, если факт не хуже неё; школы, по которым она измерена, — в таблице",
        {"met": met, "measured": measured, "stated": len(rows)},
    )  # fmt: skip


# claims of the sections


def funnel(year: TeacherYear) -> Text | Notice:
    """What the funnel says, with the whole of each share."""
    if absent := teacher_absence.no_diagnosis(year):
        return absent
    found = year.step("with_deficit") or 0
    if not found:
        return Text("Педагогов с выявленным дефицитом нет, поэтому следующие шаги пусты.")
    parts = []
    for step, words in (
        ("with_plan", "план составлен"),
        ("helped", "помощь по дефициту получена"),
        ("removed", "на выходе дефицитов нет"),
    ):
        count = year.step(step)
        shown = "данных нет" if count is None else numbers.number(count)
        parts.append(f"{words} — {shown}")
    return Text(f"Из {people.of_teachers(found)} с дефицитом: {'; '.join(parts)}.")


def coverage(year: TeacherYear) -> Text | Notice:
    """Where the diagnosis did not reach."""
    if absent := teacher_absence.nothing_diagnosed(year):
        return absent
    rows = year.coverage_by_unit
    low = rows[(rows["diagnosed"].fillna(0) < rows["staff"])]
    if not len(low):
        return Text("Диагностику прошли все педагоги.")
    places = numbers.part_of(len(low), len(rows))
    left = int((low["staff"] - low["diagnosed"].fillna(0)).sum())
    what = "школ" if year.unit_key == "school_id" else "муниципалитетов"
    verb = one_or_many(left, "не прошёл", "не прошли")
    return Text(f"Диагностику {verb} {people.teachers(left)} в {places} {what}.")


def deficits(year: TeacherYear) -> Text | Notice:
    """How many teachers have deficits and in how many competences."""
    if absent := teacher_absence.nothing_diagnosed(year):
        return absent
    scored = year.found[year.found["is_deficit"].notna()]
    below = scored[scored["is_deficit"].astype(bool)]
    if not len(below):
        return Text("Ни у одного из прошедших диагностику дефицитов не выявлено.")
    per_teacher = below.groupby("teacher_code").size()
    many = int((per_teacher > 1).sum())
    whole = len(per_teacher)
    found = numbers.counted(len(below), "дефицит", "дефицита", "дефицитов")
    verb = numbers.plural(len(below), "Выявлен", "Выявлены", "Выявлено")
    text = f"{verb} {found} у {people.of_teachers(whole)}"
    return Text(text + (f"; больше одного — у {numbers.number(many)}." if many else "."))


def changes(year: TeacherYear) -> Text | Notice:
    """What became of the deficits of entry: deficits, not people."""
    if absent := teacher_absence.no_changes(year):
        return absent
    total = year.changes.iloc[-1]
    words = []
    for code, forms in (
        ("removed", ("снят", "сняты", "снято")),
        ("reduced", ("сокращён", "сокращены", "сокращено")),
        ("same", ("остался без изменений", "остались без изменений", "осталось без изменений")),
        ("grew", ("усилился", "усилились", "усилилось")),
    ):
        count = int(total[code])
        if count:
            words.append(f"{numbers.number(count)} {numbers.plural(count, *forms)}")
    without = int(total["no_exit"])
    if without:
        words.append(f"у {numbers.number(without)} нет итогового результата")
    found = numbers.counted(int(total["deficits"]), "дефицита", "дефицитов", "дефицитов")
    return Text(f"Из {found}, найденных на входе: {', '.join(words)}.")


def answered(year: TeacherYear) -> Text | Notice:
    """Whether help went where the deficits are."""
    if absent := teacher_absence.nothing_diagnosed(year) or teacher_help.no_help(year):
        return absent
    gaps = year.answered[year.answered["unhelped"] > 0]
    gaps = gaps.groupby("competence", as_index=False).agg(unhelped=("unhelped", "sum"))
    if not len(gaps):
        return Text("По каждому выявленному дефициту есть хотя бы одна запись о помощи.")
    gaps = gaps.sort_values(["unhelped", "competence"], ascending=[False, True], kind="stable")
    names = [
        f"«{upper_first(row.competence)}» ({numbers.number(row.unhelped)})"
        for row in each(gaps.head(3))
    ]
    return Text(f"Без помощи чаще всего остаются дефициты: {numbers.listed(names)}.")


def coverages(year: TeacherYear) -> Text | Notice:
    """Mentoring of young teachers, and forms of support nobody reported."""
    if absent := teacher_absence.no_staff(year):
        return absent
    silent = year.coverages[year.coverages["counted"].isna()]["label"].tolist()
    words = []
    if year.young_alone is None:
        words.append("О молодых специалистах и их наставниках данных нет.")
    else:
        words.append(_young(*year.young_alone))
    if silent:
        words.append(
            "Нет данных: " + "; ".join(name[0].lower() + name[1:] for name in silent) + "."
        )
    return Text(" ".join(words)) if words else Text("Охват показан по каждому виду поддержки.")


def _young(alone: int, young: int) -> str:
    """Young teachers and mentors: «Без наставника — 7 из 13 молодых специалистов.»"""
    specialists = numbers.plural(young, "молодого специалиста", *["молодых специалистов"] * 2)
    if alone:
        return f"Без наставника — {numbers.part_of(alone, young)} {specialists}."
    if young == 1:
        return "У единственного молодого специалиста наставник есть."
    return f"Наставник есть у каждого из {numbers.number(young)} {specialists}."


def staffing(year: TeacherYear) -> Text | Notice:
    """Which subjects lack people."""
    if absent := teacher_help.no_staffing(year):
        return absent
    gaps = year.staffing_by_subject[year.staffing_by_subject["hours_vacant"] > 0]
    if not len(gaps):
        return Text("Незакрытых часов нет ни по одному предмету.")
    names = [
        f"{teachers.subject_name(row.subject).lower()} ({hours(row.hours_vacant)})"
        for row in each(gaps.head(3))
    ]
    subjects = numbers.counted(len(gaps), "предмету", "предметам", "предметам")
    return Text(f"Часы не закрыты по {subjects}; больше всего: {numbers.listed(names)}.")


def _part(part: int, whole: int, rule: FindingRule) -> str:
    return part_of_teachers(part, whole, rule.evidence_people)


def _where(year: TeacherYear) -> str:
    place = year.run.municipality.name_prepositional
    return f"школ списка ШНОР {place}" if year.is_listed else place


def _others_diagnosed(year: TeacherYear) -> int:
    """Diagnosed teachers of schools that are not on the list."""
    everyone = int(year.everyone["is_diagnosed"].fillna(False).sum())
    return everyone - (year.step("diagnosed") or 0)
