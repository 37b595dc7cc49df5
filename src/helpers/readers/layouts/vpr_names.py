"""What names of files, sheets and folders say of a work: subject, grade, year, wave.

Here: one name → what it says, or that it may mean several things. Not here: which of several
names and options is believed (`vpr_work`).

Names are written by people: «Математика_5», «5 класс русский», «РУ 5», «VPR_ru_5_2021».
Everything understood is taken out of the name step by step; a bare number is a grade only
when it is the one number left and stands beside the subject or «ВПР», or one word from it
(«Математика Ивантеевка 5»): not in the number of a school («лицей-7») nor in a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePath

from helpers import vocabulary
from helpers.readers.code_book import code_key

_SCHOOL_CODE = re.compile(r"\b(?:edu|sch|spo)[0-9]{4,}\b")
_DATE = re.compile(
    r"\b(?:[0-9]{1,2}\.[0-9]{1,2}\.20[0-9]{2}|20[0-9]{2}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{1,2}\.(?:0[1-9]|1[0-2])(?:\.[0-9]{2})?|[0-3][0-9][- ][01][0-9][- ](?=20[0-9]{2}))"
    r"(?![0-9])"
    r"|\b[0-9]{1,2}\s*(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября"
    r"|ноября|декабря)\b"
)
_SCHOOLS = (
    r"сош|оош|нош|сш|осш|школ\w*|шк|лице\w+|гимнази\w*|прогимнази\w*|интернат\w*|кадет\w*|корпус\w*"
    r"|колледж\w*|техникум\w*|центр\w*|[мгк]?[бака]?оу|school\w*|shkol\w*|sosh|licey|lyceum"
)
#: Numbers that count other things than grades.
_COUNTED = re.compile(
    rf"(?:№|\b(?:n|(?:школ\w*-)?(?:{_SCHOOLS})|вариант\w*|вар|смен\w*|част\w*|файл\w*|лист\w*"
    r"|верси\w*|ver|v|reg|регион|округ\w*|м|m))\s*[.-]?\s*№?\s*[0-9]+\b"
    rf"|\b[0-9]+\s*-\s*(?:я|й|ая|ой|ый)\s+(?:{_SCHOOLS})\b"
)
#: A school named before the one number of a name that hyphens hold together: «школа-5-математика».
_SCHOOL_BESIDE = re.compile(r"\b(?:школ\w*|school\w*|shkol\w*)-(?=[0-9]{1,2}-[^0-9]+$)")
#: A number after a hyphen, once the subject, the procedure and «класс» are taken out.
_HYPHENED = re.compile(r"[^\W\d_]+\s*-\s*[0-9]+\b")
_YEARS = re.compile(
    r"\b(20[0-9]{2})(?:\s*[-/]\s*(20)?([0-9]{2}))?\b(?:\s*(?:уч\w*\.?\s*)?г(?:од\w*)?\b\.?)?"
)
_ORDINAL = r"\s*-?\s*(?:й|ый|ой|го|м|х|е|ые|ых)?\s*"
_KLASS = r"(?:класс\w*|кл|параллел\w*|grade|klass|class|kl)\b\.?"
_SAMPLE = re.compile(
    rf"\(?\s*по\s+(образцу|программе)\s+(?:за\s+)?([0-9]{{1,2}}){_ORDINAL}{_KLASS}\s*\)?"
)
_SPAN = re.compile(rf"\b[0-9]{{1,2}}\s*[-,и]\s*[0-9]{{1,2}}{_ORDINAL}{_KLASS}")
_GRADE_BEFORE = re.compile(rf"\b([0-9]{{1,2}}){_ORDINAL}(?:\s*[а-жa-g]\s+)?{_KLASS}")
#: «6 класс» after any word («корпус 6 класс»); not «школа 6 класс 5», «№ 6 класс».
_GRADE_SAID = re.compile(rf"(?<!№)(?<!№\s){_GRADE_BEFORE.pattern}(?![\s.-]*[0-9])")
_GRADE_AFTER = re.compile(rf"\b{_KLASS}\s*-?\s*([0-9]{{1,2}})\b")
_PROCEDURES = (
    (
        "ДР",
        re.compile(r"\b(?:др|dr|диагностическ\w*(?:\s+работ\w*)?)\b(?:\s*-?\s*([0-9]{1,2})\b)?"),
    ),
    (
        "ВПР",
        re.compile(
            r"\b(?:впр|vpr|всероссийск\w*\s+проверочн\w*(?:\s+работ\w*)?)\b(?:\s*-?\s*([0-9]{1,2})\b)?"
        ),
    ),
)
_WAVES = (
    ("autumn", re.compile(r"\b(?:осен\w*|autumn|osen\w*)\b")),
    ("spring", re.compile(r"\b(?:весн\w*|весен\w*|spring|vesn\w*)\b")),
)
_LEVELS = (
    ("base", re.compile(r"\b(?:базов\w*|база)\b(?:\s+уров\w*)?")),
    ("profile", re.compile(r"\b(?:углубл\w*|профил\w*|проф)\b(?:\s+уров\w*)?")),
)
_LANGUAGE = r"(?:\s*яз\w*\.?)?"
#: Words for subjects in names, in any case; short ones count only where no long one stands.
_LONG = {
    "rus": rf"русск\w*{_LANGUAGE}|рус{_LANGUAGE}|russ\w*|rus",
    "math": r"математик\w*|матем|мат|math\w*|matem\w*|mat",
    "world": r"окр\w*\.?\s*мир\w*|окружающ\w*|okr\w*",
    "physics": r"физик\w*|физ|fizik\w*|fiz|phys\w*",
    "chemistry": r"хими\w*|хим|him\w*|chem\w*",
    "informatics": r"информатик\w*|инф|informati\w*|inf",
    "biology": r"биолог\w*|био|biolog\w*|bio",
    "history": r"истори\w*|ист|istor\w*|hist\w*|ist",
    "geography": r"географ\w*|геогр|гео|geogr\w*|geo",
    "english": rf"английск\w*{_LANGUAGE}|англ{_LANGUAGE}|angl\w*|engl\w*|eng",
    "german": rf"немецк\w*{_LANGUAGE}|нем{_LANGUAGE}|nem\w*|german",
    "french": rf"француз?с?к\w*{_LANGUAGE}|франц{_LANGUAGE}|french|franc\w*|fra",
    "foreign": rf"иностранн\w*{_LANGUAGE}|ин\.?\s*яз\w*|inostr\w*|foreign",
    "social": r"обществ\w*|общ|obsh\w*|obsch\w*|social|soc",
    "reading": r"литературн\w*\s+чтени\w*",
    "literature": r"литератур\w*|лит|literat\w*|lit",
}
_SHORT = {
    "rus": "ру|ря|ru", "math": "ма|ma", "world": "ом|om", "physics": "фи|fi", "chemistry": "хи|hi",
    "biology": "би|bi", "history": "ис|is", "geography": "ге|ge", "english": "ая|en",
    "german": "ня|de", "french": "фя|fr", "foreign": "ия", "social": "об|ob",
}  # fmt: skip
#: A file of foreign languages that names one of them is about that one.
_LANGUAGES = {"english", "german", "french"}
_NUMBER = re.compile(r"(?<![0-9])([0-9]{1,2})(?![0-9])")
#: Stands in a name in place of its subject and its procedure.
_NAMED = "§"
_COPY = re.compile(rf"\s*\(\s*([0-9]{{1,2}})\s*\)([\s{_NAMED}]*)$")
_GRADES = range(1, 12)
#: Grades that write ВПР: in brackets a smaller number is that of a copy.
_IN_BRACKETS = range(4, 12)
#: Words that say nothing of a work: a folder of such words only is still understood.
_PLAIN = {
    "протокол", "протоколы", "результат", "результаты", "выгрузка", "выгрузки", "данные", "по", "и",
    "за", "в", "год", "года", "класс", "классы", "предмет", "предметы", "работа", "работы", "весь",
    "язык", "файлы", "исходные", "сырые",
}  # fmt: skip
#: Words that tell nothing apart between a number and the subject, and those whose number it is.
_PASSED = re.compile(r"[сон]ош|сш|осш|[мгк]?[бака]?оу|район\w*")
_OWNING = re.compile(
    rf"им|имени|ул|улиц\w*|дом|пос|посел\w*|сел[оа]|деревн\w*|лет|копия|[0-9]+|{_SCHOOLS}"
)


@dataclass(frozen=True)
class Said:
    """What one name says; parts it does not say are None ("" for level and school).

    `unclear` are parts that it names in more than one way; `is_understood` that every word of
    it is known.
    """

    name: str
    procedure: str | None = None
    year: int | None = None
    wave: str | None = None
    grade: int | None = None
    programme: int | None = None
    subject: str | None = None
    level: str = ""
    school: str = ""
    unclear: frozenset[str] = field(default=frozenset())
    is_understood: bool = False


def of_file(name: str) -> Said:
    """What a file name says; unknown words in it do no harm."""
    return said(PurePath(name).stem if "." in name else name)


def said(name: str) -> Said:
    """What a name says.

    >>> found = said("VPR_ru_5_2021")
    >>> found.procedure, found.subject, found.grade, found.year
    ('ВПР', 'rus', 5, 2021)
    >>> said("5 и 6 математика").unclear
    frozenset({'grade'})
    """
    return _Words(name).said()


class _Words:
    """A name being taken apart: each step removes what it understood."""

    def __init__(self, name: str) -> None:
        self.name = name
        plain = re.sub(r"[–—]", "-", vocabulary.folded(name))
        self.text = re.sub(r"[_+,;:«»\"'!§]+", " ", plain)
        self.unclear: set[str] = set()

    def said(self) -> Said:
        school = self._school()
        self.text = _DATE.sub(" ", self.text)
        self.text = re.sub(r"(?<=[a-zа-я])(?=[0-9])|(?<=[0-9])(?=[a-zа-я])", " ", self.text)
        programme = self._programme()
        years = self._years()
        wave = self._one("wave", _WAVES)
        grade_spans = _SPAN.search(self.text) is not None
        procedure, attached = self._procedure()
        grade = self._grade(attached)
        subject = self._subject()
        self.text = _HYPHENED.sub(" ", self.text)
        level = self._one("level", _LEVELS) or ""
        names_subject = subject is not None or "subject" in self.unclear
        grade, programme = self._bare_numbers(grade, programme, names_subject)
        if grade_spans:
            self.unclear.add("grade")
        year = self._year(years, wave)
        return Said(
            self.name, procedure, year, wave, None if "grade" in self.unclear else grade, programme,
            subject, level, school, frozenset(self.unclear), self._is_understood(),
        )  # fmt: skip

    def _taken(self, pattern: re.Pattern[str], left: str = " ") -> list[re.Match[str]]:
        """Matches of a pattern, which leave the text."""
        found = list(pattern.finditer(self.text))
        if found:
            self.text = pattern.sub(left, self.text)
        return found

    def _school(self) -> str:
        codes = {code_key(hit[0]) for hit in self._taken(_SCHOOL_CODE)}
        if len(codes) > 1:
            self.unclear.add("school")
        return codes.pop() if len(codes) == 1 else ""

    def _programme(self) -> int | None:
        grades = {int(hit[2]) for hit in self._taken(_SAMPLE)}
        return grades.pop() if len(grades) == 1 else None

    def _years(self) -> set[tuple[int, int]]:
        """First and last calendar year of each year named; a span is a school year."""
        found = set()
        for hit in self._taken(_YEARS):
            first = int(hit[1])
            last = first if hit[3] is None else first // 100 * 100 + int(hit[3])
            found.add((first, last))
        return found

    def _year(self, years: set[tuple[int, int]], wave: str | None) -> int | None:
        """The campaign: works of an autumn belong to the school year that ended before it."""
        if len(years) > 1 or any(last not in (first, first + 1) for first, last in years):
            self.unclear.add("year")
            return None
        return next((first if wave == "autumn" else last for first, last in years), None)

    def _one(self, part: str, patterns: tuple[tuple[str, re.Pattern[str]], ...]) -> str | None:
        found = [code for code, pattern in patterns if self._taken(pattern)]
        if len(found) > 1:
            self.unclear.add(part)
            return None
        return found[0] if found else None

    def _procedure(self) -> tuple[str | None, int | None]:
        """The procedure, and a grade written to it: «ВПР-5»."""
        found, grade = [], None
        for code, pattern in _PROCEDURES:
            hits = self._taken(pattern, f" {_NAMED} ")
            if hits:
                found.append(code)
                numbers = {int(hit[1]) for hit in hits if hit[1] and int(hit[1]) in _GRADES}
                grade = numbers.pop() if len(numbers) == 1 else grade
        if len(found) > 1:
            self.unclear.add("procedure")
            return None, grade
        return (found[0] if found else None), grade

    def _grade(self, attached: int | None) -> int | None:
        """The grade beside «класс», which numbers of schools do not take away."""
        hits = self._taken(_GRADE_SAID)
        self.text = _COUNTED.sub(" ", _SCHOOL_BESIDE.sub(" ", self.text))
        hits += self._taken(_GRADE_BEFORE) + self._taken(_GRADE_AFTER)
        grades = {int(hit[1]) for hit in hits}
        if not grades:
            return attached
        if len(grades) > 1:
            self.unclear.add("grade")
            return None
        grade = grades.pop()
        return grade if grade in _GRADES else None

    def _subject(self) -> str | None:
        for words in (_LONG, _SHORT):
            found = []
            for code, pattern in words.items():
                if self._taken(re.compile(rf"\b(?:{pattern})(?!\w)\.?"), f" {_NAMED} "):
                    found.append(code)
            if len(found) == 2 and found[-1] == "foreign" and found[0] in _LANGUAGES:
                found.pop()
            if len(found) > 1:
                self.unclear.add("subject")
                return None
            if found:
                return found[0]
        return None

    def _bare_numbers(
        self, grade: int | None, programme: int | None, names_subject: bool
    ) -> tuple[int | None, int | None]:
        """A grade from the one number left, beside the subject or the procedure; «(4)» at the
        end is a programme or a copy."""
        copy = _COPY.search(self.text)
        rest = self.text[: copy.start()] + copy[2] if copy else self.text
        numbers = {int(hit[1]) for hit in _NUMBER.finditer(rest)} & set(_GRADES)
        if copy and (grade is not None or numbers):
            self.text = rest
        elif copy:
            numbers = {int(copy[1])} & set(_IN_BRACKETS)
        if grade is None and names_subject and "grade" not in self.unclear:
            if len(numbers) > 1:
                self.unclear.add("grade")
            elif numbers and self._is_beside(number := numbers.pop()):
                grade = number
                self.text = _NUMBER.sub(" ", self.text)
        if copy and programme is None and grade is not None and int(copy[1]) == grade - 1:
            programme = int(copy[1])
        return grade, programme

    def _is_beside(self, number: int) -> bool:
        """Whether a number stands beside the subject or the procedure, with plain words between.

        One other word may stand there too, unless the number is its own («улица 5», «5 школа»)
        or stands in brackets. The letter of a class may follow it: «7а».
        """
        text = re.sub(r"(?<![0-9])([0-9]{1,2})\s+[а-жa-g](?!\w)", r"\1", self.text)
        words = [word for word in re.findall(rf"\w+|{_NAMED}", text) if word not in _PLAIN]
        reach = 0 if _COPY.search(text) else 1
        return any(
            _is_near(side, reach)
            for place, word in enumerate(words)
            if word.isdigit() and int(word) == number
            for side in (words[:place][::-1], words[place + 1 :])
        )

    def _is_understood(self) -> bool:
        words = re.findall(r"\w+", self.text)
        return not self.unclear and all(word in _PLAIN for word in words)


def _is_near(words: list[str], reach: int) -> bool:
    """Whether the subject or the procedure comes first, or after `reach` words of no number."""
    if _NAMED not in words:
        return False
    between = words[: words.index(_NAMED)]
    others = [word for word in between if not _PASSED.fullmatch(word)]
    owns = any(map(_OWNING.fullmatch, [*between[:1], *others]))
    return not between or (len(others) <= reach and not owns)
