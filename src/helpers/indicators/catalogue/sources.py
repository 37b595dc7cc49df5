"""Whose definitions the catalogue follows: names of plans and acts, once.

Here: sources of rules and targets. Not here: the definitions (the entries).
"""

from __future__ import annotations

VILYUYSK = "дорожная карта Вилюйского улуса на 2019–2021 годы"
TUROCHAK = "дорожная карта Турочакского района на 2023/24 учебный год"
PRIOZERSK = "программа Приозерского района на 2020–2023 годы"
ROSTOV = "дорожная карта Ростовской области на 2020–2023 годы"
IVANTEEVKA = "дорожная карта Ивантеевского района на 2021/22 учебный год"
PRACTICE = "принятая практика анализа результатов"
OBJECTIVITY = "официальная методика «Уровень объективности оценки образовательных результатов»"

#: Sources that are plans of single territories.
PLANS = frozenset({VILYUYSK, TUROCHAK, PRIOZERSK, ROSTOV, IVANTEEVKA})
