"""Subjects in the titles, headers and cells of regional tables, in any case and with a level.

Here: a text → the one subject it names; whether it is a title, prose or a line about nothing
but the subject. Not here: which of several texts is believed (`regional_exam`).
"""

from __future__ import annotations

import re

from helpers import vocabulary
from helpers.readers.layouts.fis_work import subject_and_level

#: Beginnings of words that name a subject in any case.
_STEMS = (
    ("rus", r"русск\w+ язык|русск\w*(?! )|(?<!\w)русс?к?\. ?яз(?!\w)"),
    ("math", r"математик|(?<!\w)(?:матем|мат-ка|матем-ка)(?!\w)"), ("physics", r"(?<!\w)физик"),
    ("chemistry", r"(?<!\w)хими[яиюе]|(?<!\w)хим(?!\w)"),
    ("informatics", r"информатик|(?<!\w)инф(?:орм)?(?!\w)"),
    ("biology", r"биологи|(?<!\w)биол(?!\w)"), ("history", r"(?<!\w)истори[яиюе]|(?<!\w)ист(?!\w)"),
    ("geography", r"географи|(?<!\w)геогр(?!\w)"),
    ("english", r"английск|(?<!\w)англ(?!\w)"), ("german", r"немецк|(?<!\w)нем\. ?яз(?!\w)"),
    ("french", r"француз?ск|(?<!\w)фр(?:анц)?\. ?яз(?!\w)"),
    ("spanish", r"испанск|(?<!\w)исп\. ?яз(?!\w)"),
    ("chinese", r"китайск|(?<!\w)кит\. ?яз(?!\w)"),
    ("social", r"обществозна|(?<!\w)(?:обществозн?|обществ|общ-ние)(?!\w)"),
    ("literature", r"литератур|(?<!\w)(?:лит-ра|литер|лит)(?!\w)"),
)  # fmt: skip
_COMPILED = tuple((slug, re.compile(stem)) for slug, stem in _STEMS)
#: A subject at the beginning of a text, to the end of its name.
_NAMES = tuple(re.compile(rf"(?:{stem})\w*(?:[ ]+язык\w*)?") for _, stem in _STEMS)
#: Words that a line about nothing but an exam may have beside its subject.
_BESIDE = re.compile(
    r"^(?:(?:код|предмет|дисциплин)\w*\W+)*[0-9]{1,3}(?=\s*[-.)]| [а-я])"
    r"|20[0-9]{2}[.-][0-9]{2}[.-][0-9]{2}|[0-9]{2}\.[0-9]{2}\.20[0-9]{2}"
    r"|\((?:письменн|устн)\w* часть\)|(?<!\w)иностранн\w* язык\w*"
    r"|русск\w*(?: язык\w*)?|(?:английск|немецк|француз?ск|испанск|китайск)\w+(?: язык\w*)?"
    r"|(?<!\w)матем\w*|обществозн?\w*|литератур\w*|информатик\w*|(?<!\w)и икт"
    r"|биологи\w*|географи\w*|(?<!\w)(?:мат-ка|матем-ка|хим|инф|информ|биол|ист|геогр|англ"
    r"|обществ|общ-ние|лит-ра|литер|лит)(?!\w)"
    r"|(?<!\w)(?:рус|русск|нем|фр|франц|исп|кит)\. ?яз(?!\w)|(?<!\w)яз(?!\w)"
    r"|(?<!\w)(?:физик|хими|истори)\w*"
    r"|(?<!\w)(?:базов\w*|база|профил\w*|углубленн\w*|уровень|уровня)(?!\w)"
    r"|(?<!\w)(?:к?егэ|огэ|гвэ|гиа)(?:\s*-?\s*(?:9|11))?(?!\w)"
    r"|(?:основн|един|государственн|выпускн|итогов)\w+|(?<!\w)(?:экзамен|аттестаци)\w*"
    r"|(?<!\w)20[0-9]{2}(?:\s*[-/]\s*(?:20)?[0-9]{2})?(?:\s*(?:г|гг|год|года|году|уч)(?!\w))*"
    r"|(?<!\w)учебн\w+|(?<!\w)(?:9|11)(?:\s*-?\s*(?:е|х|й|ый|го))?\s*класс\w*"
    r"|(?<!\w)(?:предмет\w*|дисциплин\w*|результат\w*|итоги|по|за|в|на|год|года|году)(?!\w)|[\W_]"
)
#: What only a sentence says: a conclusion, a comparison, what has changed.
_PROSE = re.compile(
    r"^(?:вывод|таким образом|следовательно|итак|также|однако|отметим|как видно|кроме того)(?!\w)"
    r"|(?<!\w)(?:по сравнению с|в отличие от|чем|однако|поэтому|следует|необходимо|можно|нельзя"
    r"|видно|таким образом)(?!\w)"
    r"|(?<!\w)(?:выше|ниже|больше|меньше|лучше|хуже)\s*(?:[.!;]|$)"
    r"|(?<!\w)(?:показал[аи]?|составля\w+|составил[аио]?|отмечает\w*|наблюдает\w*|явля\w+"
    r"|свидетельству\w+|демонстриру\w+|сохраня\w+"
    r"|(?:снизил|повысил|улучшил|ухудшил|увеличил|уменьшил|справил)(?:с[яь]|[аио](?:сь)?)?"
    r"|вырос(?:л[аио])?)"
    r"(?!\w)"
)
#: A title all the same, whatever it compares: it begins with results and names a form of exam.
_TITLED = re.compile(
    r"^(?:(?:таблица|табл\.|приложение|раздел)?\s*(?:№\s*)?[0-9]*(?:[.-][0-9]+)*[.:)]?\s*)"
    r"(?:какие |как )?(?:результат|итог|сведени|сдали|анализ|показател|отчет)"
    r".*(?<!\w)(?:егэ|огэ|гвэ|гиа)(?!\w)"
)
#: What may stand before the subject of a line, and after it: nothing that makes another sentence.
_LEAD = re.compile(
    r"^(?:[0-9]{1,3}\W+|(?:код|предмет\w*|дисциплин\w*|экзамен\w*|обязательн\w+|по выбору)\W+)*"
)
_TRAIL = re.compile(
    r"(?:\s*[.(,;:–—-].*|\s*|\s+по выбору\W*|\s+[а-я-]+(?:ий|ой|ый)\s+(?:район|округ|р-н)\W*)"
)
#: A line about a group of schools, whatever it says of a subject.
_SCHOOLS = re.compile(
    r"(?<!\w)(?:оо|оу|школ\w*|организаци\w*|учрежден\w*|гимнази\w*|лице\w+|классы|изучени\w+)"
    r"(?!\w)"
)
_LEVELS = (("base", re.compile(r"(?<!\w)базов|(?<!\w)база")), ("profile", re.compile(r"профил")))


