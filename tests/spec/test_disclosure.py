"""The public edition is safe by calculation: bounds against all assignments, repair, policy."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from support import ROOT

from helpers import blocks, disclosure, guard, paths, store
from helpers.disclosure import (
    audit,
    bounds,
    certificate,
    conditions,
    heads,
    people,
    policy,
    questions,
    statements,
    versions,
)
from helpers.disclosure.protected import Answer
from helpers.disclosure.statements import ClassKey, PeopleClass, Statement
from helpers.errors import ParameterError
from helpers.params import RunParams
from helpers.store import Store
from helpers.tables import protected as tables

RULES = policy.Policy()


def atoms(*rows: tuple[str, str, int, str, Sequence[int]]) -> pd.DataFrame:
    """Atoms: domain, place, year, school, people by category."""
    return pd.DataFrame(
        [
            {"domain": domain, "place": place, "year": year, "school_id": school, "grade": 0,
             **dict.fromkeys(people.COUNTS, 0),
             **dict(zip(people.COUNTS, counts, strict=False))}
            for domain, place, year, school, counts in rows
        ]
    )  # fmt: skip


def said(
    frame: pd.DataFrame, reports: dict[str, tuple[str, ...]], years: Iterable[int]
) -> tuple[dict[statements.ClassKey, PeopleClass], list[Statement]]:
    held = statements.classes(frame)
    asked = questions.questions(frame["domain"].unique())
    return held, list(statements.asked(asked, held, reports, list(years), RULES))


def possible(
    held: dict[statements.ClassKey, PeopleClass], told: Sequence[Statement]
) -> list[dict[statements.ClassKey, tuple[int, ...]]]:
    """Every assignment of whole people to categories that the statements allow."""
    keys = sorted(held)
    choices = [
        [
            split
            for split in itertools.product(
                range(held[key].size + 1), repeat=people.categories(key[0])
            )
            if sum(split) == held[key].size
        ]
        for key in keys
    ]
    found = []
    for combination in itertools.product(*choices):
        world = dict(zip(keys, combination, strict=True))
        for one in told:
            if one.kind not in ("exact", "band"):
                continue
            part = sum(world[key][k] for key in one.members for k in one.question.counted)
            least, most = one.limits()
            if not least <= part <= most:
                break
        else:
            found.append(world)
    return found


def test_bounds_equal_those_of_all_possible_assignments() -> None:
    rng = np.random.default_rng(7)
    for _ in range(25):
        rows = [
            ("took.primary", place, year, f"{place}{school}", rng.multinomial(
                int(rng.integers(1, 5)), [0.3, 0.7]).tolist())
            for place in ("a", "b") for year in (2021, 2022) for school in (1, 2)
        ]  # fmt: skip
        held, told = said(atoms(*rows), {"a": ("a",), "b": ("b",), "r": ("a", "b")}, (2021, 2022))
        for one in told:
            one.kind = str(rng.choice(["exact", "band", "hidden"]))  # type: ignore[assignment]
            one.width = int(rng.choice([10, 20, 50])) if one.kind == "band" else 0
        worlds = possible(held, told)
        assert worlds
        for component in bounds.components(held, told):
            model = bounds.Model(held, component)
            for key in component.classes:
                for category in (0, 1):
                    seen = [world[key][category] for world in worlds]
                    low, high = model.of_people((key,), (category,))
                    assert (np.ceil(low - 1e-6), np.floor(high + 1e-6)) == (min(seen), max(seen))


def test_a_municipality_that_follows_from_its_region_is_not_told_apart() -> None:
    rows = []
    for place, low in (("a", 12), ("b", 14), ("c", 1)):
        for school in range(4):
            failed = low // 4 if place != "c" else int(school == 0)
            rows.append(("oge.rus", place, 2022, f"{place}{school}", (failed, 10, 9)))
    reports = {"a": ("a",), "b": ("b",), "c": ("c",), "r": ("a", "b", "c")}
    held, told = said(atoms(*rows), reports, [2022])
    by_key = {(one.place, one.question.question_id): one for one in told}
    low = "pooled.oge9.rus.mark_2_share"
    assert by_key["c", low].kind == "band"
    assert by_key["r", low].kind == "exact"
    found = audit.repaired(held, told, RULES)
    assert found.narrow == 0 and found.coarsened > 0
    assert by_key["r", low].kind == "band"


def test_a_small_year_between_two_periods_is_not_left_over() -> None:
    rows = [
        ("oge.rus", "a", year, f"s{school}", (failed, 8, 8))
        for year, failed in ((2020, 5), (2021, 4), (2022, 6), (2023, 0))
        for school in range(4)
    ]
    held, told = said(atoms(*rows), {"a": ("a",)}, (2020, 2021, 2022, 2023))
    audit.repaired(held, told, RULES)
    component = bounds.components(held, told)[0]
    low, high = bounds.Model(held, component).of_people((("oge.rus", "a", 2023, ""),), (0,))
    assert high - low >= RULES.margin - 1


def test_a_small_year_is_not_left_over_where_schools_have_rows_of_their_own() -> None:
    """Seven of two years and eleven of three are exact together only where four may be told."""
    failed = {2021: (1, 1, 1, 0, 0, 0), 2022: (1, 1, 1, 1, 0, 0), 2023: (1, 1, 1, 1, 0, 0)}
    rows = [
        ("ege.rus", "a", year, f"s{school}", (few, 8 - few))
        for year, parts in failed.items()
        for school, few in enumerate(parts)
    ]
    held = statements.classes(atoms(*rows), ["ege.rus"])
    asked = questions.questions(["ege.rus"])
    told = [*statements.asked(asked, held, {"a": ("a",)}, list(failed), RULES)]
    assert [one.kind for one in told] == ["band", "exact", "exact"]
    told += statements.of_schools(asked, held, list(failed), RULES)
    assert audit.repaired(held, told, RULES).narrow == 0
    year = [key for key in sorted(held) if key[2] == 2023]
    (component,) = bounds.components(held, told)
    low, high = bounds.Model(held, component).of_people(year, (0,))
    assert high - low >= RULES.margin - 1
    # two years of six schools, and the first year of all together, keep their bands
    assert sum(one.kind == "band" for one in told if one.school) == 6 * 2 + 1


def test_years_of_a_place_nobody_tells_of_are_not_left_over_from_the_region() -> None:
    """Each year of the one school could be 0 to 3; both together must not be three exactly."""
    rows = [
        ("oge.rus", place, year, f"{place}{school}", (10, 20, 30))
        for place in "ab"
        for year in (2021, 2022)
        for school in range(5)
    ]
    rows += [("oge.rus", "c", 2021, "c0", (1, 10, 11)), ("oge.rus", "c", 2022, "c0", (2, 10, 10))]
    scopes = {"r": ("a", "b", "c"), "a": ("a",), "b": ("b",), "c": ("c",)}
    held, told = said(atoms(*rows), scopes, [2021, 2022])
    assert any(one.kind == "hidden" and one.place == "c" for one in told)
    assert audit.repaired(held, told, RULES).narrow == 0
    both = [key for key in sorted(held) if key[1] == "c"]
    assert len(both) == 2
    for component in bounds.components(held, told):
        if set(both) <= set(component.classes):
            low, high = bounds.Model(held, component).of_people(both, (0,))
            assert high - low >= RULES.margin - 1


def _width_left(
    held: dict[ClassKey, PeopleClass], told: list[Statement], members: list[ClassKey],
    kind: tuple[int, ...],
) -> float:  # fmt: skip
    """How far the least and the most of some people in some categories are apart."""
    for component in bounds.components(held, told):
        if set(members) <= set(component.classes):
            low, high = bounds.Model(held, component).of_people(members, kind)
            return high - low
    return sum(held[key].size for key in members)


def _assert_mended(
    held: dict[ClassKey, PeopleClass], told: list[Statement], members: list[ClassKey],
    kind: tuple[int, ...],
) -> None:  # fmt: skip
    """What was told gave away how many they are; after the audit it leaves enough values."""
    assert _width_left(held, told, members, kind) == 0
    assert audit.repaired(held, told, RULES).narrow == 0
    assert _width_left(held, told, members, kind) >= RULES.margin - 1


def _with_the_middle_year_hidden(told: list[Statement]) -> list[Statement]:
    """Shares of «2» in three years, of which the second is not told."""
    told = [one for one in told if one.question.question_id.endswith("mark_2_share")]
    told[1].kind = "hidden"
    assert [one.kind for one in told] == ["exact", "hidden", "exact"]
    return told


def test_two_years_that_no_answer_is_about_are_not_left_over() -> None:
    """Each could be 0 to 4, but both together are four by the difference of two numbers."""
    rows = [("oge.rus", "a", year, f"s{n}", (failed[n], 6, 20 - 6 - failed[n]))
            for year, failed in ((2020, (5, 5, 5, 5)), (2021, (1, 0, 0, 0)), (2022, (0, 1, 1, 1)))
            for n in range(4)]  # fmt: skip
    held, told = said(atoms(*rows), {"a": ("a",)}, [2020, 2021, 2022])
    told = _with_the_middle_year_hidden(told)
    later = [key for key in sorted(held) if key[2] > 2020]
    _assert_mended(held, told, later, (0,))


def test_districts_nobody_tells_of_are_not_left_over_together() -> None:
    """Each of two could have 0 to 4, but both together have four."""
    rows = [("oge.rus", "a", 2022, f"a{n}", (5, 20, 30)) for n in range(4)]
    rows += [("oge.rus", place, 2022, f"{place}{n}", (1, 9, 10)) for place in "bc" for n in "01"]
    scopes = {"r": ("a", "b", "c"), "a": ("a",), "b": ("b",), "c": ("c",)}
    held, told = said(atoms(*rows), scopes, [2022])
    kinds = {one.place: one.kind for one in told if one.question.counted == (0,)}
    assert kinds == {"r": "exact", "a": "exact", "b": "hidden", "c": "hidden"}
    rest = [key for key in sorted(held) if key[1] in "bc"]
    _assert_mended(held, told, rest, (0,))


def test_districts_are_not_left_over_by_one_that_began_later() -> None:
    """Its number of two years is its part of the region's number of three."""
    rows = [("oge.rus", "a", year, f"a{n}", (5, 20, 30)) for n in range(4) for year in (2021, 2022)]
    rows += [("oge.rus", place, year, f"{place}{n}", (int(year == 2020 and n < 2), 3, 3))
             for place in "bc" for n in range(4) for year in (2020, 2021, 2022)]  # fmt: skip
    scopes = {"r": ("a", "b", "c"), "a": ("a",), "b": ("b",), "c": ("c",)}
    held, told = said(atoms(*rows), scopes, [2022])
    kinds = {one.place: one.kind for one in told if one.question.counted == (0,)}
    assert (kinds["r"], kinds["a"]) == ("exact", "exact")
    rest = [key for key in sorted(held) if key[1] in "bc"]
    _assert_mended(held, told, rest, (0,))


