"""What is said of the odd rows of a raw ВПР protocol: counts, first places, schools.

Here: one finding a kind of oddity, with numbers. Not here: what counts as odd (`vpr_pupils`).
Rows are named by their numbers, schools by their codes; pupils are never named.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from helpers.errors import Problem
from helpers.readers.layouts import vpr_cells
from helpers.readers.layouts.vpr_cells import Kind
from helpers.readers.layouts.vpr_pupils import Pupils
from helpers.readers.layouts.vpr_schools import Schools

#: The most schools or words that one finding names.
_MOST = 10


def findings(pupils: Pupils, schools: Schools, source: str) -> list[Problem]:
    """All findings about rows; `source` is the total that a disagreement is settled by."""
    return list(_Teller(pupils, schools).findings(source))


class _Teller:
    def __init__(self, pupils: Pupils, schools: Schools) -> None:
        self.pupils = pupils
        self.schools = schools
        self.columns = pupils.columns

    def findings(self, source: str) -> Iterator[Problem]:
        """One finding for each kind of oddity that the file has."""
        if self.pupils.untouched:
            yield self._problem(
                "untouched_rows",
                f"Незаполненные строки бланка пропущены: {self.pupils.untouched}.",
            )
        if self.pupils.of_the_table:
            first = self.pupils.of_the_table[0]
            yield self._problem(
                "rows_of_the_table",
                "Повторы заголовка и строки с итогами: это не участники, они пропущены. Таких "
                f"строк: {len(self.pupils.of_the_table)}.",
                first,
                self.columns.login,
                self.pupils.grid.rows[first][self.columns.login or 0],
            )
        yield from self._rows(
            self.pupils.absent, "absent_pupils", "Отсутствовали и в участники не вошли",
            self.columns.variants[0] if self.columns.variants else None,
        )  # fmt: skip
        yield from self._rows(
            self.pupils.contradictory, "absent_with_points",
            "В строке стоят и «отсутствовал», и баллы: в участники она не вошла. Если работу "
            "писали, уберите это слово. Таких строк",
            self._place_of_absence(),
        )  # fmt: skip
        yield from self._cells()
        yield from self._totals(source)
        yield from self._journal()

    def _cells(self) -> Iterator[Problem]:
        present = self.pupils.present[:, None]
        yield from self._task_cells(
            (self.pupils.kinds == Kind.UNREADABLE) & present,
            "unreadable_scores",
            "Ячейки заданий, которые не читаются (в выполнение заданий не вошли)",
        )
        yield from self._task_cells(
            self.pupils.above & present,
            "score_above_maximum",
            "Баллы больше максимума задания (в выполнение заданий не вошли)",
        )
        yield from self._task_cells(
            (self.pupils.kinds == Kind.NOT_TAUGHT) & present,
            "not_taught",
            "Ячейки «не пройд.» — тема не пройдена (в выполнение заданий не вошли)",
        )
        shifted = self.pupils.shifted & present[:, 0]
        moved = int((self.pupils.moved & shifted).sum())
        whole = f" У сдвинутых целиком ({moved}) не учтены и итог с отметкой по журналу."
        yield from self._rows(
            shifted,
            "shifted_rows",
            "Строки, похожие на сдвиг столбцов: пол стоит не в своём столбце или в столбце "
            f"учебника стоит балл. Задания этих строк не учтены.{whole if moved else ''} Исправьте "
            "их. Таких строк",
            self._shift(shifted),
        )
        if self.pupils.strange:
            yield self._problem(
                "strange_columns",
                "Столбцы, названные заданиями, в которых стоят не баллы: пропущены. Столбцов: "
                f"{len(self.pupils.strange)}.",
                None,
                self.pupils.strange[0].position,
                ", ".join(task.name for task in self.pupils.strange[:_MOST]),
            )

    def _place_of_absence(self) -> int | None:
        """The column of the word in the first row that says «отсутствовал» beside points."""
        rows = np.flatnonzero(self.pupils.contradictory)
        line = self.pupils.grid.rows[int(self.pupils.index[rows[0]])] if len(rows) else []
        return next((at for at, cell in enumerate(line) if vpr_cells.says_absent(cell)), None)

    def _shift(self, shifted: np.ndarray) -> int | None:
        """The column that shows the shift in the first such row."""
        first = int(shifted.argmax()) if shifted.any() else 0
        sexes = np.flatnonzero(self.pupils.kinds[first] == Kind.SEX)
        if len(sexes):
            return self.columns.tasks[int(sexes[0])].position
        return self.columns.class_ if self.pupils.moved[first] else self.columns.textbook

    def _totals(self, source: str) -> Iterator[Problem]:
        pupils, present = self.pupils, self.pupils.present
        differ = present & (pupils.stated != pupils.summed)
        differ &= ~np.isnan(pupils.stated) & ~np.isnan(pupils.summed)
        taken = "Взят итог выгрузки" if source == "export" else "Взята сумма заданий"
        yield from self._rows(
            differ, "totals_differ",
            f"Итог не равен сумме баллов за задания. {taken} (параметр total_source в "
            f"params/methodology/vpr_protocols.yaml){self._by_school(differ)}. Таких строк",
            self.columns.total, of=int((~np.isnan(pupils.stated) & present).sum()),
        )  # fmt: skip
        first = pupils.stated if source == "export" else pupils.summed
        other = present & np.isnan(first) & ~np.isnan(pupils.total)
        yield from self._rows(
            other, "total_replaced",
            "Нужного итога нет или он невозможен, взят другой ("
            + ("сумма заданий" if source == "export" else "итог выгрузки") + "). Таких строк",
            self.columns.total,
        )  # fmt: skip
        without = present & np.isnan(pupils.total)
        yield from self._rows(
            without, "without_total",
            "Участники без итога: отметки их школ не посчитаны, средний балл — по остальным"
            f"{self._by_school(without)}. Таких строк",
            self.columns.total,
        )  # fmt: skip
        yield from self._rows(
            present & (pupils.total == 0), "zero_totals",
            "Участники с итогом 0 учтены как участники. Если они не писали работу, в строке должно "
            "стоять «отсутствовал». Таких строк",
            self.columns.total,
        )  # fmt: skip

    def _journal(self) -> Iterator[Problem]:
        if self.columns.journal is None:
            return
        present = self.pupils.present & ~self.pupils.moved
        yield from self._rows(
            present & (self.pupils.journal == 0), "without_journal_mark",
            "Участники без отметки по журналу: в сравнение не вошли", self.columns.journal,
        )  # fmt: skip
        yield from self._rows(
            present & np.isnan(self.pupils.journal), "unreadable_journal_marks",
            "Отметки по журналу, которые не читаются: в сравнение не вошли", self.columns.journal,
        )  # fmt: skip

    def _by_school(self, rows: np.ndarray) -> str:
        """Numbers of rows by school, the largest first, as the end of a sentence."""
        of_row = self.schools.of_row[rows]
        counts = np.bincount(of_row[of_row >= 0], minlength=len(self.schools.listed))
        order = [int(at) for at in np.argsort(-counts, kind="stable") if counts[at]]
        shown = ", ".join(
            f"{self.schools.listed[at].school_id} — {counts[at]}" for at in order[:_MOST]
        )
        return (
            f"; школ: {len(order)} ({shown}{' …' if len(order) > _MOST else ''})" if order else ""
        )

    def _rows(
        self, rows: np.ndarray, code: str, words: str, position: int | None, of: int | None = None
    ) -> Iterator[Problem]:
        places = np.flatnonzero(rows)
        if not len(places):
            return
        index = int(self.pupils.index[places[0]])
        line = self.pupils.grid.rows[index]
        found = line[position] if position is not None and position < len(line) else ""
        whole = f" из {of}" if of is not None else ""
        yield self._problem(f"{code}", f"{words}: {len(places)}{whole}.", index, position, found)

    def _task_cells(self, cells: np.ndarray, code: str, words: str) -> Iterator[Problem]:
        rows, tasks = np.nonzero(cells)
        if not len(rows):
            return
        position = self.columns.tasks[int(tasks[0])].position
        index = int(self.pupils.index[rows[0]])
        grid = self.pupils.grid
        seen = {
            str(grid.rows[int(self.pupils.index[row])][self.columns.tasks[int(task)].position])
            for row, task in zip(rows.tolist(), tasks.tolist(), strict=True)
        }
        shown = ", ".join(sorted(seen)[:_MOST])
        message = f"{words}: {len(rows)}, строк: {len(np.unique(rows))}."
        yield self._problem(code, message, index, position, shown)

    def _problem(
        self,
        code: str,
        message: str,
        index: int | None = None,
        position: int | None = None,
        found: object = "",
    ) -> Problem:
        return self.pupils.grid.problem(
            code, message, index, position, found=found, severity="warning"
        )
