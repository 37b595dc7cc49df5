"""Published bytes → statements about people. Imports nothing of the product."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import docx
import lxml.html
import openpyxl
import pypdf
from attack import drawings

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_NUMBER = re.compile(r"^[0-9]+(?:[.,][0-9]+)?$")
_YEARS = re.compile(r"^(20[0-9]{2})(?:[–-](20[0-9]{2}))?$")
#: Words of a question → the categories it counts: «2», «3», «4»–«5»; or no, yes.
CATEGORIES = {"доля «2»": (0,), "доля «3»": (1,), "доля «4» и «5»": (2,),
              "не преодолели минимум": (0,), "получили": (1,),
              "участие во всех работах": (1,), "средняя отметка": ()}  # fmt: skip
#: Series whose titles have words of their own. Categories of teachers: not diagnosed, without a
#: deficit, with one and no help, with one and helped; of pupils at risk: not, at risk, accompanied.
TEACHERS, RISK, SPECIAL_NEEDS = "Педагоги", "Группа риска", "ОВЗ"
#: Titles → series, categories counted and those they are counted among.
WHOLE_TITLES: dict[str, tuple[str, tuple[int, ...], tuple[int, ...]]] = {
    "Педагоги, прошедшие диагностику": (TEACHERS, (1, 2, 3), ()),
    "Педагоги с дефицитами среди прошедших диагностику": (TEACHERS, (2, 3), (1, 2, 3)),
    "Педагоги с дефицитами, получившие помощь": (TEACHERS, (3,), (2, 3)),
    "Обучающиеся группы риска": (RISK, (1, 2), ()),
    "Обучающиеся группы риска, которых сопровождают": (RISK, (2,), (1, 2)),
    "Обучающиеся с ОВЗ": (SPECIAL_NEEDS, (1,), ()),
}
_FIRST = "ВПР|ОГЭ|ЕГЭ|Аттестаты|Педагоги|Обучающиеся"
#: A sentence of a summary: «title — 18,9 % (214 из 1131 участников, 8 школ, 2020–2022)».
_SENTENCE = re.compile(
    rf"(?P<title>(?:{_FIRST})(?:(?!{_FIRST})[^.;!?])*?)"
    r" — (?P<value>[^(;—]{3,40}?) \((?:(?P<part>[0-9 ]+) из )?"
    r"(?P<whole>[0-9 ]+) [а-яё ]+, [0-9]+ школ[аы]?, (?P<years>20[0-9]{2}(?:– ?20[0-9]{2})?)\)"
)
_CAPTION = re.compile(r"^(?:Данные к рисунку\.? ?)?(?:(?:Таблица|Рисунок) [0-9]+\. )?")
_MERGED = "Малочисленные школы"
#: Kinds of files that say something.
SUFFIXES = (".html", ".xlsx", ".docx", ".pdf", ".csv", ".json")


@dataclass(frozen=True)
class Told:
    """One statement: of `whole` people of a series in some years, between `low` and `high`
    stand in `categories`; `mean` is the mean of the marks 2, 3, 4½ instead. Statements of one
    `release` were made of the same data.

    `whole` counts those in the categories `among`, or everybody where that is empty. It is
    about one school where `school` is its name, or about those too small for a row."""

    place: str
    series: str
    categories: tuple[int, ...]
    first: int
    last: int
    whole: int
    low: float
    high: float
    mean: float | None = None
    among: tuple[int, ...] = ()
    school: str = ""
    release: str = ""

    @property
    def is_of_small_schools(self) -> bool:
        """Whether it adds up the schools that are too small for a row of their own."""
        return self.school.startswith(_MERGED)


def width_of(series: str) -> int:
    """How many categories the people of a series are in: marks three, teachers four, else two."""
    if series in (TEACHERS, RISK):
        return 4 if series == TEACHERS else 3
    is_marks = series.startswith("ОГЭ") or (series.startswith("ВПР") and series.count(",") == 2)
    return 3 if is_marks else 2


def told(site: Path, suffixes: Collection[str] = SUFFIXES) -> list[Told]:
    """Everything that the files of a site say, each statement once."""
    found: dict[Told, None] = {}
    places, certificate = _named_places(site), cache(_certificate)
    for path in sorted(one for one in site.rglob("*") if one.suffix in suffixes):
        release = _release(site, path, certificate)
        for one in of_file(_place(path.relative_to(site)), path, places):
            found[replace(one, release=release)] = None
    return list(found)


def _release(site: Path, path: Path, certificate: Callable[[Path], str]) -> str:
    """The certificate of the answers beside a file or above it."""
    above = [folder for folder in path.parents if folder.is_relative_to(site)]
    files = [folder / "answers.json" for folder in above if (folder / "answers.json").is_file()]
    return certificate(files[0]) if files else ""


def _certificate(answers: Path) -> str:
    return str(json.loads(answers.read_text("utf-8"))["certificate"])


def _named_places(site: Path) -> dict[str, str]:
    """Names of municipalities → folders, by the headings of their pages."""
    return {
        _plain(lxml.html.parse(str(page)).findtext(".//h1")): page.parent.name
        for page in site.glob("m/*/index.html")
    }


def of_file(place: str, path: Path, places: Mapping[str, str] | None = None) -> Iterator[Told]:
    """Everything that one file says of a place, and of others that it names."""
    for row in _rows(path):
        named = row.get("Муниципалитет", "")
        yield from _statement((places or {}).get(named, named) or place, row)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.suffix == ".html":
        return _html_rows(path)
    if path.suffix == ".xlsx":
        return _xlsx_rows(path)
    if path.suffix == ".docx":
        return _docx_rows(path)
    if path.suffix == ".pdf":
        return _sentences(words_of_pdf(path))
    if path.suffix == ".csv":
        return _csv_rows(path)
    return _json_rows(path) if path.name == "answers.json" else iter(())


def _place(path: Path) -> str:
    parts = path.parts
    return parts[1] if len(parts) > 1 and parts[0] == "m" else parts[0]


def _plain(text: object) -> str:
    return _SPACES.sub(" ", str("" if text is None else text)).strip()


def _html_rows(path: Path) -> Iterator[dict[str, str]]:
    page = lxml.html.fromstring(path.read_bytes())
    yield from table_rows(page.iter("table"))
    for svg in page.iter("svg"):
        yield from _drawn_rows(svg)
        yield from drawings.measured(svg, list(rows_below(svg)))
    yield from _sentences(page.text_content())


def rows_below(svg: lxml.html.HtmlElement) -> Iterator[dict[str, str]]:
    """Rows of the table of a drawing: the next one, or the last before where none comes."""
    tables = svg.xpath("following::table[1]") or svg.xpath("preceding::table[1]")
    return table_rows(tables)


def table_rows(tables: Iterable[lxml.html.HtmlElement]) -> Iterator[dict[str, str]]:
    """Rows of tables by the heads of columns; the caption says what no column does."""
    for table in tables:
        rows = [[_plain(cell.text_content()) for cell in row.iter("th", "td")]
                for row in table.iter("tr")]  # fmt: skip
        caption = table.find("caption")
        title = _CAPTION.sub("", "" if caption is None else _plain(caption.text_content()))
        for row in rows[1:]:
            yield {"Показатель": title, **dict(zip(rows[0], row, strict=False))}


def _drawn_rows(svg: lxml.html.HtmlElement) -> Iterator[dict[str, str]]:
    """Markers of a drawing against its scale: what a ruler on the screen reads."""
    ticks = sorted(
        (float(node.get("x")), float(_plain(node.text_content())))
        for node in svg.iter("text")
        if node.get("x") and _NUMBER.match(_plain(node.text_content()))
    )
    if len(ticks) < 2 or ticks[0][1] == ticks[-1][1]:
        return
    (x0, v0), (x1, v1) = ticks[0], ticks[-1]
    for node in svg.iter("circle"):
        value = v0 + (float(node.get("cx")) - x0) * (v1 - v0) / (x1 - x0)
        yield {"Показатель": node.get("data-title") or "", "Годы": node.get("data-years") or "",
               "Значение": f"{value:.2f} %", "Из скольких": node.get("data-n") or ""}  # fmt: skip


def _xlsx_rows(path: Path) -> Iterator[dict[str, str]]:
    """Every sheet, row and column, hidden ones too."""
    for sheet in openpyxl.load_workbook(path, data_only=True).worksheets:
        heads: list[str] = []
        title = ""
        for row in sheet.iter_rows(values_only=True):
            cells = [_plain(cell) for cell in row]
            if cells[0].startswith(("Рисунок ", "Таблица ")):
                title = _CAPTION.sub("", cells[0])
            elif any(cell.startswith(("Показатель", "Муниципалитет")) for cell in cells):
                heads = [cell.split(",")[0] for cell in cells]
            elif heads:
                made = {"Показатель": title, **dict(zip(heads, cells, strict=False))}
                value = made.get("Значение", "")
                if _NUMBER.match(value):
                    made["Значение"] = f"{value} %"
                yield made


def _docx_rows(path: Path) -> Iterator[dict[str, str]]:
    """Tables under their headings, and sentences."""
    document = docx.Document(str(path))
    for table in document.tables:
        rows = [[_plain(cell.text) for cell in row.cells] for row in table.rows]
        for row in rows[1:]:
            yield dict(zip(rows[0], row, strict=False))
    yield from _sentences("\n".join(paragraph.text for paragraph in document.paragraphs))


def _csv_rows(path: Path) -> Iterator[dict[str, str]]:
    """A table as it stands, or one line for each cell with the names of row and column."""
    text = path.read_text("utf-8-sig")
    lines = list(csv.reader(text.splitlines(), delimiter=";" if ";" in text[:200] else ","))
    heads, rows = lines[0], [dict(zip(lines[0], line, strict=False)) for line in lines[1:]]
    if "column" not in heads:
        yield from rows
        return
    made: dict[tuple[str, str], dict[str, str]] = {}
    for cell in rows:
        row = made.setdefault((cell["table"], cell["row"]), {"Показатель": cell["title"]})
        row[cell["column"]] = _plain(cell["text"])
    yield from made.values()


def _sentences(text: str) -> Iterator[dict[str, str]]:
    for found in _SENTENCE.finditer(_plain(text)):
        yield {"Показатель": found["title"].strip(), "Годы": found["years"],
               "Значение": found["value"], "Человек": found["part"] or "",
               "Из скольких": found["whole"]}  # fmt: skip


def _json_rows(path: Path) -> Iterator[dict[str, str]]:
    for one in json.loads(path.read_text("utf-8"))["answers"]:
        years = f"{one['first_year']}–{one['year']}"
        row = {"Показатель": one["title"], "Годы": years, "Из скольких": str(one["whole"] or ""),
               "Школа": one.get("school_name", "")}  # fmt: skip
        if one["part"] is not None:
            row["Человек"] = str(one["part"])
        elif one["low"] is not None:
            row["Значение"] = f"от {one['low']} до {one['high']} %"
        yield row


def _statement(place: str, row: dict[str, str]) -> Iterator[Told]:
    title, years = row.get("Показатель", ""), _YEARS.match(row.get("Годы", "").replace(" ", ""))
    series, _, words = title.rpartition(": ")
    series, categories, among = WHOLE_TITLES.get(title, (series, CATEGORIES.get(words), ()))
    if not years or categories is None:
        return
    school = row.get("Школа", "")
    whole_text = row.get("Из скольких", "").replace(" ", "")
    if not whole_text.isdigit():
        return
    whole, first = int(whole_text), int(years[1])
    last = int(years[2] or years[1])
    part, value = row.get("Человек", "").replace(" ", ""), row.get("Значение", "")
    spans = []
    if part.isdigit():
        spans.append((float(part), float(part)))
    spans += [(low * whole / 100, high * whole / 100) for low, high in _shares(value)]
    if words == "средняя отметка":
        mean = float(row["Значение"].replace(",", "."))
        yield Told(place, series, (), first, last, whole, 0, 0, mean)
        return
    for low, high in spans:
        yield Told(place, series, categories, first, last, whole, low, high, None, among, school)


def _shares(text: str) -> Iterator[tuple[float, float]]:
    """A share in percent as limits: a printed number stands for half a digit both ways."""
    numbers = [float(one.replace(",", ".")) for one in re.findall(r"[0-9]+(?:[.,][0-9]+)?", text)]
    if not numbers or "%" not in text:
        return
    if "менее" in text:
        yield 0.0, numbers[0] - 1e-7
    elif "более" in text:
        yield numbers[0], 100.0
    elif text.startswith("от") and len(numbers) == 2:
        yield numbers[0], numbers[1] - (0 if numbers[1] == 100 else 1e-7)
    elif len(numbers) == 1:
        digits = (
            len(re.split("[.,]", text.split("%")[0].strip())[-1]) if re.search("[.,]", text) else 0
        )
        half = 0.5 * 10**-digits
        yield numbers[0] - half, numbers[0] + half


def words_of_pdf(path: Path) -> str:
    """The text of every page and the names of attached files."""
    reader = pypdf.PdfReader(path)
    return "\n".join([*(page.extract_text() for page in reader.pages), *reader.attachments])
