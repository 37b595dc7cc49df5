"""Responsible parties: the text of a cell → codes of classes.

Here: the dictionary of known parties, longest first, and its use on a cell that may name
several without separators. Not here: names of people (`persons` masks them before; a mask
becomes PERSON).
"""

from __future__ import annotations

import re

from .persons import MASK
from .words import lowered, plain

#: Code → Russian label.
PARTY_LABELS: dict[str, str] = {
    "EDU_AUTH": "орган управления образованием",
    "EDU_HEAD": "руководитель органа управления образованием",
    "EDU_SPEC": "специалисты органа управления образованием",
    "REGION_AUTH": "региональный орган управления образованием",
    "DEPT": "отделы",
    "COMMISSION": "комиссия, рабочая группа",
    "COUNCIL": "экспертно-методический совет",
    "COORD": "муниципальный координатор",
    "METHOD": "муниципальная методическая служба",
    "METHODIST": "методисты",
    "ASSOC": "методические объединения",
    "SCHOOL": "школы",
    "SCHOOL_NAMED": "названная школа",
    "LEADER_SCHOOL": "школы-лидеры",
    "HEAD": "руководитель школы или заместитель",
    "DEPUTY": "заместитель директора, завуч",
    "SCHOOL_SPEC": "специалисты школы",
    "TEACHERS": "педагоги",
    "INSTITUTE": "региональный институт",
    "INST_UNITS": "подразделения института",
    "INST_CHAIR": "кафедры института",
    "INST_CENTRE": "центры института",
    "LIBRARY": "библиотека",
    "PERSON": "названное лицо",
}

_OO = (
    r"(?:оо|оу|моу|мбоу|мкоу|маоу|шнор(?:\s*-\s*\d)?"
    r"|(?:обще)?образовательн\w+\s+(?:организаци|учреждени)\w+|школ\w*|гимнази\w+|лице\w+)"
)
_UO = (
    r"(?:управлени\w*\s*образовани\w+|отдел\w*\s+образования|департамент\w*\s+образования"
    r"|комитет\w*\s*(?:по\s+)?образовани\w+|уо|роо|гороо|ууо|муо|ко)(?:\s+администраци\w+)?"
)
_METHOD = (
    r"(?:рмк|имо?ц|ммц|ммс|имо|нмо|нмц|гмц|рмц|рмс|мимц|цро|информационно\s*-\s*методическ\w+\s+(?:отдел|центр|служб|кабинет)\w*"
    r"|научно\s*-\s*методическ\w+\s+(?:отдел|центр)\w*|(?:районн\w+|муниципальн\w+|городск\w+)\s+методическ\w+\s+(?:кабинет|служб|центр)\w*|методическ\w+\s+(?:служб|кабинет|центр)\w*)"
)
_ASSOC = (
    r"(?:рмо|шмо|гмо|умо|мо\s+учителей|(?:районн\w+|улусн\w+|школьн\w+|городск\w+|муниципальн\w+)\s+(?:методическ\w+\s+объединени\w+|мо)"
    r"|методическ\w+\s+объединени\w+)"
)
_INST = (
    r"(?:рипк(?:\s+и\s+ппро)?|ипк(?:\s+и\s+ппро)?|[а-я]{0,3}иро|[а-я]{0,4}ипкро|краоу"
    r"|региональн\w+\s+институт\w*|институт\w*\s+развития\s+образования)"
)

