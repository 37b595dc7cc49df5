"""What is told of a whole file of regional tables: columns and tables left out, units assumed.

Here: findings that are told once per file. Not here: faults of cells and rows, which are told
where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from helpers.errors import Problem
from helpers.readers.docx_tables import TABLE
from helpers.readers.grid import Grid


@dataclass
class Noted:
    """What is noticed while the tables of a file are read: words of columns, names of tables."""

    years: set[int] = field(default_factory=set)
    restored: int = 0
    personal: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    assumed: dict[str, str] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)

    def findings(self, grid: Grid, asked: Any) -> list[Problem]:
        """Findings about the file of `grid`; `asked` is the year given for it, if any."""
        problems = []
        if self.passed_over:
            problems.append(
                Problem(
                    "warning", "tables_passed_over",
                    f"Таблицы документа, которые не прочитаны: {len(self.passed_over)}. В них не "
                    "узнаны результаты с количествами или из текста над ними не ясно, о каком они "
                    "экзамене. Если среди них есть нужные, проверьте заголовок: он нужен каждой "
                    "части разорванной таблицы.",
                    file=grid.file, found=_names(self.passed_over),
                )
            )  # fmt: skip
        if self.restored:
            message = (
                f"Количества восстановлены по процентам: строк {self.restored}. Взяты те, которым "
                "проценты отвечают однозначно."
            )
            problems.append(grid.problem("counts_from_percents", message, severity="warning"))
        for unit, whose in (("count", "люди: все они целые и не больше числа участников"),
                            ("percent", "проценты: они дробные или вместе дают 100")):  # fmt: skip
            words = [word for word, assumed in self.assumed.items() if assumed == unit]
            if words:
                message = (
                    f"Заголовок не говорит, люди это или проценты. Числа взяты как {whose}. Если "
                    "это не так, допишите в заголовок «, чел.» или «, %»."
                )
                problems.append(
                    grid.problem(
                        "unit_assumed", message, found="; ".join(words), severity="warning"
                    )
                )
        for code, message, found in (
            (
                "columns_not_used", "Столбцы поняты, но в расчёты не взяты: показателям нужны "
                "участники, отметки, число ниже минимума, средний балл и группы по баллам (до "
                "60, 61–80, 81–99, 100).", "; ".join(dict.fromkeys(self.unused)),
            ),
            (
                "unknown_columns", "Столбцы с числами, заголовки которых не поняты, пропущены.",
                "; ".join(dict.fromkeys(self.unknown)),
            ),
            (
                "personal_columns", "Столбцы с личными данными отброшены при чтении.",
                ", ".join(dict.fromkeys(self.personal)),
            ),
        ):  # fmt: skip
            if found:
                problems.append(grid.problem(code, message, found=found, severity="warning"))
        if asked and len(self.years) > 1:
            found = ", ".join(map(str, sorted(self.years)))
            problems.append(
                grid.problem(
                    "other_year", "В таблице несколько лет, а ключ -y называет один: уберите ключ.",
                    found=found, expected=str(asked),
                )
            )  # fmt: skip
        return problems


def _names(sheets: Sequence[str]) -> str:
    shown = ", ".join(sheet.removeprefix(TABLE) for sheet in sheets[:20])
    return f"таблицы {shown}{' …' if len(sheets) > 20 else ''}"
