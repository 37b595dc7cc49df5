"""The official signs that a result may not be objective, school by school.

Here: the 14 signs of the federal method (mean too high, disagreement with the journal, sharp
rise or fall of one cohort), each with the numbers it rests on. Not here: counts per school and
the regional index (`counts`), peaks at borders (`boundaries`), shares of confirmed marks
(`agreement`).

A sign is a reason to look, never a verdict: a gymnasium has a high mean for good reasons. Where
the data do not carry a sign it is `not_computed` with a reason, which is not the same as its
absence.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.indicators.objectivity import scores
from helpers.indicators.objectivity.rule import Rule, Work, default_rule
from helpers.indicators.objectivity.scores import WORK
from helpers.indicators.once import once
from helpers.indicators.schools import working
from helpers.indicators.scopes import Tables
from helpers.params import RunParams

SIGN, CLEAR, NOT_COMPUTED = "sign", "clear", "not_computed"
#: Groups of signs, in the order of the method, as a page names them.
GROUPS = {
    "mean_high": "средний балл выше интервала региона",
    "journal": "баллы расходятся с отметками журнала",
    "rise": "резкий рост у тех же детей",
    "fall": "резкое падение у тех же детей",
}
#: Why a sign was not computed.
REASONS = {
    "no_scores": "нет баллов участников",
    "no_journal": "нет отметок журнала рядом с баллами",
    "few_pupils": "слишком мало участников",
    "constant": "все отметки или все баллы одинаковы",
    "no_spread": "неизвестен разброс баллов школы",
    "region_unknown": "неизвестны среднее, разброс или число участников региона",
    "other_wave": "сравнивать можно только работы одной волны",
    "no_pair": "нет результата тех же детей годом раньше",
    "no_maximum": "неизвестен наибольший балл работы",
    "zero_score": "нулевой средний балл: отношение не определено",
    "few_schools": "школ меньше, чем нужно для квартилей",
}
#: Columns of `signs`.
COLUMNS = [
    "school_id", "school_name", "municipality_id", "sign", "group", "procedure",
    "programme_grade", "subject", "wave", "title", "status", "reason", "n", "value", "low",
    "high", "border", "other_n", "other_value", "other_low", "other_high", "origin",
]  # fmt: skip
#: Statistics of `reference` that hold the region's quartiles of the cohort ratio K.
RATIO_QUARTILES = ("cohort_ratio_q1", "cohort_ratio_q3")


def signs(data: Tables, run: RunParams, rule: Rule | None = None) -> pd.DataFrame:
    """The signs of the run's year: one row per school that works in it and sign (14 a school).

    Columns: school_id, school_name, municipality_id; sign (`vpr4.rus.mean_high`), group (key of
    `GROUPS`), procedure, programme_grade, subject, wave ("" where nothing was compared), title
    (the work in words); status `sign`, `clear` or `not_computed`, with reason (key of `REASONS`, ""
    otherwise); n pupils and value of the school; border that the value was held against; what it
    was compared with: other_n, other_value, origin.

    - `mean_high`: value is the mean score, low and high its interval mean ± z·s/√n, other_* the
      same of the region, border the region's upper bound; a sign when low lies above it;
    - `journal`: value is Spearman's coefficient of journal mark and score, with averaged ranks of
      ties (marks have four values, so ties are the rule); a sign when it is negative;
    - `rise`, `fall`: value is K = mean percent of the maximum of the earlier year and grade ÷ that
      of the run's year and the next grade, n the smaller of the two groups; a rise when
      K < Q1 − 3·IQR, a fall when K > Q3 + 3·IQR, quartiles (linear between ranks) over the schools
      of the territory or as the region published them; other_n is the number of schools behind
      them (missing for published ones).
    """
    rule = rule or default_rule()
    return once(data, ("signs", repr(run), rule), lambda: _signs(data, run, rule))


def _signs(data: Tables, run: RunParams, rule: Rule) -> pd.DataFrame:
    schools = working(data, run.year)
    if schools.empty:
        return pd.DataFrame(columns=COLUMNS)
    now = scores.school_scores(data, run.year)
    parts = [
        _means(data, run, rule, schools["school_id"], now),
        _journal(data, run, rule, schools["school_id"]),
        _jumps(data, run, rule, schools["school_id"], now),
    ]
    made = pd.concat(parts, ignore_index=True).merge(schools, on="school_id", how="left")
    made["title"] = scores.titles(made)
    named = made["procedure"] + made["programme_grade"].astype("str") + "." + made["subject"]
    made["sign"] = named + "." + made["group"]
    order = pd.DataFrame(
        {
            "school_id": made["school_id"],
            "group": made["group"].map({name: place for place, name in enumerate(GROUPS)}),
            "procedure": made["procedure"].map({"vpr": 0, "oge": 1}),
            "grade": made["programme_grade"],
            "subject": made["subject"].map({"rus": 0, "math": 1}).fillna(2),
            "sign": made["sign"],
        }
    )
    made = made.loc[order.sort_values([*order.columns], kind="stable").index]
    return made.reindex(columns=COLUMNS).reset_index(drop=True)


def _means(
    data: Tables, run: RunParams, rule: Rule, school_ids: pd.Series, now: pd.DataFrame
) -> pd.DataFrame:
    rows = _grid(school_ids, rule.mean_works)
    own = _main_wave(now)
    region_id = data.municipality.region_id or run.municipality_id
    region = scores.region_scores(data, run.year, region_id, now)
    rows = rows.merge(own.drop(columns="maximum"), on=["school_id", *WORK[:3]], how="left")
    above = region.drop(columns="maximum").add_prefix("other_")
    above = above.rename(columns={f"other_{name}": name for name in WORK})
    above = above.rename(columns={"other_mean": "other_value"})
    rows = rows.drop(columns="origin").merge(above, on=WORK, how="left")
    half = rule.z * rows["sd"] / np.sqrt(rows["n"])
    half_above = rule.z * rows["other_sd"] / np.sqrt(rows["other_n"])
    made = rows.assign(
        value=rows["mean"], low=rows["mean"] - half, high=rows["mean"] + half,
        other_low=rows["other_value"] - half_above, other_high=rows["other_value"] + half_above,
        origin=rows["other_origin"], group="mean_high",
    )  # fmt: skip
    made["border"] = made["other_high"]
    held = set(zip(region["procedure"], region["programme_grade"], region["subject"], strict=True))
    keys = zip(made["procedure"], made["programme_grade"], made["subject"], strict=True)
    elsewhere = pd.Series([key in held for key in keys], index=made.index)
    missing_above = made["other_high"].isna()
    return _settled(
        made,
        made["low"] > made["border"],
        [
            (made["n"].isna() | made["value"].isna(), "no_scores"),
            (made["n"] < rule.min_pupils, "few_pupils"),
            (made["low"].isna(), "no_spread"),
            (missing_above & made["other_value"].isna() & elsewhere, "other_wave"),
            (missing_above, "region_unknown"),
        ],
    )


def _journal(data: Tables, run: RunParams, rule: Rule, school_ids: pd.Series) -> pd.DataFrame:
    people = scores.pupils(data, run.year)
    held = people.dropna(subset="score").groupby(["school_id", *WORK]).size()
    pairs = people.dropna(subset=["score", "journal"])
    found = spearman(pairs, ["school_id", *WORK])
    rows = _grid(school_ids, rule.journal_works)
    main = _main_wave(held.rename("n").reset_index())
    rows = rows.merge(main.rename(columns={"n": "scored"}), on=["school_id", *WORK[:3]], how="left")
    rows = rows.merge(found, on=["school_id", *WORK], how="left")
    made = rows.assign(value=rows["rho"], border=0.0, group="journal", origin="individual")
    return _settled(
        made,
        made["value"] < 0,
        [
            (made["scored"].isna(), "no_scores"),
            (made["n"].isna(), "no_journal"),
            (made["n"] < rule.min_pupils, "few_pupils"),
            (made["value"].isna(), "constant"),
        ],
    )


def spearman(pairs: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Spearman's coefficient of `journal` and `score` in each group: `by`, n and rho.

    Ties get their mean rank, and the coefficient is Pearson's of the ranks (the tie-corrected
    form). Missing where either column is constant. Doubled ranks are whole numbers, so that a
    coefficient of exactly zero is zero and not a tiny negative number.
    """
    groups = pairs.groupby(by, sort=True)
    x = 2 * groups["journal"].rank(method="average")
    y = 2 * groups["score"].rank(method="average")
    parts = pairs[by].assign(n=1.0, x=x, y=y, xx=x * x, yy=y * y, xy=x * y)
    sums = parts.groupby(by, as_index=False, sort=True).sum()
    n = sums["n"]
    spread_x = n * sums["xx"] - sums["x"] ** 2
    spread_y = n * sums["yy"] - sums["y"] ** 2
    both = n * sums["xy"] - sums["x"] * sums["y"]
    usable = (spread_x > 0) & (spread_y > 0)
    return sums[by].assign(n=n, rho=both / np.sqrt((spread_x * spread_y).where(usable)))