def test_teachers_with_a_deficit_are_not_left_over_whether_helped_or_not() -> None:
    """How many of them were helped is open, that they are four is not."""
    rows = [("teachers", "a", 2022, f"a{n}", (10, 12, 6, 6)) for n in range(4)]
    rows += [("teachers", "b", 2022, "b0", (20, 24, 2, 2))]
    held, told = said(atoms(*rows), {"r": ("a", "b"), "a": ("a",), "b": ("b",)}, [2022])
    helped = "teachers.helped_with_deficit_share"
    told = [one for one in told if one.question.question_id != helped]
    assert {one.kind for one in told if one.place != "b"} == {"exact"}
    rest = [key for key in held if key[1] == "b"]
    assert all(_width_left(held, told, rest, (k,)) == 4 for k in (2, 3))
    _assert_mended(held, told, rest, (2, 3))


def test_the_head_of_a_school_learns_of_no_two_years_of_the_others() -> None:
    """Without his own ten of fourteen the others have four in the two years nobody tells of."""
    rows = [("oge.rus", "a", 2020, f"s{n}", (5, 6, 9)) for n in range(4)]
    rows += [("oge.rus", "a", year, "s0", (5, 6, 9)) for year in (2021, 2022)]
    rows += [("oge.rus", "a", year, f"s{n}", (int(n < 3), 6, 14 - int(n < 3)))
             for year in (2021, 2022) for n in (1, 2, 3)]  # fmt: skip
    held, told = said(atoms(*rows), {"a": ("a",)}, [2020, 2021, 2022])
    told = _with_the_middle_year_hidden(told)
    later = [key for key in sorted(held) if key[2] > 2020]
    assert _width_left(held, told, later, (0,)) == 0
    assert audit.repaired(held, told, RULES).narrow == 0
    assert _width_left(held, told, later, (0,)) > 0


