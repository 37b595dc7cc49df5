"""What a report is made from besides its notebook: the words of the manifest.

Here: `ReportSpec` and its parts, and the failure of a report. Not here: finding these
values (`kernels` and `batch` know them), writing them (`manifest`, `passport`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from helpers.errors import ShnorError

Format = Literal["html", "pdf", "xlsx", "csv", "docx", "ipynb"]
#: All formats, in the order in which they are made and listed.
FORMATS: tuple[Format, ...] = ("html", "pdf", "xlsx", "csv", "docx", "ipynb")

ParameterValue = str | int | float | bool | None


class ReportFailed(ShnorError):
    """A report cannot be made from this executed notebook; the message says why."""

    exit_code = 4


@dataclass(frozen=True)
class Input:
    """One file that the numbers came from: its slot in the dataset, hash, tables.

    `sources` are the slots of the imported files whose rows it holds.
    """

    path: str
    sha256: str
    tables: Sequence[str]
    sources: Sequence[str] = ()


@dataclass(frozen=True)
class File:
    """Another file that a run read, or an imported source: its path or slot, and its hash."""

    path: str
    sha256: str


@dataclass(frozen=True)
class Code:
    """The program that made the report; `commit` is informative and never printed."""

    version: str
    sha256: str
    commit: str = ""


@dataclass(frozen=True)
class Environment:
    """Interpreter and packages of the run: `packages` maps names to versions, `libraries`
    names what they are built on."""

    python: str
    packages: Mapping[str, str]
    libraries: Mapping[str, str]
    lock_sha256: str


@dataclass(frozen=True)
class ReportSpec:
    """Everything about one report that its executed notebook does not say.

    `dataset` is the dataset folder relative to the project root (else its bare name);
    `parameters` are those of the notebook after defaults were filled in. `sources` are the
    imported files behind the inputs, `parameter_files` lie below the project root,
    `dataset_files` in the dataset. `certificate` is the summary of the certificate of
    publication of a public report.
    """

    notebook: str
    parameters: Mapping[str, ParameterValue]
    edition: Literal["internal", "public"]
    dataset: str
    code: Code
    environment: Environment
    inputs: Sequence[Input] = field(default_factory=tuple)
    notebook_sha256: str = ""
    sources: Sequence[File] = field(default_factory=tuple)
    parameter_files: Sequence[File] = field(default_factory=tuple)
    dataset_files: Sequence[File] = field(default_factory=tuple)
    certificate: Mapping[str, Any] | None = None

    def under(self, certificate: Mapping[str, Any]) -> ReportSpec:
        """The same for the public edition: the certificate stands for all files of data.

        No file of data is named and no hash of one given: it would let a reader test a guess.
        """
        stands_for_all = Input("сертификат публикации", str(certificate["id"]), ())
        return replace(
            self, inputs=[stands_for_all], sources=(), dataset_files=(), certificate=certificate
        )
