"""Early warning in words: risk, evidence, what the words are worth.

Here: phrases and sentences. Not here: chances (`indicators.early_warning`).
"""

from __future__ import annotations

from typing import Any

from helpers.blocks import Notice, Text
from helpers.indicators import catalogue
from helpers.indicators.early_warning import EarlyWarning, Settings
from helpers.indicators.early_warning.model import Model
from helpers.wording.numbers import counted, interval, number, percent, points

RISKS = {"low": "низкий", "medium": "средний", "high": "высокий"}
_KINDS = {"works": "пробная работа", "terms": "отметки за период"}

_READING = (
    "Вероятность считается по результатам этих же обучающихся в прошлые годы; доля малой школы "
    "сдвинута к доле других школ. Это повод посмотреть раньше, а не оценка школы."
)


def reading(settings: Settings) -> str:
    """What a chance is, and which works a school has at all."""
    silent = counted(settings.silent_years, "год", "года", "лет")
    return (
        f"{_READING} Работ класса, которого в школе нет по её виду (в основной школе — 10–11, в "
        "начальной — с 5 по 11), у неё нет: они не в риске, не в вероятности и не в числе работ. "
        "Класс, который писал работу в этом учебном году или сдавал её в прошлом, есть, что бы ни "
        "говорил справочник; но вид, изменённый с этого учебного года, важнее прошлых результатов. "
        f"Если вид школы не указан, класса нет только тогда, когда последние {silent} или дольше у "
        "школы есть результаты, но нет этой работы, а у других школ она есть; иначе это не "
        "известно, работа остаётся, и об этом сказано. У школы другого вида (СОШ) работа остаётся "
        "и после стольких лет, и об этом тоже сказано."
    )


def evidence_text(row: Any) -> str:
    """What a work is judged by: «ВПР, 4 класс, 2023 год: 3 из 12»."""
    procedure = str(row.source).rstrip("0123456789")
    grade = str(row.source)[len(procedure) :]
    name = _KINDS.get(row.kind, procedure)
    part = f"{number(row.below)} из {number(row.count)}"
    return f"{name}, {grade} класс, {row.source_year} год: «2» у {part}"


def work_text(row: Any) -> str:
    """One work with its risk: title, evidence, shrunk share with range, margin, chance."""
    subject = catalogue.subject_title(row.subject)
    link = "" if row.linked else "; поправки на разницу процедур нет"
    link += f"; в {row.target_year - 1} году результат был низким" if row.was_low else ""
    return (
        f"{row.procedure} {row.grade} класс, {subject}: риск {RISKS[row.risk]} "
        f"(вероятность {percent(row.chance, 0)}; ожидаемая доля {percent(row.shrunk)}, "
        f"{interval(row.low, row.high)}, от границы {points(row.margin)}; "
        f"{evidence_text(row)}{link})"
    )


def chance_text(row: Any) -> str:
    """The chance of one school, or its bounds where they are apart: «69 %», «59–79 %»."""
    if row.chance_high - row.chance_low < 0.5:
        return percent(row.chance, 0)
    return f"{interval(row.chance_low, row.chance_high, 0)} %"


def evidence_of(row: Any) -> str:
    """One work with what it is judged by: «ВПР 5 класс, математика — ВПР, 4 класс, 2022 год …»."""
    subject = catalogue.subject_title(row.subject)
    return f"{row.procedure} {row.grade} класс, {subject} — {evidence_text(row)}"


