"""Primary scores of a work: number of pupils, mean and spread, of schools and of the region.

Here: the three numbers that an interval of a mean needs, from whatever table holds them. Not
here: comparing them (`signs`), the shape of a distribution (`boundaries`).

A work is a procedure (slug), the grade whose programme was tested, a subject and a wave.
Spring and autumn are works of their own: their pupils have had unequal time.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import vocabulary, vpr_scales
from helpers.indicators import works
from helpers.indicators.once import fact, once
from helpers.indicators.rows import each
from helpers.indicators.scopes import Tables
from helpers.vocabulary import EARLIER_IN_AUTUMN

#: What names a work inside a year.
WORK = ["procedure", "programme_grade", "subject", "wave"]
#: Columns of `school_scores` and `region_scores`, after the key.
FIGURES = ["n", "mean", "sd", "maximum", "origin"]
#: Tables that figures come from, the most exact first, as a page names them.
ORIGINS = {
    "individual": "индивидуальные результаты",
    "distribution": "распределение первичных баллов",
    "marks": "средний балл школы в таблице отметок",
    "reference": "опорные статистики региона",
    "schools": "все школы региона, представившие баллы",
}


def pupils(data: Tables, year: int) -> pd.DataFrame:
    """Individual results of a year with a score or a mark: one row per pupil and work.

    Columns: school_id, pupil_code, `WORK`, class, variant, score, mark, journal (floats, missing
    where not reported). Rows are ordered by score inside a work, so that sums do not depend on
    the order of a file.
    """
    return once(data, ("scores of pupils", year), lambda: _pupils(data, year))


def _pupils(data: Tables, year: int) -> pd.DataFrame:
    rows = data.table("individual")
    rows = rows[(rows["year"] == year).fillna(False).astype(bool)]
    rows = with_work(rows).assign(
        score=rows["primary_score"].astype("float64"),
        mark=rows["mark"].astype("float64"),
        journal=rows["journal_mark"].astype("float64"),
    )
    columns = ["school_id", "pupil_code", *WORK, "class", "variant", "score", "mark", "journal"]
    order = ["school_id", *WORK, "score", "mark", "journal", "pupil_code"]
    return rows[columns].sort_values(order, kind="stable").reset_index(drop=True)


def with_work(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the procedure as a slug and the programme's grade.

    Pupils of an autumn wave of ВПР or ДР sit in the next grade. Levels of one subject are
    left out: the signs know works without levels.
    """
    later = (rows["wave"] == "autumn") & rows["procedure"].isin(EARLIER_IN_AUTUMN)
    usual = rows["grade"].astype("Int64") - later.astype("Int64")
    stated = rows.get("programme_grade", usual)
    made = rows.assign(
        procedure=rows["procedure"].map(vocabulary.PROCEDURE_SLUGS),
        programme_grade=stated.astype("Int64").fillna(usual),
        wave=rows["wave"].fillna("spring").replace("", "spring"),
    )
    plain = (made["level"].fillna("") == "") & made["programme_grade"].notna()
    return made[plain & made["procedure"].notna()].astype({"programme_grade": int})


def titles(rows: pd.DataFrame) -> list[str]:
    """Each work in words: «ВПР, 5 класс, математика», with the wave when it is autumn."""
    return [
        works.work_title(
            row.procedure, row.programme_grade, row.programme_grade, row.subject, "", row.wave
        )
        for row in each(rows)
    ]


def school_scores(data: Tables, year: int) -> pd.DataFrame:
    """Scores of schools: one row per school and work of a year.

    Columns: school_id, `WORK`, n (pupils with a score), mean, sd (sample, n − 1; missing for one
    pupil or where only the mean is known), maximum (of the work; missing where unknown), origin
    (a key of `ORIGINS`). Pupils' own results come first, then the distribution of scores, then the
    mean of `marks`.
    """
    return once(data, ("scores of schools", year), lambda: _school_scores(data, year))


def _school_scores(data: Tables, year: int) -> pd.DataFrame:
    own = pupils(data, year).dropna(subset="score")
    spread = _distributions(data, year)
    parts = [
        _described(own, ["school_id", *WORK], "individual"),
        _of_place(spread, "school", _participants(data, year)),
        _of_marks(data, year),
    ]
    made = pd.concat(parts, ignore_index=True).drop_duplicates(["school_id", *WORK])
    return _with_maximum(made, data, year, ["school_id", *WORK])


def region_scores(data: Tables, year: int, region_id: str, schools: pd.DataFrame) -> pd.DataFrame:
    """Scores of the region: one row per work; columns as `school_scores` without the school.

    The published distribution comes first, then mean and spread of `reference` (statistics
    `mean`, `sd` and `n`; without `n` the participants of the region's row in `marks`). Where the
    data are those of a whole region, the scores of its `schools` (of `school_scores`) stand in,
    and `origin` says so.
    """
    spread = _distributions(data, year)
    people = _participants(data, year)
    published = _of_place(spread[spread["scope_id"] == region_id], "region", people)
    parts = [published.drop(columns="school_id"), _of_reference(data, year, region_id, people)]
    if data.municipality.is_region:
        parts.append(_pooled(schools))
    made = pd.concat(parts, ignore_index=True).drop_duplicates(WORK)
    return _with_maximum(made, data, year, WORK)