def subject_in(text: str) -> tuple[str, str] | None:
    """The one subject, with its level, that a text names; None for none and for several.

    >>> subject_in("Результаты ЕГЭ по математике (профильный уровень)"), subject_in("ОГЭ 2019")
    (('math', 'profile'), None)
    >>> subject_in("Русский язык и математика") is None
    True
    """
    word = vocabulary.folded(text)
    known, level = subject_and_level(word)
    if known:
        return known, level
    found = [slug for slug, pattern in _COMPILED if pattern.search(word)]
    levels = [code for code, pattern in _LEVELS if pattern.search(word)]
    if len(found) != 1:
        return None
    return found[0], levels[0] if len(levels) == 1 and found[0] == "math" else ""


def is_prose(word: str) -> bool:
    """Whether a folded text is a conclusion or a comparison, not a title."""
    return bool(_PROSE.search(word)) and not _TITLED.match(word)


def beside_exam(word: str) -> str:
    """What a folded text says besides an exam: "" for its subject, form, year, grade, level."""
    return _BESIDE.sub("", word)


def titled_subject(text: str) -> tuple[str, str] | None:
    """The one subject that a title names; None for prose that only speaks of a subject.

    >>> titled_subject("Таблица 3. Результаты ОГЭ по математике по школам района")
    ('math', '')
    >>> titled_subject("Вывод: по сравнению с математикой результаты выше.") is None
    True
    """
    return None if is_prose(vocabulary.folded(text)) else subject_in(text)


def subject_line(text: str) -> tuple[str, str] | None:
    """The subject of a line that says nothing but an exam: subject, form, year, grade, level.

    A line that begins with a subject may go on after a comma, a dash or in brackets, as long as
    it is not about schools and no sentence.

    >>> subject_line("Математика профильный уровень"), subject_line("Предмет: Физика")
    (('math', 'profile'), ('physics', ''))
    >>> subject_line("Экзамены по выбору: химия, 30 мая (максимум 40 баллов)")
    ('chemistry', '')
    >>> subject_line("Организации с углублённым изучением математики") is None
    True
    """
    word = vocabulary.folded(text)
    return subject_in(text) if not beside_exam(word) or _begins_with_subject(word) else None


def _begins_with_subject(word: str) -> bool:
    if is_about_schools(word) or _PROSE.search(word):
        return False
    start = _LEAD.match(word).end()  # type: ignore[union-attr]
    hits = (name.match(word, start) for name in _NAMES)
    return any(hit is not None and _TRAIL.fullmatch(word, hit.end()) for hit in hits)


def is_about_schools(word: str) -> bool:
    """Whether a folded text speaks of a group of schools."""
    return bool(_SCHOOLS.search(word))


def is_unclear_line(text: str, subject: str, level: str) -> bool:
    """Whether a line among rows of a subject seems to begin another, but says more than that.

    A line about schools that teach a subject begins none.

    >>> is_unclear_line("Математика: городские школы", "rus", "")
    True
    >>> is_unclear_line("Организации с углублённым изучением математики", "rus", "")
    False
    """
    pair, word = titled_subject(text), vocabulary.folded(text)
    if pair is None or subject_line(text) is not None:
        return False
    begins = min((hit.start() for _, stem in _COMPILED if (hit := stem.search(word))), default=0)
    schools = _SCHOOLS.search(word)
    is_same = pair[0] == subject and pair[1] in ("", level)
    return not is_same and not (schools and schools.start() < begins)
