"""The pages of a site: index with search, municipalities, years, glossary, method, map, 404.

Here: what stands on each page and the links between them. Not here: the look (the template
`site.html.j2`), where reports lie (`site`).

Links are relative, so that the site works from a server, a folder and a USB stick. Without
scripts everything is there but the search and the links of 404: a server shows that page at any
address, so its script asks the server where the glossary lies, from the address upwards, and the
page says in words how to find the beginning of the site.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from helpers import params, vocabulary
from helpers.disclosure import policy
from helpers.publish import search

if TYPE_CHECKING:
    from helpers.publish.site import Shelved, YearPage

SEARCH, MISSING = (
    Path(__file__).with_name(name).read_text("utf-8").strip()
    for name in ("search.js", "missing.js")
)
_FORMATS = {"report.html": "HTML", "report.pdf": "PDF", "report.xlsx": "XLSX",
            "report.docx": "DOCX", "report.csv": "CSV"}  # fmt: skip
_SECTIONS = (("Все территории", "index.html"), ("Словарь", "glossary.html"),
             ("Как считается", "method.html"), ("Карта сайта", "map.html"))  # fmt: skip
_TERMS = (
    ("ШНОР", "школа с низкими образовательными результатами"),
    ("ВПР", "всероссийская проверочная работа: освоена ли программа класса"),
    ("ОГЭ, ЕГЭ", "экзамены после 9 и 11 класса"),
    ("дефицит педагога", "компетенция, по которой результат диагностики ниже границы; повод "
                         "помочь, а не оценка человека"),
    ("дорожная карта", "план мер поддержки школ со сроками и ответственными"),
    ("полоса", "пределы вместо числа: точное число выдало бы результат немногих людей"),
    ("с", "скрыто: за числом слишком мало людей или школ"),
    ("учебный год", "год на сайте — тот, в котором учебный год кончается: 2022 — это 2021/22"),
)  # fmt: skip
_NOWHERE = (
    "Такой страницы на сайте нет. Первая страница — в начале того же адреса: стирайте в нём "
    "последние части, одну за другой, пока она не откроется."
)
_WIDER = (
    "Прежние ответы и отчёты сохранены ниже. Где прежний и новый ответ вместе выдали бы "
    "исправление или числа одной школы, которой прежде не было, новый сказан шире: по нему нельзя "
    "судить, выросла доля или упала."
)


def write_all(site: Path, years: Sequence[YearPage]) -> None:
    """Write every page of a site whose reports lie in their places."""
    names = params.told_apart(params.names_of({year.municipality_id for year in years}))

    def order(one: YearPage) -> tuple[Any, ...]:
        place = one.municipality_id
        return vocabulary.natural(names[place]), place, -one.year

    in_order = sorted(years, key=order)
    by_place = {i: list(own) for i, own in groupby(in_order, key=lambda one: one.municipality_id)}
    for place, own in by_place.items():
        _municipality(site, place, names[place], own)
    _index(site, names, by_place)
    _glossary(site)
    _method(site)
    _map(site, names, by_place)
    _write(site, "404.html", "Страницы нет", "", [_section("Куда идти", [_NOWHERE])],
           script=MISSING)  # fmt: skip


def _policy(script: str) -> str:
    """The rules of a page for the browser: nothing is loaded, no script runs but its own.

    That of 404 may ask the server that the page came from.
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    scripts = f"script-src 'sha256-{digest}'; " if script else ""
    scripts += "connect-src 'self'; " if script == MISSING else ""
    return (
        f"default-src 'none'; {scripts}style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _section(
    title: str,
    texts: Iterable[str] = (),
    links: Iterable[Mapping[str, Any]] = (),
    terms: Iterable[tuple[str, str]] = (),
) -> dict[str, Any]:
    return {"title": title, "texts": list(texts), "links": list(links), "terms": list(terms)}


def _link(name: str, address: str, note: str = "", files: Any = ()) -> dict[str, Any]:
    return {"name": name, "address": address, "note": note, "files": list(files)}


def _home(place: str) -> str:
    """The address of the page of a municipality."""
    return f"m/{place}/index.html"


def _report(year: YearPage, notebook: str) -> str:
    """The address of a report: it stays when the report is corrected."""
    return f"m/{year.municipality_id}/{year.year}/{notebook}/report.html"


