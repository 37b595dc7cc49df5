"""Which sentences about the execution of a plan the records allow."""

from __future__ import annotations

from typing import Any

import pandas as pd
from spec.made_up_data import RUN, made_up

from helpers.blocks import Finding
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
    assert "исполнен 1 из 1 наступившего срока" in plain(wording.execution(picture).text)
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