def score_counts(data: Tables, year: int, region_id: str) -> pd.DataFrame:
    """How many pupils got each score: one row per place, work and score.

    Columns: place (`school` or `region`), school_id (empty for the region), `WORK`, score, n.
    Pupils' own results make the counts of a school; without them its published distribution
    does. Only counts: a distribution of percents says nothing of single scores.
    """
    own = pupils(data, year).dropna(subset="score")
    counted = own.groupby(["school_id", *WORK, "score"], as_index=False).size()
    counted = counted.rename(columns={"size": "n"}).assign(place="school")
    spread = _distributions(data, year).dropna(subset="n")
    of_schools = spread[spread["scope_type"] == "school"].rename(columns={"scope_id": "school_id"})
    held = pd.MultiIndex.from_frame(counted[["school_id", *WORK]])
    known = pd.MultiIndex.from_frame(of_schools[["school_id", *WORK]]).isin(held)
    region = spread[(spread["scope_type"] == "region") & (spread["scope_id"] == region_id)]
    parts = [
        counted,
        of_schools[~known].assign(place="school"),
        region.assign(place="region", school_id=""),
    ]
    columns = ["place", "school_id", *WORK, "score", "n"]
    made = pd.concat([part[columns] for part in parts], ignore_index=True)
    if data.municipality.is_region:
        made = pd.concat([made, _summed_counts(made)[columns]], ignore_index=True)
    return made.sort_values(columns[:-1], kind="stable").reset_index(drop=True)


def _summed_counts(counts: pd.DataFrame) -> pd.DataFrame:
    """Counts of all schools as the region's, for works without a published row."""
    held = pd.MultiIndex.from_frame(counts.loc[counts["place"] == "region", WORK])
    schools = counts[counts["place"] == "school"]
    schools = schools[~pd.MultiIndex.from_frame(schools[WORK]).isin(held)]
    total = schools.groupby([*WORK, "score"], as_index=False)["n"].sum()
    return total.assign(place="region", school_id="")


def _described(rows: pd.DataFrame, by: list[str], origin: str) -> pd.DataFrame:
    found = rows.groupby(by, sort=True, as_index=False).agg(
        n=("score", "size"), mean=("score", "mean"), sd=("score", "std")
    )
    return found.assign(n=found["n"].astype("float64"), maximum=np.nan, origin=origin)


def _distributions(data: Tables, year: int) -> pd.DataFrame:
    """Rows of `score_distribution` with score, n and weight: counts, or percents where a place
    has them alone."""
    return once(data, ("score distributions", year), lambda: _weighted(data, year))


def _weighted(data: Tables, year: int) -> pd.DataFrame:
    rows = data.table("score_distribution")
    rows = with_work(rows[(rows["year"] == year).fillna(False).astype(bool)])
    counts = rows["participants"].astype("float64")
    rows = rows.assign(score=rows["primary_score"].astype("float64"), n=counts)
    place = [rows[name] for name in ("scope_type", "scope_id", *WORK)]
    all_counted = counts.notna().groupby(place).transform("all").to_numpy(dtype=bool)
    percents = rows["participants_pct"].astype("float64")
    return rows.assign(weight=counts.where(all_counted, percents))


def _participants(data: Tables, year: int) -> pd.Series:
    """Participants of whole places by scope, place and work, as `marks` has them."""
    return fact(data, ("participants", year), lambda: _counted(data, year))


def _counted(data: Tables, year: int) -> pd.Series:
    rows = _marks(data, year)
    rows = rows[rows["class"].fillna("") == ""]
    people = rows.drop_duplicates(["scope_type", "scope_id", *WORK])
    return people.set_index(["scope_type", "scope_id", *WORK])["participants"].astype("float64")


def _of_place(spread: pd.DataFrame, kind: str, people: pd.Series) -> pd.DataFrame:
    """Mean and sample spread of published distributions of one kind of place.

    A distribution of percents takes its number of pupils from `people`.
    """
    by = ["scope_type", "scope_id", *WORK]
    rows = spread[spread["scope_type"] == kind].dropna(subset=["score", "weight"])
    rows = rows.sort_values([*by, "score"], kind="stable")
    rows = rows.assign(wx=rows["weight"] * rows["score"], wxx=rows["weight"] * rows["score"] ** 2)
    sums = rows.groupby(by, as_index=False).agg(
        weight=("weight", "sum"), wx=("wx", "sum"), wxx=("wxx", "sum"),
        n=("n", "sum"), counted=("n", "count"), rows=("n", "size"),
    )  # fmt: skip
    sums = sums[sums["weight"] > 0].reset_index(drop=True)
    told = people.reindex(pd.MultiIndex.from_frame(sums[by])).to_numpy()
    n = sums["n"].where(sums["counted"] == sums["rows"], pd.Series(told, index=sums.index))
    mean = sums["wx"] / sums["weight"]
    variance = (sums["wxx"] / sums["weight"] - mean**2).clip(lower=0)
    sample = n.where(n > 1)
    return sums[["scope_id", *WORK]].rename(columns={"scope_id": "school_id"}).assign(
        n=n, mean=mean, sd=np.sqrt(variance * sample / (sample - 1)),
        maximum=np.nan, origin="distribution",
    )  # fmt: skip


