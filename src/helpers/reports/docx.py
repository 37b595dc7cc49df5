"""The DOCX face of a report: «Аналитическая справка» in the form that offices use.

Here: what stands in the note and in which order: title block, main points, numbered
sections, conclusions, recommendations to fill in, signature lines, appendices. Not here:
how Word writes a thing (`word`), its look (`templates/word`), fitting tables to the page
(`room`).

The note is made to be edited: styles, lists, captions and repeated heads are real, the
main points on the first page repeat the conclusions word for word, and what only a person
can decide (measures, dates, names) is left open and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from helpers import blocks
from helpers.reports import passport, pictures, room, word
from helpers.reports.document import Document
from helpers.reports.markdown import Node
from helpers.reports.room import Paper
from helpers.reports.spec import ReportSpec
from helpers.reports.word import Grid, GridCell, Note, Run
from helpers.wording import numbers, people
from helpers.zips import steady_zip

TITLE = "АНАЛИТИЧЕСКАЯ СПРАВКА"
MAIN, CONCLUSIONS, ADVICE, SIGNATURES = "Главное", "Выводы", "Рекомендации", "Подписи"
#: Id of the table of next steps, where a notebook derives them (`tables.overview`).
STEPS_ID = "steps"
INTERNAL_MARK = "Для служебного пользования"
#: Who signs: roles only, names are written by hand.
ROLES = (
    "Справку подготовил: методист",
    "Руководитель методической службы",
    "Руководитель органа управления образованием",
)

_PT_PER_MM = 72 / 25.4
#: The page of `templates/word`, set in Times New Roman.
PAPER = Paper(
    upright_pt=round(word.UPRIGHT_MM * _PT_PER_MM, 1),
    turned_pt=round(word.TURNED_MM * _PT_PER_MM, 1),
    sizes=((False, 11.0), (False, 10.0), (False, 9.0), (True, 10.0), (True, 9.0), (True, 8.0)),
    character_em=0.5,
    cell_space_pt=9.5,
    head_word=15,
    head_widening=1.2,
)
#: Size of the table styles; other sizes are set on the text itself.
_TABLE_PT = 11.0
_HEADINGS = ("Heading1", "Heading2", "Heading3")


def render(document: Document, spec: ReportSpec) -> bytes:
    """The report as an editable Word file; equal documents give equal bytes."""
    return _Writer(document, spec).made()


class _Writer:
    def __init__(self, document: Document, spec: ReportSpec) -> None:
        self.document = document
        self.record = passport.build(document, spec)
        cover = document.cover
        self.note = Note(f"Аналитическая справка. {cover.title}", _place(cover))
        drawn = [block for block in document.blocks() if isinstance(block, blocks.Figure)]
        self.pictures = pictures.png(drawn)
        self.figures = drawn
        self.conclusions = document.summary.items if document.summary else ()
        self.appendices = 0

    def made(self) -> bytes:
        """All parts of the note in their order."""
        self._head()
        for node in self.document.body:
            self._node(node)
        self.note.turn(False)
        self._conclusions()
        self._advice()
        self._signatures()
        self._figure_data()
        self._passport()
        return steady_zip(self.note.save(), self.document.cover.report_date)

    def _head(self) -> None:
        """The title block and the main points: what a reader sees first."""
        note, cover = self.note, self.document.cover
        marks = [INTERNAL_MARK] if cover.edition == "internal" else []
        note.running(" · ".join(filter(None, [_place(cover), *marks, cover.data_label])))
        for mark in marks:
            note.paragraph("Mark", mark)
        if cover.data_label:
            note.paragraph("DataLabel", people.upper_first(cover.data_label))
        note.paragraph("Title", TITLE)
        note.paragraph("Subtitle", cover.title)
        requisites = (
            ("Территория", cover.municipality_name),
            ("Период", cover.period),
            ("Дата отчёта", numbers.date_text(cover.report_date)),
            ("Вопрос", self.document.question),
        )
        for name, text in requisites:
            if text:
                note.paragraph("Requisite", [Run(f"{name}:\t"), Run(text)])
        if self.conclusions:
            note.paragraph("PlainHeading", MAIN)
            # Not a REF field: LibreOffice loses the end of one that breaks before a figure.
            for item in self.conclusions:
                note.list_item([Run(f"{item.tone_label}. ", bold=True), Run(item.text)], 0, 0)

    def _conclusions(self) -> None:
        self.note.paragraph("Heading1", CONCLUSIONS)
        for number, item in enumerate(self.conclusions, start=1):
            self._finding(item, "Conclusion", _mark(number))
        if not self.conclusions:
            self.note.paragraph("BodyText", "Сводных выводов в отчёте нет.")

    def _advice(self) -> None:
        """A form: one row for each conclusion that calls for action."""
        self.note.paragraph("Heading1", ADVICE)
        steps = self.document.labels.get(STEPS_ID)
        if steps:
            text = f"Шаги, которые выведены из чисел по правилам, перечисляет {steps}."
            self.note.paragraph("BodyText", text)
        open_ends = [
            (number, item)
            for number, item in enumerate(self.conclusions, start=1)
            if item.tone in ("attention", "no_data")
        ]
        if not open_ends:
            self.note.paragraph("BodyText", "Выводов, которые требуют мер, в отчёте нет.")
            return
        self.note.paragraph(
            "BodyText",
            f"Меры, ответственных и сроки вписывает тот, кто готовит справку. Номера — по "
            f"разделу «{CONCLUSIONS}»; там же стоит правило, по которому сделан каждый вывод.",
        )
        heads = ("Вывод", "Рекомендуемая мера", "Ответственный", "Срок")
        rows = [[GridCell(head, "TableHead") for head in heads]]
        for number, item in open_ends:
            link = Run(f"Вывод {number}", target=f"#{_mark(number)}")
            rows.append(
                [
                    GridCell([link, Run(f". {item.tone_label}")]),
                    GridCell("", placeholder="впишите меру"),
                    GridCell("", placeholder="впишите должность"),
                    GridCell("", placeholder="впишите срок"),
                ]
            )
        widths = word.twips([115.0, -1.0, 110.0, 80.0], word.UPRIGHT_MM)
        self.note.table(Grid(rows, widths, ADVICE))
        self.note.paragraph("AfterTable", "")

    def _signatures(self) -> None:
        """A line for each role: signature, name, date."""
        self.note.paragraph("PlainHeading", SIGNATURES)
        hints = ("", "подпись", "инициалы, фамилия", "дата")
        rows = []
        for role in ROLES:
            lines = [GridCell("", "SignatureRole", underlined=True) for _ in hints[1:]]
            rows.append([GridCell(role, "SignatureRole"), *lines])
            rows.append([GridCell(hint, "SignatureHint") for hint in hints])
        widths = word.twips([-1.0, 75.0, 110.0, 70.0], word.UPRIGHT_MM)
        self.note.table(Grid(rows, widths, SIGNATURES, has_head=False, has_borders=False))
        self.note.paragraph("AfterTable", "")

    def _appendix(self, title: str, *, turned: bool = False) -> None:
        self.note.turn(turned)
        self.appendices += 1
        heading = f"Приложение {self.appendices}. {title}"
        self.note.paragraph("PlainHeading", heading, new_page=True)

    def _figure_data(self) -> None:
        """The numbers behind the drawings, wide tables last so that pages turn once."""
        figures = sorted(self.figures, key=lambda figure: room.room(figure.table, PAPER).turned)
        if figures:
            turned = room.room(figures[0].table, PAPER).turned
            self._appendix("Данные рисунков", turned=turned)
        for figure in figures:
            caption = [Run(f"Данные к рисунку. {_dashed(self.document, figure)}")]
            self._table(figure.table, caption, caption)

    def _passport(self) -> None:
        self._appendix(self.record.facts.title)
        self._pairs(self.record.facts.pairs, self.record.facts.title)
        caption = [Run(self.record.inputs.title)]
        self._table(self.record.inputs, caption, caption)

    def _node(self, node: Node, depth: int = 0, style: str = "BodyText") -> None:
        if node.block is not None:
            self._block(node.block)
            return
        self.note.turn(False)
        if node.kind == "heading":
            self.note.paragraph(_HEADINGS[min(node.level - 2, 2)], _runs(node.children))
        elif node.kind == "paragraph":
            self.note.paragraph(style, _runs(node.children))
        elif node.kind == "list":
            self._list(node, depth)
        elif node.kind == "quote":
            for child in node.children:
                self._node(child, depth, "Quote")
        elif node.kind == "code":
            self.note.paragraph("Code", node.text)
        elif node.kind == "rule":
            self.note.paragraph("Divider", "")

    def _list(self, node: Node, depth: int) -> None:
        numbering = self.note.new_numbering(node.level, depth) if node.level else 0
        for item in node.children:
            first, *more = item.children or (Node("paragraph"),)
            if first.kind == "paragraph":
                self.note.list_item(_runs(first.children), depth, numbering)
            else:
                more = [first, *more]
            for child in more:
                self._node(child, depth + 1)

    def _block(self, block: blocks.Block) -> None:
        if isinstance(block, blocks.Table):
            self._numbered_table(block)
            return
        self.note.turn(False)
        if isinstance(block, blocks.Figure):
            self._figure(block)
        elif isinstance(block, blocks.Findings):
            for item in block.items:
                self._finding(item, "Finding")
        elif isinstance(block, blocks.Finding):
            self._finding(block, "Finding")
        elif isinstance(block, blocks.Facts):
            self.note.paragraph("Caption", block.title)
            self._pairs(block.pairs, block.title)
        elif isinstance(block, blocks.Notice):
            self.note.paragraph("Notice", block.text)
        elif isinstance(block, blocks.Text):
            self.note.paragraph("BodyText", block.text)

    def _finding(self, item: blocks.Finding, style: str, bookmark: str = "") -> None:
        claim = Run(item.text, bookmark=bookmark)
        self.note.paragraph(style, [Run(f"{item.tone_label}. ", bold=True), claim])
        self.note.paragraph("Rule", f"Правило: {item.rule}")

    def _figure(self, figure: blocks.Figure) -> None:
        label = self.document.labels[figure.block_id]
        self.note.picture(self.pictures[figure.block_id], label, figure.alt)
        self.note.paragraph("FigureCaption", _counted(label, figure.title))
        for text in figure.notes:
            self.note.paragraph("TableNote", text)

    def _numbered_table(self, table: blocks.Table) -> None:
        label = self.document.labels[table.block_id]
        self._table(table, _counted(label, table.title), _counted(label, table.title, again=True))

    def _table(self, table: blocks.Table, caption: Sequence[Run], again: Sequence[Run]) -> None:
        """The table in as many parts as the page needs, each under the caption."""
        parts = room.split(table, PAPER)
        for number, part in enumerate(parts, start=1):
            share = [Run(f" (часть {number} из {len(parts)})")] if len(parts) > 1 else []
            fit = room.room(part, PAPER)
            self.note.turn(fit.turned)
            self.note.paragraph("Caption", [*(caption if number == 1 else again), *share])
            self.note.table(_grid(part, fit, "".join(run.text for run in (*caption, *share))))
            for text in _below(part) if number == len(parts) else ():
                self.note.paragraph("TableNote", text)
            self.note.paragraph("AfterTable", "")

    def _pairs(self, pairs: Iterable[tuple[str, str]], title: str) -> None:
        rows = [[GridCell(name), GridCell(text)] for name, text in pairs]
        if rows:
            widths = word.twips([-1.0, -2.0], word.UPRIGHT_MM)
            self.note.table(Grid(rows, widths, title, has_head=False))
            self.note.paragraph("AfterTable", "")


def _grid(table: blocks.Table, fit: room.Room, title: str) -> Grid:
    rows = [[GridCell(column.set_head, "TableHead") for column in table.columns]]
    styles = ["TableNumber" if c.align == "right" else "TableText" for c in table.columns]
    for index, row in enumerate(table.rows):
        is_strong = index in table.strong_rows
        rows.append(
            [
                GridCell(Run(cell.text, bold=is_strong), style)
                for cell, style in zip(row, styles, strict=True)
            ]
        )
    width_mm = word.TURNED_MM if fit.turned else word.UPRIGHT_MM
    widths = word.twips(fit.widths, width_mm, fit.least_pt)
    size_pt = 0.0 if fit.size_pt == _TABLE_PT else fit.size_pt
    return Grid(rows, widths, title, size_pt=size_pt)


def _below(table: blocks.Table) -> list[str]:
    empty = [] if table.rows else ["В таблице нет строк."]
    legend = ["; ".join(table.legend) + "."] if table.legend else []
    source = [f"Источник: {table.source}"] if table.source else []
    return [*empty, *legend, *table.notes, *source]


def _counted(label: str, title: str, *, again: bool = False) -> list[Run]:
    """«Таблица 2 — Название» with a number that Word keeps in order."""
    noun, _, number = label.partition(" ")
    field = f"SEQ {noun} " + ("\\c" if again else "\\* ARABIC")
    dash = f" — {title}" if title else ""
    return [Run(f"{noun} "), Run(number, field=field), *([Run(dash)] if dash else [])]


def _dashed(document: Document, figure: blocks.Figure) -> str:
    label = document.labels[figure.block_id]
    return f"{label} — {figure.title}" if figure.title else label


def _runs(nodes: Iterable[Node], bold: bool = False, italic: bool = False) -> list[Run]:
    """Runs of text inside a paragraph; emphasis may be nested, a link keeps its words."""
    found: list[Run] = []
    for node in nodes:
        if node.kind in ("strong", "emphasis"):
            is_strong = node.kind == "strong"
            found += _runs(node.children, bold or is_strong, italic or not is_strong)
        elif node.kind == "link":
            found.append(Run(node.plain(), bold, italic, target=node.target))
        elif node.kind == "break":
            found.append(Run("\n"))
        else:
            style = "Fixed" if node.kind == "mono" else ""
            found.append(Run(node.text, bold, italic, style))
    return found


def _mark(number: int) -> str:
    return f"conclusion_{number}"


def _place(cover: blocks.Cover) -> str:
    return f"{cover.municipality_name}, {cover.period}"
