"""Results of participants → rows of schools: marks, who is below the minimum, mean scores.

Here: attempts, sums, bands of scores. Not here: reading the participants (`gia_protocol`).

A first attempt is the earliest day of a person in the file when that is a day of the main
period; the final one is the last day. Days that may be reserve days or resits say nothing of
a first attempt. Marks and scores are those of the protocol: nothing is computed anew from
primary points.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from helpers import exam_rules
from helpers.errors import Problem
from helpers.readers.layouts.gia_blocks import Block
from helpers.readers.layouts.gia_exam import Exam
from helpers.readers.tabular import TableRows

#: Upper bounds of score bands above the minimum.
_BANDS = (("score_to_60", 60), ("score_61_80", 80), ("score_81_99", 99), ("score_100", 100))


@dataclass(frozen=True)
class School:
    """A school as the protocol names it."""

    school_id: str
    name: str
    municipality_id: str


@dataclass(frozen=True)
class Result:
    """One participant on one day. `person` tells people apart in this file ("" unknown).

    `value` is the mark (2–5) or the test score of the protocol.
    """

    block: Block
    index: int
    exam: Exam
    school: School
    person: str
    value: int
    primary: float | None


@dataclass
class _Days:
    """Days of one exam in the file: all schools are judged by the same ones."""

    all: set[dt.date] = field(default_factory=set)
    has_resits: bool = False

    @property
    def main(self) -> bool:
        return any(not exam_rules.may_be_reserve(day) for day in self.all)

    @property
    def late(self) -> bool:
        return any(exam_rules.may_be_reserve(day) for day in self.all)


@dataclass
class _Sitting:
    """All results of one school in one exam."""

    exam: Exam
    school: School
    days: _Days
    results: list[Result] = field(default_factory=list)


@dataclass(frozen=True)
class _Attempts:
    """First and final results of the people of a sitting; None where the file cannot say."""

    first: list[Result] | None
    final: list[Result] | None
    has_resits: bool


def school_tables(results: Sequence[Result]) -> tuple[list[TableRows], list[Problem]]:
    """Rows of `marks` and `exams`, sheet by sheet, and what the file does not say."""
    problems: list[Problem] = []
    single = _once(results, problems)
    tables: dict[tuple[int, str], TableRows] = {}
    sittings = _sittings(single)
    notes = _Notes()
    for sitting in sittings:
        attempts = _attempts(sitting)
        notes.take(sitting, attempts)
        for name, row in _rows(sitting, attempts):
            block = sitting.results[0].block
            key = (id(block.grid), name)
            if key not in tables:
                tables[key] = _table(name, block)
            tables[key].rows.append(row)
    return list(tables.values()), problems + notes.problems()


def _once(results: Sequence[Result], problems: list[Problem]) -> list[Result]:
    """A person counts once a day in an exam; later blocks (after appeals) replace earlier ones.

    Two results in one block for one person are an error. Without names every row is a person.
    """
    held: dict[tuple[Any, ...], Result] = {}
    rest, replaced, namesakes = [], [], []
    for result in results:
        if not result.person:
            rest.append(result)
            continue
        key = (result.exam, result.school.school_id, result.person)
        before = held.get(key)
        same_block = before is not None and before.block is result.block
        if same_block and not result.block.has_documents:
            rest.append(replace(result, person=f"{result.person}#{result.index}"))
            namesakes.append(result)
            continue
        if before is not None and same_block and before.value != result.value:
            problems.append(
                result.block.problem(
                    "participant_twice",
                    "Тот же участник уже стоит в этой таблице с другим результатом: оставьте один.",
                    result.index,
                    found=f"строки {result.block.grid.line(before.index)} и "
                    f"{result.block.grid.line(result.index)}",
                    expected="один результат участника",
                )
            )
        if before is not None:
            replaced.append(result)
        held[key] = result
    if namesakes:
        problems.append(
            namesakes[0].block.problem(
                "namesakes",
                f"Участники с тем же именем и без документа в одной таблице: {len(namesakes)}. "
                "Сочтены однофамильцами; если это повторы, удалите строки.",
                namesakes[0].index,
                severity="warning",
            )
        )
    if replaced:
        first = replaced[0]
        problems.append(
            first.block.problem(
                "results_replaced",
                f"Участники, которые в файле уже были с тем же экзаменом: {len(replaced)}. Взят "
                "результат, который стоит ниже (после апелляции).",
                first.index,
                severity="warning",
            )
        )
    return [*held.values(), *rest]


def _sittings(results: Iterable[Result]) -> list[_Sitting]:
    found: dict[tuple[Any, ...], _Sitting] = {}
    days: dict[tuple[Any, ...], _Days] = {}
    for result in results:
        own = days.setdefault(result.exam.series, _Days())
        own.all.add(result.exam.day)
        key = (result.exam.series, result.school.school_id)
        found.setdefault(key, _Sitting(result.exam, result.school, own)).results.append(result)
    for sitting in found.values():
        people = [result.person for result in sitting.results if result.person]
        sitting.days.has_resits |= len(people) > len(set(people))
        sitting.results.sort(key=lambda result: result.exam.day)
    return list(found.values())


def _attempts(sitting: _Sitting) -> _Attempts:
    """What the days in the file say of attempts of a school's people.

    Without names people cannot be followed from day to day: then those of the main days are
    the first attempt, and the final one is known only where nobody came later.
    """
    results, days = sitting.results, sitting.days
    if not all(result.person for result in results):
        main = [result for result in results if not exam_rules.may_be_reserve(result.exam.day)]
        if not days.main:
            return _Attempts(None, results if len(days.all) == 1 else None, len(days.all) > 1)
        complete = bool(days.late) and len(main) == len(results)
        return _Attempts(main or None, main if complete else None, len(main) < len(results))
    first: dict[str, Result] = {}
    last: dict[str, Result] = {}
    for result in results:
        first.setdefault(result.person, result)
        last[result.person] = result
    resits = any(first[person] is not last[person] for person in first)
    return _Attempts(
        list(first.values()) if days.main else None,
        list(last.values()) if days.late or days.has_resits else None,
        resits,
    )


def _rows(sitting: _Sitting, attempts: _Attempts) -> Iterable[tuple[str, dict[str, Any]]]:
    """Rows of a school: marks of each attempt that the file tells apart, and the exam."""
    known = attempts.final if attempts.final is not None else attempts.first
    if known is None:
        return
    exam = sitting.exam
    if exam.form != "ЕГЭ":
        both = attempts.first is not None and attempts.final is not None and attempts.has_resits
        if both:
            yield "marks", _marks(sitting, attempts.first or [], "first")
        only_final = attempts.first is None
        yield "marks", _marks(sitting, known, "final" if both or only_final else "")
    yield "exams", _exam(sitting, attempts, known)


def _started(sitting: _Sitting) -> dict[str, Any]:
    first = sitting.results[0]
    row = {
        "source_sheet": first.block.grid.sheet,
        "source_row": first.block.grid.line(first.index),
        "absences": "",
        "extra": "",
        "selection": "all",
        "scope_type": "school",
        "scope_id": sitting.school.school_id,
        "school_id": sitting.school.school_id,
        "school_name": sitting.school.name or None,
        "year": sitting.exam.year,
        "grade": sitting.exam.grade,
        "subject": sitting.exam.subject,
        "level": sitting.exam.level,
    }
    if sitting.school.municipality_id:
        row["municipality_id"] = sitting.school.municipality_id
    return row


def _marks(sitting: _Sitting, results: Sequence[Result], attempt: str) -> dict[str, Any]:
    values = [result.value for result in results]
    row = _started(sitting)
    row |= {"procedure": sitting.exam.form, "wave": "spring", "attempt": attempt, "class": ""}
    row |= {"programme_grade": sitting.exam.grade, "counts_origin": "counts"}
    row["participants"] = len(values)
    row.update({f"mark_{mark}": values.count(mark) for mark in (2, 3, 4, 5)})
    primary = [result.primary for result in results if result.primary is not None]
    row["mean_primary"] = sum(primary) / len(primary) if len(primary) == len(results) else None
    return row


def _exam(sitting: _Sitting, attempts: _Attempts, known: Sequence[Result]) -> dict[str, Any]:
    exam = sitting.exam
    row = _started(sitting)
    row |= {"form": exam.form, "sat": len(known)}
    row["results_as_of"] = max(sitting.days.all)
    minimum = exam_rules.threshold(exam.form, exam.year, exam.subject, exam.level)
    for name, results in (
        ("below_min_first", attempts.first),
        ("below_min_final", attempts.final),
    ):
        row[name] = (
            sum(result.value < minimum.minimum for result in results)
            if results is not None and minimum is not None
            else None
        )
    if minimum is None:
        row["absences"] = "below_min_first=not_reported;below_min_final=not_reported"
    elif exam.form == "ЕГЭ":
        row["extra"] = json.dumps({"Минимум": minimum.words()}, ensure_ascii=False)
    if exam.form == "ЕГЭ" and exam.level != "base":
        scores = [result.value for result in known]
        row["mean_score"] = sum(scores) / len(scores)
        row.update(_bands(scores, minimum.minimum if minimum else None))
    return row


def _bands(scores: Sequence[int], minimum: int | None) -> dict[str, int | None]:
    """Counts by bands of test scores; the two lowest need the minimum.

    >>> _bands([20, 24, 60, 61, 99, 100], 24) == {"score_below_min": 1, "score_to_60": 2,
    ...     "score_61_80": 1, "score_81_99": 1, "score_100": 1}
    True
    """
    counts: dict[str, int | None] = {}
    low = 0
    for name, high in _BANDS:
        counts[name] = sum(low <= score <= high for score in scores)
        low = high + 1
    below = None if minimum is None else sum(score < minimum for score in scores)
    counts["score_below_min"] = below
    low_band = counts["score_to_60"]
    counts["score_to_60"] = None if below is None or low_band is None else low_band - below
    return counts


def _table(name: str, block: Block) -> TableRows:
    """An empty table of a sheet: where its numbers come from in the protocol."""
    data = TableRows(name, grid=block.grid)
    role = "mark" if block.has("mark") else "score"
    school, value = block.position("school"), block.position(role)
    assert school is not None and value is not None
    columns = ("participants", "mark_2", "mark_3", "mark_4", "mark_5")
    if name == "exams":
        columns = ("sat", "below_min_first", "below_min_final", "mean_score", "score_100")
    data.positions = {"school_id": school} | dict.fromkeys(columns, value)
    data.words = {
        column: block.named["school" if column == "school_id" else role]
        for column in data.positions
    }
    return data


@dataclass
class _Notes:
    """Findings about exams as wholes: each is said once, with the number of schools."""

    no_threshold: dict[str, Block] = field(default_factory=dict)
    late_only: dict[str, Block] = field(default_factory=dict)
    unlinked: dict[str, Block] = field(default_factory=dict)

    def take(self, sitting: _Sitting, attempts: _Attempts) -> None:
        exam, block = sitting.exam, sitting.results[0].block
        if exam_rules.threshold(exam.form, exam.year, exam.subject, exam.level) is None:
            self.no_threshold.setdefault(exam.title, block)
        if attempts.first is None and attempts.final is not None:
            self.late_only.setdefault(exam.title, block)
        if attempts.final is None and attempts.has_resits:
            self.unlinked.setdefault(exam.title, block)

    def problems(self) -> list[Problem]:
        said: Mapping[str, tuple[dict[str, Block], str]] = {
            "no_threshold": (
                self.no_threshold,
                "Нет порога на этот экзамен и год: число тех, кто ниже минимума, не вычислено. "
                "Дополните params/methodology/exam_thresholds.yaml.",
            ),
            "late_days_only": (
                self.late_only,
                "В файле только дни, когда бывают резервные экзамены и пересдачи: результат "
                "записан как окончательный, о первой попытке файл не говорит. Тех, кто сдавал в "
                "другие дни, в нём нет: все дни предмета загружайте одной книгой.",
            ),
            "attempts_not_linked": (
                self.unlinked,
                "В файле несколько дней экзамена, но участников не различить (столбцов с именами "
                "нет): взяты только дни основного периода, как первая попытка.",
            ),
        }
        return [
            block.problem(code, message, found=title, severity="warning")
            for code, (held, message) in said.items()
            for title, block in held.items()
        ]
