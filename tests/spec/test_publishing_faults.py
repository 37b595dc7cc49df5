"""Faults of publishing, row by row of the table of faults: what the scan refuses and what holds.

A refused file is named with the place inside it and the reason; what was found is never quoted.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import lxml.html
import pypdf
import pytest
import report_sample as sample
from attack import knowledge
from attack.reading import of_file
from attack.solving import attack
from spec.test_release import HEAD, SECRETS, report

from helpers import reports
from helpers.disclosure import published
from helpers.errors import ReleaseRefused
from helpers.publish import release, site
from helpers.publish.release import Secrets

NAME = "Берёзкина Анна Павловна"
DELETED = '<w:del w:id="1"><w:r><w:delText>3</w:delText></w:r></w:del>'


@dataclass(frozen=True)
class Case:
    """One file that must not be published, and words of the reason."""

    row: str
    name: str
    content: str | bytes
    reason: str


def packed(part: str, text: str) -> bytes:
    """An office file with one part."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(part, text)
    return sink.getvalue()


def attached() -> bytes:
    """A PDF with a file in it."""
    writer, sink = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_attachment("data.csv", b"a;b")
    writer.write(sink)
    return sink.getvalue()


def bookmarked(words: str) -> bytes:
    """A PDF whose bookmark says what no page does."""
    writer, sink = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_outline_item(title=words, page_number=0)
    writer.write(sink)
    return sink.getvalue()


REFUSED = [
    Case("X01", "r.html", HEAD + f"<p>{NAME}</p>", "персональные данные"),
    Case("X01", "r.html", HEAD + f"<img alt='{NAME}'>", "персональные данные"),
    Case("X01", "r.html", HEAD + f"<p title='{NAME}'>x</p>", "персональные данные"),
    Case("X01", "r.xlsx", packed("docProps/core.xml", "<dc:creator>Анна</dc:creator>"),
         "имя автора"),
    Case("X01", "r.xlsx", packed("xl/sharedStrings.xml", f"<t>{NAME}</t>"), "персональные данные"),
    Case("X01", "r.docx", packed("word/document.xml", f'<wp:docPr descr="{NAME}"/>'),
         "персональные данные"),
    Case("X01", "r.pdf", bookmarked(NAME), "строки документа: похоже на персональные данные"),
    Case("X01", "manifest.json", json.dumps({"edition": "public", "parameters": {"a": NAME}}),
         "персональные данные"),
    Case("X02", "r.html", HEAD + "<p>/home/ivanova/x.ipynb</p>", "путь на компьютере"),
    Case("X02", "r.html", HEAD + "<p>C:\\Users\\anna\\x</p>", "путь на компьютере"),
    Case("X02", "r.html", HEAD + "<pre>Traceback (most recent call last)</pre>",
         "сообщение об ошибке"),
    Case("X02", "r.html", HEAD + "<p>lib/site-packages/pandas/core.py:12: Warning</p>",
         "путь на компьютере"),
    Case("X04", "r.xlsx", packed("xl/worksheets/sheet1.xml", '<row r="2" hidden="1"/>'),
         "скрытые строки"),
    Case("X04", "r.xlsx", packed("xl/worksheets/sheet1.xml", '<col min="1" width="0"/>'),
         "скрытые строки или столбцы"),
    Case("X04", "r.xlsx", packed("xl/workbook.xml", '<sheet name="x" state="hidden"/>'),
         "скрытый лист"),
    Case("X04", "r.xlsx", packed("xl/workbook.xml", '<definedName name="n">s!A1</definedName>'),
         "имя диапазона"),
    Case("X04", "r.xlsx", packed("xl/comments1.xml", "<t>x</t>"), "скрытая часть"),
    Case("X04", "r.xlsx", packed("xl/pivotCache/records1.xml", "<r/>"), "скрытая часть"),
    Case("X04", "r.xlsx", packed("docProps/custom.xml", "<property/>"), "скрытая часть"),
    Case("X04", "r.xlsx", packed("xl/styles.xml", '<numFmt numFmtId="164" formatCode=";;;"/>'),
         "вид числа, который его скрывает"),
    Case("X04", "r.docx", packed("word/document.xml", "<w:rPr><w:vanish/></w:rPr>"),
         "скрытый текст"),
    Case("X04", "r.docx", packed("word/document.xml", DELETED), "скрытый текст"),
    Case("X05", "r.html", HEAD + '<script type="application/json">["CANARY-1a2b"]</script>',
         "канарейка"),
    Case("X05", "r.html", HEAD + "<p data-x='CANARY-1a2b'></p>", "канарейка"),
    Case("X05", "r.html", HEAD + "<svg><text>CANARY-1a2b</text></svg>", "канарейка"),
    Case("X05", "r.pdf", attached(), "вложен файл"),
    Case("X06", "r.html", HEAD + "<script src='https://cdn.example/MathJax.js'></script>",
         "внешнему адресу"),
    Case("X06", "r.html", HEAD + "<style>@font-face{src:url(https://x.example/f.woff)}</style>",
         "внешнему адресу"),
    Case("X06", "r.html", HEAD + "<img src='//x.example/p.gif'>", "внешнему адресу"),
    Case("X07", "r.html", "<html><head><title>x</title></head></html>", "стоит не первым"),
    Case("X07", "r.html", HEAD.replace("<head>", "<head><title>x</title>"), "стоит не первым"),
    Case("X07", "r.html", HEAD + "<p onclick='x()'>x</p>", "сценарий в свойстве"),
    Case("X08", "r.html", HEAD.replace("<html lang=\"ru\">", "<html>"), "язык страницы"),
    Case("X09", "m/manifest.json", '{"edition": "internal"}', "служебного пользования"),
    Case("X09", "r.html", HEAD + "<p>Для служебного пользования</p>", "служебного пользования"),
    Case("X10", "r.html", HEAD + "x" * 5_000_001, "больше 5 МБ"),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=[f"{c.row}-{c.reason[:20]}" for c in REFUSED])
