"""Lines of text between the rows of a regional table, and what they say of the rows below.

Here: which lines begin another subject, which are districts, groups and notes, which are asked
about. Not here: whose the rows are (`regional_places`), the words of subjects
(`regional_subjects`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from helpers import params, vocabulary
from helpers.errors import Problem
from helpers.readers import totals
from helpers.readers.layouts.regional_blocks import Block
from helpers.readers.layouts.regional_dividers import area_in
from helpers.readers.layouts.regional_exam import Exam
from helpers.readers.layouts.regional_lines import SCHOOL, named_area
from helpers.readers.layouts.regional_subjects import (
    is_about_schools,
    is_unclear_line,
    subject_line,
)
from helpers.readers.layouts.regional_titles import (
    Standing,
    form_of,
    is_about_exam,
    standing,
    year_of,
)

#: Words of lines about a group of places or people.
_GROUP = re.compile(
    r"район|округ|зона|кластер|регион|област|кра[йя](?!\w)|республик|город|сел[оа](?!\w)|сельск"
    r"|муницип|поселк|поселен|(?<!\w)(?:мо|зато|п|пос|с|г|д|ст)\.? |групп|участник|выпускник|класс"
    r"|вечерн|малокомплектн|базов|опорн"
)


def exam_after(
    block: Block, index: int, text: str, exam: Exam, own: params.Municipality | None
) -> tuple[Exam, Problem | None]:
    """The exam of the rows below a line, and what is to be asked about the line."""
    pair = subject_line(text)
    is_exam = is_about_exam(text)
    if is_exam and not _agrees(block, text, exam):
        return exam, _unclear(block, index, text)
    if pair is not None:
        return replace(exam, subject=pair[0], level=pair[1]), None
    if is_unclear_line(text, exam.subject, exam.level):
        return exam, _unclear(block, index, text)
    return exam, None if is_exam or _is_known(text, own) else _unknown(block, index, text)


def _agrees(block: Block, text: str, exam: Exam) -> bool:
    """Whether a line about an exam names the form and the year of the table, or none."""
    form, year = form_of(text), year_of(text)
    is_form = not form or block.column("form") is not None or exam.form.startswith(form)
    return is_form and (year is None or block.column("year") is not None or year == exam.year)


def _is_known(text: str, own: params.Municipality | None) -> bool:
    """Whether a line is a district, a total, a group of schools or a note."""
    word = vocabulary.folded(text)
    if (
        area_in(text)
        or named_area(text, own)
        or totals.kind_of(text) == "total"
        or SCHOOL.search(word)
    ):
        return True
    return bool(
        _GROUP.search(word) or is_about_schools(word) or standing(text) is not Standing.OPEN
        or not re.search("[а-я]{2}", word)
    )  # fmt: skip


def _unclear(block: Block, index: int, text: str) -> Problem:
    return block.grid.problem(
        "subject_line_unclear",
        "Строка среди данных называет другой экзамен или предмет, но не только его: к какому "
        "предмету строки под ней, не ясно. Оставьте в ней один предмет или уберите её; у другого "
        "года и другой формы экзамена своя таблица.",
        index, found=text, expected="например «Математика»",
    )  # fmt: skip


def _unknown(block: Block, index: int, text: str) -> Problem:
    return block.grid.problem(
        "line_unknown",
        "Строка текста среди данных не понята: строки под ней отнесены к тому же предмету, что "
        "над ней. Если она начинает другой предмет, напишите его полностью.",
        index, found=text, expected="например «Обществознание»", severity="warning",
    )  # fmt: skip
