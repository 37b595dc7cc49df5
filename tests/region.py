"""A made-up region: rural districts with 3–15 pupils a grade, a town, a district of two schools.

Here: a project folder (`params`, `notebooks`, `data/demo/store`) drawn from a seed, and the
rows it was made of. Nothing in it is a fact about anybody. Not here: any expectation.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from support import ROOT

from helpers.held_years import years_of
from helpers.ledger import Ledger
from helpers.schemas import TABLES
from helpers.schemas.frames import to_arrow, typed
from helpers.store import PART

REGION = "oblast"
#: One district in six is a town, one has two schools only; the others are rural.
TOWN, TINY = 4, 5
_VPR = ((4, "rus"), (4, "math"), (5, "rus"), (5, "math"), (6, "rus"), (6, "math"), (8, "math"))
_OGE = ("rus", "math", "biology")
_EGE = (("rus", ""), ("math", "profile"), ("math", "base"))
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Region:
    """Where a region lies, its districts, and the rows of its tables by district."""

    folder: Path
    places: tuple[str, ...]
    years: tuple[int, ...]
    rows: dict[str, dict[str, Rows]] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The dataset."""
        return self.folder / "data" / "demo"

    @property
    def rural(self) -> tuple[str, ...]:
        """Districts with 3–15 pupils a grade."""
        return tuple(p for n, p in enumerate(self.places) if n % 6 not in (TOWN, TINY))


