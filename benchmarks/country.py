"""`make country`: a made-up country as a store, for measurements of scale.

Here: a project folder (`notebooks`, `params`, `data/demo/store`) with regions, municipalities
and schools drawn from a seed. Not here: measuring (`__main__`, `country_batch`).

A municipality is made of the schools of a demo territory: some of them, or all of them
several times, with names and codes of their own, with marks drawn anew around its own level.
So every table has the shape of real life and every notebook has something to say. Equal
arguments give equal bytes. Nothing here is a fact about anybody.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from helpers import notebooks
from helpers.held_years import years_of
from helpers.ledger import Ledger
from helpers.schemas import TABLES
from helpers.schemas.frames import TEXT, to_arrow, typed
from helpers.store import PART, Store

ROOT = Path(__file__).resolve().parents[1]
#: The imported demo dataset (`make demo-store`).
DEMO = ROOT / "data" / "demo"
#: Territories of the demo that lend their schools, with a year in which all of their life is told.
DONORS = {"ivanteevsky": 2022, "vilyuysk": 2021, "turochak": 2024, "priozersk": 2022}
#: Rows of pupils and names of people's spellings are nothing to multiply.
_LEFT_OUT = ("individual", "school_names", "school_ids", "municipality_codes", "school_links")
_OF_SCHOOL = ("school_id", "scope_id", "partner_school_id")
_OF_TEACHER = ("teacher_code", "mentee_code", "mentor_code")
_OF_PLACE = ("event_id", "plan_id", "partner_id")
_MARKS = ["mark_2", "mark_3", "mark_4", "mark_5"]
_SERIES = ["year", "wave", "procedure", "grade", "subject", "level", "programme_grade"]
#: Schools in a municipality: 40 000 in 2 300, many small ones and few large ones.
_MEDIAN_SCHOOLS, _SPREAD, _FEWEST, _MOST = 14.5, 0.6, 3, 90

Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Scale:
    """How much of the country is made."""

    regions: int = 85
    municipalities: int = 2300
    seed: int = 20240901

    def members(self, region: int) -> list[int]:
        """Numbers of the municipalities of a region."""
        return [n for n in range(self.municipalities) if n % self.regions == region]


def region_id(number: int) -> str:
    """Short name of a region."""
    return f"oblast{number + 1:02d}"


def municipality_id(number: int) -> str:
    """Short name of a municipality."""
    return f"rayon{number + 1:04d}"


def donor_of(number: int) -> str:
    """The demo territory that lends its schools to a municipality."""
    return list(DONORS)[number % len(DONORS)]


def year_of(number: int) -> int:
    """A year of a municipality for which every notebook has data."""
    return DONORS[donor_of(number)]


@cache
def _donor(name: str) -> Frames:
    store = Store(DEMO)
    frames = {
        table: store.read(table, [name]).drop(columns="municipality_id")
        for table in TABLES
        if table not in _LEFT_OUT and store.partition(table, name).exists()
    }
    for frame in frames.values():
        frame["source_id"], frame["source_sheet"], frame["extra"] = "", "", ""
    return frames


@cache
def _part(donor: str, count: int) -> Frames:
    """The tables of the first `count` schools of a donor and of their people."""
    frames = _donor(donor)
    chosen = set(frames["schools"]["school_id"].iloc[:count])
    people = frames["teachers"]
    codes = set(people.loc[people["school_id"].isin(chosen), "teacher_code"])
    result = {}
    for name, frame in frames.items():
        if name in ("events", "targets", "breaks", "reference"):
            continue
        if "scope_id" in frame:
            rows = frame[(frame["scope_type"] == "school") & frame["scope_id"].isin(chosen)]
        elif "school_id" in frame:
            rows = frame[frame["school_id"].isin(chosen)]
        elif "teacher_code" in frame:
            rows = frame[frame["teacher_code"].isin(codes)]
        elif "mentee_code" in frame:
            rows = frame[frame["mentee_code"].isin(codes) & frame["mentor_code"].isin(codes)]
        else:
            continue
        result[name] = rows.reset_index(drop=True)
    return result


@cache
def _once(donor: str) -> Frames:
    """Rows of the place as a whole: published results, events, targets, its own plan."""
    result = {}
    for name, frame in _donor(donor).items():
        if "scope_type" in frame:
            rows = frame[frame["scope_type"] == "country"]
        elif name == "plan_frames":
            rows = frame[frame["school_id"].fillna("") == ""]
        elif name in ("roadmap_items", "roadmap_progress"):
            own = _donor(donor)["plan_frames"]
            own = own.loc[own["school_id"].fillna("") == "", "plan_id"]
            rows = frame[frame["plan_id"].isin(own)]
        elif name in ("events", "targets", "breaks"):
            rows = frame
        else:
            continue
        result[name] = rows.reset_index(drop=True)
    return result


def municipality(scale: Scale, number: int) -> Frames:
    """All tables of one municipality."""
    draw = np.random.default_rng([scale.seed, number])
    donor = donor_of(number)
    held = len(_donor(donor)["schools"])
    size = _MEDIAN_SCHOOLS * np.exp(draw.normal(0, _SPREAD))
    wanted = int(np.clip(round(size), _FEWEST, _MOST))
    level = draw.normal(0, 0.35)
    parts: dict[str, list[pd.DataFrame]] = {}
    for clone, count in enumerate(_counts(wanted, held)):
        own = f"{municipality_id(number)}-{clone}-"
        for name, frame in _part(donor, count).items():
            parts.setdefault(name, []).append(_renamed(frame, own, municipality_id(number)))
    frames = {name: pd.concat(found, ignore_index=True) for name, found in parts.items()}
    for name, frame in _once(donor).items():
        own = _renamed(frame, "", municipality_id(number))
        frames[name] = pd.concat([own, frames[name]]) if name in frames else own
    frames["schools"]["school_name"] = _names(frames["schools"])
    _draw_marks(frames["marks"], draw, level)
    _draw_scores(frames["exams"], draw, level)
    return frames


def _counts(wanted: int, held: int) -> Iterator[int]:
    while wanted > 0:
        yield min(wanted, held)
        wanted -= held


def _renamed(frame: pd.DataFrame, own: str, place: str) -> pd.DataFrame:
    """The rows with codes that no other municipality has."""
    result = frame.copy(deep=False)
    for name in (*_OF_SCHOOL, *_OF_TEACHER):
        if name in result and own:
            result[name] = _begun(own, result[name])
    for name in _OF_PLACE:
        if name in result:
            result[name] = _begun(f"{place}-", result[name], blank=True)
    return result


def _begun(start: str, texts: pd.Series, blank: bool = False) -> Any:
    """Each text with `start` before it; missing ones as they are, empty ones unless `blank`."""
    made = [
        start + text if isinstance(text, str) and (text or blank) else text
        for text in texts.to_numpy(dtype=object)
    ]
    return pd.array(made, dtype=TEXT)


def _names(schools: pd.DataFrame) -> pd.Series:
    numbers = pd.Series(range(1, len(schools) + 1), index=schools.index).astype("str")
    return schools["kind"] + " № " + numbers


def _draw_marks(marks: pd.DataFrame, draw: np.random.Generator, level: float) -> None:
    """Marks of schools drawn anew; rows with unknown numbers stay as they are."""
    known = (marks["scope_type"] == "school") & marks[_MARKS].notna().all(axis=1)
    counts = marks.loc[known, _MARKS].to_numpy(dtype=float)
    of_school = marks.loc[known, "scope_id"].factorize()[0]
    own = level + draw.normal(0, 0.25, of_school.max() + 1)[of_school]
    odds = (counts + 0.5) * np.exp(own[:, None] * np.array([-1.0, -0.3, 0.3, 1.0]))
    total = counts.sum(axis=1).astype(int)
    drawn = draw.multinomial(total, odds / odds.sum(axis=1, keepdims=True))
    for place, name in enumerate(_MARKS):
        marks.loc[known, name] = drawn[:, place]


def _draw_scores(exams: pd.DataFrame, draw: np.random.Generator, level: float) -> None:
    known = (exams["scope_type"] == "school") & exams["mean_score"].notna()
    shifted = exams.loc[known, "mean_score"] + draw.normal(4 * level, 2.0, int(known.sum()))
    exams.loc[known, "mean_score"] = shifted.clip(20, 95).round(1)


def write_owner(folder: Path, owner: str, frames: Frames) -> None:
    """The partitions of one owner and its entry of the index."""
    held = {}
    for name, frame in frames.items():
        if len(frame):
            target = folder / name / f"municipality_id={owner}"
            target.mkdir(parents=True, exist_ok=True)
            pq.write_table(to_arrow(frame, TABLES[name]), target / PART, compression="zstd")
            held[name] = years_of(frame, name)
    (folder / "index").mkdir(parents=True, exist_ok=True)
    text = json.dumps(held, ensure_ascii=False, sort_keys=True)
    (folder / "index" / f"{owner}.json").write_text(text, encoding="utf-8")


def write_region(folder: Path, scale: Scale, number: int) -> int:
    """All municipalities of a region, and the region's published sums; how many schools."""
    sums = []
    schools = 0
    for member in scale.members(number):
        frames = municipality(scale, member)
        write_owner(folder, municipality_id(member), frames)
        schools += len(frames["schools"])
        marks = frames["marks"]
        mine = marks[(marks["scope_type"] == "school") & (marks["attempt"] == "")]
        sums.append(mine.groupby(_SERIES, dropna=False, as_index=False)[
            ["participants", *_MARKS]].sum(min_count=1))  # fmt: skip
    if not sums:
        return 0
    total = pd.concat(sums).groupby(_SERIES, dropna=False, as_index=False).sum()
    total = total.assign(scope_type="region", scope_id=region_id(number), selection="all")
    published = typed(total.assign(counts_origin="counts"), TABLES["marks"])
    write_owner(folder, region_id(number), {"marks": published})
    return schools