def claim(made: EarlyWarning) -> Text | Notice:
    """How many schools have which risk, and what the words were worth before."""
    if made.schools.empty:
        return Notice(
            f"О результатах {made.target} года предупредить не по чему: прошлых результатов тех же "
            "обучающихся в данных нет."
        )
    counts = made.schools["risk"].value_counts()
    parts = [f"{RISKS[risk]} — {number(counts.get(risk, 0))}" for risk in ("high", "medium", "low")]
    high = made.hits_of_schools[made.hits_of_schools["risk"] == "high"].iloc[0]
    held = (
        f"Из {number(high.warned)} предупреждений о высоком риске за прошлые годы сбылось "
        f"{number(high.came_low)}."
        if high.warned
        else "Предупреждений о высоком риске в прошлые годы не было: проверить их не на чем."
    )
    total = len(made.schools)
    partial = int((made.schools["without_evidence"].str.len() > 0).sum())
    return Text(
        f"Риск попасть в список по результатам {made.target} года, школ из {number(total)}: "
        f"{', '.join(parts)}. {_partial_words(partial, total)}{held} {model_text(made.model)}"
    )


def _partial_words(partial: int, total: int) -> str:
    """That the chance of some schools leaves out works nothing is known about; "" for none."""
    if not partial:
        return ""
    where = "Ни у одной из них" if partial == total else f"У {number(partial)} из них"
    known = "не известны все работы" if partial == total else "известны не все работы"
    return f"{where} {known}, по которым судит правило: их вероятность может быть выше. "


def school_text(row: Any) -> str:
    """One school: word of risk and bounds of the chance."""
    bounds = chance_text(row)
    how = "по тем же обучающимся" if row.joint else "границы: предметы сдают одни и те же дети"
    notes = _grade_notes(row)
    if len(row.without_evidence) or notes:
        every = number(row.works + len(row.without_evidence))
        how += f"; известны работы: {number(row.works)} из {every}"
        how += ", риск по остальным не учтён" if len(row.without_evidence) else ""
    how += "".join(f"; {note}" for note in notes)
    return f"риск {RISKS[row.risk]}, вероятность попасть в список {bounds} ({how})"


def _grade_notes(row: Any) -> list[str]:
    """What is said of works that are left out for want of the grade, and of grades not known."""
    notes = []
    if len(row.absent_by_kind):
        notes.append(f"{_works_names(row.absent_by_kind)} у школы этого вида нет")
    if len(row.absent_by_results):
        notes.append(
            f"вид школы не указан, {_works_names(row.absent_by_results)} у неё в последние годы не "
            "было: эти работы не учтены"
        )
    if len(row.grade_unknown):
        notes.append(
            f"вид школы не указан, {_works_names(row.grade_unknown)} в последнем году у неё не "
            "было: есть ли там такой класс, не известно, риск по этим работам учтён"
        )
    if len(row.grade_silent):
        notes.append(
            f"{_works_names(row.grade_silent)} у неё в последние годы не было: есть ли там такой "
            "класс, не известно, риск по этим работам учтён"
        )
    return notes


def _works_names(works: Any) -> str:
    """«ВПР 6, ОГЭ 9»."""
    return ", ".join(f"{procedure} {grade}" for procedure, grade in works)


def hit_text(row: Any) -> str:
    """How a word held: «высокий: сбылось 12 из 14»."""
    word = RISKS[row.risk]
    if not row.warned:
        return f"{word}: таких предупреждений не было"
    return (
        f"{word}: сбылось {number(row.came_low)} из {number(row.warned)} — "
        f"{percent(row.share, 0)} ({interval(row.low, row.high, 0)} %)"
    )


def model_text(model: Model) -> str:
    """Whether there is a model, and how it did on years it has not seen."""
    events = counted(model.events, "низкий результат", "низких результата", "низких результатов")
    if model.coefficients is None:
        return (
            f"Модель не построена: в прошлых годах {events}, нужно не меньше {model.needed} "
            "и не меньше двух лет."
        )
    verdict = "точнее" if model.brier < model.brier_plain else "не точнее"
    return (
        f"Модель построена по прошлым годам ({events} из {number(model.rows)}); на годах, которых "
        f"она не видела, она {verdict} простой доли (средний квадрат ошибки "
        f"{number(model.brier, 3)} против {number(model.brier_plain, 3)})."
    )
