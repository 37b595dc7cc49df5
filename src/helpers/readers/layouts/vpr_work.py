"""What work a raw ВПР protocol is about: from options, names, upload days, names of classes.

Here: choosing between what different places say, and what is missing. Not here: taking a name
apart (`vpr_names`). An option wins where a name is unclear; a name and an option that
contradict each other are an error. Nothing is guessed: what is assumed by a rule is a finding.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import numpy as np

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers.grid import Grid
from helpers.readers.layouts import vpr_names
from helpers.readers.layouts.fis_work import Work
from helpers.readers.layouts.vpr_columns import Generation
from helpers.readers.layouts.vpr_names import Said

#: Years in which a part of the works was written in autumn (methodology, section 2.3).
_TWO_WAVES = {2020: "autumn", 2022: "spring"}
#: The oldest grade that wrote works of an earlier programme in autumn, and the youngest
#: programme that such works test: «4 класс» in an autumn is a programme.
_OLDEST_IN_AUTUMN, _YOUNGEST_PROGRAMME = 9, 4
_AUTUMN_MONTHS = (9, 10, 11, 12)
#: Folders above a file that may say what the file is about.
_FOLDERS = 3
#: A folder «5» is a grade only beside one of these words, and not where it may be a month of a
#: year or the number of a school.
_OF_GRADES = re.compile(r"(?<![a-zа-я])(?:впр|vpr|класс\w*|klass\w*)(?![a-zа-я])")
_NOT_OF_GRADES = re.compile(
    r"20[0-9]{2}(?:\s*[-/_]\s*(?:20)?[0-9]{2})?(?:\s*(?:уч\w*\.?\s*)?г(?:од\w*)?\.?)?"
    r"|.*(?:школ|shkol|school|(?<![a-zа-я])[сон]ош(?![a-zа-я])).*"
)
_WORDS = {
    "procedure": ("процедура", "--procedure"),
    "year": ("год", "-y"),
    "wave": ("волна", "--wave"),
    "grade": ("класс", "--grade"),
    "subject": ("предмет", "--subject"),
    "level": ("уровень", "--subject"),
}
#: Names of classes tell the grade when this share of them begins with a number, and it is one.
_CLASS_SHARE = 0.5


@dataclass
class WorkOfFile:
    """The work of a file, None when a part of it is not known; problems found on the way."""

    work: Work | None = None
    problems: list[Problem] = field(default_factory=list)


def find_work(
    grid: Grid,
    name: str,
    generation: Generation,
    given: Mapping[str, Any],
    grades: np.ndarray,
    days: Sequence[dt.date | None],
    maximum: float | None,
) -> WorkOfFile:
    """The work of a protocol. `grades` come from names of classes, `days` of upload."""
    finder = _Finder(grid, names_of(grid, name), generation, given)
    finder.find(grades, days, maximum)
    return finder.result


def names_of(grid: Grid, name: str) -> list[Said]:
    """What the file name says, then its folders, the nearest first.

    A folder counts only where every word of it is understood; sheets are named by the system.
    """
    found = [vpr_names.of_file(name)]
    folders = list(reversed(PurePath(grid.file.replace("\\", "/")).parts[:-1]))[:_FOLDERS]
    for folder in folders:
        said = vpr_names.said(folder.removesuffix(".zip"))
        if said.is_understood:
            found.append(said)
    return found


class _Finder:
    def __init__(
        self, grid: Grid, names: Sequence[Said], generation: Generation, given: Mapping[str, Any]
    ) -> None:
        self.grid = grid
        self.names = names
        self.generation = generation
        self.given = given
        self.result = WorkOfFile()
        self.lacking: list[str] = []

    def find(
        self, grades: np.ndarray, days: Sequence[dt.date | None], maximum: float | None
    ) -> None:
        procedure = self._said("procedure") or "ВПР"
        subject, level = self._said("subject"), self._said("level") or ""
        written, folder = _grade_of_classes(grades), _grade_of_folder(self.grid.file)
        year, wave = self._year_and_wave(days, written or folder)
        grade, programme = self._grades(written, folder, wave)
        lacking = [
            part
            for part, value in (("subject", subject), ("grade", grade), ("year", year))
            if value is None
        ]
        lacking += [part for part in self.lacking if part not in lacking]
        if lacking:
            self.result.problems.append(self._unknown(lacking))
            return
        assert year is not None and wave is not None and grade is not None
        self.result.work = Work(
            procedure, year, wave, grade, programme or grade, str(subject), str(level), maximum
        )

    def _said(self, part: str) -> Any:
        """What options and names say of a part; None where they say nothing or too much."""
        asked = self.given.get(part) or None
        told = list(dict.fromkeys(v for said in self.names if (v := getattr(said, part)) or v == 0))
        if asked is not None:
            if told and asked not in told and not any(part in said.unclear for said in self.names):
                self._contradiction(part, told, asked)
            return asked
        if len(told) > 1 or (not told and any(part in said.unclear for said in self.names)):
            self.lacking.append(part)
            return None
        return told[0] if told else None

    def _contradiction(self, part: str, told: Sequence[Any], asked: Any) -> None:
        word, option = _WORDS[part]
        self.result.problems.append(
            self.grid.problem(
                f"other_{part}",
                f"Имя файла или папки называет другое: {word}. Уберите ключ {option} или "
                "переименуйте файл.",
                found=", ".join(map(str, told)),
                expected=str(asked),
            )
        )

    def _year_and_wave(
        self, days: Sequence[dt.date | None], seen: int
    ) -> tuple[int | None, str | None]:
        """Year and wave; `seen` is the grade that stands in for one that nothing names."""
        year, wave = self._said("year"), self._said("wave")
        known = Counter((day.year, _wave(day)) for day in days if day is not None)
        if known:
            (dated_year, dated_wave), _ = known.most_common(1)[0]
            if year is not None and year != dated_year:
                self.result.problems.append(self._other_date(dated_year, year))
            if wave is None and len({w for _, w in known}) > 1:
                self._mixed_waves(known)
            if wave is not None and wave != dated_wave:
                self._assumed("Дни загрузки — другой волны; взята названная волна.", wave)
            return year or dated_year, wave or dated_wave
        if year is None and self.generation.year and "year" not in self.lacking:
            year = self.generation.year
            self._assumed(
                "Год взят по раскладке: так протоколы выгружали в этом году. Если файл другого "
                "года, укажите его ключом -y.",
                year,
            )
        if wave is None and "wave" not in self.lacking:
            wave = _TWO_WAVES.get(year or 0, "spring")
            named = self.given.get("grade") or next((s.grade for s in self.names if s.grade), seen)
            if int(named) > _OLDEST_IN_AUTUMN:
                wave = "spring"
            if year in _TWO_WAVES:
                word = "осенней" if wave == "autumn" else "весенней"
                self._assumed(
                    f"В этом году работы писали весной и осенью; файл отнесён к {word} волне. Если "
                    "это не так, укажите --wave.",
                    year,
                )
        return year, wave

    def _mixed_waves(self, known: Counter[tuple[int, str]]) -> None:
        counts = Counter[str]()
        for (_, wave), count in known.items():
            counts[wave] += count
        self.result.problems.append(
            self.grid.problem(
                "waves_mixed",
                "Дни загрузки относятся к обеим волнам. Укажите волну файла ключом --wave или "
                "разделите файл.",
                found=f"весной {counts['spring']}, осенью {counts['autumn']}",
                expected="одна волна",
            )
        )

    def _other_date(self, dated: int, named: int) -> Problem:
        return self.grid.problem(
            "year_contradiction",
            "Дни загрузки не того года: проверьте, тот ли это файл. Год кампании осенью — тот же, "
            "что "
            "у календаря.",
            found=str(dated),
            expected=str(named),
        )

    def _grades(self, written: int, folder: int, wave: str | None) -> tuple[int | None, int | None]:
        """Grade that wrote and programme tested; names of classes or a folder may tell it."""
        grade, programme = self._said("grade"), self._said("programme")
        is_autumn = wave == "autumn"
        if grade is None and written and "grade" not in self.lacking:
            grade = written
            self._assumed("Класс взят из столбца с названиями классов.", f"{written} класс")
        elif grade is None and folder and "grade" not in self.lacking:
            grade = folder
            self._assumed("Класс взят из имени папки.", f"{folder} класс")
        if is_autumn and grade == _YOUNGEST_PROGRAMME and programme is None:
            self._assumed(
                "Осенняя волна: назван класс, чью программу проверяли; писал следующий.",
                f"{grade} класс",
            )
            grade, programme = grade + 1, grade
        elif is_autumn and written and grade == written - 1 and programme is None:
            self._assumed(
                f"Осенняя волна: в столбце классов — {written} класс, а в имени назван класс, чью "
                "программу проверяли.",
                f"{grade} класс",
            )
            grade, programme = written, grade
        elif written and grade is not None and written != grade:
            self._other_class(written, grade)
        if grade is not None and programme is None and is_autumn:
            programme = grade - 1
            if written != grade:
                self._assumed(
                    f"Осенняя волна: «{grade} класс» понят как класс, который писал, программа — "
                    f"{programme} класса.",
                    f"{grade} класс",
                )
        if programme is not None and not is_autumn and programme != grade:
            self._assumed(
                f"Работа по программе (образцу) {programme} класса: взята её шкала.",
                f"{grade} класс",
            )
        return grade, programme

    def _other_class(self, written: int, named: int) -> None:
        """Names of classes against the grade of the name; the one of `--grade` is taken."""
        if self.given.get("grade"):
            self._assumed(
                f"В столбце классов — {written} класс: взят класс, указанный ключом --grade.",
                f"{named} класс",
            )
            return
        autumn = " Если работа осенняя, укажите --wave осень." if written == named + 1 else ""
        self.result.problems.append(
            self.grid.problem(
                "class_contradiction",
                f"Файл или папка названы по {named} классу, а в столбце классов стоит {written}. "
                f"Переименуйте файл или исправьте столбец.{autumn}",
                found=f"{self.names[0].name}: {named} класс; в столбце классов: {written} класс",
                expected="один класс",
            )
        )

    def _assumed(self, message: str, found: object) -> None:
        problem = self.grid.problem("assumed", message, found=found, severity="warning")
        self.result.problems.append(problem)

    def _unknown(self, lacking: Sequence[str]) -> Problem:
        words = ", ".join(_WORDS.get(part, (part, ""))[0] for part in lacking)
        options = " ".join(dict.fromkeys(_WORDS[part][1] for part in lacking if part in _WORDS))
        return self.grid.problem(
            "work_unknown",
            f"Из имени файла и папок не ясно, что это за работа: {words}. Укажите {options} или "
            "назовите файл, например «Математика_5_2021.xlsx».",
            found=self.names[0].name,
            expected=f"{words} в имени файла или в ключах",
        )


def _wave(day: dt.date) -> str:
    return "autumn" if day.month in _AUTUMN_MONTHS else "spring"


def _grade_of_folder(file: str) -> int:
    """The grade that a folder is named by and nothing else («5»); 0 where there is no such.

    A folder above it, one in it, or the file must speak of ВПР or of classes.

    >>> _grade_of_folder("ВПР 2021/5/ma.xlsx"), _grade_of_folder("ВПР/школы/5/ma.xlsx")
    (5, 0)
    """
    words = [vocabulary.folded(part) for part in PurePath(file.replace("\\", "/")).parts]
    above = ["", *words]
    places = [
        at
        for at in range(max(len(words) - 1 - _FOLDERS, 0), len(words) - 1)
        if re.fullmatch("[1-9]|1[01]", words[at]) and not _NOT_OF_GRADES.fullmatch(above[at])
    ]
    if len({words[at] for at in places}) != 1:
        return 0
    beside = [words[-1], *(word for at in places for word in (above[at], words[at + 1]))]
    return int(words[places[0]]) if any(map(_OF_GRADES.search, beside)) else 0


def _grade_of_classes(grades: np.ndarray) -> int:
    """The one grade that most names of classes begin with; 0 where there is no such."""
    named = grades[grades > 0]
    if not len(named) or len(named) < _CLASS_SHARE * len(grades):
        return 0
    values, counts = np.unique(named, return_counts=True)
    best = int(counts.argmax())
    return int(values[best]) if counts[best] >= 0.95 * len(named) else 0
