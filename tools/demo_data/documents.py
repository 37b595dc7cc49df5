"""Plan documents as text, Markdown and DOCX: heading, approval, table.

Here: how each territory writes its plan down. Not here: the items (`roadmaps`).
"""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape

from tools.demo_data.archive import stored_zip
from tools.demo_data.roadmaps import Item, sections

_NOTE = "Учебный документ: содержание придумано по образцу настоящих планов."


def _cells(item: Item, has_result: bool) -> list[str]:
    cells = [item.number, item.measure, item.term, item.responsible]
    return [*cells, item.result] if has_result else cells


def vilyuysk() -> bytes:
    """Plain text with one cell a line, as a converter leaves a Word table."""
    lines = [
        "План мероприятий («дорожная карта»)",
        "Вилюйский улус (район): поддержка школ с низкими результатами и школ в трудных условиях",
        "на 2019-2021 гг.",
        "",
        _NOTE,
        "",
        "\t№",
        "\tМероприятие",
        "\tСрок",
        "\tОтветственные",
        "",
    ]
    for title, group in sections("vilyuysk"):
        lines += [f"\t{title}", ""]
        for item in group:
            for cell in _cells(item, has_result=False):
                lines.append(f"\t{cell}")
            lines.append("")
    return ("\n".join(lines) + "\n").encode()


def turochak() -> bytes:
    """A Markdown table; sections are rows with only the first cell filled."""
    head = [
        "# Дорожная карта работы со школами с низкими образовательными результатами",
        "",
        "МО «Турочакский район», 2023-2024 учебный год",
        "",
        "Приложение к муниципальной программе. Утверждена приказом Управления образования.",
        "",
        _NOTE,
        "",
    ]
    header = ["№", "Мероприятие", "Сроки исполнения", "Ответственные", "Показатели реализации"]
    return "\n".join([*head, *_markdown("turochak", header), ""]).encode()


def ivanteevsky() -> bytes:
    """A Markdown table under an order with its date."""
    head = [
        "# Приказ № 14 от 24.01.2022 г.",
        "",
        "Управление образованием Ивантеевского муниципального района утверждает дорожную карту "
        "поддержки школ с низкими образовательными результатами на 2021-2022 учебный год. "
        "Школы «СОШ п. Знаменский» и «СОШ с. Бартеневка им. П.Е. Толстова» составляют свои карты "
        "до 05.02.2022 г., школа «СОШ с. Ивановка» продолжает свою.",
        "",
        "## Дорожная карта на 2021-2022 учебный год",
        "",
        _NOTE,
        "",
    ]
    header = ["№ п/п", "Мероприятия", "Сроки", "Ответственные", "Результаты исполнения"]
    return "\n".join([*head, *_markdown("ivanteevsky", header), ""]).encode()


def _markdown(slug: str, header: list[str]) -> list[str]:
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    for title, group in sections(slug):
        lines.append(f"| **{title}** |" + "  |" * (len(header) - 1))
        lines += ["| " + " | ".join(_cells(item, True)) + " |" for item in group]
    return lines


def rostov() -> bytes:
    """Plain text with a row a line and cells between tabs; the number column has no heading."""
    lines = [
        "Утверждено «28» сентября 2020",
        "Ростовский институт повышения квалификации (РИПК и ППРО)",
        "",
        "План мероприятий («дорожная карта»)",
        "Поддержка школ Ростовской области с устойчиво низкими результатами (ШНОР) и школ в "
        "сложных социальных условиях (ШССУ) на 2020-2023 годы",
        "",
        _NOTE,
        "",
        "\tМероприятия\tСроки\tОтветственные",
    ]
    for title, group in sections("rostov"):
        lines.append(f"{title}\t\t\t")
        lines += ["\t".join(_cells(item, has_result=False)) for item in group]
    return ("\n".join(lines) + "\n").encode()


def priozersk() -> bytes:
    """A Word document: decree, stages, one table."""
    paragraphs = [
        "Комитет образования Приозерского муниципального района",
        "Распоряжение от 20.01.2020 г. № 49/1-р",
        "Программа поддержки школ Приозерского района с низкими результатами и школ в трудных "
        "социальных условиях на 2020 – 2023 годы",
        _NOTE,
        "Сроки и этапы реализации Программы",
        "Первый этап (февраль – сентябрь 2020 года): анализ и диагностика.",
        "Второй этап (октябрь 2020 года – декабрь 2022 года): внедрение.",
        "Третий этап (январь 2023 – май 2023 г.): полная реализация.",
        "План основных мероприятий («дорожная карта») на 2020-2023 годы",
    ]
    header = ["№ п/п", "Наименование мероприятия", "Сроки исполнения", "Ответственный исполнитель",
              "Ожидаемый результат, отчетность"]  # fmt: skip
    rows = [header]
    for title, group in sections("priozersk"):
        rows.append([title, "", "", "", ""])
        rows += [_cells(item, True) for item in group]
    return _docx(paragraphs, rows)


def _docx(paragraphs: list[str], rows: list[list[str]]) -> bytes:
    def paragraph(text: str) -> str:
        return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'

    grid = '<w:gridCol w:w="1900"/>' * len(rows[0])
    table = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    border = '<w:{0} w:val="single" w:sz="4"/>'
    borders = "".join(
        border.format(side) for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    body = (
        "".join(map(paragraph, paragraphs))
        + f"<w:tbl><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>"
        + f"<w:tblGrid>{grid}</w:tblGrid>{table}</w:tbl>"
        + paragraph("")
        + '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr>'
    )
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return stored_zip(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            'content-types"><Default Extension="rels" ContentType="application/'
            'vnd.openxmlformats-package.relationships+xml"/><Override '
            f'PartName="/word/document.xml" ContentType="{kinds}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{main}"><w:body>{body}</w:body>'
            "</w:document>",
        }
    )


#: Territory → file name and writer of its plan.
DOCUMENTS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "vilyuysk": ("roadmap.txt", vilyuysk),
    "turochak": ("roadmap.md", turochak),
    "priozersk": ("roadmap.docx", priozersk),
    "rostov": ("roadmap.txt", rostov),
    "ivanteevsky": ("roadmap.md", ivanteevsky),
}
