"""Directories: schools and their codes, lists of ШНОР, targets, breaks of series.

Here: facts decided by hand in `territories`, as rows. Not here: reports of schools (`life`).
"""

from __future__ import annotations

from tools.demo_data.draws import Draws
from tools.demo_data.results import Row
from tools.demo_data.territories import YEARS, Territory


def schools(territory: Territory) -> list[Row]:
    """Rows of `schools`."""
    return [
        {
            "school_id": school.school_id,
            "valid_from": f"{school.opened}-09-01" if school.opened else None,
            "municipality_id": territory.slug,
            "school_name": school.name,
            "kind": school.kind,
            "is_rural": school.is_rural,
            "is_special": school.is_special,
            "valid_to": f"{school.closed}-08-31" if school.closed else None,
        }
        for school in territory.schools
    ]


def school_names(territory: Territory) -> list[Row]:
    """Rows of `school_names`: other spellings."""
    return [
        {"school_id": school.school_id, "name": name}
        for school in territory.schools
        for name in school.aliases
    ]


def school_ids(territory: Territory) -> list[Row]:
    """Rows of `school_ids`: `sch…` up to 2021, `edu…` since, a six-digit code of РИС."""
    rows: list[Row] = []
    for number, school in enumerate(territory.schools, start=1):
        digits = f"{territory.plate:02d}{number:04d}"
        rows += [
            {
                "school_id": school.school_id,
                "system": "ФИС ОКО",
                "code": f"sch{digits}",
                "valid_from": "2018-09-01",
                "valid_to": "2021-08-31",
            },
            {
                "school_id": school.school_id,
                "system": "ФИС ОКО",
                "code": f"edu{digits}",
                "valid_from": "2021-09-01",
                "valid_to": None,
            },
            {
                "school_id": school.school_id,
                "system": "РИС",
                "code": f"{territory.plate}{100 + number}",
                "valid_from": None,
                "valid_to": None,
            },
        ]
    return rows


_LINKS = {
    "turochak": (("tur-05", "tur-09", "branch", "2022-09-01"),),
    "rostov": (("ros-21", "ros-22", "successor", "2021-09-01"),),
}


def school_links(territory: Territory) -> list[Row]:
    """Rows of `school_links`: a closed school and the one that took it over."""
    return [
        {"school_id": a, "other_id": b, "kind": kind, "date": day}
        for a, b, kind, day in _LINKS.get(territory.slug, ())
    ]


def school_roles(territory: Territory) -> list[Row]:
    """Rows of `school_roles` from 2020: leaders, and partners while they help."""
    rows = []
    for year in YEARS[1:]:
        for number in territory.leaders:
            rows.append(
                {"school_id": territory.school(number).school_id, "year": year, "role": "leader"}
            )
        helpers = sorted({p for _, p, since in territory.partners if since <= year <= since + 3})
        for number in helpers:
            rows.append(
                {"school_id": territory.school(number).school_id, "year": year, "role": "partner"}
            )
    return rows


def municipality_codes(territory: Territory) -> list[Row]:
    """Rows of `municipality_codes`."""
    return [
        {"municipality_id": territory.slug, "system": "ОКТМО", "code": territory.oktmo},
        {
            "municipality_id": territory.slug,
            "system": "ФИС ОКО",
            "code": f"reg{territory.plate:02d}",
        },
    ]


def shnor_register(territory: Territory) -> list[Row]:
    """Rows of `shnor_register`."""
    rows = []
    for listing in territory.listings:
        for number, category in listing.members:
            cohort = listing.cohort or str(listing.results_year)
            if territory.slug == "turochak" and listing.results_year >= 2022:
                cohort = "ШНОР-1" if number in (3, 4, 6) else "ШНОР-2"
            rows.append(
                {
                    "school_id": territory.school(number).school_id,
                    "results_year": listing.results_year,
                    "source": listing.source,
                    "category": category,
                    "cohort": cohort,
                    "list_date": listing.list_date,
                    "support_from": listing.support_from,
                    "support_to": listing.support_to,
                    "left_on": listing.left_on.get(number),
                }
            )
    return rows


