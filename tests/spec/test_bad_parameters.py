"""Bad parameters, row by row of the table of faults: each is refused in words before any work.

A refused parameter names what was found and what there is; nothing is made, the exit code is 2
and there is no traceback.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import ROOT, Command

#: A command from the folder where its files may be written.
Line = Callable[[Path], list[str]]
LISTED = "reports:\n  - notebooks: [10_results]\n    municipalities:\n      ivanteevsky: [%s]\n"
DISTRICT = """
{slug}:
  name: Октябрьский район
  name_genitive: Октябрьского района
  name_prepositional: в Октябрьском районе
  level: municipality
  region_id: ""
  region_name: ""
  oktmo: ""
  oktmo_source: выдуманный район
  frame: school_year
"""


@dataclass(frozen=True)
class Case:
    """One bad parameter: the command, and the parts of the message that must be there."""

    row: str
    line: Line
    words: tuple[str, ...]


def report(*options: str, notebook: str = "10_results") -> Line:
    """The usual report with further or other options."""
    usual = ["report", notebook, "-m", "ivanteevsky", "-y", "2022"]
    return lambda _: [*usual, *options]


def command(*words: str) -> Line:
    """A command as it is typed."""
    return lambda _: [*words]


def batch(content: str) -> Line:
    """A batch by a list with this content."""

    def written(folder: Path) -> list[str]:
        (folder / "list.yaml").write_text(content, encoding="utf-8")
        return ["batch", str(folder / "list.yaml")]

    return written


CASES = [
    Case("P01", report("--set", "yaer=2022"), ("нет параметра «yaer»", "Ближайшее: year")),
    Case("P01", batch("editon: public\n" + LISTED % 2022), ("«editon»", "Ближайшее: edition")),
    Case("P02", report("-y", "2 024"), ("Год «2 024» не понят", "четыре цифры")),
    Case("P02", report("-y", "٢٠٢٤"), ("Год «٢٠٢٤» не понят", "четыре цифры")),
    Case("P02", report("-y", "1_000"), ("Год «1_000» не понят", "четыре цифры")),
    Case("P02", batch(LISTED % "2 024"), ("запись 1", "год «2 024» не понят")),
    Case("P03", report("-y", "1022"), ("Год 1022 вне пределов", "от 2000 до 2100")),
    Case("P03", command("batch", "nosuch.yaml"), ("nosuch.yaml", "нет такого файла")),
    Case("P03", report("-y", "2031"), ("год 2031", "Есть годы: 2018, 2019, 2020")),
    Case("P03", command("indicators", "-m", "ivanteevsky", "-y", "2031"),
         ("год 2031", "Есть годы: 2018, 2019, 2020")),
    Case("P04", command("indicators", "-m", "ivanteevskiy", "-y", "2022"),
         ("«ivanteevskiy» не найден", "Похожие: ivanteevsky")),
    Case("P04", command("indicators", "-m", "Октябрьский район", "-y", "2022"),
         ("«Октябрьский район» не найден", "Похожие: okt-1, okt-2.")),
    Case("P05", report("-y", "nan"), ("Год «nan» не понят",)),
    Case("P05", report("-y", "None"), ("Год «None» не понят",)),
    Case("P05", report("-m", ""), ("Муниципалитет «» не найден",)),
    Case("P05", batch(LISTED % "~"), ("год «~» не понят",)),
    Case("P05", batch(LISTED % ".inf"), ("год «.inf» не понят",)),
    Case("P05", batch(LISTED % ""), ("не названо ни одного отчёта",)),
    Case("P06", batch(LISTED % "0o3746"), ("год «0o3746» не понят",)),
    Case("P06", batch(LISTED % "33:42"), ("год «33:42» не понят",)),
    Case("P06", batch("edition: no\n" + LISTED % 2022), ("неизвестное издание «no»",)),
    Case("P06", batch("edition: !!python/object/apply:os.getcwd []\n" + LISTED % 2022),
         ("строка 1", "правила YAML")),
    Case("P06", batch("edition: &a internal\nreports: [*a, *a]\n"),
         ("строка 1", "якоря и ссылки не допускаются")),
    Case("P06", batch("edition: internal\nedition: public\n" + LISTED % 2022),
         ("строка 2", "ключ «edition» повторяется")),
    Case("P07", report("--set", "import os;x=1"), ("ожидалось ИМЯ=ЗНАЧЕНИЕ",)),
    Case("P07", report("--set", "register_source=a\nimport os"),
         ("register_source", "ожидалось: одна строка текста")),
    Case("P08", report("--out", "s3://bucket/reports"), ("адрес в сети", "Укажите папку")),
    Case("P08", report("--out", "http://host/{year}"), ("адрес в сети", "Укажите папку")),
    Case("P09", report("--edition", "public", notebook="12_low_results_list"),
         ("нет публичного издания", "Публичное издание есть у тетрадей: 00_overview")),
    Case("P10", report("--edition", "public"),
         ("disclosure.yaml", "group — найдено 9, допустимо не меньше 10", "только ужесточить")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{case.row}-{n}" for n, case in enumerate(CASES)])
def test_a_bad_parameter_is_refused_in_words(
    shnor: Command, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks")
    shutil.copytree(ROOT / "params", tmp_path / "params")
    with (tmp_path / "params" / "municipalities.yaml").open("a", encoding="utf-8") as stream:
        stream.writelines(DISTRICT.format(slug=slug) for slug in ("okt-1", "okt-2"))
    if case.row == "P10":
        rules = tmp_path / "params" / "disclosure.yaml"
        text = rules.read_text(encoding="utf-8")
        rules.write_text(text.replace("group: 10", "group: 9"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHNOR_DATA", str(demo))
    line = case.line(tmp_path)
    before = files(tmp_path)
    ran = shnor(*line)
    assert ran.code == 2, ran.err
    for words in case.words:
        assert words in ran.err
    assert "Traceback" not in ran.err
    assert files(tmp_path) == before


def files(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_every_row_of_the_table_has_a_case() -> None:
    assert {case.row for case in CASES} == {f"P{number:02d}" for number in range(1, 11)}