def make(folder: Path, districts: int, years: Sequence[int], seed: int = 20261) -> Region:
    """The project folder of a region; equal arguments give equal bytes."""
    region = Region(folder, tuple(f"rayon{n + 1:02d}" for n in range(districts)), tuple(years))
    for name in ("notebooks", "params"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "requirements.lock", folder)
    lines = [*_described(REGION, "область Учебная", level="region")]
    for number, place in enumerate(region.places):
        lines += _described(place, f"район № {number + 1}", region_id=REGION,
                            region_name="Учебная область")  # fmt: skip
        region.rows[place] = _district(place, number, years, np.random.default_rng([seed, number]))
        _conditions(region.rows[place], place, years, np.random.default_rng([seed, number, 1]))
        write(region.data / "store", place, region.rows[place])
    (folder / "params" / "municipalities.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    label = "title: Придуманная область\nlabel: учебные данные\nsource: tests/region.py\n"
    (region.data / "dataset.yaml").write_text(label, "utf-8")
    (region.data / "store" / "ledger.json").write_text(Ledger().to_json(), "utf-8")
    write(region.data / "store", REGION, {"marks": _region_sums(region)})
    return region


def _described(slug: str, name: str, **fields: str) -> list[str]:
    return [f"{slug}:", f"  name: {name}", f"  name_genitive: {name}", f"  name_prepositional: "
            f"{name}", *(f"  {key}: {value}" for key, value in fields.items())]  # fmt: skip


def _district(
    place: str, number: int, years: Sequence[int], draw: np.random.Generator
) -> dict[str, Rows]:
    kind = number % 6
    count = 2 if kind == TINY else int(draw.integers(*((10, 15) if kind == TOWN else (4, 12))))
    rows: dict[str, Rows] = {
        name: []
        for name in ("schools", "marks", "exams", "admission", "teachers", "diagnostics", "help",
                     "material", "shnor_register", "plan_frames", "roadmap_items",
                     "roadmap_progress")
    }  # fmt: skip
    for index in range(count):
        school = f"{place}-s{index + 1:02d}"
        rows["schools"].append(
            {
                "school_id": school,
                "kind": "СОШ",
                "is_rural": kind != TOWN,
                "school_name": f"СОШ № {100 * number + index + 1} посёлка Речной",
            }
        )
        pupils = draw.integers(20, 61) if kind == TOWN else draw.integers(3, 16)
        odds = draw.dirichlet((2, 6, 6, 3))
        for year in years:
            _results(rows, school, year, int(pupils), odds, draw)
            _staff(rows, school, year, draw)
            for item in ("компьютерный класс", "библиотека"):
                rows["material"].append({"school_id": school, "year": year, "item": item,
                                         "need": "обновить", "state": str(
                                             draw.choice(["ready", "absent"]))})  # fmt: skip
        if index % 4 == 0:
            rows["shnor_register"] += [
                {"school_id": school, "results_year": year, "source": "Министерство",
                 "category": "НОР", "cohort": str(year),
                 "list_date": pd.Timestamp(year, 12, 30)} for year in years
            ]  # fmt: skip
    for year in years:
        _plan(rows, place, year, draw)
    return rows


def _split(total: int, odds: Iterable[float], draw: np.random.Generator) -> list[int]:
    return [int(part) for part in draw.multinomial(total, list(odds))]


def _results(
    rows: dict[str, Rows], school: str, year: int, pupils: int, odds: Any,
    draw: np.random.Generator,
) -> None:  # fmt: skip
    where = {"scope_type": "school", "scope_id": school, "year": year, "selection": "all"}

    def around(share: float = 1.0) -> int:
        return max(1, round(share * pupils) + int(draw.integers(-2, 3)))

    works = [("ВПР", grade, subject) for grade, subject in _VPR]
    for procedure, grade, subject in [*works, *(("ОГЭ", 9, one) for one in _OGE)]:
        came = around(0.5 if subject == "biology" else 1.0)
        marks = _split(came, draw.dirichlet(30 * odds + 0.2), draw)
        enrolled = came + (int(draw.integers(0, 4)) if procedure == "ВПР" else 0)
        rows["marks"].append(
            {**where, "wave": "spring", "procedure": procedure, "grade": grade,
             "programme_grade": grade, "subject": subject, "enrolled": enrolled,
             "participants": came, "counts_origin": "counts",
             **{f"mark_{mark}": n for mark, n in zip((2, 3, 4, 5), marks, strict=True)}}
        )  # fmt: skip
    leaving = around()
    rows["admission"].append(
        {
            **where,
            "grade": 9,
            "enrolled": leaving,
            "admitted": leaving,
            "certified": leaving - int(draw.binomial(leaving, 0.06)),
        }
    )
    for subject, level in _EGE:
        sat = around(0.5)
        rows["exams"].append({**where, "form": "ЕГЭ", "grade": 11, "subject": subject,
                              "level": level, "sat": sat,
                              "below_min_final": int(draw.binomial(sat, 0.08))})  # fmt: skip


def _staff(rows: dict[str, Rows], school: str, year: int, draw: np.random.Generator) -> None:
    for number in range(int(draw.integers(6, 15))):
        code = f"{school}-t{number:02d}"
        rows["teachers"].append({"teacher_code": code, "year": year, "school_id": school})
        if draw.random() < 0.6:
            score = float(draw.integers(20, 101))
            rows["diagnostics"].append(
                {"teacher_code": code, "date": pd.Timestamp(year - 1, 10, 1), "point": "entry",
                 "tool": "Тест", "competence": "методическая", "score": score, "max_score": 100.0}
            )  # fmt: skip
            if score < 60 and draw.random() < 0.6:
                rows["help"].append(
                    {"teacher_code": code, "date": pd.Timestamp(year - 1, 12, 1), "hours": 2.0,
                     "form": "консультация", "record_no": "1", "competence": "методическая"}
                )  # fmt: skip


def _conditions(
    rows: dict[str, Rows], place: str, years: Sequence[int], draw: np.random.Generator
) -> None:
    """Pupils at risk and with special needs, events, partners and hours of every school."""
    for name in ("context", "events", "participation", "partners", "staffing"):
        rows[name] = []
    schools = [row["school_id"] for row in rows["schools"]]
    for year in years:
        event = f"{place}-{year}-e1"
        rows["events"].append({"event_id": event, "date": pd.Timestamp(year, 2, 1),
                               "title": "Олимпиада", "kind": "олимпиада"})  # fmt: skip
        for number, school in enumerate(schools):
            pupils = int(draw.integers(30, 160))
            risk = int(draw.binomial(pupils, 0.12))
            rows["context"].append(
                {"school_id": school, "year": year, "pupils": pupils, "risk_group": risk,
                 "risk_accompanied": int(draw.binomial(risk, 0.7)),
                 "ovz": int(draw.binomial(pupils, 0.05))}
            )  # fmt: skip
            if number % 2 == 0:
                rows["participation"].append({"event_id": event, "school_id": school, "pupils": 3})
            rows["staffing"].append(
                {"school_id": school, "year": year, "subject": "math", "hours_needed": 24.0,
                 "hours_by_specialist": float(draw.choice([12.0, 24.0])), "hours_by_other": 0.0}
            )  # fmt: skip
    rows["partners"] += [{"school_id": schools[0], "partner_id": schools[-1],
                          "valid_from": pd.Timestamp(years[0], 1, 1)}]  # fmt: skip


def _plan(rows: dict[str, Rows], place: str, year: int, draw: np.random.Generator) -> None:
    plan = f"{place}-{year}"
    rows["plan_frames"].append(
        {"plan_id": plan, "frame": "school_year", "period_start": pd.Timestamp(year - 1, 9, 1),
         "period_end": pd.Timestamp(year, 8, 31), "approved_on": pd.Timestamp(year - 1, 9, 1)}
    )  # fmt: skip
    for seq, month in enumerate(("Октябрь", "Декабрь", "Февраль", "Апрель"), start=1):
        rows["roadmap_items"].append(
            {"plan_id": plan, "seq": seq, "item_no": str(seq), "section": "Меры",
             "measure": "Провести семинар для педагогов", "term_raw": month,
             "responsible_raw": "Методист", "result_raw": "Справка"}
        )  # fmt: skip
        if draw.random() < 0.8:
            rows["roadmap_progress"].append(
                {"plan_id": plan, "seq": seq, "record_no": "1", "evidence_kind": "справка",
                 "done_on": pd.Timestamp(year - 1 + (seq > 2), (10, 12, 2, 4)[seq - 1], 20)}
            )  # fmt: skip


def _region_sums(region: Region) -> Rows:
    """The region has no schools of its own; a published sum makes it known to the store."""
    keys = ["year", "wave", "procedure", "grade", "programme_grade", "subject"]
    frame = pd.DataFrame([row for rows in region.rows.values() for row in rows["marks"]])
    marks = ["participants", "mark_2", "mark_3", "mark_4", "mark_5"]
    sums = frame.groupby(keys, as_index=False)[marks].sum()
    sums = sums.assign(scope_type="region", scope_id=REGION, selection="all",
                       counts_origin="counts")  # fmt: skip
    return sums.to_dict("records")


def write(store: Path, place: str, rows: dict[str, Rows]) -> None:
    """Store the rows of one place: its partitions and the years they hold."""
    held = {}
    for name, own in rows.items():
        if own:
            frame = typed(own, TABLES[name])
            target = store / name / f"municipality_id={place}"
            target.mkdir(parents=True, exist_ok=True)
            pq.write_table(to_arrow(frame, TABLES[name]), target / PART)
            held[name] = years_of(frame, name)
    (store / "index").mkdir(parents=True, exist_ok=True)
    text = json.dumps(held, ensure_ascii=False, sort_keys=True)
    (store / "index" / f"{place}.json").write_text(text, "utf-8")
