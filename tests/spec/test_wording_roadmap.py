"""Which sentences about the execution of a plan the records allow."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
from spec.made_up_data import RUN, made_up

from helpers.blocks import Finding
from helpers.disclosure import open_facts
from helpers.indicators.plan_year import PlanYear
from helpers.tables import roadmap as tables
from helpers.wording import roadmap as wording
from helpers.wording import roadmap_findings


def frame(**others: Any) -> dict[str, Any]:
    return {
        "plan_id": "p", "frame": "school_year", "period_start": pd.Timestamp("2021-09-01"),
        "period_end": pd.Timestamp("2022-08-31"), "approved_on": pd.Timestamp("2021-09-01"),
    } | others  # fmt: skip


def item(seq: int, term: str, result: str = "приказ", who: str = "школы") -> dict[str, Any]:
    return {
        "plan_id": "p", "seq": seq, "item_no": f"1.{seq}", "section": "Раздел",
        "measure": f"Мероприятие {seq}", "term_raw": term, "responsible_raw": who,
        "result_raw": result,
    }  # fmt: skip


def record(seq: int, done_on: str, reference: str = "№ 1") -> dict[str, Any]:
    return {
        "plan_id": "p", "seq": seq, "record_no": "1", "done_on": pd.Timestamp(done_on),
        "evidence_kind": "приказ", "evidence_ref": reference,
    }  # fmt: skip


def plan(items: list[dict[str, Any]], *records: dict[str, Any]) -> PlanYear:
    data = made_up(plan_frames=[frame()], roadmap_items=items, roadmap_progress=list(records))
    return PlanYear(data, RUN)  # type: ignore[arg-type]


def finding(picture: PlanYear, block_id: str) -> Finding | None:
    return next(
        (f for f in roadmap_findings.findings(picture).items if f.block_id == block_id), None
    )


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_plan_without_records_is_not_called_unfulfilled() -> None:
    picture = plan([item(1, "Октябрь 2021"), item(2, "Ноябрь 2021")])
    found = finding(picture, "plan-execution")
    assert found is not None
    assert found.tone == "no_data"
    assert "срок прошёл у 2 пунктов" in plain(found.text)
    assert finding(picture, "plan-overdue-finding") is None
    assert {row[3].text for row in tables.cut(picture, "section").rows} == {"н/д"}  # type: ignore[union-attr]


def test_late_overdue_and_done_terms_are_told_apart() -> None:
    picture = plan(
        [item(1, "Октябрь 2021"), item(2, "Ноябрь 2021"), item(3, "Декабрь 2021")],
        record(1, "2021-10-20"),
        record(2, "2021-12-05"),
    )
    found = finding(picture, "plan-execution")
    assert found is not None
    assert found.tone == "attention"
    assert plain(found.text) == (
        "К 31 августа 2022 года исполнены 2 из 3 наступивших сроков, из них с опозданием 1; "
        "просрочен 1."
    )
    late = finding(picture, "plan-overdue-finding")
    assert late is not None
    assert "Просрочен 1 пункт; дольше всего — пункт 1.3" in plain(late.text)
    assert "243 дня" in plain(late.text)


def test_an_effect_in_words_is_never_done_whatever_is_recorded() -> None:
    picture = plan(
        [item(1, "Октябрь 2021", "Повышение качества образования"), item(2, "Октябрь 2021")],
        record(1, "2021-10-01"),
        record(2, "2021-10-01"),
    )
    assert plain(wording.execution(picture).text).endswith(
        "исполнен 1 из 1 наступившего срока, который можно проверить. Ещё 1 наступивший срок не "
        "судится: результат пункта не задан измеримо."
    )
    table = tables.cut(picture, "section")
    assert table is not None
    row = dict(zip((column.label for column in table.columns), table.rows[0], strict=True))
    assert [row[name].text for name in ("Наступило", "Проверить нельзя", "Исполнено")] == [
        "2", "1", "1"
    ]  # fmt: skip
    assert "из остальных" in table.notes[0]
    found = finding(picture, "plan-unmeasured-finding")
    assert found is not None
    assert found.tone == "attention"
    assert "У 1 из 2 пунктов (50,0 %)" in plain(found.text)


def test_work_on_an_effect_in_words_is_named_though_it_cannot_be_judged() -> None:
    effect = "Повышение качества образования"
    picture = plan(
        [item(1, "Октябрь 2021", effect), item(2, "Октябрь 2021", effect)],
        record(1, "2021-10-01"),
    )
    states = [row[-1].text for row in tables.without_result(picture).rows]  # type: ignore[union-attr]
    assert states == [
        "Выполнение отмечено, результат не задан измеримо", "Измеримый результат не задан"
    ]  # fmt: skip
    found = finding(picture, "plan-unmeasured-finding")
    assert found is not None
    assert "У 1 такого пункта выполнение отмечено" in plain(found.text)
    assert "до 45 %" in picture.quality[0].message


def test_terms_that_cannot_be_judged_are_named_where_nothing_is_recorded() -> None:
    picture = plan([item(1, "Октябрь 2021", "Повышение качества"), item(2, "Октябрь 2021")])
    text = plain(wording.execution(picture).text)
    assert "срок прошёл у 1 пункта" in text
    assert text.endswith("Ещё 1 наступивший срок не судится: результат пункта не задан измеримо.")


def test_terms_that_came_and_cannot_be_judged_are_not_called_absent() -> None:
    effect = "Повышение качества образования"
    picture = plan(
        [item(1, "Октябрь 2021", effect), item(2, "Ноябрь 2021", effect)], record(1, "2021-10-01")
    )
    expected = (
        "К 31 августа 2022 года наступили 2 срока, и проверить ни один из них нельзя: результат "
        "пункта не задан измеримо."
    )
    told = finding(picture, "plan-execution")
    assert told is not None
    assert {
        plain(text)
        for text in (
            told.text,
            wording.execution(picture).text,
            wording.sections(picture).text,
            wording.overdue(picture).text,
        )
    } == {expected}
    unrecorded = plain(wording.execution(plan([item(1, "Октябрь 2021", effect)])).text)
    assert unrecorded.endswith(
        " Наступил 1 срок, и проверить его нельзя: результат пункта не задан измеримо."
    )
    ahead = plan(
        [item(1, "Октябрь 2021", effect), item(2, "Октябрь 2030", effect)],
        record(2, "2021-10-01"),
    )
    assert "наступил 1 срок" in plain(wording.execution(ahead).text)
    early = plan([item(1, "Октябрь 2030")], record(1, "2021-10-01"))
    assert plain(wording.execution(early).text) == (
        "К 31 августа 2022 года ни один срок ещё не наступил."
    )


def test_no_overdue_terms_is_said_of_those_that_can_be_judged() -> None:
    picture = plan(
        [item(1, "Октябрь 2021", "Повышение качества"), item(2, "Октябрь 2021")],
        record(2, "2021-10-01"),
    )
    for told in (wording.sections(picture), wording.overdue(picture)):
        assert plain(told.text).endswith(
            "Ещё 1 наступивший срок не судится: результат пункта не задан измеримо."
        )


def test_overdue_terms_of_parties_are_told_of_those_that_can_be_judged() -> None:
    late = item(2, "Октябрь 2021")
    checkable = plan([late, item(3, "Октябрь 2021")], record(3, "2021-10-01"))
    assert plain(wording.responsible(checkable).text) == (
        "Просроченные сроки из наступивших: школы (1 из 2)."
    )
    picture = plan(
        [item(1, "Октябрь 2021", "Повышение качества"), late, item(3, "Октябрь 2021")],
        record(3, "2021-10-01"),
    )
    assert plain(wording.responsible(picture).text) == (
        "Просроченные сроки из наступивших, которые можно проверить: школы (1 из 2)."
    )
    public = {fact.fact_id: fact.title for fact in open_facts.facts(picture.data, RUN)}
    assert public["roadmap.done_share"].endswith("из наступивших сроков, которые можно проверить")


def test_a_responsible_party_of_no_known_kind_is_shown_as_the_plan_names_it() -> None:
    picture = plan([item(1, "Октябрь 2021", who="Клуб филателистов"), item(2, "Октябрь 2021")])
    late = tables.overdue(picture)
    assert late is not None
    assert [row[4].text for row in late.rows] == ["Клуб филателистов", "Школы"]
    parts = tables.cut(picture, "responsible")
    assert parts is not None
    assert {row[0].text for row in parts.rows} == {"Назван в плане, вид не определён", "Школы"}


def test_a_party_of_no_known_kind_is_shown_beside_a_known_one() -> None:
    picture = plan([item(1, "Октябрь 2021", who="Управление образования, ООО «Ромашка, Лютик»")])
    late = tables.overdue(picture)
    assert late is not None
    assert [row[4].text for row in late.rows] == [
        "Орган управления образованием, ООО «Ромашка, Лютик»"
    ]
    parts = tables.cut(picture, "responsible")
    assert parts is not None
    assert [row[0].text for row in parts.rows] == [
        "Назван в плане, вид не определён", "Орган управления образованием"
    ]  # fmt: skip


def test_a_named_school_without_a_number_is_a_named_school() -> None:
    picture = plan([item(1, "Октябрь 2021", who="Гимназия")])
    assert picture.items["responsible"].tolist() == [("SCHOOL_NAMED",)]
    assert not picture.quality


def test_every_remark_to_the_plan_is_counted_in_the_sentence() -> None:
    effect = "Повышение мотивации"
    picture = plan([item(1, "Октябрь 2021", effect), item(2, "Октябрь 2021", who="Клуб")])
    assert plain(wording.quality(picture).text) == (
        "К самому плану есть 2 замечания: результат только на словах — 1; вид ответственного не "
        "определён — 1."
    )
    crowded = plan([item(1, "", "", ""), item(2, "когда-нибудь", effect, "Клуб"),
                    item(4, "Октябрь 2030")])  # fmt: skip
    told = plain(wording.quality(crowded).text)
    assert sum(map(int, re.findall(r"— (\d+)", told))) == len(crowded.quality)


def test_a_done_term_without_a_paper_is_named() -> None:
    picture = plan([item(1, "Октябрь 2021")], record(1, "2021-10-01", ""))
    assert "не указано у 1 из 1 исполненного срока" in plain(wording.proof(picture).text)
    assert len(tables.without_evidence(picture).rows) == 1  # type: ignore[union-attr]


def test_terms_before_the_approval_are_remarks_and_stay_where_they_are() -> None:
    data = made_up(
        plan_frames=[frame(approved_on=pd.Timestamp("2022-01-24"))],
        roadmap_items=[item(1, "декабрь"), item(2, "апрель", who="")],
    )
    picture = PlanYear(data, RUN)  # type: ignore[arg-type]
    text = plain(wording.quality(picture).text)
    assert "ответственный не указан — 1" in text
    assert "срок раньше утверждения — 1" in text
    assert picture.items["due"].tolist()[0].isoformat() == "2021-12-31"


def test_a_permanent_item_is_never_overdue() -> None:
    picture = plan([item(1, "постоянно"), item(2, "Октябрь 2021")], record(2, "2021-10-05"))
    assert "Без конечной даты — 1 пункт" in plain(wording.timeline(picture).text)
    assert "просроченных пунктов нет" in wording.overdue(picture).text


def test_what_is_next_ends_with_the_next_quarter() -> None:
    data = made_up(
        plan_frames=[frame(period_end=pd.Timestamp("2023-08-31"))],
        roadmap_items=[item(1, "Октябрь 2022"), item(2, "Январь 2023")],
    )
    picture = PlanYear(data, RUN)  # type: ignore[arg-type]
    assert plain(wording.due_next(picture).text) == (
        "До 31 декабря 2022 г. наступает срок 1 пункта; ближайший — пункт 1.1 "
        "(«Мероприятие 1»), 31 октября 2022 г."
    )


def test_a_year_without_a_plan_has_one_finding() -> None:
    picture = PlanYear(made_up(), RUN)  # type: ignore[arg-type]
    assert [item.tone for item in roadmap_findings.findings(picture).items] == ["no_data"]
    assert "в Ивантеевском районе в данных нет" in roadmap_findings.findings(picture).items[0].text
