"""Which table stands in which file, and the habits of each territory.

Here: file names and habits. Not here: rows and bytes (`files`).
"""

from __future__ import annotations

from tools.demo_data.documents import DOCUMENTS
from tools.demo_data.files import Habit, csv_bytes, xlsx_bytes
from tools.demo_data.results import Row

#: Tables that become a CSV file of their own: table → file name without the suffix.
CSV_TABLES = {
    "marks": "otmetki",
    "exams": "ekzameny",
    "admission": "dopusk",
    "journal_match": "zhurnal",
    "context": "kontekst",
    "teachers": "pedagogi",
    "teacher_assignments": "nagruzka",
    "staffing": "chasy",
    "diagnostics": "diagnostika",
    "participation": "uchastie",
    "individual": "uchastniki_rabot",
}
#: Books: file name without the suffix → tables, one sheet each.
BOOKS = {
    "spravochnik": (
        "schools", "school_names", "school_ids", "school_links", "school_roles",
        "municipality_codes", "shnor_register", "targets", "breaks",
    ),
    "svodnye": (
        "published_marks", "published_exams", "reference", "tasks", "score_distribution",
        "term_marks", "diagnostic_works",
    ),
    "shkoly_i_kadry": (
        "parents", "satisfaction", "material", "partners", "self_assessment", "publications",
        "events", "plans", "help", "mentoring", "courses", "attestation",
    ),
    "ispolnenie": ("roadmap_progress", "plan_frames", "roadmap_items"),
}  # fmt: skip
#: Published rows and the table they belong to. One district has them in a book, the others
#: in the same CSV file as the rows of schools.
PUBLISHED = {"published_marks": "marks", "published_exams": "exams"}
_PUBLISHED_IN_A_BOOK = ("ivanteevsky",)

#: Habit of the district's own tables; `_EXPORTS` come from portals, with contract names.
HABITS = {
    "vilyuysk": Habit(bom=True),
    "turochak": Habit(encoding="cp1251"),
    "priozersk": Habit(russian=False, separator=",", comma=False),
    "rostov": Habit(russian=False, separator=",", comma=False),
    "ivanteevsky": Habit(bom=True),
}
_EXPORT = Habit(russian=False, separator=",", comma=False)
_EXPORTS = (
    "teachers", "teacher_assignments", "staffing", "diagnostics", "journal_match", "participation",
    "individual",
)  # fmt: skip


def _habit(slug: str, table: str) -> Habit:
    """How a territory writes one table."""
    by_portal = slug != "turochak" and table in _EXPORTS
    return _EXPORT if by_portal else HABITS[slug]


def _merged(slug: str, tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Tables of the files: published rows join the schools' rows where a district does so."""
    merged = dict(tables)
    if slug not in _PUBLISHED_IN_A_BOOK:
        for published, table in PUBLISHED.items():
            merged[table] = [*tables[table], *merged.pop(published)]
    return merged


def files_of(slug: str, tables: dict[str, list[Row]]) -> dict[str, bytes]:
    """All files of a territory: name in its folder → bytes. Tables without rows are left out."""
    held = _merged(slug, tables)
    found = {
        f"{name}.csv": csv_bytes(table, held[table], _habit(slug, table))
        for table, name in CSV_TABLES.items()
        if held[table]
    }
    for name, sheets in BOOKS.items():
        book = {PUBLISHED.get(t, t): held[t] for t in sheets if held.get(t)}
        found[f"{name}.xlsx"] = xlsx_bytes(book, Habit())
    document, write = DOCUMENTS[slug]
    found[document] = write()
    return found