def cohort_ratios(
    data: Tables, run: RunParams, rule: Rule | None = None, schools: pd.DataFrame | None = None
) -> pd.DataFrame:
    """K of one cohort over a year: one row per school and subject with both results.

    K = mean percent of the maximum in the grade of the rule the year before ÷ that of the next
    grade in the run's year. Columns: school_id, subject, wave and wave_before, n and n_before,
    before and now (percent of the maximum; missing where the maximum is unknown), ratio (missing
    then, for unequal waves and for a zero below the line). `schools` are the scores of the run's
    year where they are already at hand.
    """
    rule = rule or default_rule()
    schools = scores.school_scores(data, run.year) if schools is None else schools
    before = _percents(scores.school_scores(data, run.year - 1), rule.jump_grade, rule)
    now = _percents(schools, rule.jump_grade + 1, rule)
    both = now.merge(before, on=["school_id", "subject"], suffixes=("", "_before"))
    both = both.rename(columns={"share": "now", "share_before": "before"})
    same = both["wave"] == both["wave_before"]
    ratio = both["before"] / both["now"].where(both["now"] > 0)
    return both.assign(ratio=ratio.where(same))


def _percents(schools: pd.DataFrame, grade: int, rule: Rule) -> pd.DataFrame:
    rows = _main_wave(schools)
    rows = rows[(rows["procedure"] == "vpr") & (rows["programme_grade"] == grade)]
    rows = rows[rows["subject"].isin(rule.jump_subjects)]
    share = 100 * rows["mean"] / rows["maximum"]
    return rows[["school_id", "subject", "wave", "n"]].assign(share=share)


