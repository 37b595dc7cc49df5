"""The overview runs on every kind of data and follows the managerial cycle."""

from __future__ import annotations

from pathlib import Path

from notebooks.pages import ids, of_kind, ran, words

from helpers import blocks

NAME = "00_overview"


def test_a_district_with_a_plan_gets_steps_with_owners_and_days(demo: Path) -> None:
    page = ran(NAME, demo, "ivanteevsky", 2022)
    assert {"goals-figure", "goals", "planned", "held", "lists-figure", "main-results",
            "steps"} <= ids(page)  # fmt: skip
    steps = next(b for b in of_kind(page, blocks.Table) if b.block_id == "steps")
    assert all(row[2].text for row in steps.rows)
    assert any("дорожная карта, пункт" in row[4].text for row in steps.rows)
    assert "[лицо" not in " ".join(row[0].text for row in steps.rows)


def test_the_summary_has_one_claim_of_each_field(demo: Path) -> None:
    page = ran(NAME, demo, "priozersk", 2021)
    found = [item.block_id for item in page.summary.items]
    assert len(found) == len(set(found)) <= 6
    assert "finding-list" in found and "finding-roadmap" in found
    assert "В списке ШНОР по результатам 2021 года 6 школ" in words(page)


def test_headings_follow_the_managerial_cycle(demo: Path) -> None:
    page = ran(NAME, demo, "priozersk", 2021)
    heads = [node.plain() for node in page.headings() if node.level == 2]
    order = [
        "Цели", "Показатели", "Сбор данных", "Мониторинг: списки ШНОР",
        "Анализ: главные результаты", "Адресные рекомендации: что дальше",
        "Меры и решения: исполнение дорожной карты", "Эффект",
    ]  # fmt: skip
    assert [head for head in heads if head in order] == order


def test_a_region_without_lists_plans_and_teachers_says_so(altai: Path) -> None:
    page = ran(NAME, altai, "altai", 2015)
    text = words(page)
    assert "Списка ШНОР по результатам 2015 года в данных нет" in text
    assert "Целевых значений на 2015 год в данных нет" in text
    assert "Об эффекте поддержки данных нет" in text
    assert "lists-figure" not in ids(page) and "goals" not in ids(page)
    assert all(table.rows for table in of_kind(page, blocks.Table))
