"""The page of findings is in step with the code and lists what reports say."""

from __future__ import annotations

import re
from pathlib import Path

from support import ROOT

from tools.section_sentences import NO_SENTENCES, Sentence, sentences, used_in
from tools.sentences import PAGE, page


def test_the_page_is_what_the_code_gives() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run make reference"


def test_every_finding_of_the_code_stands_on_the_page() -> None:
    text = page()
    for path in (ROOT / "src" / "helpers" / "wording").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        for name in re.findall(r'\bFinding\(\s*"([a-z-]+)"', source):
            assert f"| `{name}` |" in text


def test_every_finding_has_a_tone_and_a_rule() -> None:
    findings = page().split("# Предложения разделов")[0]
    rows = [line.split(" | ") for line in findings.splitlines() if line.startswith("| `")]
    assert len(rows) > 40
    assert all(row[1].strip() and row[2].strip() for row in rows)


def test_a_sentence_stands_with_every_condition_on_the_way_to_it(tmp_path: Path) -> None:
    code = """
def claim(rows):
    '''A docstring is no sentence at all.'''
    if rows.empty:
        return Notice("Строк в данных совсем нет.")
    if not named:
        text = f"Школ в списке теперь {len(rows)}."
    else:
        text = "По одной на каждый случай" if one else "По две на каждый случай"
    return Finding("id", "neutral", "Это вывод, а не предложение.", "правило")
"""
    path = tmp_path / "claims.py"
    path.write_text(code, "utf-8")
    assert sentences(path) == [
        Sentence("claim", ("rows.empty",), "Строк в данных совсем нет."),
        Sentence("claim", ("not rows.empty", "not named"), "Школ в списке теперь …."),
        Sentence("claim", ("not rows.empty", "named", "one"), "По одной на каждый случай"),
        Sentence("claim", ("not rows.empty", "named", "not one"), "По две на каждый случай"),
    ]


def test_sentences_of_every_notebook_stand_on_the_page() -> None:
    text = page()
    folder = ROOT / "notebooks"
    told = {
        book
        for path in (ROOT / "src" / "helpers" / "wording").glob("*.py")
        if path.stem not in NO_SENTENCES and f"## Предложения: {path.stem}\n" in text
        for book in used_in(folder, path.stem)
    }
    assert told == {path.stem for path in folder.glob("[0-9]*.ipynb")}
