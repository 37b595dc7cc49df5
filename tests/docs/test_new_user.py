"""From a clone to the first report on one's own data, by the words of README.ru alone.

The commands are taken from the chapter «Свой район» as they are printed; only the names that
the guide tells the reader to replace are replaced. The district is made up: two schools, its
forms filled in the books that `shnor forms` wrote.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from support import ROOT

DISTRICT = """
novoozersky:
  name: Новоозёрский район
  name_genitive: Новоозёрского района
  name_prepositional: в Новоозёрском районе
  level: municipality
  region_id: ""
  region_name: ""
  oktmo: ""
  oktmo_source: выдуманный район
  frame: school_year
"""
SCHOOLS = [("noz-1", "СОШ № 1 с. Озёрное"), ("noz-2", "ООШ д. Заречье")]
#: school, participants, marks «2» to «5»
MARKS = [("noz-1", 20, 5, 7, 6, 2), ("noz-2", 6, 3, 2, 1, 0)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project as it is cloned, with the district added to the list."""
    target = tmp_path / "project"
    skip = shutil.ignore_patterns(".venv", ".git", "outputs", "store", "__pycache__", ".*_cache")
    shutil.copytree(ROOT, target, ignore=skip)
    with (target / "params" / "municipalities.yaml").open("a", encoding="utf-8") as stream:
        stream.write(DISTRICT)
    return target


def chapter(name: str) -> list[str]:
    """Commands of one chapter of the guide, in order."""
    text = (ROOT / "README.ru.md").read_text(encoding="utf-8")
    part = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", part, re.MULTILINE | re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def run(project: Path, line: str) -> str:
    """Run a printed command in the project; it must succeed."""
    words = shlex.split(line)
    assert words[0] == ".venv/bin/shnor", line
    environment = {key: value for key, value in os.environ.items() if key != "SHNOR_DATA"}
    ran = subprocess.run(
        [sys.executable, "-m", "helpers", *words[1:]],
        cwd=project,
        env=environment | {"PYTHONPATH": str(project / "src")},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, f"{line}\n{ran.stderr[-2000:]}"
    return ran.stdout + ran.stderr


def fill(book: Path, sheet: str, rows: list[dict[str, object]]) -> None:
    """Type rows under the Russian heads of a form, below the example row."""
    opened = openpyxl.load_workbook(book)
    heads = {str(cell.value).strip(): cell.column for cell in opened[sheet][1]}
    for number, row in enumerate(rows, start=3):
        for head, value in row.items():
            opened[sheet].cell(number, heads[head], value)
    opened.save(book)


def test_a_new_user_gets_a_report_on_the_own_district(project: Path) -> None:
    commands = chapter("Свой район")
    forms = next(line for line in commands if line.endswith("shnor forms"))
    run(project, forms)
    fill(
        project / "forms" / "1_schools.xlsx",
        "Школы",
        [{"Код школы": code, "Название школы": name} for code, name in SCHOOLS],
    )
    marks = ("Отметок «2»", "Отметок «3»", "Отметок «4»", "Отметок «5»")
    fill(
        project / "forms" / "2_results.xlsx",
        "Отметки",
        [
            {
                "Охват": "школа",
                "Код охвата": school,
                "Год": 2024,
                "Волна": "весна",
                "Процедура": "ВПР",
                "Класс (кто писал)": 5,
                "Предмет": "математика",
                "Участников": count,
                **dict(zip(marks, given, strict=True)),
            }
            for school, count, *given in MARKS
        ],
    )
    own = [
        line.replace("data/demo/sources/ivanteevsky", "forms")
        .replace("-m ivanteevsky", "-m novoozersky")
        .replace("-y 2022", "-y 2024")
        for line in commands
        if "data/my" in line
    ]
    assert [line.split()[1] for line in own] == ["import", "import", "check", "report"]
    for line in own:
        run(project, line)
    folder = project / "outputs" / "my" / "internal" / "2024" / "novoozersky" / "10_results"
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Новоозёрский район" in page
    # 8 of 26 pupils got «2»
    assert "30,8" in page
    assert (folder / "report.docx").exists()