def described(scale: Scale) -> str:
    """The list of municipalities as YAML."""
    lines = ["# Придуманная страна для измерений: ничего этого нет на свете.", ""]

    def add(slug: str, nominative: str, genitive: str, place: str, **fields: str) -> None:
        lines.extend([
            f"{slug}:", f"  name: {nominative}", f"  name_genitive: {genitive}",
            f"  name_prepositional: {place}",
            *(f"  {key}: {value}" for key, value in fields.items()),
        ])  # fmt: skip

    for n in range(scale.regions):
        name = f"№ {n + 1}"
        add(region_id(n), f"область {name}", f"области {name}", f"в области {name}",
            level="region")  # fmt: skip
    for n in range(scale.municipalities):
        name, region = f"№ {n + 1}", n % scale.regions
        add(municipality_id(n), f"район {name}", f"района {name}", f"в районе {name}",
            region_id=region_id(region), region_name=f"область № {region + 1}")  # fmt: skip
    return "\n".join(lines) + "\n"


def make(folder: Path, scale: Scale, workers: int = 1) -> int:
    """Write the whole project folder anew; how many schools it has."""
    for name in ("notebooks", "params", "data"):
        shutil.rmtree(folder / name, ignore_errors=True)
    store = folder / "data" / "demo" / "store"
    store.mkdir(parents=True)
    renew_notebooks(folder)
    shutil.copytree(ROOT / "params", folder / "params")
    (folder / "params" / "municipalities.yaml").write_text(described(scale), encoding="utf-8")
    label = "title: Придуманная страна\nlabel: учебные данные\nsource: benchmarks/country.py\n"
    (folder / "data" / "demo" / "dataset.yaml").write_text(label, encoding="utf-8")
    (store / "ledger.json").write_text(Ledger().to_json(), encoding="utf-8")
    regions = range(scale.regions)
    if workers == 1:
        counts = [write_region(store, scale, number) for number in regions]
    else:
        with ProcessPoolExecutor(workers) as pool:
            counts = list(pool.map(partial(write_region, store, scale), regions))
    return sum(counts)


