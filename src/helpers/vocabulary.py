"""Closed lists of words: codes, their Russian labels, the spellings we accept.

Here: every code that stands in a table column or an identifier, once. Not here: units and
column names (`schemas`), words of roadmaps (`plans`), sentences (`wording`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache


@lru_cache(maxsize=1 << 14)
def folded(text: str) -> str:
    """Text as codes are compared: NFC, lower case, ё as е, single spaces, one kind of dash."""
    text = unicodedata.normalize("NFC", text).casefold().replace("ё", "е")
    for dash in "‐‑‒–—−":
        text = text.replace(dash, "-")
    return " ".join(text.replace("\u00a0", " ").split())


@dataclass(frozen=True)
class Codes:
    """A closed list: code → Russian label, with the other spellings that mean the code."""

    title: str
    labels: Mapping[str, str]
    aliases: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = {folded(code): code for code in self.labels}
        known.update({folded(label): code for code, label in self.labels.items()})
        known.update({folded(alias): code for alias, code in self.aliases.items()})
        object.__setattr__(self, "_known", known)

    def __iter__(self) -> Iterator[str]:
        return iter(self.labels)

    def __contains__(self, code: object) -> bool:
        return code in self.labels

    def find(self, text: str) -> str | None:
        """The code that `text` means, or None: nothing is guessed."""
        known: dict[str, str] = self._known  # type: ignore[attr-defined]
        return known.get(folded(text))

    def label(self, code: str) -> str:
        """Russian label of a code; the code itself when it is not on the list."""
        return self.labels.get(code, code)

    def spellings(self) -> list[str]:
        """All accepted spellings, folded: for hints about a mistyped word."""
        known: dict[str, str] = self._known  # type: ignore[attr-defined]
        return sorted(known)


PROCEDURES = Codes(
    "процедура",
    {
        "ВПР": "ВПР",
        "ОГЭ": "ОГЭ",
        "ЕГЭ": "ЕГЭ",
        "ГВЭ-9": "ГВЭ-9",
        "ГВЭ-11": "ГВЭ-11",
        "ДР": "ДР",
    },
    {
        "vpr": "ВПР",
        "oge": "ОГЭ",
        "ege": "ЕГЭ",
        "gve9": "ГВЭ-9",
        "gve-9": "ГВЭ-9",
        "ГВЭ9": "ГВЭ-9",
        "gve11": "ГВЭ-11",
        "gve-11": "ГВЭ-11",
        "ГВЭ11": "ГВЭ-11",
        "dr": "ДР",
        "диагностическая работа": "ДР",
        "ДР-10": "ДР",
    },
)

EXAM_FORMS = Codes(
    "форма экзамена",
    {
        "ОГЭ": "ОГЭ",
        "ЕГЭ": "ЕГЭ",
        "ГВЭ-9": "ГВЭ-9",
        "ГВЭ-11": "ГВЭ-11",
        "any": "любая форма",
    },
    {
        alias: code
        for alias, code in PROCEDURES.aliases.items()
        if code in ("ОГЭ", "ЕГЭ", "ГВЭ-9", "ГВЭ-11")
    }
    | {"любая": "any", "все": "any"},
)

#: Prefix of indicator identifiers for each procedure.
PROCEDURE_SLUGS = {
    "ВПР": "vpr",
    "ОГЭ": "oge",
    "ЕГЭ": "ege",
    "ГВЭ-9": "gve",
    "ГВЭ-11": "gve",
    "ДР": "dr",
}

#: Procedures whose autumn wave asks for the programme of the grade before.
EARLIER_IN_AUTUMN = ("ВПР", "ДР")

WAVES = Codes(
    "волна",
    {"spring": "весна", "autumn": "осень"},
    {"весенняя": "spring", "осенняя": "autumn"},
)

SUBJECTS = Codes(
    "предмет",
    {
        "rus": "Русский язык",
        "math": "Математика",
        "world": "Окружающий мир",
        "physics": "Физика",
        "chemistry": "Химия",
        "informatics": "Информатика",
        "biology": "Биология",
        "history": "История",
        "geography": "География",
        "english": "Английский язык",
        "german": "Немецкий язык",
        "french": "Французский язык",
        "spanish": "Испанский язык",
        "chinese": "Китайский язык",
        "foreign": "Иностранный язык",
        "social": "Обществознание",
        "literature": "Литература",
        "reading": "Литературное чтение",
        "metasubject": "Метапредметная работа",
        "primary": "Начальные классы",
        "other": "Другой предмет",
    },
    {
        "русский": "rus",
        "рус": "rus",
        "ру": "rus",
        "мат": "math",
        "ма": "math",
        "окр. мир": "world",
        "окружающий мир (человек, природа, общество)": "world",
        "ом": "world",
        "информатика и икт": "informatics",
        "икт": "informatics",
        "информатика (кегэ)": "informatics",
        "обществознание (включая экономику и право)": "social",
        "общество": "social",
        "английский": "english",
        "немецкий": "german",
        "французский": "french",
        "французкий язык": "french",
        "испанский": "spanish",
        "китайский": "chinese",
        "иностранные языки": "foreign",
    },
)

LEVELS = Codes(
    "уровень экзамена",
    {"base": "базовый", "profile": "профильный"},
    {
        "база": "base",
        "базовая": "base",
        "профиль": "profile",
        "профильная": "profile",
        "углубленный": "profile",
    },
)

#: Subject spellings that carry a level: subject and level they stand for.
SUBJECTS_WITH_LEVEL = {
    "math_base": ("math", "base"),
    "math_profile": ("math", "profile"),
    "математика базовая": ("math", "base"),
    "математика базового уровня": ("math", "base"),
    "математика (базовая)": ("math", "base"),
    "математика база": ("math", "base"),
    "математика профильная": ("math", "profile"),
    "математика профильного уровня": ("math", "profile"),
    "математика (профильная)": ("math", "profile"),
    "математика профильна": ("math", "profile"),
    "математика профиль": ("math", "profile"),
}

SCOPE_TYPES = Codes(
    "охват",
    {
        "school": "школа",
        "municipality": "муниципалитет",
        "region": "регион",
        "country": "Вся выборка",
    },
    {"район": "municipality", "область": "region", "россия": "country", "страна": "country"},
)

#: Scopes of an indicator row, from the narrowest.
INDICATOR_SCOPES = ("school", "listed", "cohort", "municipality", "region", "country")

SCOPE_LABELS = {
    "school": "школа",
    "listed": "школы списка ШНОР",
    "cohort": "школы базового списка",
    "municipality": "муниципалитет",
    "region": "регион",
    "country": "вся выборка",
}

SELECTIONS = Codes(
    "отбор участников",
    {
        "all": "все",
        "by_lot": "по жребию",
        "voluntary": "по выбору",
        "sample": "выборка",
    },
)

EDITIONS = Codes("издание", {"internal": "для служебного пользования", "public": "публичное"})

CATEGORIES = Codes(
    "категория списка",
    {"НОР": "низкие результаты", "НСУ": "неблагоприятные условия", "both": "НОР и НСУ"},
    {"ШНОР": "НОР", "ШНСУ": "НСУ", "НОР+НСУ": "both", "ШНРО НСУ": "both", "обе": "both"},
)

FRAMES = Codes(
    "рамка плана",
    {"calendar": "календарные годы", "school_year": "учебный год"},
    {"календарный": "calendar", "учебный": "school_year"},
)

DIRECTIONS = Codes(
    "желаемое направление",
    {"up": "больше — лучше", "down": "меньше — лучше", "equal": "равенство", "none": "без оценки"},
    {"рост": "up", "снижение": "down"},
)

DIAGNOSTIC_POINTS = Codes(
    "точка диагностики",
    {"entry": "входная", "interim": "промежуточная", "exit": "итоговая"},
    {"вход": "entry", "выход": "exit", "выходная": "exit"},
)

LEVELS_OF_RISK = Codes(
    "уровень риска",
    {"high": "высокий", "medium": "средний", "low": "низкий"},
)

QUALIFICATION = Codes(
    "квалификационная категория",
    {"highest": "высшая", "first": "первая", "conformity": "соответствие", "none": "нет"},
    {"соответствие занимаемой должности": "conformity", "без категории": "none"},
)

TASK_LEVELS = Codes(
    "уровень задания",
    {"Б": "базовый", "П": "повышенный", "В": "высокий"},
    {"B": "Б"},
)

REGISTER_ROLES = Codes(
    "роль школы",
    {
        "leader": "школа-лидер",
        "partner": "школа-партнёр",
        "base": "базовая школа",
        "growth": "школа роста",
        "resource": "ресурсный центр",
    },
    {"опорная школа": "base", "лидер": "leader", "партнер": "partner"},
)

#: Kinds of absence, kept apart because they mean different things, with the marker shown.
ABSENCES = {
    "not_reported": "н/д",
    "not_applicable": "х",
    "suppressed": "с",
    "not_due": "…",
    "not_drawn": "не по жребию",
}

#: Spellings in source files that declare an absence.
ABSENCE_SPELLINGS = {
    "н/д": "not_reported",
    "нд": "not_reported",
    "нет данных": "not_reported",
    "нет": "not_reported",
    "-": "not_reported",
    "--": "not_reported",
    "…": "not_reported",
    "...": "not_reported",
    "не представлено": "not_reported",
    "not_reported": "not_reported",
    "х": "not_applicable",
    "x": "not_applicable",
    "не применимо": "not_applicable",
    "неприменимо": "not_applicable",
    **dict.fromkeys(
        (
            *(f"нет {whom}" for whom in ("выпускников", "участников", "учащихся", "обучающихся")),
            *(f"не {did}" for did in ("участвовали", "участвовала", "сдавали", "писали")),
            *(f"не {done}" for done in ("проводилась", "проводилось", "проводился")),
        ),
        "not_applicable",
    ),
    "not_applicable": "not_applicable",
    "с": "suppressed",
    "c": "suppressed",
    "скрыто": "suppressed",
    "suppressed": "suppressed",
    "срок не наступил": "not_due",
    "not_due": "not_due",
    "не по жребию": "not_drawn",
    "не выпал": "not_drawn",
    "not_drawn": "not_drawn",
}


def absence_kind(text: str) -> str | None:
    """The declared kind of absence, or None when the text is not a declaration."""
    return ABSENCE_SPELLINGS.get(folded(text))


def subject_slug(subject: str, level: str = "") -> str:
    """Subject as identifiers say it: `math` with a level becomes `math_base`, `math_profile`."""
    return f"{subject}_{level}" if level else subject


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts names as people do: «№ 2» before «№ 10», «Ёлкино» beside «Елань».

    >>> sorted(["Я", "№ 10", "№ 2¹", "Ёж", "город Е"], key=natural)
    ['город Е', 'Ёж', 'Я', '№ 2¹', '№ 10']
    """
    parts = re.split(r"([0-9]+)", name.casefold().replace("ё", "е"))
    return [(0, int(part), "") if "0" <= part[0] <= "9" else (1, 0, part) for part in parts if part]


def school_year_label(year: int) -> str:
    """The school year that ends in `year`: 2022 → «2021/22 учебный год»."""
    return f"{year - 1}/{year % 100:02d} учебный год"
