"""Reading an executed notebook: what belongs to a report, and what makes it fail."""

from __future__ import annotations

import pytest
import report_sample as sample
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers import blocks
from helpers.reports import ReportFailed, document, markdown, svg


def read(*cells: NotebookNode) -> document.Document:
    return document.read(new_notebook(cells=[sample.shown(sample.cover()), *cells]))


def code(*outputs: NotebookNode, tags: tuple[str, ...] = ()) -> NotebookNode:
    return new_code_cell("x", outputs=list(outputs), metadata={"tags": list(tags)})


def test_tables_and_figures_are_numbered_in_reading_order() -> None:
    labels = document.read(sample.notebook()).labels
    assert labels["bars"] == "Рисунок 1"
    assert labels["lines"] == "Рисунок 2"
    assert [labels[i] for i in ("results", "series", "classes", "hostile")] == [
        "Таблица 1",
        "Таблица 2",
        "Таблица 4",
        "Таблица 5",
    ]


def test_the_first_findings_become_the_summary_and_are_not_repeated() -> None:
    read_document = document.read(sample.notebook())
    assert read_document.summary == sample.summary()
    assert not any(isinstance(node.block, blocks.Findings) for node in read_document.body)


def test_the_first_heading_is_the_question_unless_it_is_the_title() -> None:
    assert document.read(sample.notebook()).question.endswith("низкими результатами?")
    assert read(new_markdown_cell(f"# {sample.cover().title}")).question == ""


def test_headings_have_no_gap_and_their_own_anchors() -> None:
    found = read(new_markdown_cell("#### а\n\n## б\n\n##### в\n\n# г\n\n# д")).headings()
    assert [node.level for node in found] == [2, 2, 3, 2]
    assert len({node.anchor for node in found}) == 4


def test_values_are_collected_by_reference_from_tables() -> None:
    values = document.read(sample.notebook()).values()
    assert values["oge9.rus.quality_share"] == 46.875
    assert len(values) == 11
    assert list(values) == sorted(values)


def test_two_numbers_for_one_indicator_cell_fail_the_report() -> None:
    column = [blocks.Column("a", "А")]
    one = blocks.Table("one", "", column, [[blocks.Cell(1.0, "1", ref="x")]])
    two = blocks.Table("two", "", column, [[blocks.Cell(2.0, "2", ref="x")]])
    with pytest.raises(ReportFailed, match="x показан с двумя разными"):
        read(sample.shown(one, two)).values()


ERROR = new_output("error", ename="KeyError", evalue="\x1b[31m'доля'\x1b[0m", traceback=["/home/x"])
SPOKEN = new_output("error", ename="ParameterError", evalue="Год 1999 не найден.", traceback=[])
PLAIN = new_output("execute_result", data={"text/plain": "<Figure at 0x7f>"}, metadata={})
WIDGET = new_output(
    "display_data", data={"application/vnd.jupyter.widget-view+json": {}}, metadata={}
)
BROKEN = new_output("display_data", data={blocks.MIME_TYPE: {"kind": "x"}}, metadata={})
PRINTED = new_output("stream", name="stdout", text="готово")
WARNED = new_output("stream", name="stderr", text="/home/x: UserWarning")


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (ERROR, "Ячейка 2 остановилась с ошибкой KeyError: 'доля'"),
        (SPOKEN, "Год 1999 не найден."),
        (PLAIN, "Ячейка 2 показывает объект, которого нет в отчётах (text/plain)"),
        (WIDGET, "Ячейка 2 показывает объект"),
        (BROKEN, "Ячейка 2: блок не читается"),
        (PRINTED, "Ячейка 2 печатает текст: «готово»"),
    ],
)
def test_what_a_report_must_not_show_makes_it_fail(output: NotebookNode, message: str) -> None:
    with pytest.raises(ReportFailed) as failure:
        read(code(output))
    assert str(failure.value).startswith(message)
    assert failure.value.exit_code == 4


def test_a_hidden_cell_shows_nothing_but_its_error_still_counts() -> None:
    assert read(code(PLAIN, PRINTED, tags=("hide",))).body == ()
    with pytest.raises(ReportFailed):
        read(code(ERROR, tags=("hide",)))


def test_warnings_of_libraries_are_not_part_of_a_report() -> None:
    assert read(code(WARNED)).body == ()


def test_a_notebook_without_a_cover_or_with_two_is_no_report() -> None:
    with pytest.raises(ReportFailed, match="обложка"):
        document.read(new_notebook(cells=[new_markdown_cell("# Вопрос")]))
    with pytest.raises(ReportFailed, match="найдено: 2"):
        read(sample.shown(sample.cover()))


def test_two_blocks_of_one_name_fail_the_report() -> None:
    with pytest.raises(ReportFailed, match="results"):
        read(sample.shown(sample.results_table(), sample.results_table()))


@pytest.mark.parametrize(
    ("source", "linked"),
    [
        ("[x](https://example.org/a?b=1)", True),
        ("[x](mailto:a@example.org)", True),
        ("<https://example.org>", True),
        ("[x](javascript:alert(1))", False),
        ("[x](JaVaScRiPt:alert(1))", False),
        ("[x](data:text/html,1)", False),
        ("[x](//example.org)", False),
        ("[x](10_results.ipynb)", False),
        ("[x](file:///etc/passwd)", False),
    ],
)
def test_only_web_and_mail_addresses_become_links(source: str, linked: bool) -> None:
    (paragraph,) = markdown.parse(source)
    kinds = [run.kind for run in paragraph.children]
    assert ("link" in kinds) is linked


def _plain(source: str) -> str:
    return " | ".join(node.plain() for node in markdown.parse(source))


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("а <b>б</b> $x$ &amp; &nbsp;в", "а <b>б</b> $x$ & \u00a0в"),
        ("![подпись](secret.png)", "подпись"),
        ("строка\nвторая", "строка вторая"),
        ("    код", "код"),
    ],
)
def test_markup_that_reports_do_not_know_stays_text(source: str, plain: str) -> None:
    assert _plain(source) == plain


HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}><script>1</script></svg>",
        f'{HEAD} onload="x()"></svg>',
        f"{HEAD}><foreignObject/></svg>",
        f'{HEAD}><use xlink:href="https://example.org/x.svg#a"/></svg>',
        f'{HEAD}><image href="https://example.org/x.png"/></svg>',
        f'{HEAD}><a href="https://example.org"><text>x</text></a></svg>',
        f'{HEAD}><rect style="fill:url(https://example.org/x)"/></svg>',
        f'{HEAD}><style>@import "x"</style></svg>',
        f'<!DOCTYPE svg [<!ENTITY a "b">]>{HEAD}><text>&a;</text></svg>',
        "<html/>",
        "<svg",
    ],
)
def test_a_drawing_with_anything_active_is_refused(text: str) -> None:
    with pytest.raises(ReportFailed, match="Рисунок f"):
        svg.checked(text, "f")


def test_hidden_markup_of_a_drawing_comes_out_as_text() -> None:
    safe = svg.checked(f"{HEAD}><desc><![CDATA[<script>1</script>]]></desc></svg>", "f")
    assert "<script" not in safe


def test_our_own_drawings_pass_the_check() -> None:
    assert "Заполье" in svg.checked(sample.bars().svg, "bars")
    assert sample.HOSTILE[3] in svg.checked(sample.lines().svg, "lines")