def test_what_must_not_be_published_is_refused(case: Case) -> None:
    content = case.content if isinstance(case.content, bytes) else case.content.encode()
    leaks = [leak.text() for leak in release.of_file(case.name, content, SECRETS)]
    assert any(case.reason in leak and case.name in leak for leak in leaks), leaks
    assert NAME not in " ".join(leaks)


def test_x03_a_report_of_the_demo_gives_no_small_group_away(
    public_report: Callable[[str], Path], demo: Path
) -> None:
    statements = [one for name in ("10_results", "40_context")
                  for path in sorted(public_report(name).iterdir())
                  for one in of_file("ivanteevsky", path)]  # fmt: skip
    assert len({one.series for one in statements}) > 8
    known = knowledge.known(knowledge.of_store(demo, ["ivanteevsky"]))
    assert attack(list(dict.fromkeys(statements)), known) == []


@pytest.fixture(scope="module")
def public_report(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes a public report of the demo, every format."""
    from helpers.__main__ import main

    out = tmp_path_factory.mktemp("out")

    def make(name: str) -> Path:
        given = ["report", name, "-m", "ivanteevsky", "-y", "2022", "--edition", "public"]
        assert main([*given, "--data", str(demo), "--out", str(out)]) == 0
        return out / "public" / "2022" / "ivanteevsky" / name

    return make


def test_x08_a_public_page_can_be_read_aloud(tmp_path: Path) -> None:
    folder = reports.render(sample.notebook("public"), sample.spec("public"), tmp_path / "r")
    page = lxml.html.fromstring((folder / "report.html").read_bytes())
    assert page.get("lang") == "ru" and page.findtext(".//title")
    drawings = page.xpath("//svg[@role='img']")
    assert drawings and all(one.get("aria-labelledby") for one in drawings)
    assert all(head.get("scope") for head in page.iter("th"))
    root = pypdf.PdfReader(folder / "report.pdf").trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("ru")


def test_x09_an_internal_report_is_refused_before_anything_is_built(tmp_path: Path) -> None:
    folder = reports.render(sample.notebook(), sample.spec(), tmp_path / "r", ("html",))
    with pytest.raises(ReleaseRefused, match="не публичного издания"):
        release.refuse_internal([folder])


def test_x10_names_of_files_are_plain_and_a_site_has_a_weight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "отчёт.csv").write_text("a", "utf-8")
    monkeypatch.setattr(release, "SITE_LIMIT_BASE", 0)
    leaks = [leak.text() for leak in release.scan(tmp_path, Secrets(), 0)]
    assert any("буквы не из латиницы" in leak for leak in leaks)
    assert any(re.search(r"весит .* допустимо", leak) for leak in leaks)


def test_x11_a_corrected_report_keeps_the_old_one_and_says_what_changed(tmp_path: Path) -> None:
    target = tmp_path / "site"
    site.publish(target, [report(tmp_path, 30)], Secrets())
    site.publish(target, [report(tmp_path, 60)], Secrets())
    year = target / "m/ivanteevsky/2022"
    assert (year / "versions/1/10_results/report.html").is_file()
    assert "было 10,0" in (target / "m/ivanteevsky/index.html").read_text("utf-8")
    assert {one.part for one in published.answers(target, ["ivanteevsky"])} == {30, 60}


def test_x12_marks_of_hiding_are_no_numbers_to_whoever_sorts(
    public_report: Callable[[str], Path],
) -> None:
    path = public_report("10_results") / "report.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    hidden = [row for row in rows if row["status"] == "suppressed"]
    assert len(hidden) > 5 and {row["value"] + row["text"] for row in hidden} == {""}
    assert not [row for row in rows if row["status"] == "ok" and row["text"] in ("", "с", "н/д")]


def test_every_row_of_the_table_is_tried() -> None:
    rows = {case.row for case in REFUSED}
    rows |= {f"X{found[1]}" for name in globals() if (found := re.match(r"test_x([0-9]{2})", name))}
    assert rows == {f"X{number:02d}" for number in range(1, 13)}
