"""Findings about the plan itself: what a methodologist should correct in it.

Here: one rule per function, each a warning with its place. Not here: reading (`rows`) and
statuses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpers.errors import Problem
from helpers.plans import NameMask, PlanFrame, unknown_parties
from helpers.plans.evidence import is_effect_only
from helpers.plans.words import lowered, plain

from .columns import Columns, column_role
from .entries import Entry

if TYPE_CHECKING:
    from .reading import RoadmapItem

_RHYTHM_WORDS = (
    (r"еженедельн", "P1W", "еженедельно"),
    (r"ежемесячн", "P1M", "ежемесячно"),
    (r"ежеквартальн", "P3M", "ежеквартально"),
    (
        r"(?:итогам|конце|окончании)\s+(?:каждой\s+)?(?:учебных\s+)?четвер",
        "P1TERM",
        "в конце каждой четверти",
    ),
)
_STALE = re.compile(
    r"(?:на|в|за)\s+(20\d\d)\s*(?:-\s*(20\d\d|\d\d)\s*)?(?:г|уч)|впр\s*-?\s*(20\d\d)\s*-\s*20\d\d"
)
_FLAG_WORDS = {
    "not_understood": (
        "term_not_understood",
        "Срок не понят: он оставлен как есть и ни к каким дням не привязан.",
    ),
    "before_frame": ("term_before_frame", "Срок раньше начала периода плана."),
    "after_frame": ("term_after_frame", "Срок позже конца периода плана."),
    "before_approval": ("term_before_approval", "Срок раньше утверждения плана."),
    "ambiguous": ("term_ambiguous", "Срок можно понять по-разному: уточните его."),
    "reversed": ("term_reversed", "Начало срока позже его конца."),
    "invalid_date": ("term_invalid_date", "Такой даты нет: проверьте день, месяц и год."),
    "year_inferred": ("year_inferred", "Год в сроке не назван и взят из раздела или даты акта."),
    "frame_unknown": ("frame_unknown_for_item", "Период плана неизвестен: дни срока не найдены."),
}


def plan_findings(
    items: Sequence[RoadmapItem], frame: PlanFrame, has_result: bool, has_term: bool
) -> list[Problem]:
    """All findings about the items of one plan, in the order of the rows."""
    problems: list[Problem] = []
    for item in items:
        problems.extend(_missing_cells(item, has_result, has_term))
        problems.extend(_term_flags(item))
        problems.extend(_rhythm(item))
        problems.extend(_stale_years(item, frame))
        problems.extend(_unknown_responsible(item))
    if not has_term:
        problems.append(
            Problem(
                "warning",
                "no_term_column",
                "В таблице нет столбца со сроком: он взят из текста мероприятия или из названия "
                "раздела («Сентябрь») там, где есть.",
            )
        )
    problems.extend(_numbers(items))
    return sorted(problems, key=lambda p: (p.row is None, p.row or 0))


def removed_item(entry: Entry) -> Problem:
    """That a row is no item because its measure is struck out."""
    return Problem(
        "warning",
        "removed_item",
        "Мероприятие зачёркнуто, удалено в исправлениях или скрыто: пункт не учтён. Удалите строку "
        "или верните текст.",
        sheet=entry.sheet,
        row=entry.line,
    )


def header_unclear(entry: Entry, cells: Sequence[str]) -> Problem:
    """That the second row of a header names columns in words that are not understood."""
    return Problem(
        "error",
        "header_unclear",
        "Вторая строка заголовка не понята: что стоит в столбцах под ней, не известно. Напишите в "
        "ней кварталы («I квартал»), месяцы («сентябрь»), «начало» и «окончание» — или сделайте "
        "заголовок из одной строки.",
        sheet=entry.sheet,
        row=entry.line,
        found=NameMask()(", ".join(f"«{cell}»" for cell in cells if cell)),
    )


def extra_cells(entry: Entry, beyond: Sequence[str]) -> list[Problem]:
    """That a row has more cells than the header: a comma in a cell without quotes, most often."""
    filled = [cell for cell in beyond if cell]
    if entry.paged or not filled:
        return []
    return [
        Problem(
            "error",
            "extra_cells",
            "Ячеек в строке больше, чем в заголовке: что в каком столбце, не известно. В CSV "
            "возьмите в кавычки текст с запятой или точкой с запятой; в таблице назовите лишний "
            "столбец в заголовке или уберите его.",
            sheet=entry.sheet,
            row=entry.line,
            found=NameMask()(", ".join(f"«{cell[:60]}»" for cell in filled)),
        )
    ]


def second_terms(entry: Entry, columns: Columns) -> list[Problem]:
    """That more columns of terms are not read, one finding for each."""
    message = (
        "Столбцов со сроком несколько: срок взят из первого, этот не прочитан. Если нужен он, "
        "поставьте его первым или назовите столбцы «Начало» и «Окончание»."
    )
    mask = NameMask()
    return [
        Problem(
            "warning",
            "second_term_column",
            message,
            sheet=entry.sheet,
            row=entry.line,
            found=f"столбец «{mask(label)}»",
        )
        for role, label in zip(columns.roles, columns.labels, strict=True)
        if role == "other" and column_role(label) == "term"
    ]


def _warning(item: RoadmapItem, code: str, message: str, found: str = "") -> Problem:
    number = f"Пункт {item.item_no}: " if item.item_no else f"Строка плана {item.seq}: "
    text = number + message[:1].lower() + message[1:]
    return Problem("warning", code, text, sheet=item.source_sheet, row=item.source_row, found=found)


def _missing_cells(item: RoadmapItem, has_result: bool, has_term: bool) -> list[Problem]:
    problems = []
    if not item.term_raw and has_term:
        problems.append(_warning(item, "no_term", "Срок не указан."))
    if not item.responsible_raw:
        problems.append(_warning(item, "no_responsible", "Ответственный не указан."))
    if has_result and not item.result_raw:
        problems.append(_warning(item, "no_result", "Результат или показатель не указан."))
    elif is_effect_only(list(item.evidence)):
        message = (
            "Результат назван только словами об эффекте: подтвердить исполнение нечем. Напишите, "
            "что можно проверить: сколько («3 семинара», «20 педагогов»), какая доля («до 45 %») "
            "или какой документ («справка»)."
        )
        problems.append(_warning(item, "effect_only", message, item.result_raw))
    if not item.measure:
        problems.append(_warning(item, "no_measure", "Мероприятие не названо."))
    return problems


def _term_flags(item: RoadmapItem) -> list[Problem]:
    return [
        _warning(item, *_FLAG_WORDS[flag], found=f"«{item.term_raw}»")
        for flag in item.deadline.flags
        if flag in _FLAG_WORDS
    ]


def _rhythm(item: RoadmapItem) -> list[Problem]:
    """The text names one rhythm, the term another: both cannot be right."""
    low = lowered(plain(item.measure))
    for pattern, rhythm, words in _RHYTHM_WORDS:
        if (
            re.search(pattern, low)
            and item.deadline.kind
            and item.deadline.recurrence not in (None, rhythm)
        ):
            return [
                _warning(
                    item,
                    "rhythm_contradiction",
                    f"В тексте «{words}», в сроке другой ритм.",
                    f"«{item.term_raw}»",
                )
            ]
    return []


def _stale_years(item: RoadmapItem, frame: PlanFrame) -> list[Problem]:
    """Years before the plan in the text of a measure: often copied from an older plan."""
    if frame.period_start is None:
        return []
    for match in _STALE.finditer(lowered(plain(item.measure))):
        last = match[2] or match[1] or match[3]
        year = int(last) if len(last) == 4 else int(match[1][:2] + last)
        if year < frame.period_start.year:
            return [
                _warning(
                    item,
                    "stale_year",
                    "В тексте год раньше периода плана: возможно, текст из прежнего плана.",
                    f"«{match[0].strip()}»",
                )
            ]
    return []


def _unknown_responsible(item: RoadmapItem) -> list[Problem]:
    words = unknown_parties(item.responsible_raw)
    if item.responsible or not words:
        return []
    return [
        _warning(
            item,
            "responsible_unknown",
            "Ответственный не отнесён ни к одному виду.",
            f"«{item.responsible_raw}»",
        )
    ]


def _numbers(items: Sequence[RoadmapItem]) -> list[Problem]:
    numbered = [item for item in items if item.item_no]
    problems = []
    if numbered and len(numbered) < len(items):
        problems.append(
            Problem(
                "warning",
                "missing_number",
                f"Без номера пунктов: {len(items) - len(numbered)} из {len(items)}.",
            )
        )
    if _restarts(numbered):
        return problems
    repeated = [
        number for number, count in Counter(i.item_no for i in numbered).items() if count > 1
    ]
    if repeated:
        problems.append(
            Problem(
                "warning",
                "duplicate_number",
                f"Номера повторяются: {', '.join(repeated)}.",
            )
        )
    gaps = _gaps([item.item_no for item in numbered])
    if gaps:
        problems.append(
            Problem(
                "warning",
                "number_gap",
                f"Пропущены номера: {', '.join(gaps)}.",
            )
        )
    return problems


def _restarts(numbered: Sequence[RoadmapItem]) -> bool:
    """True when each section counts from 1: repetition is the manner of the plan then."""
    firsts = [item for item in numbered if item.item_no == "1"]
    return len(firsts) > 1 and len({item.section for item in firsts}) == len(firsts)


def _gaps(numbers: Sequence[str]) -> list[str]:
    gaps: list[str] = []
    groups: dict[str, list[int]] = {}
    for number in numbers:
        head, _, last = number.rpartition(".")
        if last.isdigit() and len(last) <= 3:
            groups.setdefault(head, []).append(int(last))
    for head, present in groups.items():
        missing = [n for n in range(1, max(present)) if n not in set(present)]
        runs = _runs(missing)
        gaps.extend(_run_text(head, first, last) for first, last in runs)
    return gaps


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _run_text(head: str, first: int, last: int) -> str:
    prefix = f"{head}." if head else ""
    return f"{prefix}{first}" if first == last else f"{prefix}{first}–{prefix}{last}"
