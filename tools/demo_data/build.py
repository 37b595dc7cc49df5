"""The whole dataset: territory → tables → files.

Here: the order in which things are made. Not here: how each is made.
"""

from __future__ import annotations

from pathlib import Path

from tools.demo_data import (
    growth,
    happenings,
    life,
    published,
    registers,
    results,
    roadmaps,
    scores,
    staff,
)
from tools.demo_data.layout import files_of
from tools.demo_data.results import Row
from tools.demo_data.territories import TERRITORIES, Territory


def tables_of(territory: Territory) -> dict[str, list[Row]]:
    """All tables of a territory; published rows under names of their own."""
    works = results.all_works(territory)
    reported = results.all_graduates(territory)
    people = staff.teachers_of(territory)
    attested = growth.attestation(people)
    found = growth.diagnoses(territory, people)
    loads = staff.assignments(people)
    return {
        "schools": registers.schools(territory),
        "school_names": registers.school_names(territory),
        "school_ids": registers.school_ids(territory),
        "school_links": registers.school_links(territory),
        "school_roles": registers.school_roles(territory),
        "municipality_codes": registers.municipality_codes(territory),
        "shnor_register": registers.shnor_register(territory),
        "targets": registers.targets(territory),
        "breaks": registers.breaks(),
        "marks": results.marks(works, reported),
        "exams": results.exams(reported, with_persons=territory.slug == "vilyuysk"),
        "admission": results.admission(reported),
        "journal_match": results.journal_match(works),
        "published_marks": published.marks(territory, works),
        "published_exams": published.exams(territory),
        "reference": scores.reference(territory),
        "tasks": published.tasks(territory, works),
        "score_distribution": scores.score_distribution(territory, works, reported),
        "individual": scores.individual(territory, works, reported),
        "teachers": staff.teachers(people),
        "teacher_assignments": loads,
        "staffing": staff.staffing(territory, loads),
        "diagnostics": growth.diagnostics(found),
        "plans": growth.plans(found),
        "help": growth.help_acts(territory, found),
        "mentoring": growth.mentoring(territory, people),
        "courses": growth.courses(territory, people),
        "attestation": attested,
        "context": life.context(territory),
        "parents": life.parents(territory),
        "satisfaction": life.satisfaction(territory),
        "material": life.material(territory),
        "partners": life.partners(territory),
        "self_assessment": life.self_assessment(territory),
        "publications": life.publications(territory),
        "events": happenings.events(territory),
        "participation": happenings.participation(territory),
        "term_marks": happenings.term_marks(territory),
        "diagnostic_works": happenings.diagnostic_works(territory),
        "plan_frames": registers.plan_frames(territory),
        "roadmap_items": registers.school_plan_items(territory),
        "roadmap_progress": [
            *roadmaps.progress(territory),
            *registers.school_plan_progress(territory),
        ],
    }


def build() -> dict[str, bytes]:
    """All source files: path under `data/demo/sources` → bytes."""
    return {
        f"{territory.slug}/{name}": content
        for territory in TERRITORIES
        for name, content in files_of(territory.slug, tables_of(territory)).items()
    }


def write(folder: Path) -> None:
    """Write all source files into a folder; files of an earlier layout are removed."""
    files = build()
    for old in sorted(folder.glob("*/*")) if folder.is_dir() else ():
        if old.is_file() and old.relative_to(folder).as_posix() not in files:
            old.unlink()
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