def _marks(data: Tables, year: int) -> pd.DataFrame:
    """Rows of `marks` of a year at the first attempt, by work."""
    return once(data, ("marks with work", year), lambda: _first_marks(data, year))


def _first_marks(data: Tables, year: int) -> pd.DataFrame:
    rows = data.table("marks")
    rows = with_work(rows[(rows["year"] == year).fillna(False).astype(bool)])
    return rows[(rows["attempt"].fillna("").isin(["", "first"]))]


def _of_marks(data: Tables, year: int) -> pd.DataFrame:
    """Means of school rows; classes are weighted by participants, an unknown class spoils it."""
    rows = _marks(data, year)
    rows = rows[rows["scope_type"] == "school"].rename(columns={"scope_id": "school_id"})
    whole = rows[rows["class"].fillna("") == ""]
    by = ["school_id", *WORK]
    held = pd.MultiIndex.from_frame(whole[by])
    classes = rows[rows["class"].fillna("") != ""]
    rows = pd.concat([whole, classes[~pd.MultiIndex.from_frame(classes[by]).isin(held)]])
    n = rows["participants"].astype("float64")
    rows = rows.assign(n=n, total=n * rows["mean_primary"].astype("float64"))
    rows = rows[rows["n"] > 0].sort_values([*by, "class"], kind="stable")
    sums = rows.groupby(by, as_index=False).agg(
        n=("n", "sum"), total=("total", "sum"), known=("total", "count"), classes=("n", "size")
    )
    sums = sums[sums["known"] == sums["classes"]]
    sums = sums.assign(mean=sums["total"] / sums["n"])
    return sums[[*by, "n", "mean"]].assign(sd=np.nan, maximum=np.nan, origin="marks")


def reference_values(data: Tables, year: int, region_id: str) -> pd.DataFrame:
    """Statistics of the region in `reference`: one row per work, a column per statistic."""
    rows = data.table("reference")
    rows = rows[(rows["year"] == year).fillna(False).astype(bool)]
    rows = with_work(rows[(rows["scope_type"] == "region") & (rows["scope_id"] == region_id)])
    rows = rows.assign(
        statistic=rows["statistic"].str.casefold(), value=rows["value"].astype("float64")
    )
    return rows.pivot_table(index=WORK, columns="statistic", values="value", aggfunc="first")


def _of_reference(data: Tables, year: int, region_id: str, people: pd.Series) -> pd.DataFrame:
    wide = reference_values(data, year, region_id).reindex(columns=["mean", "sd", "n"])
    wide = wide.dropna(subset="mean").reset_index()
    of_region = wide[WORK].assign(scope_type="region", scope_id=region_id)
    told = people.reindex(pd.MultiIndex.from_frame(of_region[people.index.names])).to_numpy()
    n = wide["n"].astype("float64").fillna(pd.Series(told, index=wide.index))
    return wide[[*WORK, "mean", "sd"]].assign(n=n, maximum=np.nan, origin="reference")


def _pooled(schools: pd.DataFrame) -> pd.DataFrame:
    """Mean and sample spread over the pupils of all schools that have both."""
    rows = schools[schools["sd"].notna() | (schools["n"] == 1)]
    n, mean, sd = rows["n"], rows["mean"], rows["sd"].fillna(0.0)
    rows = rows.assign(total=n * mean, squares=(n - 1) * sd**2 + n * mean**2)
    sums = rows.groupby(WORK, as_index=False)[["n", "total", "squares"]].sum()
    middle = sums["total"] / sums["n"]
    sample = sums["n"].where(sums["n"] > 1)
    variance = (sums["squares"] - sums["n"] * middle**2).clip(lower=0) / (sample - 1)
    return sums[[*WORK, "n"]].assign(
        mean=middle, sd=np.sqrt(variance), maximum=np.nan, origin="schools"
    )


def _with_maximum(rows: pd.DataFrame, data: Tables, year: int, key: list[str]) -> pd.DataFrame:
    """The largest possible score of each work: as `marks` says it, else the scale of that year."""
    stated = _marks(data, year).dropna(subset="max_primary")
    most = stated.groupby(WORK)["max_primary"].max().astype("float64")
    scales = vpr_scales.scales()
    known = {
        ("vpr", grade, subject): float(scale.maximum)
        for (of_year, grade, subject, level), scale in scales.items()
        if of_year == year and not level
    }
    by_rule = [
        known.get(key, np.nan)
        for key in zip(rows["procedure"], rows["programme_grade"], rows["subject"], strict=True)
    ]
    told = most.reindex(pd.MultiIndex.from_frame(rows[WORK])).to_numpy()
    made = rows.assign(maximum=np.where(np.isnan(told), by_rule, told))
    return made[[*key, *FIGURES]].sort_values(key, kind="stable").reset_index(drop=True)
