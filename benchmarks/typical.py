"""A report of six figures and eight tables: what it costs on one core, as a page and whole.

Here: `20_teacher_deficits` cut to so many drawings and tables (all its text, cover, method and
sources stay), made for several municipalities that share nothing. Not here: whole notebooks and
other ways (`__main__`).

    python -m benchmarks.typical
"""

from __future__ import annotations

import json
import os
import re
import statistics
import tempfile
from pathlib import Path

from benchmarks import country
from benchmarks.measure import Way

SOURCE, NAME = "20_teacher_deficits", "21_typical"
FIGURES, TABLES = 6, 8
#: Seconds wanted: as a page, in all formats.
WANTED = {"C-alone": 1.2, "C-all": 1.8}
REPORTS = 8
_SECONDS = 120.0
_FIGURE, _TABLE = (
    re.compile(r"^\w*figures\.\w+\("),
    re.compile(r"^(teachers|\w*tables|teacher_help)\."),
)


def write_notebook(folder: Path) -> dict[str, int]:
    """Put the shortened notebook beside the others; how many figures and tables it draws."""
    content = json.loads((folder / "notebooks" / f"{SOURCE}.ipynb").read_text(encoding="utf-8"))
    counts = {"figures": 0, "tables": 0}
    kept = []
    for cell in content["cells"]:
        last = "".join(cell["source"]).strip().rpartition("\n")[2]
        kind = "figures" if _FIGURE.match(last) else "tables" if _TABLE.match(last) else ""
        if cell["cell_type"] == "code" and kind:
            if counts[kind] == {"figures": FIGURES, "tables": TABLES}[kind]:
                continue
            counts[kind] += 1
        kept.append(cell)
    content["cells"] = kept
    path = folder / "notebooks" / f"{NAME}.ipynb"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return counts


def made(folder: Path) -> dict[str, list[tuple[float, float]]]:
    """Wall and processor seconds of reports by way; the first ones warm up and are left out."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in WANTED}
    ways = {name: Way(name, folder) for name in WANTED}
    try:
        for number in range(REPORTS + 1):
            job = (NAME, country.municipality_id(number), country.year_of(number))
            for name, way in ways.items():
                target = folder / f"{name}-{number}"
                target.mkdir()
                done = way.make(job, [], target, _SECONDS)
                found[name].append((done.wall, done.answer["cpu"]))
    finally:
        for way in ways.values():
            way.close()
    return {name: times[1:] for name, times in found.items()}


def main() -> None:
    """Measure on one core and print medians."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as place:
        country.make(Path(place), country.Scale(regions=1, municipalities=REPORTS + 1))
        result: dict[str, object] = dict(write_notebook(Path(place)))
        for name, times in made(Path(place)).items():
            walls, processor = zip(*times, strict=True)
            result[name] = {
                "wall": round(statistics.median(walls), 2),
                "processor": round(statistics.median(processor), 2),
                "fastest": round(min(walls), 2),
                "wanted": WANTED[name],
            }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
