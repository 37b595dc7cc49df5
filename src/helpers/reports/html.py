"""The HTML face of a report: one file that opens offline and needs no script to be read.

Here: an nbconvert exporter with a template of our own. Not here: what belongs to a report
(`document`), the words of the page (`templates`). Every text is escaped by the template
engine; only checked drawings pass as markup. The one script of a page is our own, allowed
by its hash: it makes tables sortable and folds details, and a page is whole without it.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode

from helpers import blocks, style, vocabulary
from helpers.reports import document as documents
from helpers.reports import glyphs, html_tables, origins, passport, svg, templates
from helpers.reports.document import Document
from helpers.reports.spec import ReportSpec
from helpers.wording import numbers


def _script(name: str) -> str:
    """A script exactly as it stands in a page."""
    return (templates.FOLDER / "shnor" / name).read_text("utf-8").strip()


def policy(script: str) -> str:
    """Nothing may be fetched or sent, nothing run but this script; styles stand in the page."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


#: Scripts of reports and of the list of reports.
SCRIPT, LIST_SCRIPT = _script("sort.js"), _script("filter.js")


class ReportExporter(TemplateExporter):
    """Executed notebook → HTML of the report, through the template `shnor`.

    The notebook's report specification comes in `resources["spec"]`.
    """

    export_from_notebook = "HTML (отчёт)"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def _template_name_default(self) -> str:
        return "shnor"

    def _extra_template_basedirs_default(self) -> list[str]:
        return [str(templates.FOLDER)]

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()
        environment.autoescape = True
        environment.undefined = StrictUndefined
        environment.trim_blocks = environment.lstrip_blocks = True
        environment.filters.update(_FILTERS)
        environment.globals.update(
            policy=Markup(policy(SCRIPT)),
            script=Markup(SCRIPT),
            list_policy=Markup(policy(LIST_SCRIPT)),
            list_script=Markup(LIST_SCRIPT),
            style=style,
        )
        return environment

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **_: Any
    ) -> tuple[str, Any]:
        """The page of an executed notebook."""
        return self.from_document(documents.read(nb), resources["spec"]), resources

    def from_document(self, document: Document, spec: ReportSpec) -> str:
        """The page of a document already read."""
        found = origins.build(document, spec)
        page: str = self.template.render(
            document=document,
            cover=document.cover,
            passport=passport.build(document, spec),
            origins=found,
            anchors=found.anchors,
            origins_title=origins.TITLE,
            work=origins.WORK,
            tones=_tones(document),
        )
        return page

    def page(self, template: str, **content: Any) -> str:
        """A page about reports, through a template of its own."""
        page: str = self.environment.get_template(template).render(**content)
        return page


def render(document: Document, spec: ReportSpec) -> bytes:
    """The report as one HTML file."""
    return glyphs.straight(exporter().from_document(document, spec)).encode()


@cache
def exporter() -> ReportExporter:
    """The exporter with its compiled template, made once in a process."""
    return ReportExporter()


def compile_templates() -> None:
    """Compile all templates now, for the reports that this process and its children make."""
    for path in templates.files():
        if path.suffix == ".j2":
            exporter().environment.get_template(path.name)
    assert exporter().template is not None


def _kind(block: blocks.Block) -> str:
    return block.kind


def _tones(document: Document) -> list[tuple[str, int]]:
    """How many findings of each tone the summary has, in words."""
    items = document.summary.items if document.summary else ()
    return list(Counter(item.tone_label for item in items).items())


def _drawing(figure: blocks.Figure) -> Markup:
    return Markup(svg.checked(figure.svg, figure.block_id))


_FILTERS = {
    "kind": _kind,
    "drawing": _drawing,
    "table": html_tables.table,
    "grid": html_tables.grid,
    "date_text": numbers.date_text,
    "school_year": vocabulary.school_year_label,
}