def test_the_third_mark_is_not_left_over_from_two_exact_shares() -> None:
    rows = [("oge.rus", "a", 2022, f"s{school}", (3, int(school == 0), 6)) for school in range(5)]
    held, told = said(atoms(*rows), {"a": ("a",)}, [2022])
    assert {one.kind for one in told} == {"exact"}
    audit.repaired(held, told, RULES)
    assert {one.kind for one in told} != {"exact"}


@pytest.mark.parametrize(
    ("counts", "schools", "kind"),
    [
        ((0, 30, 30), 5, "band"),
        ((4, 30, 26), 5, "band"),
        ((30, 30, 0), 2, "hidden"),
        ((3, 3, 3), 3, "hidden"),
        ((20, 20, 20), 5, "exact"),
    ],
)
def test_first_choice_follows_the_policy(counts: tuple[int, ...], schools: int, kind: str) -> None:
    shares = [[count // schools + (n < count % schools) for count in counts]
              for n in range(schools)]  # fmt: skip
    rows = [("oge.rus", "a", 2022, f"s{n}", share) for n, share in enumerate(shares)]
    _, told = said(atoms(*rows), {"a": ("a",)}, [2022])
    assert told[0].question.question_id.endswith("mark_2_share")
    assert told[0].kind == kind


@pytest.mark.parametrize("domain", [conditions.RISK, conditions.SPECIAL_NEEDS])
def test_what_stays_with_a_pupil_is_told_in_bands_in_every_year(domain: str) -> None:
    schools = [(year, name) for year in (2021, 2022) for name in "abcd"]
    frame = atoms(*((domain, "p", year, name, (200, 40, 60)) for year, name in schools))
    _, told = said(frame, {"p": ("p",)}, (2021, 2022))
    assert len(told) >= 2
    assert {one.kind for one in told} == {"band"}


def test_the_head_of_the_only_failing_school_does_not_learn_of_the_others() -> None:
    rows = [("oge.rus", "a", 2022, "s0", (6, 6, 6))]
    rows += [("oge.rus", "a", 2022, f"s{n}", (0, 9, 9)) for n in range(1, 5)]
    _, told = said(atoms(*rows), {"a": ("a",)}, [2022])
    assert told[0].kind == "band"


def test_a_wider_margin_holds_for_the_heads_of_schools_too() -> None:
    # By the exact 26 of 180 the head of s0 knows that the others have 6: any one of them 0 to 6.
    rows = [("oge.rus", "a", 2022, "s0", (20, 20, 20))]
    rows += [("oge.rus", "a", 2022, f"s{n}", (2, 19, 19)) for n in range(1, 4)]
    held = statements.classes(atoms(*rows))
    asked = questions.questions(["oge.rus"])
    told = {
        margin: next(iter(statements.asked(asked, held, {"a": ("a",)}, [2022],
                                           replace(RULES, margin=margin)))).kind
        for margin in (4, 7, 8, 10)
    }  # fmt: skip
    assert told == {4: "exact", 7: "exact", 8: "band", 10: "band"}
    for margin, found in ((4, []), (7, []), (8, [(0,)]), (10, [(0,)])):
        rules = replace(RULES, margin=margin)
        group = heads._Group(tuple(held), {key: heads._by_school(held[key]) for key in held})
        assert group.open("s0", rules) == found


def test_bands_say_only_their_ends() -> None:
    rows = [("oge.rus", "a", 2022, f"s{n}", (1, 20, 20)) for n in range(3)]
    _, told = said(atoms(*rows), {"a": ("a",)}, [2022])
    assert told[0].band == (0, 5) and told[0].limits() == (0, 6)


def test_the_policy_file_may_only_tighten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "params_folder", lambda: tmp_path)
    for text, words in (
        ("cell: 4", "cell — найдено 4, допустимо не меньше 5"),
        ("group: 9", "group — найдено 9"),
        ("margin: ten", "ожидалось целое число"),
        ("profile: everything", "profile — найдено «everything»"),
        ("cells: 7", "нет правила «cells». Ближайшее: cell"),
    ):
        (tmp_path / policy.FILE_NAME).write_text(text, encoding="utf-8")
        with pytest.raises(ParameterError, match=words):
            policy.stated()
    (tmp_path / policy.FILE_NAME).write_text("cell: 7", encoding="utf-8")
    assert policy.stated().cell == 7


