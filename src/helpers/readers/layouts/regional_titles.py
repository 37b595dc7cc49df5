"""Lines above regional tables: titles, notes and the rest, and the year and form they name.

Here: how far a line may be believed and what it claims. Not here: subjects
(`regional_subjects`), which of several lines is believed (`regional_exam`).
"""

from __future__ import annotations

import re
from enum import Enum

from helpers import vocabulary
from helpers.readers.layouts.gia_exam import form_in
from helpers.readers.layouts.regional_subjects import beside_exam, is_prose

_YEARS = re.compile(r"(?<![0-9])(20[0-9]{2})(?:\s*[-/–—]\s*(20)?([0-9]{2}))?(?![0-9])")
_STATE_FINAL = re.compile(r"\bгвэ\b|государственн\w+ выпускн\w+ экзам\w*")
_MONTHS = "январ|феврал|март|апрел|ма[йяе]|июн|июл|август|сентябр|октябр|ноябр|декабр"
_DAYS = re.compile(
    r"(?<![0-9])(?:[0-9]{1,2}[./][0-9]{1,2}[./](?P<y>20[0-9]{2})"
    r"|(?P<y2>20[0-9]{2})[.-][0-9]{1,2}[.-][0-9]{1,2}"
    rf"|[0-9]{{1,2}}»?\s+(?:{_MONTHS})\w*\s+(?P<y3>20[0-9]{{2}}))(?![0-9])"
    rf"|(?<!\w)(?:январ|феврал|октябр|ноябр|декабр)\w*\s+20[0-9]{{2}}(?![0-9])"
)
_EXAM_DAY = re.compile(r"(?<!\w)дата (?:проведения(?: экзамена)?|экзамена)(?!\w)")
#: Words that begin a title, after its number.
_HEAD = re.compile(
    r"^(?:[0-9]+(?:[.-][0-9]+)*[.)]?\s*|[ivx]+\.\s*|(?:таблица|табл\.|приложение|раздел|глава"
    r"|часть)\s*(?:№\s*)?[0-9]+(?:[.-][0-9]+)*[.:)]?\s*)*"
    r"(?:\w+(?:ый|ий|ая|ое|ые|ие)\s+)*"
    r"(?:результат|итог|сведени|ведомост|протокол|таблиц|анализ|методическ|статистик|статистич"
    r"|отчет|сводк|распределени|количеств|числ[оа]|дол[яи](?!\w)|качеств|успеваемост|показател"
    r"|характеристик|мониторинг|рейтинг|информаци[яи] о)"
)
#: What begins a note, a source or a remark.
_NOTE = re.compile(
    r"^(?:[*†‡]|\(|примечани|источник|справочно|по состоянию|из них|в том числе|без учета|с учетом"
    r"|приложение к |к письму|к приказу|дата (?!проведения|экзамена)|исполнител|согласно"
    r"|в соответствии|на основании|выгружен|сформирован|напечатан|данные (?:на|за|из|по состоян)"
    r"|среди них|кроме того|для сравнения|порог|минимальн|утвержд"
    r"|(?:министерств|управлени|комитет|департамент|отдел образован)(?!.*\b(?:огэ|егэ|гвэ|гиа))"
    r"|(?:г\.\s*[а-я-]+,?|[а-я-]+,)\s*20[0-9]{2}(?:\s*г\w*\.?)?$|[\W0-9]*(?:\w+[аеиоуя]ть(?:ся)?"
    r"|провести|учесть)(?!\w))"
)
#: A sentence: it ends as one and has a verb of the past.
_SENTENCE = re.compile(
    r"(?<!\w)(?:\w{2,}[аеиоуыя]ли(?:сь)?|(?:сдава|писа|участвова|выбра|получи|набра|проводи)л\w*)"
    r"(?!\w).*[.!:…]$|;$"
)
#: A remark in brackets about what is or is not counted in.
_ASIDE = re.compile(r"\([^()]*(?:без уч[её]та|с уч[её]том|не учитыва|кроме)[^()]*\)", re.IGNORECASE)
#: Words of titles that say whose or which results, not of which exam.
_WHOSE = re.compile(
    r"(?<!\w)[а-я-]+(?:ий|ой|ый|ого|его|ому|ему|ом|ем)\s+(?:муниципальн\w+\s+)?(?:район|р-н|округ"
    r"|улус)\w*|(?<![\w.])(?<![0-9] )(?:г\.|город\w*|зато)\s*[а-я-]+"
    r"|(?<!\w)[а-я-]+\s+(?:област|кра[йяю])\w*"
    r"|(?<!\w)республик\w+\s+[а-я-]+|(?<!\w)(?:муниципальн|район|город|сельск|регион)\w*"
    r"|(?<!\w)(?:школ|оо|ате|втг|организаци|образовательн|учреждени|участник|выпускник|обучающ)\w*"
    r"|(?<!\w)(?:сводн|анализ|таблиц|ведомост|протокол|отчет|сведени|учебн|общеобразоват)\w*"
    r"|(?<!\w)(?:все|всех|текущ\w+|период\w*|досрочн\w*|дополнительн\w*|о|об|для|среди|и|№|xlsx?"
    r"|docx?|csv|ods|дата|проведени\w+|данные|разрез\w*|форма|часть|части)(?!\w)"
    r"|^(?:(?:приложение|раздел|глава|табл\.)\s*(?:№\s*)?)?[0-9]+(?:[.-][0-9]+)*[.:)]"
)


