"""Words of regional result tables: what a column of a header of several rows holds.

Here: the words over a column → its meaning. Not here: finding headers (`regional_blocks`)
and reading cells (`regional_numbers`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from helpers import vocabulary
from helpers.readers.personal import is_personal_heading

#: Meanings of columns that say whose a row is.
PLACES = ("code", "area_code", "name", "area_name")
_MARK = re.compile(r"(?<![0-9.,\-–—+])[«\"“'(]?\s*([2-5])\s*[»\"”')]?(?![0-9]|[.,\-–—+][0-9])")
_MARK_NAMES = (
    ("2", re.compile(r"двоек|двойк|(?<!\w)неуд")),
    ("3", re.compile(r"троек|тройк|(?<!\w)удовл|(?<!\w)уд(?!\w)")),
    ("4", re.compile(r"четверк|четверок|(?<!\w)хор(?:ошо)?(?!\w)")),
    ("5", re.compile(r"пятерк|пятерок|(?<!\w)отл(?:ично)?(?!\w)")),
)
_BARE_PERCENT = ("%", "процент", "доля", "доля, %", "в %")
#: Words that, alone over a column, count those who sat.
_BARE_COUNT = ("всего", "количество", "кол-во", "чел", "всего чел", "итого", "кол-во чел")
_IS_PCT = re.compile(r"%|процент|доля|(?<!\w)дол\.")
_IS_COUNT = re.compile(r"(?<!\w)(?:чел|кол|количеств|число|абс|ед\.)")
_AREA = r"(?<!\w)(?:(?:ате|мсу|мо|моуо)(?!\w)|муниципал\w*|район\w*|территори\w*)"
_SCHOOL = r"(?:оо|оу|ооо?|школ\w*|образовательн\w*|организаци\w*|учрежд\w*)"
_PLACE_WORDS = (
    ("code", re.compile(rf"^код(?:ы)?\s*{_SCHOOL}|^код$|^код\s+(?:оо|оу)\s*[/(]|^№\s+{_SCHOOL}")),
    ("area_code", re.compile(rf"^код\s+{_AREA}\b(?!\s*[/,])")),
    ("code", re.compile(r"^код\b(?!.*предмет)")),
    ("name", re.compile(rf"^(?:мо|ате|муниципалитет|район)\s*[/,]\s*{_SCHOOL}$")),
    ("name", re.compile(rf"^(?:полное |краткое )?(?:наименование|название)(?!.*{_AREA})|^{_SCHOOL}$"
                        r"|^образовательн\w+ (?:организаци|учрежд)\w+|^общеобразовательн")),
    ("area_name", re.compile(rf"^(?:наименование|название)\b.*{_AREA}|^{_AREA}$"
                             r"|^муниципальн\w+ (?:образовани|район|округ)\w*$")),
)  # fmt: skip
_MEAN = r"(?:средн\w*|(?<!\w)ср\.)"
_SINGLE = (
    ("number", re.compile(r"^(?:№|n)?\s*п\s*/\s*п\.?$|^№$|^n$")),
    ("subject_code", re.compile(r"^код\s+предмет")),
    ("subject", re.compile(r"^(?:учебный )?предмет$|^наименование предмета$")),
    ("year", re.compile(r"^(?:учебный )?год$")),
    ("form", re.compile(r"^(?:форма|экзамен|форма экзамена)$")),
    ("passed", re.compile(r"преодол\w*.*(?:мин|порог)|набра\w*.*мин|не ниже.*(?:мин|порог)|^сдали\b"
                          r"|(?<!не)успеваем|(?<!\w)усп(?!\w)")),
    ("quality", re.compile(r"качеств|(?<!\w)кач(?!\w)|«?4»?\s*(?:и|,|\+|-)\s*«?5»?"
                           r"|\"4\"\s*и\s*\"5\"")),
    ("mean_primary", re.compile(_MEAN + r".*перв")),
    ("mean_score", re.compile(_MEAN + r".*(?:тестов|стобалл|100)")),
    ("mean_mark", re.compile(_MEAN + r".*(?:отметк|оценк|пятибал|5-балл)")),
    ("mean", re.compile(_MEAN + r"\s*(?:балл|значени|результат)?")),
)  # fmt: skip
#: Groups by points. A range comes before its ends: «81-100 баллов» is not «100 баллов».
_POINTS = (
    ("score_81_99", re.compile(r"81\s*(?:-|до)\s*99")),
    ("score_61_80", re.compile(r"61\s*(?:-|до)\s*80")),
    ("band", re.compile(r"(?:порог|миним).*(?<!\w)(?:вуз|поступлен)|(?<!\w)(?:вуз|поступлен).*"
                        r"(?:порог|миним)")),
    ("score_to_60", re.compile(r"мин\w*[^0-9]*(?:-|до)\s*60")),
    ("below", re.compile(r"(?:(?<!не )ниже|не преодол\w*|не набра\w*|менее|не достиг\w*"
                         r"|недостиг\w*).*(?:мин|порог)|(?<!не )ниже порог|^не сдали"
                         r"|(?<!\w)не сдавш")),
    ("band", re.compile(r"(?<![0-9])[0-9]{2,3}\s*(?:-|до)\s*[0-9]{2,3}|(?:от|выше|более|свыше)\s*"
                        r"[0-9]{2,3}|(?:до|ниже|менее)\s*[0-9]{2,3}"
                        r"|(?<![0-9])[0-9]{2,3}\s*(?:балл\w*\s*)?(?:и|или)\s*(?:выше|бол)")),
    ("score_100", re.compile(r"(?:^|\s)100$|(?<![0-9])(?<!из )(?<!по )100\s*-?\s*(?:балл|б\b)"
                             r"|стобалл")),
)  # fmt: skip
_IS_MEAN = re.compile(_MEAN)
#: Those below the minimum before anybody sat again.
_FIRST = re.compile(
    r"(?<!\w)(?:в|за) основн\w+ (?:период|срок|день|дни)|(?<!\w)(?:до|без(?: учета)?) пересдач"
    r"|(?<!\w)с (?:первого раза|первой попытки)"
)
#: Those who did not come, were not let in or were sent out: not those who sat.
_ABSENT = re.compile(
    r"(?<!\w)(?<!без )(?<!кроме )не\s*(?:яви|являл|сдава(?!вш)|писа|участв|приня|приним|допу)"
    r"|(?<!без )(?<!кроме )неяв|(?<!\w)отсутств|(?<!\w)удален"
)
#: What is left out of a count: «без учёта не явившихся» is said of those who sat.
_LEFT_OUT = re.compile(
    r"(?:без(?: уч[её]та)?|кроме|за исключением|за вычетом|не считая|не включая|исключая) "
    r"(?:не ?яв\w*|не ?сда\w*|не ?пис\w*|не ?участв\w*|неявк\w*|отсутств\w*|удал[её]н\w*)"
)
_ONE_SCHOOL = re.compile(
    r"\b[мгч][бкао]?[нп]?оу\b|[сон]ош\b|\b(?:гимназия|лицей|школа|интернат|училище|техникум)\b"
)
_ENROLLED = re.compile(r"(?:обучающ|выпускник|учащ|учеников|зарегистр|всего детей)")
_SAT = re.compile(r"участник|участвов|сдавал|сдававш|писал|приняли участие|явил|экзаменуем")
#: «уч.» is short for those who sat and for those who learn; not all registered ones sit.
_SAT_OR_ENROLLED = re.compile(r"(?:кол-во|количество|число)\s+уч-?к?о?в?$")
_REGISTERED = re.compile(r"зарегистр\w*.*участник|участник.*зарегистр")
#: Meaning of a column headed «Кол-во уч.» or «Зарегистрировано участников»: its neighbours tell
#: whether participants are meant.
UNSURE = "participants_unsure"


@dataclass(frozen=True)
class Meaning:
    """What a column holds: `name`, and whether its numbers are counts, percents or unsaid."""

    name: str
    unit: str = ""


def meaning_of(path: Sequence[str], left: Meaning) -> Meaning:
    """Meaning of a column by the words over it, from the top; `left` is its left neighbour's.

    A column headed by a bare «%» is the percent of its left neighbour.

    >>> meaning_of(["Получили отметку", "2", "чел."], Meaning(""))
    Meaning(name='mark_2', unit='count')
    >>> meaning_of(["Доля участников, получивших «4», %"], Meaning(""))
    Meaning(name='mark_4', unit='percent')
    >>> meaning_of(["%"], Meaning("below", "count"))
    Meaning(name='below', unit='percent')
    >>> meaning_of(["81-100 баллов, чел."], Meaning("")).name
    'band'
    >>> meaning_of(["Не явились на экзамен"], Meaning("")).name
    'absent'
    """
    words = [vocabulary.folded(part).strip(" :*.") for part in path if part.strip()]
    if not words:
        return Meaning("")
    if any(is_personal_heading(part) for part in path) or "директор" in " ".join(words):
        return Meaning("personal")
    last, whole = words[-1], " ".join(words)
    unit = _unit(words)
    if len(words) == 1 and last in _BARE_PERCENT:
        return Meaning(left.name, "percent") if left.name else Meaning("")
    place = next((name for name, pattern in _PLACE_WORDS if pattern.search(last)), "")
    if place:
        return Meaning(place)
    single = next((name for name, pattern in _SINGLE[:5] if pattern.search(last)), "")
    if single:
        return Meaning(single)
    mark = _mark(words)
    if mark:
        return Meaning(f"mark_{mark}", unit)
    single = _points(words)
    single = "below_first" if single == "below" and _FIRST.search(whole) else single
    single = single or next((name for name, pattern in _SINGLE[5:] if pattern.search(whole)), "")
    if single == "mean" and unit == "percent":
        return Meaning("")
    if not single and _ABSENT.search(_LEFT_OUT.sub("", whole)):
        single, unit = "absent", unit or "count"
    elif not single and _REGISTERED.search(whole):
        single, unit = UNSURE, unit or "count"
    elif not single and _SAT.search(whole):
        single, unit = "participants", unit or "count"
    elif not single and _ENROLLED.search(whole):
        single, unit = "enrolled", unit or "count"
    elif not single and _SAT_OR_ENROLLED.search(whole):
        single, unit = UNSURE, unit or "count"
    elif not single and last in _BARE_COUNT and unit != "percent":
        single, unit = "participants", "count"
    if last in _BARE_PERCENT and left.unit != "percent" and single in ("", left.name):
        single, unit = left.name, "percent"
    return Meaning(single, unit if single else "")


def _points(words: Sequence[str]) -> str:
    """The group by points that a column is about, as the lowest word that names one says."""
    plain = [word for word in words if not _IS_MEAN.search(word)]
    for word in [*reversed(plain), " ".join(plain)]:
        found = next((name for name, pattern in _POINTS if pattern.search(word)), "")
        if found:
            return found
    return ""


def names_school(text: str) -> bool:
    """Whether a text is the name of one school, whatever subjects stand in it.

    >>> names_school("МБОУ «Гимназия № 3»"), names_school("Результаты по школам, математика")
    (True, False)
    """
    return bool(_ONE_SCHOOL.search(vocabulary.folded(text)))


def _unit(words: Sequence[str]) -> str:
    """Unit said by the lowest word that says one."""
    for word in reversed(words):
        if _IS_PCT.search(word):
            return "percent"
        if _IS_COUNT.search(word):
            return "count"
    return ""


def _mark(words: Sequence[str]) -> str:
    """The one mark that a column is about; "" for none and for several («4 и 5»)."""
    whole = " ".join(words)
    if "средн" in whole or "класс" in whole or "качеств" in whole:
        return ""
    for word in reversed(words):
        found = set(_MARK.findall(word))
        found |= {mark for mark, pattern in _MARK_NAMES if pattern.search(word)}
        if len(found) == 1:
            return found.pop()
        if found:
            return ""
    return ""