def test_the_shipped_policy_is_that_of_the_contract() -> None:
    stated = policy.stated()
    assert (stated.cell, stated.group, stated.teachers, stated.teacher_schools) == (5, 10, 10, 3)


def test_teachers_of_whom_no_help_was_reported_are_counted_once_with_the_others() -> None:
    """One share of a region for both kinds of municipalities, not two of one name."""
    rows = [("teachers", "a", 2022, f"a{n}", (6, 6, 6, 6)) for n in range(4)]
    rows += [("teachers.unhelped", "b", 2022, f"b{n}", (6, 6, 6, 0)) for n in range(4)]
    held, told = said(atoms(*rows), {"a": ("a",), "b": ("b",), "r": ("a", "b")}, [2022])
    keys = [one.key for one in told]
    assert len(keys) == len(set(keys))
    whole = {(one.place, one.question.question_id): one.whole for one in told}
    assert whole["r", "teachers.diagnosed_share"] == 4 * 24 + 4 * 18
    assert whole["r", "teachers.helped_with_deficit_share"] == 4 * 12
    assert ("b", "teachers.helped_with_deficit_share") not in whole
    # where no help was reported nobody can stand among the helped
    (component,) = bounds.components(held, told)
    unhelped = ("teachers.unhelped", "b", 2022, "")
    assert bounds.Model(held, component).of_people((unhelped,), (3,)) == (0, 0)