def quartiles(
    data: Tables, run: RunParams, ratios: pd.DataFrame, rule: Rule | None = None
) -> pd.DataFrame:
    """Q1 and Q3 of K by subject and wave: subject, wave, q1, q3, schools, origin.

    The region's published quartiles (`cohort_ratio_q1`, `cohort_ratio_q3` of the later grade in
    `reference`) come first; otherwise those of the schools at hand (enough pupils in both years),
    when there are enough of them (`min_schools`).
    """
    rule = rule or default_rule()
    region_id = data.municipality.region_id or run.municipality_id
    told = scores.reference_values(data, run.year, region_id).reindex(columns=RATIO_QUARTILES)
    told = told.dropna().reset_index()
    told = told[(told["procedure"] == "vpr") & (told["programme_grade"] == rule.jump_grade + 1)]
    published = told[["subject", "wave"]].assign(
        q1=told[RATIO_QUARTILES[0]], q3=told[RATIO_QUARTILES[1]], schools=np.nan, origin="reference"
    )
    usable = ratios.dropna(subset="ratio")
    usable = usable[usable[["n", "n_before"]].min(axis=1) >= rule.min_pupils]
    own = usable.groupby(["subject", "wave"])["ratio"].agg(
        q1=lambda values: values.quantile(0.25),
        q3=lambda values: values.quantile(0.75),
        schools="size",
    )
    own = own[own["schools"] >= rule.min_schools].reset_index().assign(origin="schools")
    made = pd.concat([published, own], ignore_index=True)
    return made.drop_duplicates(["subject", "wave"]).reset_index(drop=True)