#: An administration of a district is none of a school.
_OF_AREA = (
    r"\s+(?:[а-я-]+\s+){0,3}(?:район|округ|город|улус|муниципал|област|мр(?![а-я])|мо(?![а-я]))"
)
#: Pattern → code (None: words that belong to no party). The longest match at a place wins.
_PATTERNS: tuple[tuple[str, str | None], ...] = (
    (
        r"заместител\w+\s+председател\w+\s+совета|председател\w+\s+совета|(?:муниципальн\w+\s+)?"
        r"экспертно\s*-\s*методическ\w+\s+совет\w*|методическ\w+\s+совет\w*",
        "COUNCIL",
    ),
    (
        rf"(?:заместител\w+|зам\.?)\s*(?:председател\w+|начальник\w*|заведующ\w+|руководител\w+)\s+{_UO}"
        rf"|(?:начальник\w*|председател\w+|руководител\w+|заведующ\w+)\s+(?:муниципальн\w+\s+)?{_UO}"
        r"|главн\w+\s+специалист\w*|ведущ\w+\s+специалист\w*|(?:заместител\w+\s+)?начальник\w*\s+отдел\w*"
        r"|(?:(?:заместител\w+|зам\.?)\s*)?начальник\w*\s+управлени\w+",
        "EDU_HEAD",
    ),
    (rf"специалист\w*\s+{_UO}|инспектор\w*(?:\s+{_UO})?", "EDU_SPEC"),
    (_UO, "EDU_AUTH"),
    (
        r"(?:министерств\w+|департамент\w*|мон|минобр\w*|мо\s+и\s+н)(?:\s+(?:образования|просвещения|общего|и|науки|ра|рф|ро|рс\(я\)|"
        r"республики|области|края|\w+ской|\w+ого))*",
        "REGION_AUTH",
    ),
    (r"отдел(?:ы|ов)?|шо|структурн\w+\s+подразделени\w+", "DEPT"),
    (
        r"комисси\w+|рабоч\w+\s+групп\w+|проектн\w+\s+(?:команд|групп)\w+|муниципальн\w+\s+команд\w+",
        "COMMISSION",
    ),
    (r"(?:муниципальн\w+\s+)?(?:координатор|куратор|тьютор)\w*(?:\s+шнор)?", "COORD"),
    (
        rf"(?:(?:специалист\w*|начальник\w*|руководител\w*|директор\w*|заведующ\w+|руководител\w+\s+начальник)\s+)?{_METHOD}"
        r"(?:\s+(?:моу|мбу|мку|мау)?\s*до\s*цит|\s+цит)?|(?:моу|мбу)\s+до\s*цит",
        "METHOD",
    ),
    (rf"(?:старш\w+\s+)?методист\w*(?:\s+{_METHOD})?", "METHODIST"),
    (rf"(?:руководител\w*\s+)?{_ASSOC}", "ASSOC"),
    (
        r"(?:школы?|оо)\s*-\s*лидер\w*|школ\w*\s+лидер\w*|школ\w*\s*-\s*(?:партнер|наставник)\w*|(?:опорн|базов)\w+\s+(?:школ\w+|оо|организаци\w+)"
        r"|ресурсн\w+\s+центр\w*",
        "LEADER_SCHOOL",
    ),
    (
        rf"(?:руководител\w+|директор\w*)\s*(?:,|или|и|/)?\s*(?:или\s+)?заместител\w+\s+(?:руководител\w+|директор\w*)(?:\s+{_OO})?"
        rf"|(?:руководител\w+|директор\w*|администраци\w+(?!{_OF_AREA}))(?:\s+{_OO})?"
        rf"|администраци\w+\s+{_OO}|управленческ\w+\s+команд\w+(?:\s+{_OO})?",
        "HEAD",
    ),
    (
        rf"завуч\w*(?:\s+{_OO})?|(?:заместител\w+|зам\.?)\s*(?:директор(?:а|ов)|руководител(?:я|ей)|дир\.)(?:\s+по\s+(?:увр|вр|умр|нмр|ур|учебно\s*-\s*воспитательн\w+\s+работе|[а-я-]+\s+работе))?(?:\s+{_OO})?",
        "DEPUTY",
    ),
    (
        rf"специалист\w*\s+{_OO}|педагог\w*\s*-\s*психолог\w*(?:\s+{_OO})?|социальн\w+\s+педагог\w*|психолог\w*|логопед\w*|дефектолог\w*",
        "SCHOOL_SPEC",
    ),
    (
        rf"(?:педагог\w*|учител\w+(?:\s*-\s*предметник\w*)?|классн\w+\s+руководител\w+|педсовет\w*|педагогическ\w+\s+(?:коллектив|работник|совет)\w*|кл\.\s*руководител\w+)(?:\s+{_OO})?",
        "TEACHERS",
    ),
    (
        rf"(?:кафедр\w+|центр\w*)(?:\s*,\s*(?:центры|отделы|кафедры))+(?:\s*,\s*риц)?(?:\s+(?:(?:гбу|гау|гоу)\s+дпо\s+\w+\s+)?{_INST})?"
        r"(?:\s*\(далее\s*-?\s*[^)]*\))?|риц(?:\s+рипк\s+и\s+ппро)?",
        "INST_UNITS",
    ),
    (
        r"кафедр\w+(?:\s+(?:педагогик\w+|психологи\w+|управлени\w+|[а-я]+ого\s+образования|[а-я]+ки|[а-я]+ии))*"
        r"(?:\s*,\s*(?:педагогик\w+|психологи\w+|управлени\w+))*",
        "INST_CHAIR",
    ),
    (
        r"цнпп[а-я]{0,5}|цмоо|центр\w*\s+непрерывного\s+повышения[а-я\s]*?мастерства(?:\s+педагогическ\w+\s+работников)?|центр\w*\s+оценки\s+качества\s+образования|рцоко|рцои",
        "INST_CENTRE",
    ),
    (rf"(?:(?:гбу|гау|гоу|огбу|кгбу|краоу)\s+дпо\s+(?:ро\s+)?[«\"]?)?{_INST}[»\"]?", "INSTITUTE"),
    (r"(?:зав\.?|заведующ\w+)?\s*библиотек\w*", "LIBRARY"),
    (
        r"(?:м[а-я]{0,3}оу|гбоу|оу)?\s*(?:(?:сош|оош|нош)\s+)?[«\"][^«»\"]{2,60}?(?:сош|оош|нош|школа|гимназия|лицей|школа-интернат)[»\"]?"
        r"|(?:м[а-я]{0,3}оу\s+)?[«\"]?(?:сош|оош|нош|гимназия|лицей)\s+(?:№\s*\d+|[псдг]\.\s*\w+)[^,;»\"]{0,50}[»\"]?"
        r"|м[а-я]{0,3}оу\s+[«\"]?[\w-]+\s+(?:сош|оош|нош)[»\"]?"
        r"|(?:м[а-я]{0,3}оу\s+)?[«\"]?(?:гимназия|лицей|школа\s*(?:№\s*\d+|\d+(?=\s*(?:$|[,;)»\"]))))[»\"]?",
        "SCHOOL_NAMED",
    ),
    (
        r"школ\w+\s+(?:с\s+)?(?:нор|нсу|шнор|ссу)|шнор(?:\s*-\s*\d)?|шнсу|шссу|"
        r"(?:обще)?образовательн\w+\s+(?:организаци|учреждени)\w+|оо|оу|школ(?:ы|а|ам|ами)?|моу|мбоу|мкоу|команд\w+\s+школ\w*",
        "SCHOOL",
    ),
    (r"\[лицо \d+\]", "PERSON"),
    (
        r"(?:совместно\s+с|при\s+участии|по\s+согласованию|ответственн\w+|исполнител\w+|и|или|с|за|все|района|округа|города|улуса"
        r"|администрации|муниципальн\w+|районн\w+)",
        None,
    ),
)
_COMPILED: tuple[tuple[re.Pattern[str], str | None], ...] = tuple(
    (re.compile(pattern), code) for pattern, code in _PATTERNS
)
_WORD = re.compile(r"[\w-]+")
#: What stands between commas, semicolons and lines; a comma inside quotes parts nothing.
_PART = re.compile(r"(?:«[^»\n]*»|[^,;\n])+")