def answer_of(one: Statement, part: int) -> Answer:
    question = one.question
    return Answer(
        question.question_id, question.title, question.field, question.subject, question.people,
        None, one.place, "", one.year, one.first_year, "exact", one.schools, one.whole, part,
    )  # fmt: skip


def test_a_correction_of_two_pupils_is_not_the_difference_of_two_versions() -> None:
    rows = [("oge.rus", "a", 2022, f"s{n}", (5, 20, 20)) for n in range(4)]
    held, told = said(atoms(*rows), {"a": ("a",)}, [2022])
    assert told[0].kind == "exact"
    (standing,) = versions.taken_into_account(told, [answer_of(told[0], 18)], held, RULES)
    least, most = told[0].limits()
    assert told[0].kind == "band" and least <= 18 <= most
    # nobody outside knows how few were corrected: 18 then tells of 14 to 22 now
    assert standing.fixed and standing.limits() == (14, 22)


def band_of(one: Statement, low: int, high: int) -> Answer:
    return replace(answer_of(one, 0), kind="band", part=None, low=low, high=high)


def test_a_corrected_band_is_not_taken_for_what_was_said_before() -> None:
    """15 of 158 are between 5 and 10 %; the site said 10 to 15 %, when they were 17."""
    rows = [("oge.rus", "a", 2022, f"s{n}", (5, 24 - n % 2, 24)) for n in range(3)]
    held, told = said(atoms(*rows), {"a": ("a",)}, [2022])
    assert (told[0].part, told[0].whole) == (15, 158)
    (standing,) = versions.taken_into_account(told, [band_of(told[0], 10, 15)], held, RULES)
    assert not told[0].fixed and told[0].band == (0, 20)
    assert standing.limits() == (16 - 4, 23 + 4)
    told[0].kind, told[0].width = "band", 5
    assert not versions.taken_into_account(told, [band_of(told[0], 5, 10)], held, RULES)
    assert told[0].fixed and told[0].band == (5, 10)


