"""One entry of the catalogue: what an indicator is, in words.

Here: the shape of an entry. Not here: the entries (the other modules of `catalogue`) and the
arithmetic (`results`, `exams` and their neighbours).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Interval = Literal["wilson", "t", "cluster", "none"]
Direction = Literal["up", "down", "equal", "none"]
Reading = Literal["", "use", "as_written"]

#: Suffix of the identifier that computes a faulty definition to the letter.
AS_WRITTEN = ".as_written"


@dataclass(frozen=True)
class Indicator:
    """One indicator: all texts Russian, as the reference page and the reports print them.

    `numerator` and `denominator` say in words what is counted (the denominator of a count is
    ""). `reading` is "" where the source is clear, "use" for the default reading of a faulty
    definition, "as_written" for its letter; `flaw_codes` then say what is wrong. `rule_source`
    says whose definition it is, `target_source` who set a target ("" where nobody did).
    Below `min_denominator` a value carries a warning. A `qualitative` entry has no number.
    """

    indicator_id: str
    title: str
    unit: str
    numerator: str
    denominator: str
    direction: Direction = "up"
    interval: Interval = "wilson"
    rule_source: str = ""
    target_source: str = ""
    min_denominator: int = 10
    reading: Reading = ""
    flaw_codes: tuple[str, ...] = ()
    qualitative: bool = False

    @property
    def formula(self) -> str:
        """How the value is made, in words: «100 × (отметки «2») / (участники)».

        Only the numerator where nothing is divided; "" for an indicator without a number.
        """
        if not self.denominator:
            return self.numerator
        factor = "100 × " if self.is_share else ""
        return f"{factor}({self.numerator}) / ({self.denominator})"

    @property
    def flaw(self) -> str:
        """What is wrong with the definition in the source, in words; "" when nothing is."""
        return "; ".join(FLAWS[code] for code in self.flaw_codes)

    @property
    def main_flaw(self) -> str:
        """The flaw that makes a default reading necessary: the first one named."""
        return FLAWS[self.flaw_codes[0]] if self.reading else ""

    @property
    def is_share(self) -> bool:
        """Whether the value is 100 · numerator / denominator."""
        return self.unit == "%" and bool(self.denominator)


#: Errors and gaps in the definitions of the source plans, by code (section B.10).
FLAWS = {
    "E1": "минимум задаёт не спецификация КИМ, а акт о минимуме баллов года: "
    "берётся из таблицы порогов или из протокола",
    "E2": "числитель ограничен ШНОР, знаменатель нет: в обоих взяты только ШНОР",
    "E3": "уровень математики не назван, ЕГЭ и ГВЭ объединены при разных шкалах: преодолевшие "
    "минимум считаются в каждой форме отдельно, затем складываются",
    "E4": "в числителе ЕГЭ и ГВЭ 11 класса, в знаменателе сдававшие ОГЭ",
    "E5": "в знаменателе «ЕГ, ГВЭ»: пропущена буква, читается как ЕГЭ и ГВЭ",
    "E6": "в знаменателе не назван предмет: взяты участники по этому предмету",
    "E7": "в единице измерения не закрыта скобка",
    "E8": "для 4 класса дана только доля «4» и «5», единица не указана",
    "E9": "опечатка в обозначении класса, на расчёт не влияет",
    "E10": "ВПР по русскому языку и математике в 10 классе до 2025 года не было; осенью 2020 года "
    "10 классы писали диагностические работы (ДР-10) по программе 9 класса",
    "E11": "охват группы риска разделён на всех обучающихся и не может достичь 100 %",
    "E12": "знаменатель не задан",
    "E13": "соединены два шага (план составлен и выполнен), единица не указана; делится на всех "
    "педагогов, хотя план нужен только тем, у кого выявлены дефициты",
    "E14": "в знаменателе «работники» вместо «педагогические работники»",
    "E15": "не заданы знаменатель и база сравнения",
    "E16": "«не менее 100 %» означает ровно 100 %",
    "E17": "«качество» не определено: взята доля отметок «4» и «5» в ВПР и ОГЭ",
    "E18": "группа показателей 9 класса забывает ГВЭ-9: он считается отдельно",
    "E19": "целевых значений в плане нет",
    "E20": "класс назван по тем, кто писал; осенние работы проверяют программу предыдущего класса",
}