def renew_notebooks(folder: Path) -> None:
    """The notebooks and the lock of this checkout, as they are now.

    For other programs, which run every cell, there are plain copies (`renew_plain`).
    """
    shutil.rmtree(folder / "notebooks", ignore_errors=True)
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copy(ROOT / "requirements.lock", folder / "requirements.lock")
    renew_plain(folder)


def renew_plain(folder: Path) -> None:
    """Copies of the folder's notebooks with only what runs in the internal edition."""
    (folder / "plain").mkdir(exist_ok=True)
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = notebooks.of_edition(content["cells"], "internal")
        content["cells"] = [c for c in cells if "lab" not in c["metadata"].get("tags", [])]
        (folder / "plain" / path.name).write_text(json.dumps(content), encoding="utf-8")


def batch_text(names: Sequence[str], numbers: Iterable[int]) -> str:
    """A batch file: notebooks × municipalities, each in its year."""
    lines = ["reports:", f"  - notebooks: [{', '.join(names)}]", "    municipalities:"]
    lines += [f"      {municipality_id(number)}: [{year_of(number)}]" for number in numbers]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Make the country and say how large it became."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "build" / "country")
    parser.add_argument("--regions", type=int, default=Scale.regions)
    parser.add_argument("--municipalities", type=int, default=Scale.municipalities)
    parser.add_argument("--seed", type=int, default=Scale.seed)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    scale = Scale(given.regions, given.municipalities, given.seed)
    schools = make(given.folder, scale, given.workers)
    sizes = [path.stat().st_size for path in given.folder.rglob("*") if path.is_file()]
    print(
        f"{given.folder}: {scale.regions} regions, {scale.municipalities} municipalities, "
        f"{schools} schools, {len(sizes)} files, {sum(sizes) / 1e9:.2f} GB"
    )


if __name__ == "__main__":
    main()
