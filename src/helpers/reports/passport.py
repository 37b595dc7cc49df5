"""The passport of a report: from what and how it was made, at the end of every format.

Here: the same facts for a reader that the manifest holds for a program. Not here: the
manifest, hashes of outputs. Nothing printed here depends on the clock, the machine's
names or the commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from helpers import blocks, vocabulary
from helpers.reports.document import Document
from helpers.reports.spec import ReportSpec
from helpers.spelling import shell_word
from helpers.wording import numbers
from helpers.wording.protected import audited

TITLE = "Паспорт отчёта"
#: Digits of a hash that are printed; the manifest holds all 64.
SHOWN_DIGITS = 16
#: Opens the notebook of a report with its parameters.
LIVE_COMMAND = "shnor lab --from manifest.json"
#: Packages worth naming to a reader; all others stand in the manifest.
_NAMED_PACKAGES = ("pandas", "scipy", "matplotlib", "typst", "openpyxl")


@dataclass(frozen=True)
class Passport:
    """Facts about the making of a report and the table of its inputs."""

    facts: blocks.Facts
    inputs: blocks.Table


def build(document: Document, spec: ReportSpec) -> Passport:
    """The passport of a document made by `spec`."""
    return Passport(
        blocks.Facts("passport", TITLE, _facts(document.cover, spec)),
        blocks.Table(
            "passport-inputs",
            "Исходные данные отчёта",
            [
                blocks.Column("path", "Файл набора данных"),
                blocks.Column("tables", "Таблицы"),
                blocks.Column("sha256", "SHA-256, начало"),
            ],
            [
                [item.path, ", ".join(item.tables), item.sha256[:SHOWN_DIGITS]]
                for item in spec.inputs
            ],
        ),
    )


def _facts(cover: blocks.Cover, spec: ReportSpec) -> Iterable[tuple[str, str]]:
    yield "Отчёт", spec.notebook
    yield "Муниципалитет, период", f"{cover.municipality_name}, {cover.period}"
    yield "Дата отчёта", numbers.date_text(cover.report_date)
    yield "Издание", vocabulary.EDITIONS.labels[spec.edition]
    label = f" ({cover.data_label})" if cover.data_label else ""
    yield "Набор данных", f"{spec.dataset}{label}"
    yield "Параметры", _parameters(spec)
    if spec.certificate:
        yield "Сертификат публикации", _certificate(spec.certificate)
    digest = spec.code.sha256[:SHOWN_DIGITS]
    yield "Программа", f"helpers {spec.code.version}, код {digest}"
    named = [
        f"{name} {spec.environment.packages[name]}"
        for name in _NAMED_PACKAGES
        if name in spec.environment.packages
    ]
    yield "Среда", ", ".join([f"Python {spec.environment.python}", *named])
    yield "Файл зависимостей", f"requirements.lock, SHA-256 {spec.environment.lock_sha256[:16]}"
    yield "Как повторить", _command(spec)
    if spec.edition == "internal":
        yield "Живая тетрадь", f"{LIVE_COMMAND} (файл лежит рядом с отчётом)"


def _certificate(summary: Mapping[str, Any]) -> str:
    """What the audit of the publication covers and found."""
    audit = summary["audit"]
    return (
        f"{summary['id'][:SHOWN_DIGITS]}: проверено малых групп {audited(audit['cells'])}, "
        f"можно вычислить {audit['narrow']}; ответов точных {summary['exact']}, "
        f"полосами {summary['band']}, скрытых {summary['hidden']}"
    )


def _parameters(spec: ReportSpec) -> str:
    return "; ".join(
        f"{name} = {'' if value is None else value}"
        for name, value in spec.parameters.items()
        if value not in (None, "")
    )


def _command(spec: ReportSpec) -> str:
    parameters = dict(spec.parameters)
    short = {"-m": parameters.pop("municipality_id", ""), "-y": parameters.pop("year", "")}
    parameters.pop("edition", None)
    words = ["shnor report", spec.notebook]
    words += [f"{flag} {value}" for flag, value in short.items() if value != ""]
    words += [f"--edition {spec.edition}"] if spec.edition != "internal" else []
    words += [
        f"--set {shell_word(f'{name}={value}')}"
        for name, value in parameters.items()
        if value not in (None, "")
    ]
    return " ".join([*words, f"--data {shell_word(spec.dataset)}"])