def test_who_came_since_is_told_of_only_where_nothing_follows_of_them() -> None:
    """An earlier answer without a school is true of no group known; of the years before, it is."""
    rows = [("oge.rus", "a", year, f"s{n}", (6, 14, 10)) for n in range(4) for year in (2021, 2022)]
    held, told = said(atoms(*rows), {"a": ("a",)}, [2022])
    until_2021 = replace(answer_of(told[0], 24), whole=120)
    (standing,) = versions.taken_into_account(told, [until_2021], held, RULES)
    assert told[0].kind == "exact" and not told[0].fixed
    assert [key[2] for key in standing.members] == [2021] and standing.limits() == (24, 24)
    assert audit.repaired(held, [standing, *told], RULES).narrow == 0

    held, told = said(atoms(*rows), {"a": ("a",)}, [2022])
    a_school_less = replace(answer_of(told[0], 36), whole=180)
    (standing,) = versions.taken_into_account(told, [a_school_less], held, RULES)
    least, most = told[0].limits()
    assert told[0].kind == "band" and least <= 36 and most >= 36 + 60
    assert standing.loose == 60 + 4 and audit.repaired(held, [standing, *told], RULES).narrow == 0


def test_what_stands_published_and_is_narrow_stays_narrow_whatever_is_said() -> None:
    rows = [("oge.rus", "a", 2022, f"s{n}", (int(n < 2), 14, 10)) for n in range(4)]
    held, told = said(atoms(*rows), {"a": ("a",)}, [2022])
    standing = versions.taken_into_account(told, [answer_of(told[0], 2)], held, RULES)
    found = audit.repaired(held, [*standing, *told], RULES)
    assert found.narrow and found.smallest == 24
    assert {one.key for one in found.betraying} == {told[0].key}
    assert {one.kind for one in told if not one.fixed} == {"hidden"}


def test_an_answer_published_before_stands_and_the_others_say_less() -> None:
    rows = [("oge.rus", "a", 2022, f"s{n}", (3, int(n == 0), 6)) for n in range(5)]
    held, told = said(atoms(*rows), {"a": ("a",)}, [2022])
    standing = versions.taken_into_account(told, [answer_of(told[0], 15)], held, RULES)
    found = audit.repaired(held, [*standing, *told], RULES)
    assert found.narrow == 0
    assert told[1].kind != "exact"


def test_a_public_run_gets_no_tables_and_shows_no_bare_block(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.DATA_VARIABLE, str(demo))
    run = RunParams(municipality_id="ivanteevsky", year=2022, edition="public")
    internal = RunParams(municipality_id="ivanteevsky", year=2022)
    bare = blocks.Table("t", "", [blocks.Column("n", "n")], [[3]])

    def opened(which: RunParams) -> None:
        for read in (
            lambda: store.open(which),
            lambda: store.Data(Store(demo), which).table("marks"),
        ):
            with pytest.raises(guard.DisclosureError, match="не читает таблицы школ"):
                read()

    # a run of the public edition has no tables, however it is opened and whenever
    opened(run)
    assert len(store.open(internal).table("marks")) and bare._repr_mimebundle_()
    # a process that a batch gave a certificate shows and reads nothing, from its first line
    issued = certificate.make(Store(demo), certificate.scope_of("ivanteevsky", Store(demo)))
    (tmp_path / "c.json").write_bytes(issued.to_bytes())
    monkeypatch.setenv(paths.CERTIFICATE_VARIABLE, str(tmp_path / "c.json"))
    for _ in range(2):
        opened(internal)
        for read in (lambda: Store(demo).read("marks", ["ivanteevsky"]),
                     lambda: store.Partition(Store(demo), run.municipality).table("marks"),
                     lambda: Store(demo).earlier("marks", "ivanteevsky", "0")):  # fmt: skip
            with pytest.raises(guard.DisclosureError, match="не читает таблицы школ"):
                read()
        with pytest.raises(guard.DisclosureError, match="не из защищённых данных"):
            bare._repr_mimebundle_()
        protected = disclosure.open(run)
        assert tables.overview(protected)._repr_mimebundle_()
    # nor does anybody stamp a block of his own
    for stamp in (protected.certify, lambda block: block.certified(protected.certificate_id)):
        with pytest.raises(guard.DisclosureError, match="свой блок не заверить"):
            stamp(bare)
    assert bare.certificate == ""


