"""What a result cell says that anybody can check: a number, a percent, an event, a paper.

Here: the general signs, for cells that the dictionary of evidence (`evidence`) does not know.
Not here: the dictionary. «Повышение качества» cannot be checked, «повышение качества до 45 %»
can; a year, a grade or the number of a document is no number of a result.
"""

from __future__ import annotations

import re

from .words import MONTH_SOURCE

#: Numbers that name a time, a grade, a part of a plan or a document: they measure nothing.
_NAMING_NUMBERS = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:\s*[-/]\s*(?:\d{4}|\d\d))?(?![\d%])"
    r"|\d{1,2}\.\d{1,2}\.\d{2,4}"
    rf"|\d{{1,2}}\s+(?:{MONTH_SOURCE})(?![а-я])"
    r"|\d+\s?-\s?(?:й|я|е|го|му|м|ый|ая|ое|ой|ом|ую)(?![а-я])"
    r"|\d{1,2}(?:\s*(?:,|и|-)\s*\d{1,2})*(?:\s?-\s?х)?\s*"
    r"(?:класс(?!н)|кл(?![а-я])|[«\"]?[а-д][»\"]?(?![а-я])|кварт|четверт|полугоди|триместр"
    r"|этап(?!ов)|ступен|век|уч(?:\.|ебн\w+)?\s*г)"
    r"|(?:№|n|п\.|ст\.|стр\.|пункт\w*|стать\w+|раздел\w*|приложени\w+|форм[аеыу]|этап\w*"
    r"|класс\w*)\s*\d+(?:[.\-,]\s?\d+)*"
    r"|[а-яa-z]-?\d+|\d+\s?-?\s?(?:фз|[кk])(?![а-яa-z])|\d\.0(?!\d)"
)
_PERCENT = re.compile(r"\d\s*(?:%|процент)")
_NUMBER = re.compile(
    r"\d|(?<![а-я])(?:дв(?:а|е|ух|ум)|тр(?:и|ех|ем)|четыр(?:е|ех)|(?:пят|шест|сем|девят|десят)[ьи]"
    r"|вос(?:емь|ьми)|двенадцат[ьи]|двадцат[ьи])(?![а-я])"
)
#: Adjectives before what a clause names («повышение» ends like one and is none).
_ADJECTIVES = r"(?:(?![а-я]+(?:н|т|ств)и[ея]\s)[а-я-]+(?:ый|ий|ой|ая|яя|ое|ее|ые|ие)\s+){0,3}"
_SENTENCE = rf"(?:^|[.;]\s*){_ADJECTIVES}"
_CLAUSE = rf"(?:^|[.;,:(]\s*|(?<![а-я])и\s+){_ADJECTIVES}"
_MADE = (
    r"(?<![а-я])(?:(?:разработан|утвержден|составлен|подготовлен|сформирован|создан|оформлен"
    r"|выпущен|заполнен)[аоы]?|наличие)\s+(?:[а-я-]+\s+){0,2}"
)
_PAPER_WORDS = (
    r"(?:план(?:ы|а|ов|-график\w*)?|график(?:и|а|ов)?|циклограмм\w+|расписани\w+|журнал\w*"
    r"|чек-лист\w*|памятк\w+|буклет\w*|сборник\w*|паспорт\w*|баз[аы]\s+данных|банк\w*"
    r"|программ[аы]|списк\w+|список|реестр\w*|перечень|анкет\w*|письм[оа]|ведомост\w+|выписк\w+"
    r"|смет[аы]|сертификат\w*|удостоверени\w+|свидетельств\w+|диплом\w*|фотоотчет\w*"
    r"|презентаци\w+|маршрут\w*|иом|иппр|карт[аы]|таблиц[аы]|методичк\w+|материалы|проект[ы]?"
    r"|кейс\w*|раздел\w*|страниц[аы])(?![а-я])"
)
_DOCUMENT = re.compile(rf"{_CLAUSE}{_PAPER_WORDS}|{_MADE}{_PAPER_WORDS}")
_EVENT_WORDS = (
    r"(?:семинар|мастер-класс|совещани|заседани|круглы[йе]\s+стол|консультаци|конференци|вебинар"
    r"|педсовет|педагогически[йе]\s+совет|собрани|открыты[йе]\s+урок|тренинг|стажировк|выставк"
    r"|конкурс|олимпиад|фестивал|курсы|диагностик|мониторинг|анкетировани|тестировани|диктант"
    r"|контрольн\w+\s+работ|диагностическ\w+\s+работ|практикум|лекци|встреч)"
)
_EVENT = re.compile(
    rf"{_SENTENCE}{_EVENT_WORDS}"
    r"|(?<![а-я])проведен[аоы]?(?![а-я])(?!\s+(?:(?!контрольн|диагност|проверочн)\S+\s+)?работа(?![а-я]))"
    r"|(?<![а-я])состоял(?:ся|ась|ось|ись)"
    rf"|(?<![а-я])(?:проведени[ея]|организован[аоы]?)\s+(?:[а-я-]+\s+){{0,2}}{_EVENT_WORDS}"
    r"|(?<![а-я])(?:прошел|прошл[аои]|посетил[аи]?|выступил[аи]?|принял[аи]?\s+участие"
    r"|(?:обучен|аттестован|закуплен|приобретен|установлен|отремонтирован|назначен|закреплен"
    r"|заключен|подписан|издан|утвержден|разработан|составлен|открыт)[аоы]?)(?![а-я])"
    r"|(?<![а-я])создан[аоы]?\s+(?:[а-я-]+\s+){0,2}"
    r"(?:групп|совет|команд|центр|кабинет|класс|клуб|сообществ|сайт|комисси|объединени|пар)"
)


def checkable_codes(low: str) -> list[str]:
    """Codes of what can be checked in a cell, given plain and in lower case: `SHARE_OTHER` (a
    stated percent), `DOCUMENT`, `EVENT`, `COUNT` (a number of things, people or points).

    >>> checkable_codes("не менее 20 педагогов прошли диагностику")
    ['EVENT', 'COUNT']
    >>> checkable_codes("повышение качества в 9 классах в 2024 году")
    []
    """
    codes = []
    if _PERCENT.search(low):
        codes.append("SHARE_OTHER")
    if _DOCUMENT.search(low):
        codes.append("DOCUMENT")
    if _EVENT.search(low):
        codes.append("EVENT")
    if "SHARE_OTHER" not in codes and _NUMBER.search(_NAMING_NUMBERS.sub(" ", low)):
        codes.append("COUNT")
    return codes