def _jumps(
    data: Tables, run: RunParams, rule: Rule, school_ids: pd.Series, schools: pd.DataFrame
) -> pd.DataFrame:
    ratios = cohort_ratios(data, run, rule, schools)
    limits = quartiles(data, run, ratios, rule)
    works = tuple(("vpr", rule.jump_grade + 1, subject) for subject in rule.jump_subjects)
    rows = _grid(school_ids, works)
    now = _percents(schools, rule.jump_grade + 1, rule)
    held = now[["school_id", "subject"]].assign(written=True)
    rows = rows.merge(held, on=["school_id", "subject"], how="left")
    rows = rows.merge(ratios, on=["school_id", "subject"], how="left")
    rows = rows.merge(limits, on=["subject", "wave"], how="left")
    least = rows[["n", "n_before"]].min(axis=1, skipna=False)
    spread = rule.jump_iqr * (rows["q3"] - rows["q1"])
    made = []
    for group, border in (("rise", rows["q1"] - spread), ("fall", rows["q3"] + spread)):
        part = rows.assign(
            n=least, value=rows["ratio"], border=border, group=group, other_n=rows["schools"],
            other_low=rows["q1"], other_high=rows["q3"],
        )  # fmt: skip
        hit = part["value"] < border if group == "rise" else part["value"] > border
        no_maximum = part["before"].isna() | part["now"].isna()
        made.append(
            _settled(
                part,
                hit,
                [
                    (part["written"].isna(), "no_scores"),
                    (part["n_before"].isna(), "no_pair"),
                    (least < rule.min_pupils, "few_pupils"),
                    (part["wave"] != part["wave_before"], "other_wave"),
                    (no_maximum, "no_maximum"),
                    (part["value"].isna(), "zero_score"),
                    (part["border"].isna(), "few_schools"),
                ],
            )
        )
    return pd.concat(made, ignore_index=True)


def _grid(school_ids: pd.Series, works: tuple[Work, ...]) -> pd.DataFrame:
    """Every school with every work."""
    wanted = pd.DataFrame(list(works), columns=["procedure", "programme_grade", "subject"])
    return pd.DataFrame({"school_id": list(school_ids)}).merge(wanted, how="cross")


def _main_wave(rows: pd.DataFrame) -> pd.DataFrame:
    """One wave per school and work: the one more pupils wrote in, spring of two equal ones."""
    order = rows.assign(pupils=-rows["n"].fillna(0.0), autumn=rows["wave"] == "autumn")
    best = order.sort_values(["school_id", *WORK[:3], "pupils", "autumn"], kind="stable")
    return best.drop_duplicates(["school_id", *WORK[:3]]).drop(columns=["pupils", "autumn"])


def _settled(
    rows: pd.DataFrame, hit: pd.Series, barred: list[tuple[pd.Series, str]]
) -> pd.DataFrame:
    """Rows with status and reason: the first bar that applies, else sign or clear."""
    reason = np.select([bar.to_numpy(dtype=bool) for bar, _ in barred], [r for _, r in barred], "")
    status = np.select([reason != "", hit.to_numpy(dtype=bool)], [NOT_COMPUTED, SIGN], CLEAR)
    made = rows.assign(status=status, reason=reason)
    texts = {name: made[name].fillna("").astype("str") for name in ("wave", "origin")}
    return made.assign(**texts).reindex(
        columns=[
            "school_id", "group", *WORK, "status", "reason", "n", "value", "low", "high",
            "border", "other_n", "other_value", "other_low", "other_high", "origin",
        ]
    )  # fmt: skip
