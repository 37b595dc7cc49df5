"""The five reference plans read from their files: rows, numbers, sections, frames, kinds.

Skipped where the reference documents are not beside the project.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from spec.plan_frames import FRAMES
from support import SHARED

from helpers.readers.roadmap import RoadmapSource, item_rows, plan_row, read_roadmap, roadmap_row

PLANS = sorted(FRAMES)
ROWS = {"000": 40, "001": 34, "002": 29, "003": 50, "004": 59}
ROWS_PER_SECTION = {
    "000": [8, 2, 3, 12, 3, 2, 8, 2],
    "001": [34],
    "002": [10, 6, 6, 7],
    "003": [12, 8, 19, 7, 4],
    "004": [4, 6, 2, 1, 11, 9, 13, 6, 7],
}
DISTINCT_TERMS = {"000": 18, "001": 17, "002": 24, "003": 12, "004": 25}
#: Cells by kind over all five plans; YEAR_RANGE and SCHOOL_YEAR share three strings that only
#: the frame tells apart: one of them stands in a calendar plan, two in a school-year plan.
KINDS = {
    "YEAR_RANGE": 46, "SCHOOL_YEAR": 2, "WITHIN_YEAR": 28, "RECUR": 22, "MONTH": 18,
    "BY_PLAN": 18, "WITHIN_PERIOD": 16, "MONTH_NOYEAR": 10, "YEAR": 9, "MONTH_RANGE": 9,
    "PERMANENT": 6, "RECUR+BY_PLAN": 4, "MONTH_RANGE_NOYEAR": 3, "MONTH_LIST_NOYEAR": 3,
    "RECUR_MIN": 2, "RECUR+WITHIN_PERIOD": 2, "WITHIN_YEAR+BY_PLAN": 2, "ON_NEED": 2,
    "STAGE_END": 2, "MONTH_IN_YEARS": 1, "RECUR+MONTH_RANGE_NOYEAR": 1, "RECUR+AFTER_EVENT": 1,
    "WITHIN_YEAR+RECUR": 1, "WITHIN_PERIOD+RECUR": 1, "ON_REQUEST": 1, "AFTER_EVENT": 1,
    "STAGE": 1,
}  # fmt: skip
#: Kinds of evidence by item number («29», «30» are positions without a number).
EVIDENCE = {
    "001": {
        "ORDER": "1 3 18",
        "PROTOCOL": "4 5 14",
        "ANALYTIC_NOTE": "6 7 9 12 17 21 22 23 26",
        "ANALYTIC_REPORT": "10 11",
        "EXEC_REPORT": "20",
        "RECOMMEND": "6 7 9 12 14",
        "PLAN_LOW": "7 9",
        "DOC_SET": "13 15",
        "ROADMAP": "17",
        "PUBLICATION": "16 19 25",
        "PROCEDURE": "8",
        "SHARE_TEACHERS": "27 28 29 30 31 32 33 34",
        "SHARE_OTHER": "24",
        "NONE": "2",
    },
    "002": {
        "PROTOCOL": "1.1 2.1",
        "ANALYTIC_NOTE": "1.8a",
        "ANALYTIC_REPORT": "1.6",
        "RECOMMEND": "3.5",
        "DOC_SET": "1.9",
        "ROADMAP": "2.3",
        "INDICATOR_SET": "1.4",
        "AGREEMENT": "1.7",
        "PUBLICATION": "2.7",
        "SHARE_OTHER": "3.2 3.3",
        "ATTESTATION": "3.4",
        "MATERIAL": "4.1 4.2 4.3 4.4 4.5 4.6 4.7",
        "EFFECT": "1.1 1.2 1.3 1.5 1.7 1.8b 2.2 2.4 2.5 2.7 3.1 3.6",
    },
    "004": {
        "ORDER": "1.1",
        "ANALYTIC_NOTE": "9.2",
        "ANALYTIC_REPORT": "2.1 9.4",
        "ANALYSIS": "6.4 7.3 7.5 7.8 7.9 9.1 9.3",
        "DOC_SET": "5.2",
        "ROADMAP": "1.2 1.3 4.1",
        "LIST": "1.4",
        "PUBLICATION": "3.1 3.2",
        "SHARE_OTHER": "2.4 4.1",
        "NOKO": "7.7",
        "INFO_DECISION": "2.2 7.4 7.6 7.11 9.5 9.6",
        "PARTICIPATION": "8.1 8.4",
        "EFFECT": "2.3 2.5 2.6 5.1 5.3 5.4 5.5 5.6 5.7 5.8 5.9 5.10 5.11 6.1 6.2 6.3 6.5 6.6 6.7"
        " 6.8 6.9 7.1 7.2 7.10 7.12 8.2 8.3 8.5 8.6 9.7",
        "NONE": "7.2b",
    },
}


def seed_path(plan: str) -> Path:
    found = sorted((SHARED / "seeds").glob(f"{plan}_*")) if SHARED.is_dir() else []
    if not found:
        pytest.skip("reference documents are not beside the project")
    return found[0]


@cache
def source(plan: str) -> RoadmapSource:
    return read_roadmap(seed_path(plan), plan_id=plan)


def names(plan: str) -> list[str]:
    """Item numbers as the reference calls them: duplicates and blanks made distinct."""
    items = source(plan).items
    given = [item.item_no for item in items]
    if plan == "001":
        return [number or str(place) for place, number in enumerate(given, start=1)]
    if plan == "002":
        second = len(given) - 1 - given[::-1].index("1.8")
        return [f"1.8{'b' if i == second else 'a'}" if n == "1.8" else n
                for i, n in enumerate(given)]  # fmt: skip
    if plan == "004":
        return [number or f"{given[i - 1]}b" for i, number in enumerate(given)]
    return given


@pytest.mark.parametrize("plan", PLANS)
def test_plan_has_all_its_rows_by_section(plan):
    items = source(plan).items
    assert len(items) == ROWS[plan]
    assert [item.seq for item in items] == list(range(1, ROWS[plan] + 1))
    sections = Counter(item.section for item in items)
    assert list(sections.values()) == ROWS_PER_SECTION[plan]
    assert all(sections)


@pytest.mark.parametrize("plan", PLANS)
def test_frame_is_found_in_the_text(plan):
    found, expected = source(plan).frame, FRAMES[plan]
    assert (found.frame, found.period_start, found.period_end, found.approved_on) == (
        expected.frame, expected.period_start, expected.period_end, expected.approved_on,
    )  # fmt: skip
    assert [(s.number, s.start, s.end) for s in found.stages] == [
        (s.number, s.start, s.end) for s in expected.stages
    ]


def test_irregular_numbers_stay_as_they_are():
    assert [n for n in names("000") if n] == [*map(str, range(1, 10)), "18", "19"]
    assert [item.item_no for item in source("001").items] == [
        *map(str, range(1, 29)), "", "", *map(str, range(31, 35)),
    ]  # fmt: skip
    numbers = [item.item_no for item in source("002").items]
    assert numbers[:10] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "1.8"]
    assert numbers[10:16] == ["2.1", "2.2", "2.3", "2.4", "2.5", "2.7"]
    assert names("003")[-12:-10] == ["3.19", "4.1"] and "3.13" in names("003")
    assert names("004")[22:25] == ["5.10", "5.11", "6.1"]
    assert [n for n in names("004") if n.startswith("7.2")] == ["7.2", "7.2b"]


@pytest.mark.parametrize("plan", PLANS)
def test_plan_has_its_distinct_terms(plan):
    assert len({item.term_raw for item in source(plan).items}) == DISTINCT_TERMS[plan]


def test_terms_of_all_plans_are_212_cells_of_88_strings_with_known_totals_by_kind():
    items = [item for plan in PLANS for item in source(plan).items]
    assert len(items) == 212
    assert len({item.term_raw for item in items}) == 88
    assert Counter(item.deadline.kind for item in items) == KINDS


def test_rows_split_by_pages_are_joined():
    terms = {item.item_no: item.term_raw for item in source("001").items}
    assert terms["14"] == "Ежемесячно в течение срока реализации Проекта"
    parties = {item.item_no: item for item in source("004").items}
    assert parties["3.2"].responsible_raw.endswith("общеобразовательные организации")
    assert list(parties["3.2"].responsible) == ["EDU_AUTH", "SCHOOL"]
    for plan, number in (("003", "2.3"), ("003", "3.15"), ("003", "4.6"), ("001", "27")):
        measure = next(i.measure for i in source(plan).items if i.item_no == number)
        assert len(measure) > 60 and "\n\n" not in measure


@pytest.mark.parametrize("plan", PLANS)
def test_no_name_of_a_person_and_no_left_over_of_markup_is_kept(plan):
    name = re.compile(r"[А-ЯЁ][а-яё]+\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.|[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё]+")
    for item in source(plan).items:
        row = roadmap_row(item, source(plan).frame)
        texts = [value for value in row.values() if isinstance(value, str)]
        assert not [text for text in texts if name.search(text)]
        assert not [text for text in texts if re.search(r"\*\*|</?\w+>|bookmark|^#|\t", text)]


def test_people_become_numbered_faces_with_the_code_person():
    masked = [i for i in source("000").items if "[лицо" in i.responsible_raw]
    faces = {face for i in masked for face in re.findall(r"\[лицо \d+\]", i.responsible_raw)}
    assert len(faces) == 11
    assert all("PERSON" in item.responsible for item in masked)
    assert not any("[лицо" in i.responsible_raw for plan in PLANS[1:] for i in source(plan).items)


@pytest.mark.parametrize("plan", PLANS)
def test_every_responsible_party_is_known(plan):
    assert all(item.responsible for item in source(plan).items)


@pytest.mark.parametrize("plan", sorted(EVIDENCE))
def test_evidence_kinds_stand_where_the_reference_has_them(plan):
    found: dict[str, list[str]] = {}
    for name, item in zip(names(plan), source(plan).items, strict=True):
        for code in item.evidence:
            found.setdefault(code, []).append(name)
    assert {code: " ".join(numbers) for code, numbers in found.items()} == EVIDENCE[plan]


def test_findings_name_what_is_wrong_with_the_plans():
    codes = {plan: Counter(p.code for p in source(plan).findings) for plan in PLANS}
    assert codes["000"]["rhythm_contradiction"] == 1
    assert codes["000"]["persons_masked"] == 1
    assert codes["001"]["repeated_page"] == 1
    assert codes["001"]["term_before_frame"] == 14
    assert codes["001"]["no_result"] == 1
    assert {plan: codes[plan]["effect_only"] for plan in PLANS} == {
        "000": 0, "001": 0, "002": 9, "003": 0, "004": 30,
    }  # fmt: skip
    assert codes["002"]["duplicate_number"] == 1
    assert codes["002"]["number_gap"] == 1
    assert codes["004"]["term_before_approval"] == 4
    assert codes["004"]["term_after_frame"] == 2
    assert all(p.severity == "warning" for plan in PLANS for p in source(plan).findings)


def test_rows_of_tables_carry_the_place_in_the_file():
    rows = item_rows(source("001"), "plan")
    assert rows[0]["plan_id"] == "plan" and rows[0]["source_row"] == 21
    frame = plan_row(source("002"), "plan")
    assert '"2": ["2020-10-01", "2022-12-31"]' in frame["stages"]
