"""Kinds of result and evidence: the text of a result cell → codes.

Here: the dictionary of evidence and the rule that words of effect alone prove nothing. Not
here: what besides the named papers can be checked (`checkable`), what evidence does to a
status (`instances`).
"""

from __future__ import annotations

import re

from .checkable import checkable_codes
from .words import lowered, plain

#: Code → Russian label.
EVIDENCE_LABELS: dict[str, str] = {
    "ORDER": "приказ",
    "PROTOCOL": "протокол",
    "ANALYTIC_NOTE": "аналитическая справка",
    "ANALYTIC_REPORT": "аналитический отчёт",
    "EXEC_REPORT": "отчёт об исполнении плана",
    "ANALYSIS": "анализ",
    "RECOMMEND": "рекомендации",
    "PLAN_LOW": "план работы с неуспевающими",
    "DOC_SET": "концептуальные документы, программы",
    "ROADMAP": "дорожная карта",
    "INDICATOR_SET": "набор показателей",
    "AGREEMENT": "соглашение",
    "LIST": "утверждённый перечень",
    "PUBLICATION": "размещение материалов",
    "PROCEDURE": "проведённая процедура",
    "SHARE_TEACHERS": "доля педагогов, принявших участие",
    "SHARE_OTHER": "другая доля",
    "ATTESTATION": "аттестация",
    "NOKO": "независимая оценка",
    "INFO_DECISION": "информация для решений",
    "PARTICIPATION": "участие",
    "MATERIAL": "материальная база",
    "DOCUMENT": "документ или материал",
    "EVENT": "проведённое мероприятие",
    "COUNT": "названное число",
    "EFFECT": "эффект на словах",
    "NONE": "не указано",
}

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("ORDER", r"приказ|распоряжени[ея]"),
    ("PROTOCOL", r"протокол"),
    ("ANALYTIC_NOTE", r"(?:аналитическ\w+|информационн\w+)\s+справк|(?<![а-я])справк[аиу]"),
    (
        "ANALYTIC_REPORT",
        r"аналитическ\w+(?:\s+\w+)?\s+(?:отчет|материал)|статистическ\w+\s+отчет"
        r"|(?:мониторинг\w*|итогов\w+)\s+отчет|(?<![а-я])отчет\w*(?!\s+об\s+исполнени)(?!\w)",
    ),
    ("EXEC_REPORT", r"отчет\w*\s+об?\s+(?:исполнени|выполнени|реализаци)"),
    ("ANALYSIS", r"(?:^|[.;]\s*)анализ(?![а-я])"),
    ("RECOMMEND", r"рекомендаци"),
    ("PLAN_LOW", r"план\w*\s+работы\s+(?:\w+\s+)?с\s+неуспевающ"),
    ("ROADMAP", r"дорожн\w+\W+карт|актуализирован\w*\s+(?:\S+\s+){0,3}программ"),
    (
        "DOC_SET",
        r"концептуальн\w+\s+документ|(?:наличие|разработан\w*|утвержден\w*)\s+(?:\w+\s+)?программ"
        r"|^программ|пакет\s+документ|нормативн\w+\s+(?:акт|документ)|положени[ея]\s+о",
    ),
    ("INDICATOR_SET", r"^показател|(?:набор|система|перечень)\s+показател"),
    ("AGREEMENT", r"соглашени|договор"),
    (
        "LIST",
        r"(?:утвержден\w*|сформирован\w*)\s+(?:перечень|список|реестр)|^(?:перечень|список|реестр)",
    ),
    (
        "PUBLICATION",
        r"размещен|публикаци|отражение\s+материалов|наполнение\s+вкладк|материалы\s+семинар"
        r"|информационные\s+материалы",
    ),
    ("PROCEDURE", r"проведен[ыао]\s+(?:впр|процедур|мониторинг|диагностик)|заполнены\s+формы"),
    ("SHARE_TEACHERS", r"доля\s+педагог\w*\W+\w*\s*приня"),
    (
        "SHARE_OTHER",
        r"(?:увеличени\w+|уменьшени\w+|снижени\w+|рост\w*)\s+доли|обучить\s+всех|100\s*%"
        r"|обеспеченность|охват\s|доля\s+(?!педагог\w*\W+\w*\s*приня)",
    ),
    ("ATTESTATION", r"аттестация\s+на|успешн\w+\s+аттестаци"),
    ("NOKO", r"независим\w+\s+оцен"),
    (
        "INFO_DECISION",
        r"(?:получение|формирование)\s+(?:\w+\s+){0,4}информации\s+для|изучение\s+\w+\s+запрос"
        r"|оценка\s+(?:состояния|качества\s+условий)",
    ),
    ("PARTICIPATION", r"^участие"),
    ("MATERIAL", r"материально\s*-?\s*техническ"),
)
_COMPILED = tuple((code, re.compile(pattern)) for code, pattern in _PATTERNS)
_EFFECT_WORDS = re.compile(
    r"^(?:повышени|формировани|создани|улучшени|развити|рост(?![а-я])|совершенствовани)"
)
#: Papers that an effect may stand beside in one cell.
_PAPERS = frozenset({"PROTOCOL", "AGREEMENT", "PUBLICATION", "ORDER", "DOCUMENT", "EVENT", "COUNT"})
#: Kinds of which a more special one in the same cell takes the place.
_SWALLOWED = {
    "EXEC_REPORT": ("ANALYTIC_REPORT",),
    "NOKO": ("INFO_DECISION",),
    "ATTESTATION": ("ANALYSIS",),
    "ANALYTIC_NOTE": ("ANALYSIS",),
}


def evidence_codes(text: str) -> list[str]:
    """Codes of the evidence that a result cell names; `EFFECT` for words of effect alone.

    An empty cell gives `NONE`. What the dictionary does not know may still be checked: a
    number, a percent, a held event, a paper. An effect beside what can be shown gives both.
    """
    low = lowered(plain(text)).strip(" .;,-")
    if not any(char.isalnum() for char in low):
        return ["NONE"]
    codes = [code for code, pattern in _COMPILED if pattern.search(low)]
    for special, general in _SWALLOWED.items():
        if special in codes:
            codes = [code for code in codes if code not in general]
    codes = codes or checkable_codes(low)
    if not codes:
        return ["EFFECT"]
    if _EFFECT_WORDS.match(low) and _PAPERS.intersection(codes):
        return ["EFFECT", *codes]
    return codes


def is_effect_only(codes: list[str]) -> bool:
    """True when nothing in the cell can be shown as done: only words of effect."""
    return codes == ["EFFECT"]