class Standing(Enum):
    """How far a line may be believed: as a title, not at all, or only uncontradicted."""

    TITLE = "title"
    NOTE = "note"
    OPEN = "open"


def standing(text: str) -> Standing:
    """What a line above a table is.

    A title says nothing but an exam and whose results they are, or begins as titles do.

    >>> [standing(text).value for text in ("ОГЭ 2023. Математика", "По состоянию на 15.01.2024")]
    ['title', 'note']
    >>> standing("Таблица 3. Результаты ОГЭ по химии по школам района").value
    'title'
    """
    word = vocabulary.folded(text)
    if not word.startswith("*") and not beside_exam(_WHOSE.sub(" ", word)):
        return Standing.TITLE
    if _NOTE.search(word) or is_prose(word):
        return Standing.NOTE
    if _HEAD.match(word):
        return Standing.TITLE
    return Standing.NOTE if _SENTENCE.search(word) else Standing.OPEN


def without_days(text: str) -> str:
    """A text without the days it names: the year of a day is not that of the results.

    >>> without_days("ОГЭ 2023 на 15.01.2024")
    'ОГЭ 2023 на  '
    """
    return _DAYS.sub(" ", text)


def year_of(text: str) -> int | None:
    """The one year that a text names; a school year means its second half, «2021-2023» several.

    The year of a day counts only where it is the day of the exam: in a line that names nothing
    but an exam, or after «Дата проведения».

    >>> year_of("Итоги 2021/22 учебного года"), year_of("2021-2023"), year_of("на 15.01.2024")
    (2022, None, None)
    >>> year_of("02 - Математика 09.06.2023")
    2023
    """
    word = vocabulary.folded(text)
    years = set()
    for hit in _YEARS.finditer(without_days(word)):
        first = int(hit[1])
        second = first // 100 * 100 + int(hit[3]) if hit[3] else 0
        years |= {first, second} if second > first + 1 else {max(first, second)}
    if not years and (_EXAM_DAY.search(word) or _is_exam_with_a_day(word)):
        days = (hit["y"] or hit["y2"] or hit["y3"] for hit in _DAYS.finditer(word))
        years = {int(day) for day in days if day}
    return years.pop() if len(years) == 1 else None


def _is_exam_with_a_day(word: str) -> bool:
    return is_about_exam(without_days(word))


def is_about_exam(text: str) -> bool:
    """Whether a text says nothing but an exam: a subject, a form, a year.

    >>> is_about_exam("ГВЭ-9, 2023 год"), is_about_exam("Городские школы")
    (True, False)
    """
    word = vocabulary.folded(text)
    return not beside_exam(word) and bool(re.search("[а-я]{3}", word))


def form_of(text: str) -> str:
    """The form of exam that a text names; "" for ГВЭ beside ОГЭ or ЕГЭ: it says neither."""
    form = form_in(text)
    is_beside = form.startswith("ГВЭ") and form_in(_STATE_FINAL.sub(" ", vocabulary.folded(text)))
    return "" if is_beside else form


def without_asides(text: str) -> str:
    """A text without remarks in brackets that speak of what is counted in.

    >>> without_asides("ОГЭ 2023 (без учёта ГВЭ), химия")
    'ОГЭ 2023  , химия'
    """
    return _ASIDE.sub(" ", text)
