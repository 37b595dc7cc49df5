"""The five territories: their schools, who is strong and weak, what nobody reported.

Here: what is decided by hand. Not here: what chance decides (`pupils`, `staff`, `life`).
Schools that the plans name keep their names; all others are invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

YEARS = (2019, 2020, 2021, 2022, 2023, 2024)

LAST_GRADE = {"НОШ": 4, "ООШ": 9, "СОШ": 11, "гимназия": 11, "вечерняя школа": 11}


@dataclass(frozen=True)
class School:
    """One school. `size`: pupils in a grade; `level`: strength in deviations of the country.

    `trend` is added in each of the two years after `rises_from`; `inflated` is added to ВПР
    marked at the school, not to exams; `missing` are years without any results. `shifts` are
    added to one ВПР (year, programme grade, subject); in those of `contrary` the journal turns
    the order of the pupils round.
    """

    school_id: str
    name: str
    kind: str
    size: int
    level: float
    is_rural: bool = True
    is_special: bool = False
    trend: float = 0.0
    rises_from: int = 2020
    inflated: float = 0.0
    missing: tuple[int, ...] = ()
    aliases: tuple[str, ...] = ()
    opened: int = 0
    closed: int = 0
    by_class: bool = False
    shifts: tuple[tuple[int, int, str, float], ...] = ()
    contrary: tuple[tuple[int, int, str], ...] = ()

    @property
    def last_grade(self) -> int:
        """Highest grade taught."""
        return LAST_GRADE[self.kind]

    def is_open(self, year: int) -> bool:
        """Whether the school works in a school year."""
        return (not self.opened or year > self.opened) and (not self.closed or year <= self.closed)

    def strength(self, year: int) -> float:
        """Strength of a school year."""
        return self.level + self.trend * max(0, min(year - self.rises_from, 2))

    def shift(self, year: int, grade: int, subject: str) -> float:
        """What is added to one ВПР beside everything else."""
        return sum(s for *work, s in self.shifts if work == [year, grade, subject])


@dataclass(frozen=True)
class Listing:
    """A list of schools by one source: `members` are (number of school, category)."""

    results_year: int
    source: str
    list_date: str
    support_from: str
    support_to: str
    members: tuple[tuple[int, str], ...]
    cohort: str = ""
    left_on: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Territory:
    """A municipality or region of the demo."""

    slug: str
    prefix: str
    region_id: str
    plate: int
    oktmo: str
    plan_id: str
    schools: tuple[School, ...]
    listings: tuple[Listing, ...]
    without_vpr: tuple[int, ...] = ()
    pupil_scale: int = 10_000
    leaders: tuple[int, ...] = ()
    partners: tuple[tuple[int, int, int], ...] = ()

    def school(self, number: int) -> School:
        """The school with this number (from 1)."""
        return self.schools[number - 1]

    def listed(self, year: int) -> list[School]:
        """Schools on any list that rests on the results of `year`."""
        numbers = {
            n for item in self.listings if item.results_year == year for n, _ in item.members
        }
        return [self.school(n) for n in sorted(numbers)]

    def supported(self, year: int) -> list[School]:
        """Schools that get help in a school year: on a list of it or of the year before."""
        found = {s.school_id: s for y in (year - 1, year) for s in self.listed(y)}
        return [found[key] for key in sorted(found)]


_Row = tuple[str, str, int, float, dict[str, Any]]


def _numbered(prefix: str, schools: tuple[_Row, ...]) -> tuple[School, ...]:
    return tuple(
        School(f"{prefix}-{i:02d}", name, kind, size, level, **more)
        for i, (name, kind, size, level, more) in enumerate(schools, start=1)
    )


def _lists(
    source: str, by_year: dict[int, tuple[tuple[int, str], ...]], month_day: str = "12-10"
) -> tuple[Listing, ...]:
    """Yearly lists of one source, dated after the results, with support in the next year."""
    return tuple(
        Listing(
            year, source, f"{year}-{month_day}", f"{year + 1}-01-01", f"{year + 1}-12-31", members,
            left_on={
                n: f"{year + 1}-12-10"
                for n, _ in members
                if year + 1 in by_year and n not in dict(by_year[year + 1])
            },
        )
        for year, members in by_year.items()
    )  # fmt: skip


VILYUYSK = Territory(
    "vilyuysk", "vil", "sakha", 14, "98618000", "vilyuysk-2019-2021",
    _numbered("vil", (
        ("Вилюйская гимназия", "гимназия", 36, 0.75, {"is_rural": False, "by_class": True}),
        ("Центральная СОШ № 1", "СОШ", 48, 0.15, {"is_rural": False}),
        ("Центральная СОШ № 2", "СОШ", 44, -0.05, {"is_rural": False}),
        ("Хампинская СОШ", "СОШ", 14, 0.35, {"aliases": ("МБОУ «Хампинская СОШ»",)}),
        ("Тумулинская СОШ", "СОШ", 13, -0.80, {"trend": 0.40, "rises_from": 2019}),
        ("Алааская СОШ", "СОШ", 9, -0.95, {"trend": 0.10, "missing": (2022,)}),
        ("Сайылыкская ООШ", "ООШ", 6, -0.85, {"aliases": ("Сайлыкская ООШ",)}),
        ("Чаранская НОШ", "НОШ", 3, -0.10, {}),
        ("Хаппытская СОШ", "СОШ", 11, -0.20, {}),
        ("Быраминская ООШ", "ООШ", 5, -0.70, {"trend": 0.25, "missing": (2020,)}),
        ("Сэргэлинская СОШ", "СОШ", 16, 0.05, {}),
        ("Школа-интернат для обучающихся с ОВЗ", "ООШ", 7, -1.3,
         {"is_rural": False, "is_special": True}),
    )),
    _lists("Региональный список", {
        2018: ((5, "НОР"), (6, "both"), (7, "both"), (10, "НОР")),
        2019: ((5, "НОР"), (6, "both"), (7, "both"), (10, "НОР")),
        2020: ((5, "НОР"), (6, "both"), (7, "НСУ"), (9, "НОР")),
        2021: ((6, "both"), (7, "both"), (9, "НОР")),
        2022: ((6, "both"), (7, "both")),
        2023: ((6, "НОР"), (7, "both"), (3, "НОР")),
        2024: ((7, "both"), (3, "НОР")),
    }),
    pupil_scale=13_400, leaders=(1, 4), partners=((5, 1, 2019), (6, 4, 2020), (7, 1, 2020)),
)  # fmt: skip

TUROCHAK = Territory(
    "turochak", "tur", "altai-republic", 4, "84625000", "turochak-2023-2024",
    _numbered("tur", (
        ("Районная СОШ № 1", "СОШ", 62, 0.25, {"is_rural": False}),
        ("Кедроозёрская СОШ", "СОШ", 15, 0.30, {"inflated": 0.8}),
        ("Верхнепихтовская ООШ", "ООШ", 6, -0.90, {"trend": 0.20, "rises_from": 2022}),
        ("Маральеключевская СОШ", "СОШ", 12, -0.75, {"trend": 0.50, "rises_from": 2022}),
        ("Медвежьелогская НОШ", "НОШ", 2, -0.2, {"closed": 2022}),
        ("Нижнешиверская СОШ", "СОШ", 10, -0.95, {"aliases": ("Нижне-Шиверская СОШ",)}),
        ("Белокаменская СОШ", "СОШ", 13, 0.0, {"contrary": ((2024, 5, "math"),)}),
        ("Бийкаторская ООШ", "ООШ", 5, -0.60, {"missing": (2021,)}),
        ("Солонцовская СОШ", "СОШ", 17, 0.10,
         {"shifts": ((2023, 4, "rus", 1.6), (2024, 5, "rus", -0.8))}),
        ("Черемшанская ООШ", "ООШ", 7, -0.30, {}),
    )),
    _lists("Письмо министерства образования", {
        2018: ((3, "НОР"), (6, "НОР")),
        2019: ((3, "НОР"), (4, "НОР"), (6, "both")),
        2020: ((3, "НОР"), (4, "НОР"), (6, "both")),
        2021: ((3, "НОР"), (4, "НОР"), (6, "both")),
        2022: ((3, "НОР"), (4, "НОР"), (6, "both"), (8, "НОР"), (10, "НСУ")),
        2023: ((3, "НОР"), (6, "both"), (8, "НОР"), (10, "НСУ")),
        2024: ((6, "both"), (8, "НОР")),
    }, "12-20"),
    without_vpr=(2022,), pupil_scale=3_100, leaders=(1, 2),
    partners=((3, 1, 2023), (4, 1, 2023), (6, 2, 2023), (8, 9, 2023)),
)  # fmt: skip

_PRIOZERSK_LATER = {
    2020: ((1, "both"), (2, "НОР"), (3, "НОР"), (4, "both"), (6, "НОР"), (7, "НОР"), (8, "НОР")),
    2021: ((1, "both"), (2, "НОР"), (3, "НОР"), (4, "both"), (7, "НОР"), (8, "НОР")),
    2022: ((1, "both"), (3, "НОР"), (4, "both"), (7, "НОР")),
    2023: ((1, "both"), (4, "НОР"), (12, "НОР")),
    2024: ((1, "both"), (12, "НОР")),
}

PRIOZERSK = Territory(
    "priozersk", "pri", "leningrad", 47, "41639000", "priozersk-2020-2023",
    _numbered("pri", (
        ("Джатиевская ООШ", "ООШ", 5, -0.95, {}),
        ("Запорожская ООШ", "ООШ", 8, -0.80, {"trend": 0.22}),
        ("Красноармейская ООШ", "ООШ", 7, -0.75, {"trend": 0.12}),
        ("Красноозерненская ООШ", "ООШ", 6, -0.90, {"aliases": ("Красноозернинская ООШ",)}),
        ("Коммунарская ООШ", "ООШ", 9, -0.45, {"trend": 0.15}),
        ("Кузнеченская СОШ", "СОШ", 26, -0.65, {"trend": 0.50, "rises_from": 2021,
                                               "is_rural": False}),
        ("Мельниковская СОШ", "СОШ", 11, -0.80, {"trend": 0.15}),
        ("Отрадененская СОШ", "СОШ", 12, -0.75, {"trend": 0.18, "aliases": ("Отраденская СОШ",)}),
        ("Громовская СОШ", "СОШ", 20, -0.05, {}),
        ("Городская СОШ № 1", "СОШ", 58, 0.30, {"is_rural": False}),
        ("Городская гимназия", "гимназия", 42, 0.70, {"is_rural": False}),
        ("Ладожская СОШ", "СОШ", 16, -0.25, {"trend": -0.15, "rises_from": 2021}),
        ("Шхерная НОШ", "НОШ", 4, 0.05, {"missing": (2021,)}),
    )),
    (
        Listing(2019, "НИУ ВШЭ", "2019-06-20", "2020-02-01", "2023-05-31",
                ((1, "both"), (2, "НОР"), (4, "both"), (5, "НСУ")), "2020"),
        Listing(2019, "Рособрнадзор", "2020-01-15", "2020-02-01", "2023-05-31",
                ((1, "НОР"), (2, "НОР"), (3, "НОР"), (4, "НОР"), (6, "НОР"), (7, "НОР"),
                 (8, "НОР")), "2020"),
        *_lists("Рособрнадзор", _PRIOZERSK_LATER, "11-25"),
    ),
    pupil_scale=15_800, leaders=(10, 11),
    partners=((1, 11, 2021), (2, 10, 2021), (3, 10, 2021), (4, 11, 2021), (6, 9, 2021),
              (7, 10, 2021)),
)  # fmt: skip

IVANTEEVSKY = Territory(
    "ivanteevsky", "iva", "saratov", 64, "63619000", "ivanteevsky-2021-2022",
    _numbered("iva", (
        ("СОШ п. Знаменский", "СОШ", 9, -0.85, {"trend": 0.18, "rises_from": 2021}),
        ("СОШ с. Бартеневка им. П.Е. Толстова", "СОШ", 7, -0.90,
         {"aliases": ("СОШ с. Бартеневка", "МОУ «СОШ с. Бартеневка»")}),
        ("СОШ с. Ивановка", "СОШ", 8, -0.80, {"trend": 0.45, "rises_from": 2021}),
        ("Гимназия — школа с. Степного", "гимназия", 52, 0.45, {}),
        ("СОШ с. Полынное", "СОШ", 13, 0.10, {}),
        ("СОШ с. Луговое", "СОШ", 11, -0.15, {}),
        ("ООШ с. Дальний Гай", "ООШ", 6, -0.25, {"missing": (2024,)}),
        ("НОШ с. Малая Берёзовка", "НОШ", 1, 0.0, {}),
        ("СОШ п. Мирный-Степной", "СОШ", 10, 0.20, {}),
    )),
    _lists("Министерство образования Саратовской области", {
        2018: ((3, "НОР"),),
        2019: ((3, "НОР"),),
        2020: ((3, "НОР"), (2, "both")),
        2021: ((1, "НОР"), (2, "both"), (3, "НОР")),
        2022: ((1, "НОР"), (2, "both"), (3, "НОР")),
        2023: ((1, "НОР"), (2, "both")),
        2024: ((2, "both"),),
    }, "12-30"),
    pupil_scale=21_300, leaders=(4, 9), partners=((1, 4, 2022), (2, 4, 2022), (3, 9, 2021)),
)  # fmt: skip

_ROSTOV_PLACES = (
    "г. Дубравинск", "г. Каменополь", "г. Новоазовье", "г. Шахтоград", "ст. Верхнедолинская",
    "ст. Манычеозёрная", "ст. Красноярово", "ст. Старолиповская", "х. Ковыльный", "х. Терновка",
    "х. Калинов Яр", "х. Белая Горка", "с. Солёное Займище", "с. Крутая Балка", "с. Сухой Лог",
    "п. Зерноградье", "п. Рассветный", "п. Угольный", "п. Донецкий Стан", "с. Песчанокопье",
    "х. Верхний Яблочный", "ст. Цимлоречье", "г. Сальскополье", "п. Целинник", "с. Родники",
    "х. Камышеваха-Новая", "ст. Казачий Брод", "с. Ряженка", "г. Гуковград", "х. Лесной Кут",
)  # fmt: skip


def _rostov_schools() -> tuple[School, ...]:
    levels = (
        0.4, 0.1, 0.55, -0.1, -0.75, 0.0, 0.15, -0.85, -0.9, -0.2, -0.7, 0.05, -0.95, 0.2, -0.8,
        0.1, -0.15, -0.7, 0.0, 0.3, -0.85, -0.05, 0.35, -0.3, -0.75, -0.6, 0.1, -0.2, 0.25, -1.1,
    )  # fmt: skip
    sizes = (
        60, 48, 66, 40, 14, 18, 22, 12, 6, 8, 7, 9, 5, 16, 8, 24, 13, 20, 11, 26, 4, 17, 44, 15, 9,
        6, 19, 12, 38, 10,
    )  # fmt: skip
    kinds = {0: "гимназия", 8: "ООШ", 11: "ООШ", 12: "ООШ", 20: "ООШ", 25: "ООШ"}
    more: dict[int, dict[str, Any]] = {
        4: {"trend": 0.4, "rises_from": 2021}, 7: {"trend": 0.5, "rises_from": 2021},
        10: {"trend": 0.3}, 14: {"trend": 0.4}, 17: {"trend": 0.3, "rises_from": 2021},
        13: {"inflated": 0.7}, 9: {"missing": (2019, 2022)}, 24: {"missing": (2019, 2020, 2021)},
        20: {"closed": 2021}, 21: {"opened": 2019}, 29: {"is_special": True},
        3: {"contrary": ((2023, 5, "rus"), (2024, 5, "rus"))},
        5: {"shifts": ((2023, 4, "math", -1.5), (2024, 5, "math", 1.5))},
        19: {"shifts": ((2023, 4, "rus", 1.6), (2024, 5, "rus", -0.8))},
    }  # fmt: skip
    rows: list[_Row] = []
    for i, place in enumerate(_ROSTOV_PLACES):
        kind = kinds.get(i, "вечерняя школа" if i == 29 else "СОШ")
        word = {"гимназия": "Гимназия", "вечерняя школа": "Вечерняя школа"}.get(kind, kind)
        extra: dict[str, Any] = {"is_rural": not place.startswith("г."), "missing": (2019,)}
        extra |= more.get(i, {})
        rows.append((f"{word} {place}", kind, sizes[i], levels[i], extra))
    return _numbered("ros", tuple(rows))


ROSTOV = Territory(
    "rostov", "ros", "rostov", 61, "60000000", "rostov-2020-2023",
    _rostov_schools(),
    (
        *_lists("Министерство образования Ростовской области", {
            2018: ((5, "НСУ"), (9, "НСУ"), (13, "НСУ"), (18, "НСУ")),
            2019: ((5, "both"), (8, "НСУ"), (9, "both"), (13, "both"), (18, "НСУ")),
        }, "12-25"),
        *_lists("Рособрнадзор", {
            2019: ((5, "НОР"), (8, "НОР"), (9, "НОР"), (11, "НОР"), (15, "НОР"), (21, "НОР")),
            2020: ((5, "НОР"), (8, "НОР"), (9, "both"), (11, "НОР"), (13, "both"), (15, "НОР"),
                   (18, "НСУ"), (21, "НОР")),
            2021: ((5, "НОР"), (8, "НОР"), (9, "both"), (11, "НОР"), (13, "both"), (15, "НОР"),
                   (25, "НОР"), (18, "НСУ")),
            2022: ((9, "both"), (11, "НОР"), (13, "both"), (15, "НОР"), (25, "НОР"), (26, "НОР")),
            2023: ((9, "both"), (13, "both"), (25, "НОР"), (26, "НОР"), (24, "НОР")),
            2024: ((9, "both"), (13, "both"), (25, "НОР"), (24, "НОР")),
        }, "11-20"),
    ),
    pupil_scale=36_000, leaders=(1, 3, 23),
    partners=((5, 1, 2020), (8, 3, 2020), (9, 3, 2021), (11, 2, 2021), (13, 23, 2021),
              (15, 1, 2021), (25, 29, 2022)),
)  # fmt: skip

TERRITORIES = (VILYUYSK, TUROCHAK, PRIOZERSK, ROSTOV, IVANTEEVSKY)
