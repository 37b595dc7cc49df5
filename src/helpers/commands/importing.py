"""`shnor import`: the command that takes source files into the store.

Here: its options and what it prints. Not here: reading and storing (`imports`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from helpers import paths, vocabulary
from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import InputDataError, ParameterError, describe_problems
from helpers.spelling import did_you_mean

if TYPE_CHECKING:
    from helpers.import_request import Imported
    from helpers.imports import Plan
    from helpers.store import Store

LAST_GRADE = 11


def _code(word: str, codes: vocabulary.Codes) -> Callable[[str], str]:
    """A parser of an option that takes a code of a list, in any accepted spelling."""

    def parse(text: str) -> str:
        code = codes.find(text)
        if code is None:
            raise ParameterError(f"Неизвестно: {word} «{text}». {did_you_mean(text, codes)}")
        return code

    return parse


def _grade(text: str | int) -> int:
    number = options.count_value(text)
    if number > LAST_GRADE:
        raise ParameterError(f"Класс «{text}» не понят: нужно число от 1 до {LAST_GRADE}.")
    return number


def _subject(text: str) -> str:
    """A subject with its level, as identifiers say them: `math`, `math_base`."""
    pair = vocabulary.SUBJECTS_WITH_LEVEL.get(vocabulary.folded(text))
    code = vocabulary.subject_slug(*pair) if pair else vocabulary.SUBJECTS.find(text)
    if code is None:
        known = [*vocabulary.SUBJECTS, *vocabulary.SUBJECTS.labels.values()]
        raise ParameterError(f"Неизвестный предмет «{text}». {did_you_mean(text, known)}")
    return code


Paths = Annotated[
    list[Path],
    typer.Argument(metavar="ПУТЬ…", help="Файлы, папки и архивы zip.", show_default=False),
]
Kind = Annotated[
    str,
    typer.Option(
        "--kind",
        metavar="ВИД",
        show_default=False,
        help="Что это за файлы: имя таблицы (shnor list tables) или roadmap — дорожная карта.",
    ),
]
PlanId = Annotated[
    str,
    typer.Option("--plan-id", metavar="КОД", show_default=False, help="Код дорожной карты."),
]
Procedure = Annotated[
    str | None,
    typer.Option(
        "--procedure",
        metavar="ПРОЦЕДУРА",
        parser=_code("процедура", vocabulary.PROCEDURES),
        show_default=False,
        help="Процедура, если файл её не называет; у протоколов — ВПР и без указания.",
    ),
]
Wave = Annotated[
    str | None,
    typer.Option(
        "--wave",
        metavar="ВОЛНА",
        parser=_code("волна", vocabulary.WAVES),
        show_default=False,
        help="Волна, если файл её не называет: spring (весна) или autumn (осень).",
    ),
]
Grade = Annotated[
    int | None,
    typer.Option(
        "--grade",
        metavar="КЛАСС",
        parser=_grade,
        show_default=False,
        help="Класс, который писал работу, если файл его не называет.",
    ),
]
Subject = Annotated[
    str | None,
    typer.Option(
        "--subject",
        metavar="ПРЕДМЕТ",
        parser=_subject,
        show_default=False,
        help="Предмет, если файл его не называет: rus, «Русский язык», math_base …",
    ),
]
School = Annotated[
    str,
    typer.Option(
        "--school",
        metavar="КОД",
        show_default=False,
        help="Школа, если файл её не называет (форма сбора результатов).",
    ),
]
Replace = Annotated[
    bool, typer.Option("--replace", help="Заменить записи, уже загруженные из других файлов.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Прочитать и проверить, ничего не сохраняя.")
]
Brief = Annotated[
    bool, typer.Option("--brief", help="Печатать только ошибки и итог, без замечаний.")
]
#: A dataset that need not exist yet: the import makes it.
NewData = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="ПАПКА",
        show_default=False,
        help="Набор данных (будет создан); иначе SHNOR_DATA, иначе data/demo.",
    ),
]


def import_(
    given: Paths,
    municipality_id: options.MunicipalityOfFiles = None,
    year: options.YearOfFiles = None,
    kind: Kind = "",
    plan_id: PlanId = "",
    procedure: Procedure = None,
    grade: Grade = None,
    subject: Subject = None,
    wave: Wave = None,
    school_id: School = "",
    replace: Replace = False,
    dry_run: DryRun = False,
    brief: Brief = False,
    data: NewData = None,
    format: options.Format = output.TEXT,
) -> None:
    """Read, check and store; good files are stored beside refused ones (exit code 1)."""
    from helpers import lock
    from helpers.import_request import Options
    from helpers.imports import Importer
    from helpers.store import Store

    about = _about(procedure, grade, subject, wave, school_id)
    chosen = Options(municipality_id or "", year, kind, plan_id, replace, dry_run, about)
    folder = Store(data).folder
    is_told = format != output.JSON and not brief
    with nullcontext() if dry_run else lock.held(folder, output.message):
        results = Importer(Store(data), chosen).run(given, _print_plan if is_told else None)
    refused = [result for result in results if _is_refused(result)]
    if format == output.JSON:
        sources = [result.as_dict() for result in results]
        stored = any(result.stored for result in results)
        output.document({"sources": sources, "stored": stored})
    else:
        _print(results, dry_run, brief)
        _print_dataset(Store(data))
    if refused or not any(result.tables for result in results):
        raise typer.Exit(InputDataError.exit_code)


def _about(
    procedure: str | None, grade: int | None, subject: str | None, wave: str | None, school_id: str
) -> dict[str, object]:
    """Parts of a work by column, those that were given."""
    pair = vocabulary.SUBJECTS_WITH_LEVEL.get(subject or "")
    named = {
        "procedure": procedure,
        "grade": grade,
        "subject": pair[0] if pair else subject,
        "level": pair[1] if pair else None,
        "wave": wave,
        "school_id": school_id,
    }
    return {name: value for name, value in named.items() if value}


def _is_refused(result: Imported) -> bool:
    return any(problem.severity == "error" for problem in result.problems)


def _print_plan(plans: Sequence[Plan]) -> None:
    """Every file with what it was recognised as, before anything is stored."""
    from helpers.recognition import in_words

    output.text(f"Распознано, файлов {len(plans)}:")
    for path, what in plans:
        output.text(f"  {path}: {in_words(what)}")


def _print(results: list[Imported], dry_run: bool, brief: bool) -> None:
    remarks = 0
    for result in results:
        shown = [p for p in result.problems if p.severity == "error" or not brief]
        remarks += len(result.problems) - len(shown)
        if _is_refused(result):
            output.message(f"{result.path}: не загружен, исправьте ошибки.")
        elif not brief and result.tables:
            rows = ", ".join(f"{name} — {count}" for name, count in result.tables.items())
            verb = "проверен" if dry_run else "загружен"
            output.text(f"{result.path}: {verb} ({rows or 'строк нет'})")
            _print_items(result)
        if shown:
            output.message(describe_problems(shown))
    refused = sum(1 for result in results if _is_refused(result))
    total = f"Файлов: {len(results)}, принято: {len(results) - refused}, с ошибками: {refused}"
    output.text(f"{total}, замечаний не показано: {remarks}." if remarks else f"{total}.")


def _print_dataset(store: Store) -> None:
    """Where the rows go; a dataset for training says that it is one."""
    label = store.label
    other = f" — {label}; для своих данных нужен свой набор: --data ПАПКА" if label else ""
    output.text(f"Набор данных: {paths.shown_path(store.dataset)}{other}.")


def _print_items(result: Imported) -> None:
    """The items of a plan as they were understood, when nothing was stored."""
    from helpers.plans import EVIDENCE_LABELS, PARTY_LABELS

    for row in result.rows or []:
        if "term_kind" not in row:
            return
        spans = "; ".join(f"{start or '…'} — {end}" for start, end in row["windows"])
        term = spans or ("срок не задан" if not row["term_raw"] else "без дат")
        who = ", ".join(PARTY_LABELS.get(code, code) for code in row["responsible"]) or "—"
        proof = ", ".join(EVIDENCE_LABELS.get(code, code) for code in row["evidence"]) or "—"
        number = row["item_no"] or f"({row['seq']})"
        measure = " ".join(row["measure"].split())
        output.text(f"  {number} {measure}")
        output.text(f"      срок «{row['term_raw']}»: {term}; кто: {who}; подтверждение: {proof}")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "import",
        import_,
        help="Загрузить файлы: распознать, проверить, сохранить в хранилище.",
        panel="Данные",
    )
