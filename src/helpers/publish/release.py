"""The release scan: nothing leaves that names a person, a machine or a hidden number.

Here: the rules, each with the place and the reason of a refusal. Not here: taking files
apart (`streams`), the numbers themselves (`disclosure` proves those).

Every stream of bytes is read: unzipped, inflated, document properties. What is found stops
the publication; nothing is mended silently.
"""

from __future__ import annotations

import base64
import getpass
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from helpers.errors import SHOWN_AT_MOST, ReleaseRefused
from helpers.publish.streams import Stream, streams, words_of
from helpers.readers import personal

#: Limits of weight in bytes: one page, the whole site for each report it holds.
PAGE_LIMIT = 5_000_000
SITE_LIMIT_BASE, SITE_LIMIT_PER_REPORT = 50_000_000, 4_000_000

_CANARY = re.compile(r"CANARY-[\w-]{4,}|КАНАРЕЙКА-[\w-]{4,}", re.IGNORECASE)
_PLACES = re.compile(
    r"(?:/home/|/Users/|/ro{2}t/|/var/folders/)[\w.-]+|\b[A-Za-z]:\\(?:Users|Documents)\\|site-packages"
)
_TRACEBACK = re.compile(r"Traceback \(most recent call last\)")
_INTERNAL = "Для служебного пользования"
_OUTSIDE = re.compile(
    r"""(?:\b(?:src|href|action|data|poster|srcset)\s*=\s*["']?|url\(\s*["']?|@import\s+["']?)"""
    r"""\s*((?:https?:)?//[^\s"'>)]+|(?:javascript|vbscript):[^"'>]*)""",
    re.IGNORECASE,
)
_HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE)
_FIRST_IN_HEAD = re.compile(
    r"<head>\s*<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]+)\">"
)
#: What a policy may name: anything else is another's address, with or without a scheme.
_OWN = re.compile(r"'[\w+/=-]+'|data:")
_SCRIPT = re.compile(r"<script(?P<given>[^>]*)>(?P<code>.*?)</script>", re.DOTALL | re.IGNORECASE)
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_CODE = re.compile(r"[\w-]{4,}")
#: Hexadecimal of hashes, whose digits may look like a telephone.
_HASH = re.compile(r"\b[0-9a-f]{16,}\b")
_NAME_PAIR = re.compile(r"\b([А-ЯЁ][а-яё]+)\s+([А-ЯЁ][а-яё]+)\b")
_ASCII_NAME = re.compile(r"[A-Za-z0-9._~-]+")
_HIDDEN_PARTS = ("comments", "externalLinks", "pivotCache", "embeddings", "vbaProject", "customXml",
                 "docProps/custom")  # fmt: skip
#: Part of an office file → pattern → what it hides.
_HIDING = (
    ("workbook.xml", r'state="(?:hidden|veryHidden)"', "скрытый лист"),
    ("workbook.xml", r'<definedName[^>]*name="(?!_xlnm\.)', "имя диапазона"),
    ("worksheets/", r'<(?:row|col)\b[^>]*\b(?:hidden="(?:1|true)"|width="0"|ht="0")',
     "скрытые строки или столбцы"),
    ("styles.xml", r'formatCode="[^"]*;;;', "вид числа, который его скрывает"),
    ("word/", r"<w:(?:vanish|del|ins|moveFrom)\b", "скрытый текст"),
)  # fmt: skip
_COMMON_USERS = frozenset({"root", "user", "admin", "runner", "ubuntu", "jovyan"})


@dataclass(frozen=True)
class Leak:
    """One reason not to publish: file, place inside it, what was found (never quoted)."""

    file: str
    place: str
    reason: str

    def text(self) -> str:
        """The leak as one line."""
        inside = f", {self.place}" if self.place else ""
        return f"{self.file}{inside}: {self.reason}"


