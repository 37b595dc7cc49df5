"""The release scan refuses with place and reason; the site is whole, searchable, versioned."""

from __future__ import annotations

import functools
import http.server
import io
import json
import shutil
import threading
import zipfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
import report_sample as sample
from support import Command

from helpers import reports
from helpers.disclosure import published
from helpers.disclosure.certificate import Certificate, Scope
from helpers.disclosure.protected import Answer
from helpers.errors import ReleaseRefused
from helpers.publish import release, search, site
from helpers.publish.release import Secrets
from tools.lab_page import CHROMIUM

HEAD = (
    '<!DOCTYPE html><html lang="ru"><head>\n<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n</head><body>"
)
SECRETS = Secrets(frozenset({"iva-t-001"}), frozenset({"МБОУ «Тайная школа»"}), ("/srv/tajna",))


def reasons(name: str, content: bytes | str) -> str:
    data = content.encode() if isinstance(content, str) else content
    return "; ".join(leak.text() for leak in release.of_file(name, data, SECRETS))


def package(**parts: str) -> bytes:
    """An office file with these parts (dots of names as double underscores)."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", ".").replace("_1_", "/"), text)
    return sink.getvalue()


def test_a_clean_page_passes() -> None:
    assert reasons("a.html", HEAD + "<p>Ивантеевский район, доля «2» — 4,0 %</p>") == ""


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (HEAD + "<p>Код iva-t-001</p>", "код педагога"),
        (HEAD + "<p title='МБОУ «Тайная школа»'>x</p><p>МБОУ «Тайная школа»</p>", "название школы"),
        (HEAD + "<p title='МБОУ «Тайная школа»'>x</p>", "название школы"),
        (HEAD + "<p id='x' data-t=\"iva-t-001\">x</p>", "код педагога"),
        (HEAD + "<svg><g aria-label='Берёзкина Анна Павловна'/></svg>", "персональные данные"),
        (HEAD + "<img alt='тел. +7 (912) 345-67-89'>", "телефон"),
        (HEAD + f"<p>{json.dumps('Берёзкина Анна Павловна')}</p>", "персональные данные"),
        (HEAD + f"<a href='{quote('МБОУ «Тайная школа»')}.html'>x</a>", "название школы"),
        (HEAD + "<p>Ответственная: Берёзкина Анна Павловна</p>", "персональные данные"),
        (HEAD + "<p>Директор Анна Павловна рада</p>", "имя человека"),
        (HEAD + "<p>СНИЛС 112-233-445 95</p>", "СНИЛС"),
        (HEAD + "<p>тел. +7 (912) 345-67-89</p>", "телефон"),
        (HEAD + "<p data-x='CANARY-7f3a9'></p>", "канарейка"),
        (HEAD + "<p>/home/ivanova/otchet.ipynb</p>", "путь на компьютере"),
        (HEAD + "<p>/srv/tajna/store</p>", "путь на компьютере"),
        (HEAD + "<pre>Traceback (most recent call last)</pre>", "сообщение об ошибке"),
        (HEAD + "<img src='https://counter.example/x.gif'>", "внешнему адресу"),
        (HEAD + "<a href='javascript:alert(1)'>x</a>", "внешнему адресу"),
        (HEAD + "<style>@import '//fonts.example/x.css'</style>", "внешнему адресу"),
        (HEAD + "<p onclick='x()'>x</p>", "сценарий в свойстве"),
        (HEAD + "<script>alert(1)</script>", "CSP) не знает"),
        (HEAD.replace("style-src", "connect-src https:; style-src"), "разрешает чужое"),
        (HEAD.replace("style-src", "connect-src *.example; style-src"), "разрешает чужое"),
        (HEAD.replace("style-src", "img-src data: counter.example; style-src"), "разрешает чужое"),
        (HEAD.replace("style-src", "connect-src 'self' ws:; style-src"), "разрешает чужое"),
        ("<html><head><title>x</title></head><body></body></html>", "стоит не первым"),
        (HEAD.replace("<head>", "<head><script>1</script>"), "стоит не первым"),
        (HEAD + "<span>Для служебного пользования</span>", "Для служебного пользования"),
    ],
)  # fmt: skip
def test_a_page_is_refused_with_a_reason(page: str, reason: str) -> None:
    assert reason in reasons("m/x.html", page)


def test_a_secret_name_is_not_found_inside_one_that_may_be_told() -> None:
    secrets = Secrets(
        schools=frozenset({"МБОУ СОШ № 1"}), told=frozenset({"МБОУ СОШ № 10", "МБОУ СОШ № 2"})
    )
    for words, is_leak in (
        ("МБОУ СОШ № 1, село", True),
        ("МБОУ СОШ № 10", False),
        ("МБОУ СОШ № 10, МБОУ СОШ № 1", True),
        ("МБОУ СОШ № 125,3", True),  # as a narrow cell of a PDF and the next one are read
    ):
        leaks = list(release.of_file("r.html", (HEAD + f"<p>{words}</p>").encode(), secrets))
        assert any("название школы" in leak.text() for leak in leaks) is is_leak, words


def test_digits_of_a_hash_are_no_telephone() -> None:
    assert reasons("a.html", HEAD + "<p>код 0a89123456789f1ce5b3</p>") == ""


def test_what_is_packed_away_is_found_with_its_place() -> None:
    hidden = package(xl_1_worksheets_1_sheet1__xml='<row hidden="1"><v>3</v></row>')
    assert "xl/worksheets/sheet1.xml: скрытые строки" in reasons("r.xlsx", hidden)
    sheet = package(xl_1_workbook__xml='<sheet name="x" state="veryHidden"/>')
    assert "скрытый лист" in reasons("r.xlsx", sheet)
    author = package(docProps_1_core__xml="<dc:creator>А. Иванова</dc:creator>")
    assert "docProps/core.xml: имя автора" in reasons("r.docx", author)
    link = package(word_1__rels_1_d__rels='<R Target="http://x" TargetMode="External"/>')
    assert "внешнему адресу" in reasons("r.docx", link)
    canary = package(xl_1_sharedStrings__xml="<t>CANARY-abcd12</t>")
    assert "xl/sharedStrings.xml: метка-канарейка" in reasons("r.xlsx", canary)
    comment = package(xl_1_comments1__xml="<t>x</t>")
    assert "скрытая часть" in reasons("r.xlsx", comment)


def test_words_of_a_pdf_are_read(tmp_path: Path) -> None:
    folder = reports.render(sample.notebook("public"), sample.spec("public"), tmp_path / "r")
    secrets = replace(SECRETS, schools=frozenset({"Заречный район"}))
    leaks = release.of_file("r.pdf", (folder / "report.pdf").read_bytes(), secrets)
    assert any("страница 1" in leak.text() and "название школы" in leak.text() for leak in leaks)


def test_words_of_a_pdf_that_stand_on_no_page_are_read(tmp_path: Path) -> None:
    """Words for a picture are in the structure of the document only."""
    folder = reports.render(sample.notebook("public"), sample.spec("public"), tmp_path / "r")
    content = (folder / "report.pdf").read_bytes()
    secrets = replace(SECRETS, schools=frozenset({"Линия: доля отметок"}))
    leaks = [leak.text() for leak in release.of_file("r.pdf", content, secrets)]
    assert any("строки документа" in leak and "название школы" in leak for leak in leaks), leaks


def test_an_internal_report_is_refused_at_its_folder_and_at_its_file(tmp_path: Path) -> None:
    folder = reports.render(sample.notebook(), sample.spec(), tmp_path / "r", ("html",))
    with pytest.raises(ReleaseRefused, match="не публичного издания"):
        release.refuse_internal([folder])
    manifest = (folder / "manifest.json").read_bytes()
    assert "служебного пользования в публичной папке" in reasons("m/manifest.json", manifest)


def answer(part: int) -> Answer:
    return Answer("pooled.oge9.rus.mark_2_share", "ОГЭ, русский язык: доля «2»", "oge", "rus",
                  "участников", False, "ivanteevsky", "", 2022, 2020, "exact", 8, 300,
                  part)  # fmt: skip


def report(tmp_path: Path, part: int) -> site.Report:
    """A small public report under a certificate with one answer."""
    notebook = sample.notebook("public")
    notebook.cells = [c for c in notebook.cells if "hostile" not in str(c.get("outputs"))]
    folder = tmp_path / f"out-{part}" / "10_results"
    reports.render(notebook, sample.spec("public"), folder, ("html",))
    page = folder / "report.html"
    page.write_text(page.read_text("utf-8").replace("В. П. Заречного", "Победы"), "utf-8")
    issued = Certificate(Scope("ivanteevsky", ("ivanteevsky",)), {}, {}, (answer(part),))
    return site.Report(folder, "ivanteevsky", 2022, issued)


def test_a_site_keeps_versions_with_a_note_and_its_addresses(tmp_path: Path) -> None:
    target = tmp_path / "site"
    first = site.publish(target, [report(tmp_path, 30)], Secrets())
    assert first == target / "index.html"
    before = {p.relative_to(target): p.read_bytes() for p in target.rglob("*") if p.is_file()}
    site.publish(target, [report(tmp_path, 30)], Secrets())
    after = {p.relative_to(target): p.read_bytes() for p in target.rglob("*") if p.is_file()}
    assert after == before
    site.publish(target, [report(tmp_path, 60)], Secrets())
    assert (target / "m/ivanteevsky/2022/10_results/report.html").is_file()
    kept = target / "m/ivanteevsky/2022/versions/1"
    assert json.loads((kept / "answers.json").read_text("utf-8"))["answers"][0]["part"] == 30
    page = (target / "m/ivanteevsky/index.html").read_text("utf-8")
    assert "было 10,0" in page and "стало 20,0" in page
    parts = {one.part for one in published.answers(target, ["ivanteevsky"])}
    assert parts == {30, 60}
    assert not list(tmp_path.glob(".*"))


def test_a_refused_site_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "site"
    site.publish(target, [report(tmp_path, 30)], Secrets())
    old = (target / "index.html").read_bytes()
    leaking = report(tmp_path, 60)
    page = leaking.folder / "report.html"
    page.write_text(page.read_text("utf-8") + "CANARY-12345", "utf-8")
    with pytest.raises(ReleaseRefused, match=r"report\.html: метка-канарейка"):
        site.publish(target, [leaking], Secrets())
    assert (target / "index.html").read_bytes() == old
    assert not (target / "m/ivanteevsky/2022/versions").exists()


def test_every_link_of_a_site_leads_to_a_file_of_it(tmp_path: Path) -> None:
    import lxml.html

    target = tmp_path / "site"
    site.publish(target, [report(tmp_path, 30)], Secrets())
    pages = [target / name for name in ("index.html", "map.html", "glossary.html", "method.html",
                                        "404.html", "m/ivanteevsky/index.html")]  # fmt: skip
    for page in pages:
        for _, _, address, _ in lxml.html.fromstring(page.read_bytes()).iterlinks():
            if not address.startswith("#"):
                assert (page.parent / address).is_file(), (page, address)


def test_search_knows_forms_of_words_and_both_letters_of_ye() -> None:
    content = json.loads(search.index([("Отчёты Турочакского района", "a"), ("Обзор", "b")]))
    forms = dict(content["forms"])
    for word in ("отчет", "отчетов", "районы", "район"):
        assert forms[word] == [0]
    assert "</" not in search.index([("</script><b>", "x")])


def test_publish_refuses_a_folder_that_is_no_site(
    shnor: Command, tmp_path: Path, demo: Path
) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "x.jpg").write_bytes(b"x")
    ran = shnor("publish", tmp_path / "photos", "--data", demo, "--out", tmp_path / "out")
    assert ran.code == 2 and "лежит не сайт отчётов" in ran.err
    ran = shnor("publish", tmp_path / "out" / "site", "--data", demo, "--out", tmp_path / "out")
    assert ran.code == 2 and "внутри папки отчётов" in ran.err


@pytest.mark.browser
def test_search_finds_forms_of_words_in_a_browser_from_a_file(tmp_path: Path) -> None:
    if not CHROMIUM:
        pytest.skip("no system Chromium")
    from playwright.sync_api import sync_playwright

    site.publish(tmp_path / "site", [report(tmp_path, 30)], Secrets())
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((tmp_path / "site" / "index.html").as_uri())
        found = {}
        for words in ("ИВАНТЕЕВСКОГО району", "ивантёевский", "результатов ВПР", "отчёты 2021",
                      "ивантеевский педсовет", "абракадабра"):  # fmt: skip
            page.fill("#q", words)
            found[words] = page.locator("#found a").all_text_contents()
            if words.endswith("педсовет"):
                assert "Всех слов вместе нет" in page.inner_text("#count")
        assert page.inner_text("#count") == "Ничего не найдено."
        page.fill("#q", "результат")
        page.click("#found a")
        page.wait_for_load_state()
        assert page.url.endswith("/m/ivanteevsky/2022/10_results/report.html")
        browser.close()
    assert all(address.startswith("file:") for address in asked)
    assert len(found["ИВАНТЕЕВСКОГО району"]) == len(found["ивантёевский"]) == 2
    assert len(found["результатов ВПР"]) == len(found["отчёты 2021"]) == 1
    assert len(found["ивантеевский педсовет"]) == 2 and not found["абракадабра"]


@pytest.mark.browser
def test_a_missing_page_leads_home_from_any_depth(tmp_path: Path) -> None:
    """A server shows 404.html at the address asked for: its links must not hang on that."""
    if not CHROMIUM:
        pytest.skip("no system Chromium")
    from playwright.sync_api import sync_playwright

    served = tmp_path / "served"
    # beside other pages, under a folder named as the site names its own, and deep down
    roots = ("reports/", "m/", "a/m/b/m/")
    site.publish(tmp_path / "site", [report(tmp_path, 30)], Secrets())
    for root in roots:
        shutil.copytree(tmp_path / "site", served / root)
    (served / "glossary.html").write_text("<title>Словарь</title> чужой", "utf-8")
    page_404 = (tmp_path / "site" / "404.html").read_bytes()

    class Host(http.server.SimpleHTTPRequestHandler):
        def send_error(self, code: int, *_: object, **__: object) -> None:
            # some servers answer like this whatever is asked for
            self.send_response(200 if "kind" in self.path else code)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page_404)

        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Host, directory=str(served))
    gone = ("m/ivanteevsky/2022/10_results/gone/report.html", "m/m/m", "nowhere/at/all/", "x",
            "m/gone/", "kind/of/page", "404.html", "m/ivanteevsky/404.html?m/x#/m/")  # fmt: skip
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        sync_playwright() as play,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        top = f"http://127.0.0.1:{server.server_port}/"
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        asked: set[str] = set()
        page.on("request", lambda request: asked.add(request.url))
        homes = {top + root + address: top + root + "index.html"
                 for root in roots for address in gone}  # fmt: skip
        homes[(tmp_path / "site" / "404.html").as_uri()] = (tmp_path / "site/index.html").as_uri()
        for missing, home in homes.items():
            page.goto(missing)
            assert "Такой страницы на сайте нет" in page.inner_text("main")
            page.click("nav a >> text=Все территории", timeout=5000)
            page.wait_for_url(home, timeout=5000)
            assert page.inner_text("h1") == "Образовательные результаты и поддержка школ"
        # of pages that belong to another site nothing is told but the way up
        asked.clear()
        page.goto(top + "elsewhere/at/all")
        page.wait_for_load_state("networkidle")
        assert "последние части" in page.inner_text("main")
        assert not page.is_visible("nav")
        browser.close()
        server.shutdown()
    steps = ("elsewhere/at/all", *(f"{up}glossary.html" for up in ("elsewhere/at/", "elsewhere/",
                                                                  "")))  # fmt: skip
    assert asked - {top + "favicon.ico"} == {top + step for step in steps}
