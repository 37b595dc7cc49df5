"""Frames of the five reference plans, as the contract gives them."""

from datetime import date

from helpers.plans import PlanFrame, Stage

VILYUYSK = PlanFrame.calendar(2019, 2021)
TUROCHAK = PlanFrame.school_year(2023)
PRIOZERSK = PlanFrame(
    "calendar",
    date(2020, 2, 1),
    date(2023, 5, 31),
    date(2020, 1, 20),
    stages=(
        Stage(1, date(2020, 2, 1), date(2020, 9, 30)),
        Stage(2, date(2020, 10, 1), date(2022, 12, 31)),
        Stage(3, date(2023, 1, 1), date(2023, 5, 31)),
    ),
)
ROSTOV = PlanFrame.calendar(2020, 2023, approved_on=date(2020, 9, 28))
IVANTEEVSKY = PlanFrame.school_year(2021, approved_on=date(2022, 1, 24))

#: By the number of the plan.
FRAMES = {
    "000": VILYUYSK,
    "001": TUROCHAK,
    "002": PRIOZERSK,
    "003": ROSTOV,
    "004": IVANTEEVSKY,
}