def _index(site: Path, names: Mapping[str, str], by_place: Mapping[str, list[YearPage]]) -> None:
    entries: list[tuple[str, ...]] = [(names[place], _home(place)) for place in by_place]
    for place, own in by_place.items():
        for one in own:
            for notebook, made, _ in one.reports:
                title = f"{made['cover']['title']} — {names[place]}, {one.year}"
                entries.append(
                    (
                        title,
                        _report(one, notebook),
                        f"отчёт {vocabulary.school_year_label(one.year)}",
                    )
                )
    links = [
        _link(names[place], _home(place),
              "годы: " + ", ".join(str(one.year) for one in own))
        for place, own in by_place.items()
    ]  # fmt: skip
    intro = (
        "Числа показаны так, чтобы по ним нельзя было узнать результат одного ученика или "
        "педагога; рейтингов школ здесь нет."
    )
    _write(site, "index.html", "Образовательные результаты и поддержка школ", "",
           [_section("Территории", [intro], links)], search.index(entries), SEARCH)  # fmt: skip


def _municipality(site: Path, place: str, name: str, own: Sequence[YearPage]) -> None:
    sections = []
    for one in own:
        links = _reports(str(one.year), one.reports)
        links.append(_link("Данные этого года", f"{one.year}/answers.json", "JSON"))
        sections.append(_section(vocabulary.school_year_label(one.year), (), links))
        for version in one.versions:
            title = f"{one.year}: что изменилось после версии {version.number}"
            folder = f"{one.year}/versions/{version.number}"
            old = _reports(folder, version.reports)
            old.append(_link(f"Данные версии {version.number}", f"{folder}/answers.json", "JSON"))
            sections.append(_section(title, [*version.changes, _WIDER], old))
    _write(site, _home(place), name, "Отчёты по годам", sections)


def _reports(folder: str, reports: Iterable[Shelved]) -> list[dict[str, Any]]:
    """Links to the reports that lie in a folder."""
    return [
        _link(
            made["cover"]["title"],
            f"{folder}/{notebook}/report.html",
            made["cover"]["data_label"],
            [(_FORMATS[file], f"{folder}/{notebook}/{file}") for file in _FORMATS if file in files],
        )
        for notebook, made, files in reports
    ]


def _glossary(site: Path) -> None:
    _write(site, "glossary.html", "Словарь", "", [_section("Слова", (), (), _TERMS)])


def _method(site: Path) -> None:
    rules = policy.stated()
    texts = (
        "Доли учеников считаются за несколько лет и по всем классам ступени вместе; доли педагогов "
        "— за один год по всем школам территории.",
        f"Доля показывается, если за ней не меньше {rules.group} участников из не меньше чем "
        f"{rules.schools} школ, о педагогах — не меньше {rules.teachers} человек из не меньше чем "
        f"{rules.teacher_schools} школ. Точное число стоит, только если и в нём, и в остатке не "
        f"меньше {rules.cell} человек.",
        "Перед выпуском все числа всех отчётов региона за все годы вместе с прежними версиями "
        "проверяются: можно ли по ним вычислить или сузить результат немногих людей. Где можно, "
        "вместо числа стоит полоса или оно скрыто.",
        "Исправленные числа заменяют прежние по тому же адресу; прежние лежат рядом, и сказано, "
        "что изменилось.",
    )
    _write(site, "method.html", "Как считается", "", [_section("Правила", texts)])


def _map(site: Path, names: Mapping[str, str], by_place: Mapping[str, list[YearPage]]) -> None:
    links = [
        _link(f"{names[place]}, {one.year}: {made['cover']['title']}",
              _report(one, notebook))
        for place, own in by_place.items()
        for one in own
        for notebook, made, _ in one.reports
    ]  # fmt: skip
    _write(site, "map.html", "Карта сайта", "", [_section("Все отчёты", (), links)])


def _write(
    site: Path,
    address: str,
    title: str,
    question: str,
    sections: Sequence[Mapping[str, Any]],
    found: str = "",
    script: str = "",
) -> None:
    from helpers.reports.html import exporter

    up = "../" * address.count("/")
    page = (
        exporter()
        .environment.get_template("site.html.j2")
        .render(
            title=title,
            question=question,
            sections=sections,
            menu=[(name, up + target) for name, target in _SECTIONS],
            search=Markup(found),
            script=Markup(script),
            has_menu=script != MISSING,
            policy=Markup(_policy(script)),
        )
    )
    path = site / address
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