@dataclass(frozen=True)
class Secrets:
    """Words that must not appear: codes of teachers, names and codes of schools, places."""

    codes: frozenset[str] = frozenset()
    schools: frozenset[str] = frozenset()
    places: tuple[str, ...] = field(default_factory=tuple)
    #: Names that may stand, though a secret one may be a part of them.
    told: frozenset[str] = frozenset()

    @classmethod
    def of(cls, dataset: Path, root: Path, told: Collection[str] = ()) -> Secrets:
        """Those of a dataset and of this machine; `told` are schools that may be named."""
        from helpers.store import Store

        store = Store(dataset)
        owners = store.municipalities()
        schools = store.read("schools", owners)
        codes: set[str] = set()
        for table, column in (("teachers", "teacher_code"), ("individual", "pupil_code")):
            codes |= {str(code) for code in store.read(table, owners)[column].dropna()}
        names = {str(name).strip() for name in schools["school_name"].dropna()}
        codes |= {str(code) for code in schools["school_id"]}
        long = frozenset(name for name in names if len(name) >= 10 and name not in told)
        codes -= set(told)
        places = tuple(str(path.resolve()) for path in (dataset, root) if len(path.parts) > 1)
        named = frozenset(names.intersection(told))
        return cls(frozenset(code for code in codes if len(code) >= 4), long, places, named)


def check(folder: Path, secrets: Secrets, reports: int) -> None:
    """Raise `ReleaseRefused` with every leak found below `folder`."""
    leaks = list(scan(folder, secrets, reports))
    if not leaks:
        return
    lines = [leak.text() for leak in leaks[:SHOWN_AT_MOST]]
    rest = len(leaks) - len(lines)
    more = [f"… и ещё замечаний: {rest}"] if rest else []
    raise ReleaseRefused(
        "\n".join(
            [
                "Публикация отменена: проверка перед выпуском нашла то, что публиковать нельзя.",
                *lines,
                *more,
                "Сайт остался прежним.",
            ]
        )
    )


def scan(folder: Path, secrets: Secrets, reports: int) -> Iterator[Leak]:
    """Every leak of the files below `folder`, in the order of their names."""
    weight = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            yield Leak(name, "", "ссылка на файл вне сайта")
            continue
        if not path.is_file():
            continue
        if not all(_ASCII_NAME.fullmatch(part) for part in Path(name).parts):
            yield Leak(name, "", "в имени файла есть буквы не из латиницы")
        content = path.read_bytes()
        weight += len(content)
        yield from of_file(name, content, secrets)
    limit = SITE_LIMIT_BASE + SITE_LIMIT_PER_REPORT * reports
    if weight > limit:
        yield Leak("сайт", "", f"весит {weight // 10**6} МБ, допустимо {limit // 10**6} МБ")


def of_file(name: str, content: bytes, secrets: Secrets) -> Iterator[Leak]:
    """Every leak of one file."""
    if name.endswith(".html"):
        yield from (Leak(name, "", reason) for reason in _page_faults(content.decode("utf-8")))
        if len(content) > PAGE_LIMIT:
            yield Leak(name, "", f"страница больше {PAGE_LIMIT // 10**6} МБ")
    if name.endswith("manifest.json") and json.loads(content).get("edition") != "public":
        yield Leak(name, "", "отчёт для служебного пользования в публичной папке")
    if content[:5] == b"%PDF-" and b"/EmbeddedFile" in content:
        yield Leak(name, "", "в PDF вложен файл")
    for stream in streams(content):
        for reason in dict.fromkeys([*_texts(stream, secrets), *_package_faults(stream)]):
            yield Leak(name, stream.place, reason)


def _texts(stream: Stream, secrets: Secrets) -> Iterator[str]:
    """What no stream may hold, whatever the format."""
    text = stream.text
    seen = words_of(text)
    if _CANARY.search(text) or _CANARY.search(seen):
        yield "метка-канарейка из исходных данных"
    if _PLACES.search(text) or any(place in text for place in secrets.places):
        yield "путь на компьютере"
    if _TRACEBACK.search(text):
        yield "сообщение об ошибке программы"
    if _INTERNAL in seen:
        yield f"пометка «{_INTERNAL}»"
    user = _user()
    if user and re.search(rf"\b{re.escape(user)}\b", text):
        yield "имя пользователя компьютера"
    if not secrets.codes.isdisjoint([*_CODE.findall(seen), *_CODE.findall(text)]):
        yield "код педагога, ученика или школы"
    if any(_is_said(name, seen, secrets.told) for name in secrets.schools):
        yield "название школы"
    yield from _people(seen)


def _is_said(name: str, text: str, told: Iterable[str]) -> bool:
    """Whether a name stands in a text, and not only as a part of one that may be `told`.

    «Школа № 1» is no part of a told «Школа № 10»; what follows a name in a PDF runs into it.
    """
    if name not in text:
        return False
    for longer in told:
        if name in longer:
            text = text.replace(longer, " ")
    return name in text


