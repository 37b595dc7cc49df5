"""The list of findings and sentences with their triggers, generated from the code.

Run as `python -m tools.sentences`: it writes `docs/findings.ru.md`; a test compares.

Here: reading the `Finding(...)` calls of `helpers.wording`, laying them and the sentences of
sections out in Russian. A number or a name that the data fill in stands as «…». Not here:
reading the sentences of sections (`tools.section_sentences`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tools.section_sentences import NO_SENTENCES, sentences, used_in

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "findings.ru.md"
_NOTEBOOKS = ROOT / "notebooks"
_WORDING = ROOT / "src" / "helpers" / "wording"
_TONES = {
    "attention": "требует внимания", "good": "сильная сторона", "neutral": "к сведению",
    "no_data": "нет данных",
}  # fmt: skip
_HEAD = """# Выводы отчётов и их правила

Все выводы, которые отчёты делают сами, с правилом каждого, и все предложения разделов с тем, при
каком условии каждое пишется. Страница строится из кода (`make reference`); многоточие — место
числа или названия из данных.

"""
_SECTIONS = """# Предложения разделов

Условие записано так, как его проверяет программа; через точку с запятой — условия, которые должны
выполняться вместе. Без условия предложение пишется всегда, когда до него доходит раздел.
Части длинного предложения стоят отдельными строками.

"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for path in sorted(_WORDING.glob("*.py")):
        rows = list(_findings(path))
        if rows:
            parts.append(f"## {path.stem}\n\n| вывод | тон | правило | слова вывода |\n")
            parts.append("|---|---|---|---|\n")
            parts += [
                f"| `{name}` | {tone} | {rule} | {text} |\n" for name, tone, rule, text in rows
            ]
            parts.append("\n")
    parts.append(_SECTIONS)
    for path in sorted(_WORDING.glob("*.py")):
        if path.stem not in NO_SENTENCES:
            parts += _section(path)
    return "".join(parts).rstrip() + "\n"


def _section(path: Path) -> list[str]:
    """The sentences of one module as a table, and the notebooks that say them."""
    rows = [
        f"| `{one.function}` | {'; '.join(f'`{c}`' for c in one.conditions) or '—'} | {one.text} |"
        for one in sentences(path)
    ]
    if not rows:
        return []
    books = ", ".join(f"`{name}`" for name in used_in(_NOTEBOOKS, path.stem))
    said = f"Отчёты: {books}.\n\n" if books else "Говорится через другие разделы.\n\n"
    head = f"## Предложения: {path.stem}\n\n{said}| место в коде | условие | слова |\n"
    return [head, "|---|---|---|\n", *(_escaped(row) for row in rows), "\n"]


def _escaped(row: str) -> str:
    """A line of a table; a bar inside a cell would end the cell."""
    cells = [cell.replace("|", "\\|") for cell in row[2:-2].split(" | ")]
    return f"| {' | '.join(cells)} |\n"


def _findings(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Identifier, tones, rule and words of each finding of a module, in the order of the code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Finding":
                name, tone, text, rule = call.args[:4]
                tones = [item for item in _strings(tone) if item in _TONES] or [
                    item for item in _strings(function) if item in _TONES
                ]
                rules = _strings(rule) or _assigned(function, rule)
                words = _strings(text) or _assigned(function, text)
                yield (
                    "".join(_strings(name)),
                    ", ".join(dict.fromkeys(_TONES[item] for item in tones)),
                    _cell(rules),
                    _cell(words),
                )


def _assigned(function: ast.FunctionDef, name: ast.AST) -> list[str]:
    """Strings of everything that is assigned to a name inside the function."""
    wanted = getattr(name, "id", None)
    found: list[str] = []
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        is_set = isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        if is_set and wanted and any(getattr(target, "id", None) == wanted for target in targets):
            found += _strings(node.value) if node.value else []
    return found


def _strings(node: ast.AST) -> list[str]:
    """Texts inside an expression, outermost ones whole; what the data fill in is «…»."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        parts = [one.value if isinstance(one, ast.Constant) else "…" for one in node.values]
        return ["".join(str(part) for part in parts)]
    return [text for child in ast.iter_child_nodes(node) for text in _strings(child)]


def _cell(texts: list[str]) -> str:
    """Texts with Russian words, joined for a cell of a table."""
    kept = [" ".join(text.split()) for text in texts if any("а" <= c <= "я" for c in text.lower())]
    text = re.sub("…[… ]*…", "…", " / ".join(dict.fromkeys(kept)))
    return text.replace("|", "\\|") or "те же, что в разделе отчёта"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
