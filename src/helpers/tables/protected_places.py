"""Tables of the public edition that lay the municipalities of a region side by side.

Here: one question or some open facts, a row for each municipality, by name. Not here: tables
of one municipality (`protected`), deciding what may be shown (`disclosure`).

A row repeats what the municipality's own report tells; nothing is added up or put in order
of size.
"""

from __future__ import annotations

from collections.abc import Sequence

from helpers.blocks import Cell, CellLike, Column, Notice, Table
from helpers.disclosure.protected import Answer, Protected
from helpers.tables import protected as tables
from helpers.wording import protected as words

#: Open facts laid side by side and the heads of their columns.
_FACTS = {
    "schools.shnor_count": "Школ в списке ШНОР",
    "roadmap.done_share": "Дорожная карта: исполнено",
    "schools.material_base_ready_share": "Школы, оснащённые всем нужным",
    "schools.in_events_share": "Школы, участвовавшие в мероприятиях",
}
_NOTE = "Муниципалитеты стоят по названию: это не рейтинг. «с» и полосы — чтобы не выдать немногих."
ALONE = "Муниципалитетов региона в этих данных нет: рядом поставить нечего."


def rows_of(inside: Sequence[Protected], question_id: str) -> list[tuple[str, Answer]]:
    """Municipality and its answer, by name; those without people to tell of are left out."""
    found = [(one.run.municipality.name, one.answer(question_id)) for one in inside]
    return [(name, answer) for name, answer in found if answer is not None]


def compared(protected: Protected, inside: Sequence[Protected], question_id: str) -> Table | Notice:
    """One question, a row for each municipality."""
    rows = rows_of(inside, question_id)
    if not rows:
        return protected.certify(Notice(ALONE if not inside else tables.no_data(protected)))
    columns = [Column("place", "Муниципалитет"), *tables.columns()[1:]]
    cells = [[name, *tables.row(answer)[1:]] for name, answer in rows]
    block_id = "places-" + question_id.replace(".", "-").replace("_", "-")
    return protected.certify(Table(block_id, rows[0][1].title, columns, cells, notes=[_NOTE]))


def facts(protected: Protected, inside: Sequence[Protected]) -> Table | Notice:
    """Open facts, a row for each municipality; a column stands where somebody has the fact."""
    if not inside:
        return protected.certify(Notice(ALONE))
    having = [name for name in _FACTS if any(one.fact(name) for one in inside)]
    if not having:
        return protected.certify(Notice(tables.no_data(protected)))
    columns = [Column("place", "Муниципалитет")]
    columns += [Column(name, _FACTS[name], align="right") for name in having]
    rows = [[one.run.municipality.name, *(_fact(one, name) for name in having)] for one in inside]
    return protected.certify(Table("places-facts", "Поддержка школ", columns, rows, notes=[_NOTE]))


def _fact(one: Protected, name: str) -> CellLike:
    fact = one.fact(name)
    if fact is None or fact.value is None:
        return Cell.absent()
    return Cell(fact.value, words.fact_words(fact.value, fact.unit, fact.part, fact.whole))
