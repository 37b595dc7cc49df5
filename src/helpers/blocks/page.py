"""The blocks of a page beside tables: cover, findings, figures, facts, sentences.

Here: their content and faces. Not here: deciding which finding holds (`wording`), drawing
(`figures`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Literal, get_args

from helpers.blocks import markup
from helpers.blocks.base import Block, checked_id
from helpers.blocks.table import CellValue, Table

Tone = Literal["attention", "good", "neutral", "no_data"]
Edition = Literal["internal", "public"]

#: What a tone says in words; colour alone never carries meaning.
TONE_LABELS: Mapping[str, str] = {
    "attention": "Требует внимания",
    "good": "Сильная сторона",
    "neutral": "К сведению",
    "no_data": "Нет данных",
}


@dataclass(frozen=True, repr=False)
class Cover(Block):
    """The first block of a notebook: what the report is, about whom, for which period.

    `report_date` is the date the report is made for, never the clock. `data_label` warns
    on every page («учебные данные»); empty for real data.
    """

    kind: ClassVar[str] = "cover"

    title: str
    municipality_name: str
    period: str
    edition: Edition
    report_date: dt.date
    data_label: str = ""

    def _fields(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "municipality_name": self.municipality_name,
            "period": self.period,
            "edition": self.edition,
            "report_date": self.report_date.isoformat(),
            "data_label": self.data_label,
        }

    @classmethod
    def from_fields(cls, data: Mapping[str, Any]) -> Cover:
        """The cover that `to_json` wrote."""
        return cls(**{**data, "report_date": dt.date.fromisoformat(data["report_date"])})

    def plain(self) -> str:
        """Title, municipality and period in lines."""
        return "\n".join(
            filter(None, (self.title, self.municipality_name, self.period, self.data_label))
        )

    def html(self) -> str:
        """The cover for JupyterLab."""
        return markup.fragment(markup.cover(self))


@dataclass(frozen=True, repr=False)
class Finding(Block):
    """One claim in words, with its tone, the rule that triggered it and its numbers.

    `text` is a finished Russian sentence; `rule` says in words when it is made; `values`
    are the numbers the rule looked at, unrounded.
    """

    kind: ClassVar[str] = "finding"

    block_id: str
    tone: Tone
    text: str
    rule: str
    values: Mapping[str, CellValue]

    def __post_init__(self) -> None:
        checked_id(self.block_id)
        if self.tone not in get_args(Tone):
            raise ValueError(f"finding {self.block_id!r}: unknown tone {self.tone!r}")
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    @property
    def tone_label(self) -> str:
        """The tone in words."""
        return TONE_LABELS[self.tone]

    def _fields(self) -> dict[str, Any]:
        return {
            "block_id": self.block_id,
            "tone": self.tone,
            "text": self.text,
            "rule": self.rule,
            "values": dict(self.values),
        }

    @classmethod
    def from_fields(cls, data: Mapping[str, Any]) -> Finding:
        """The finding that `to_json` wrote."""
        return cls(**data)

    def plain(self) -> str:
        """Tone, claim and rule."""
        return f"{self.tone_label}: {self.text} (правило: {self.rule})"

    def html(self) -> str:
        """The finding for JupyterLab."""
        return markup.fragment(markup.findings([self]))


@dataclass(frozen=True, init=False, repr=False)
class Findings(Block):
    """The summary in plain words: a list of findings. The first one of a notebook becomes
    the summary box at the head of the report."""

    kind: ClassVar[str] = "findings"

    items: tuple[Finding, ...]

    def __init__(self, items: Iterable[Finding]) -> None:
        object.__setattr__(self, "items", tuple(items))

    def _fields(self) -> dict[str, Any]:
        return {"items": [item._fields() for item in self.items]}

    @classmethod
    def from_fields(cls, data: Mapping[str, Any]) -> Findings:
        """The findings that `to_json` wrote."""
        return cls(Finding.from_fields(item) for item in data["items"])

    def plain(self) -> str:
        """One line for each finding."""
        return "\n".join(item.plain() for item in self.items)

    def html(self) -> str:
        """The findings for JupyterLab."""
        return markup.fragment(markup.findings(self.items))


@dataclass(frozen=True, init=False, repr=False)
class Figure(Block):
    """A drawing with its title, a description that states the finding, and its numbers.

    `svg` is the text of one SVG document made by `figures.canvas`. The alternative text
    must say what the drawing shows: an empty one is refused.
    """

    kind: ClassVar[str] = "figure"

    block_id: str
    title: str
    alt: str
    svg: str
    table: Table
    notes: tuple[str, ...]

    def __init__(
        self,
        block_id: str,
        title: str,
        alt: str,
        svg: str,
        table: Table,
        notes: Iterable[str] = (),
    ) -> None:
        if not alt.strip():
            raise ValueError(f"figure {block_id!r}: the alternative text is empty")
        values = {
            "block_id": checked_id(block_id),
            "title": title,
            "alt": alt,
            "svg": svg,
            "table": table,
            "notes": tuple(notes),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def _fields(self) -> dict[str, Any]:
        return {
            "block_id": self.block_id,
            "title": self.title,
            "alt": self.alt,
            "svg": self.svg,
            "table": self.table._fields(),
            "notes": list(self.notes),
        }

    @classmethod
    def from_fields(cls, data: Mapping[str, Any]) -> Figure:
        """The figure that `to_json` wrote."""
        return cls(**{**data, "table": Table.from_fields(data["table"])})

    def plain(self) -> str:
        """Title and alternative text."""
        return "\n".join((self.title, self.alt, *self.notes))

    def html(self) -> str:
        """The figure for JupyterLab."""
        return markup.fragment(markup.figure(self))


@dataclass(frozen=True, init=False, repr=False)
class Facts(Block):
    """A titled list of facts: a name and what there is to say about it."""

    kind: ClassVar[str] = "facts"

    block_id: str
    title: str
    pairs: tuple[tuple[str, str], ...]

    def __init__(self, block_id: str, title: str, pairs: Iterable[tuple[str, str]]) -> None:
        object.__setattr__(self, "block_id", checked_id(block_id))
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "pairs", tuple((str(name), str(text)) for name, text in pairs))

    def _fields(self) -> dict[str, Any]:
        return {
            "block_id": self.block_id,
            "title": self.title,
            "pairs": [list(pair) for pair in self.pairs],
        }

    @classmethod
    def from_fields(cls, data: Mapping[str, Any]) -> Facts:
        """The facts that `to_json` wrote."""
        return cls(data["block_id"], data["title"], [(name, text) for name, text in data["pairs"]])

    def plain(self) -> str:
        """One line for each fact."""
        return "\n".join((self.title, *(f"{name}: {text}" for name, text in self.pairs)))

    def html(self) -> str:
        """The facts for JupyterLab."""
        return markup.fragment(markup.facts(self))


@dataclass(frozen=True, repr=False)
class _Sentence(Block):
    text: str

    def _fields(self) -> dict[str, Any]:
        return {"text": self.text}

    def plain(self) -> str:
        """The sentence."""
        return self.text


@dataclass(frozen=True, repr=False)
class Text(_Sentence):
    """A paragraph whose words depend on the data: the claim before a table or figure."""

    kind: ClassVar[str] = "text"

    @classmethod
    def from_fields(cls, data: Mapping[str, Any]) -> Text:
        """The paragraph that `to_json` wrote."""
        return cls(data["text"])

    def html(self) -> str:
        """The paragraph for JupyterLab."""
        return markup.fragment(markup.paragraph(self.text))


@dataclass(frozen=True, repr=False)
class Notice(_Sentence):
    """A sentence that says which data are absent and what that means."""

    kind: ClassVar[str] = "notice"

    @classmethod
    def from_fields(cls, data: Mapping[str, Any]) -> Notice:
        """The notice that `to_json` wrote."""
        return cls(data["text"])

    def html(self) -> str:
        """The notice for JupyterLab."""
        return markup.fragment(markup.notice(self.text))