def _people(text: str) -> Iterator[str]:
    """Kinds of personal data by pattern, and names of people by dictionary."""
    if _CYRILLIC.search(text):
        text = _HASH.sub(" ", text)
        for line in dict.fromkeys(re.split(r"[\n\r<>]+", text)):
            if len(line) > 4 and (kind := personal.kind_of(line)):
                yield f"похоже на персональные данные: {kind}"
        for first, second in dict.fromkeys(_NAME_PAIR.findall(text)):
            if {frozenset({"Surn", "Name"}), frozenset({"Name", "Patr"})} & {
                frozenset({one, other}) for one in _roles(first) for other in _roles(second)
            }:
                yield "похоже на персональные данные: имя человека"


@cache
def _roles(word: str) -> frozenset[str]:
    """Which part of a person's name a word can be, by the dictionary, where that is likely."""
    from helpers.publish.search import morphology

    found = set()
    for parse in morphology().parse(word):
        for role in ("Name", "Surn", "Patr"):
            if role in parse.tag and parse.is_known and parse.score >= 0.3:
                found.add(role)
    return frozenset(found)


@cache
def _user() -> str:
    """The user of this machine, unless the name is a common word."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        return ""
    return "" if len(name) < 4 or name in _COMMON_USERS else name


def _page_faults(page: str) -> Iterator[str]:
    """What a page may not hold: outside addresses, code of others, a late policy."""
    policy = _FIRST_IN_HEAD.search(page)
    if policy is None:
        yield "правила безопасности (CSP) нет или оно стоит не первым в head"
        rules = ""
    else:
        rules = policy.group(1)
        if "default-src 'none'" not in rules or not _is_closed(rules):
            yield "правило безопасности (CSP) разрешает чужое содержимое"
        if re.search(r"script-src[^;]*'unsafe-", rules):
            yield "правило безопасности (CSP) разрешает любые сценарии"
    if not re.search(r"<html[^>]*\slang=.ru", page):
        yield "язык страницы не назван русским: её не прочтут вслух"
    if any(_is_fetched(page, found) for found in _OUTSIDE.finditer(page)):
        yield "обращение к внешнему адресу"
    if _HANDLER.search(page):
        yield "сценарий в свойстве элемента"
    for script in _SCRIPT.finditer(page):
        if "application/json" in script["given"]:
            continue
        digest = base64.b64encode(hashlib.sha256(script["code"].encode()).digest()).decode()
        if f"'sha256-{digest}'" not in rules:
            yield "сценарий, которого правило безопасности (CSP) не знает"


def _is_closed(rules: str) -> bool:
    """Whether a policy names nothing but words in quotes, hashes and data of the page itself."""
    named = [word for rule in rules.split(";") for word in rule.split()[1:]]
    return all(_OWN.fullmatch(word) for word in named)


def _is_fetched(page: str, found: re.Match[str]) -> bool:
    """Whether an outside address is more than a link that a reader may follow."""
    tag = page[page.rfind("<", 0, found.start()) : found.start()]
    is_link = re.match(r"<a\s", tag, re.IGNORECASE) and found.group(0).lower().startswith("href")
    return not (is_link and found.group(1).lower().startswith("https://"))


def _package_faults(stream: Stream) -> Iterator[str]:
    """What office files may not hold: hidden parts, authors, outside addresses."""
    place, text = stream.place, stream.text
    if any(part in place for part in _HIDDEN_PARTS):
        yield "скрытая часть книги или документа"
    outside = re.findall(r'<[^>]*TargetMode="External"[^>]*>', text)
    if place.endswith(".rels") and any("/hyperlink" not in one for one in outside):
        yield "обращение к внешнему адресу"
    if place.endswith("core.xml") and re.search(
        r"<(?:dc:creator|cp:lastModifiedBy)>\s*[^<\s]", text
    ):
        yield "имя автора в свойствах документа"
    for part, pattern, reason in _HIDING:
        if part in place and re.search(pattern, text):
            yield reason


def refuse_internal(folders: Iterable[Path]) -> None:
    """Raise `ReleaseRefused` when a report among `folders` is not of the public edition."""
    for folder in folders:
        try:
            made = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise ReleaseRefused(f"{folder.name}: у отчёта нет читаемого manifest.json.") from None
        if made.get("edition") != "public" or not made.get("certificate"):
            raise ReleaseRefused(
                f"{folder.name}: отчёт не публичного издания или без сертификата публикации; "
                "на сайт он не попадёт."
            )