#: Indicator, first and last year, target, direction, base year.
_TARGETS: dict[str, tuple[tuple[str, int, int, float | None, str, int | None], ...]] = {
    "priozersk": (
        ("schools.effective_mode_share", 2023, 2023, 100, "up", 2020),
        ("schools.positive_dynamics_share", 2021, 2023, None, "up", 2020),
        ("gia.programme_mastered_share", 2021, 2023, 100, "up", None),
        ("teachers.helped_share", 2021, 2023, 100, "up", None),
        ("teachers.deficits_removed_share", 2023, 2023, 90, "up", 2020),
        ("teachers.network_share", 2021, 2023, 100, "up", None),
        ("teachers.deficit_share", 2021, 2023, None, "down", 2020),
        ("teachers.fl_trained_share", 2022, 2023, 100, "up", None),
        ("schools.material_base_ready_share", 2023, 2023, 100, "up", None),
        ("schools.satisfaction_score", 2021, 2023, 90, "up", None),
    ),
    "rostov": (
        ("staff.trained_share", 2021, 2021, 60, "up", None),
        ("staff.trained_share", 2022, 2022, 80, "up", None),
        ("staff.trained_share", 2023, 2023, 100, "up", None),
        ("schools.in_events_share", 2022, 2022, 90, "up", None),
        ("schools.in_events_share", 2023, 2023, 100, "up", None),
        ("teachers.entry_exit_growth", 2020, 2020, 0, "up", None),
    ),
    "ivanteevsky": (
        ("quality.gap_to_district", 2022, 2022, 0, "up", None),
        ("staff.modern_tech_trained_share", 2022, 2022, 100, "up", None),
        ("staff.management_trained_share", 2022, 2022, 100, "up", None),
        ("pupils.events_participants", 2022, 2022, None, "up", 2021),
        ("schools.own_roadmap_share", 2022, 2022, 100, "up", None),
        ("programmes.updated_share", 2022, 2022, 100, "up", None),
    ),
}


def targets(territory: Territory) -> list[Row]:
    """Rows of `targets`; two of the five plans set none."""
    return [
        {
            "indicator_id": indicator_id,
            "municipality_id": territory.slug,
            "year": year,
            "target": target,
            "direction": direction,
            "base_year": base_year,
        }
        for indicator_id, first, last, target, direction, base_year in _TARGETS.get(
            territory.slug, ()
        )
        for year in range(first, last + 1)
    ]


def breaks() -> list[Row]:
    """Rows of `breaks`: years whose results do not continue the series before."""
    source = "Общеизвестные изменения процедур"
    rows = [
        {"procedure": "ВПР", "grade": grade, "subject": subject, "year": year, "kind": "wave",
         "source": source}
        for year in (2020, 2022)
        for grade in (5, 8)
        for subject in ("rus", "math")
    ]  # fmt: skip
    rows += [
        {"procedure": "ОГЭ", "grade": 9, "subject": "rus", "year": 2021, "kind": "content",
         "source": source},
        {"procedure": "ЕГЭ", "grade": 11, "subject": "math", "year": 2022, "kind": "content",
         "source": source},
        {"procedure": "ЕГЭ", "grade": 11, "subject": "rus", "year": 2020, "kind": "takers",
         "source": source},
    ]  # fmt: skip
    return rows


#: Own plans of listed schools: school number, approved on; one came late.
_SCHOOL_PLANS = {"ivanteevsky": ((1, "2022-02-04"), (2, "2022-02-18"), (3, "2021-09-10"))}
_OWN_ITEMS = (
    ("Разобрать ошибки ВПР по классам", "Февраль 2022", "Заместитель директора", "Справка"),
    ("Составить планы занятий с отстающими", "Февраль 2022", "Учителя-предметники", "План"),
    ("Заниматься с группой риска", "в течение года", "Учителя-предметники", "Журнал занятий"),
    ("Посетить уроки партнёров", "Март – апрель 2022", "Руководители ШМО", "Протокол"),
    ("Провести пробные экзамены", "март 2022", "Заместитель директора", "Анализ"),
    ("Подвести итоги года", "Июнь 2022", "Директор", "Аналитический отчёт"),
)


def plan_frames(territory: Territory) -> list[Row]:
    """Rows of `plan_frames` of the schools' own plans; the district's plan is a document."""
    return [
        {
            "plan_id": f"{territory.school(number).school_id}-2021-2022",
            "municipality_id": territory.slug,
            "school_id": territory.school(number).school_id,
            "frame": "school_year",
            "period_start": "2021-09-01",
            "period_end": "2022-08-31",
            "approved_on": approved_on,
        }
        for number, approved_on in _SCHOOL_PLANS.get(territory.slug, ())
    ]


def school_plan_items(territory: Territory) -> list[Row]:
    """Rows of `roadmap_items` of the schools' own plans."""
    return [
        {
            "plan_id": frame["plan_id"],
            "seq": seq,
            "item_no": str(seq),
            "section": "Меры школы",
            "measure": measure,
            "term_raw": term,
            "responsible_raw": responsible,
            "result_raw": result,
        }
        for frame in plan_frames(territory)
        for seq, (measure, term, responsible, result) in enumerate(_OWN_ITEMS, start=1)
    ]


def school_plan_progress(territory: Territory) -> list[Row]:
    """Rows of `roadmap_progress` of the schools' own plans: the last item is not done."""
    days = ("2022-02-21", "2022-03-04", "2022-05-27", "2022-04-19", "2022-03-25")
    return [
        {
            "plan_id": frame["plan_id"],
            "seq": seq,
            "school_id": frame["school_id"],
            "record_no": "1",
            "done_on": day,
            "evidence_kind": _OWN_ITEMS[seq - 1][3].lower(),
            "evidence_ref": f"№ {Draws('own', frame['plan_id'], seq).whole(1, 40)}",
        }
        for frame in plan_frames(territory)
        for seq, day in enumerate(days, start=1)
    ]