def responsible_codes(text: str) -> list[str]:
    """Codes of all parties in a cell, in the order of the text, each once.

    The longest known name at each place wins, so that «Руководители РМО» is an association
    and not a head of school. Words that no party has are skipped; see `unknown_parties`.
    """
    codes, _ = _read(text)
    return codes


def unknown_parties(text: str) -> list[str]:
    """Words of a cell that belong to no known party: for a finding."""
    _, unknown = _read(text)
    return unknown


def unknown_names(text: str) -> list[str]:
    """Parts of a cell between commas that name no known party, as the plan writes them.

    >>> unknown_names("Управление образования, ООО «Ромашка»")
    ['ООО «Ромашка»']
    """
    unknown = set(unknown_parties(text))
    parts = [part.strip() for part in _PART.findall(text)]
    return [
        part
        for part in parts
        if not responsible_codes(part)
        and (words := unknown_parties(part))
        and unknown.issuperset(words)
    ]


def _read(text: str) -> tuple[list[str], list[str]]:
    low = lowered(plain(MASK.sub(lambda m: f" {m[0]} ", text.replace("\n", " , "))))
    codes: list[str] = []
    unknown: list[str] = []
    place = 0
    while place < len(low):
        if not (low[place].isalnum() or low[place] in '[«"'):
            place += 1
            continue
        end, code = _longest(low, place)
        if end > place:
            if code is not None and code not in codes:
                codes.append(code)
            place = end
            continue
        word = _WORD.match(low, place)
        if word is None:
            place += 1
            continue
        unknown.append(word[0])
        place = word.end()
    return codes, unknown


def _longest(low: str, place: int) -> tuple[int, str | None]:
    best, best_code = place, None
    for pattern, code in _COMPILED:
        match = pattern.match(low, place)
        if match and match.end() > best and not _inside_word(low, match.end()):
            best, best_code = match.end(), code
    return best, best_code


def _inside_word(low: str, end: int) -> bool:
    return end < len(low) and low[end - 1].isalnum() and low[end].isalnum()