def test_a_certificate_is_the_same_for_the_same_data_and_survives_its_file(
    demo: Path, tmp_path: Path
) -> None:
    source = Store(demo)
    scope = certificate.scope_of("turochak", source)
    first, second = (certificate.make(source, scope) for _ in range(2))
    assert first.to_bytes() == second.to_bytes()
    again = certificate.make(source, scope, first.answers)
    assert again.answers == first.answers
    path = tmp_path / "c.json"
    path.write_bytes(first.to_bytes())
    assert certificate.load(path).certificate_id == first.certificate_id
    assert first.audit["narrow"] == 0 and first.audit["cells"] > 1000
    # how many groups are small exactly would tell which
    assert first.audit["cells"] % 100 == 0 and set(first.audit) == {"cells", "narrow"}


def test_every_answer_is_defined_by_its_identifier(demo: Path) -> None:
    source = Store(demo)
    made = certificate.make(source, certificate.scope_of("turochak", source))
    for one in made.answers:
        asked = questions.named(one.question_id)
        assert asked is not None and asked.title == one.title


def test_what_another_profile_published_is_known_too(demo: Path) -> None:
    """A site told the threes exactly; beside them an exact share of fours tells the twos."""
    source = Store(demo)
    scope = certificate.scope_of("turochak", source)
    plain = certificate.make(source, scope)
    held = statements.classes(people.atoms(source, scope.places))
    shares = {(one.question_id, one.place, one.year): one for one in plain.answers}
    for (name, place, year), quality in shares.items():
        twos = shares.get((name.replace("quality", "mark_2"), place, year))
        if not name.endswith("quality_share") or quality.kind != "exact" or not twos:
            continue
        (question,) = [q for q in questions.questions({k[0] for k in held}, questions.EVERY)
                       if q.question_id == name.replace("quality", "mark_3")]  # fmt: skip
        (threes,) = [
            one for one in statements.asked([question], held, scope.reports, [year], RULES)
            if one.place == place
        ]  # fmt: skip
        if 0 < threes.whole - threes.part - quality.part < 5:  # type: ignore[operator]
            break
    else:
        raise AssertionError("no case in the data")
    made = certificate.make(source, scope, [answer_of(threes, threes.part)])
    (now,) = [a for a in made.answers if (a.question_id, a.place, a.year) == (name, place, year)]
    assert now.kind != "exact" and made.audit["narrow"] == 0
    assert not [one for one in made.answers if one.question_id == question.question_id]


def test_indicators_of_the_public_edition_hide_what_is_small(shnor: object, demo: Path) -> None:
    ran = shnor("indicators", "-m", "ivanteevsky", "-y", "2022", "--edition", "public",  # type: ignore[operator]
                "--format", "json", "--data", demo)  # fmt: skip
    rows = json.loads(ran.out)
    assert ran.code == 0
    assert not [row for row in rows if row["scope"] == "school"]
    shares = [row for row in rows if row["indicator_id"].startswith("pooled.")]
    exact = [row for row in shares if row["status"] == "ok"]
    assert len(exact) > 10
    for row in exact:
        assert 5 <= row["numerator"] <= row["denominator"] - 5
    bands = [row for row in shares if "band" in row]
    assert bands
    for row in bands:
        assert row["value"] is None and row["numerator"] is None and row["status"] == "suppressed"
    others = [row for row in rows if row["scope"] in ("listed", "cohort")]
    assert others and all(row["value"] is None for row in others)


def test_every_notebook_of_the_repository_with_a_public_story_names_it() -> None:
    from helpers import notebooks

    having = {book.name for book in notebooks.notebooks() if book.has_public}
    assert having == {"00_overview", "10_results", "20_teacher_deficits", "24_staffing",
                      "30_roadmap", "40_context", "60_region", "90_data_quality"}  # fmt: skip
    assert (ROOT / "params" / policy.FILE_NAME).is_file()
