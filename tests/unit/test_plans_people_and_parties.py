"""Names of people are masked; responsible parties and evidence become codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.plans import NameMask, evidence_codes, responsible_codes, unknown_parties

#: Invented people in the ways a plan may write them.
NAMES = [
    "Берёзкин И.И.", "Берёзкин И. И.", "Берёзкин И.И", "БерёзкинИ.И.", "И.И. Берёзкин",
    "И.И.Берёзкин", "БЕРЕЗКИН И.И.", "Берёзкин\u00a0И.\u00a0И.", "Берёзкин\nИ.И.",
    "Берёзкин Иван Ильич", "Берёзкину Ивану Ильичу", "Ивана Ильича Берёзкина",
    "Берёзкина-Соснова А.Б.", "Березкин И.", "Рябинина A.К.", "Гаджиев Магомед Алиевич",
]  # fmt: skip
NOT_NAMES = [
    "И.О. Директора", "СОШ им. А.Б. Толстова", "ул. Ю.А. Гагарина", "Специалисты РМК",
    "Школа А. и Б.", "г. В. Новгород", "«Точка Роста»", "Зам. директора по УВР",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_name_becomes_a_numbered_face(name):
    assert NameMask()(f"директор, {name}, методист") == "директор, [лицо 1], методист"


@pytest.mark.parametrize("text", NOT_NAMES)
def test_what_is_no_person_stays(text):
    assert NameMask()(text, pairs=True) == text


def test_one_person_keeps_the_number_in_any_case_form_and_order():
    mask = NameMask()
    assert mask("Берёзкина А.П.") == "[лицо 1]"
    assert mask("Сосновский В.В.; А.П. Березкина") == "[лицо 2]; [лицо 1]"
    assert mask("поручить Берёзкиной А.П.") == "поручить [лицо 1]"
    assert mask.count == 2


def test_list_of_people_masks_lone_surnames_and_first_names_too():
    mask = NameMask()
    assert mask("Смирнова Мария, Кузнецов О В", pairs=True) == "[лицо 1], [лицо 2]"
    assert mask("директор Смирнова", pairs=True) == "директор [лицо 3]"
    assert NameMask()("директор Смирнова") == "директор Смирнова"


@given(st.text(alphabet="АБИвано.,- \nСОШ«»1", max_size=40))
def test_masking_survives_any_text_and_is_stable(text):
    assert NameMask()(text, pairs=True) == NameMask()(text, pairs=True)


PARTIES = [
    ("Специалисты РМК Руководители ШНОР-2", ["METHOD", "HEAD"]),
    ("Руководитель или заместитель руководителя ОО", ["HEAD"]),
    ("Руководители РМО", ["ASSOC"]),
    ("Руководители ОО РМО", ["HEAD", "ASSOC"]),
    ("КомитетОбразования, ИМО МОУ ДОЦИТ", ["EDU_AUTH", "METHOD"]),
    ("Заместитель председателя Совета, главный специалист", ["COUNCIL", "EDU_HEAD"]),
    ("кафедры, центры, отделы ГБУ ДПО РО РИПК и ППРО (далее - РИПК и ППРО)", ["INST_UNITS"]),
    ("кафедры управления, педагогики, ЦНППМПР", ["INST_CHAIR", "INST_CENTRE"]),
    ("Управление образования  ОО", ["EDU_AUTH", "SCHOOL"]),
    ("школы с НОР, школы НСУ Школы - Лидеры", ["SCHOOL", "LEADER_SCHOOL"]),
    ("МОУ «Озёрная СОШ»", ["SCHOOL_NAMED"]),
    ("Методисты информационно-методического отдела", ["METHODIST"]),
    ("[лицо 1]\nРуководители УМО", ["PERSON", "ASSOC"]),
    ("зам. директора по УВР, классные руководители", ["DEPUTY", "TEACHERS"]),
    ("зав.библиотекой", ["LIBRARY"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "codes"), PARTIES)
def test_parties_are_found_longest_name_first_without_separators(text, codes):
    assert responsible_codes(text) == codes


def test_unknown_parties_are_named():
    assert responsible_codes("Клуб филателистов") == []
    assert unknown_parties("Клуб филателистов, РМК") == ["клуб", "филателистов"]


EVIDENCE = [
    ("Составлен приказ", ["ORDER"]),
    ("Протокол, адресные рекомендации", ["PROTOCOL", "RECOMMEND"]),
    ("Повышение качества. Протоколы", ["EFFECT", "PROTOCOL"]),
    ("Повышение качества образования", ["EFFECT"]),
    ("Отчёт об исполнении плана", ["EXEC_REPORT"]),
    ("Доля педагогов, принявших участие", ["SHARE_TEACHERS"]),
    ("", ["NONE"]),
    (" — ", ["NONE"]),
    ("Проведено 3 мастер-класса", ["EVENT", "COUNT"]),
    ("3 мастер-класса", ["COUNT"]),
    ("Не менее 20 педагогов прошли диагностику", ["EVENT", "COUNT"]),
    ("5 пар наставник — наставляемый", ["COUNT"]),
    ("Охвачены три школы", ["COUNT"]),
    ("Средний балл не ниже 3,8", ["COUNT"]),
    ("Повышение качества до 45 %", ["SHARE_OTHER"]),
    ("Снижение доли «2» до 20 %", ["SHARE_OTHER"]),
    ("Формирование 5 пар", ["EFFECT", "COUNT"]),
    ("Рост мотивации. Проведено 3 семинара", ["EFFECT", "EVENT", "COUNT"]),
    ("Проведён семинар", ["EVENT"]),
    ("Семинар", ["EVENT"]),
    ("Создана рабочая группа", ["EVENT"]),
    ("План работы", ["DOCUMENT"]),
    ("Индивидуальные планы педагогов", ["DOCUMENT"]),
    ("Памятки для родителей", ["DOCUMENT"]),
    ("Справка", ["ANALYTIC_NOTE"]),
]
#: Numbers that name a time, a grade, a school or a law are no numbers of a result; a word that
#: is only inside a longer promise names no event and no paper.
NOTHING_TO_CHECK = [
    "Повышение качества в 9 классах", "Повышение качества в 9-х классах в 2024 году",
    "Подготовка учащихся 9 и 11 классов", "Повышение мотивации к 1 сентября 2024",
    "Повышение качества по итогам 2 полугодия", "Повышение качества в школе № 5",
    "Реализация ФЗ-273", "Развитие навыков 21 века", "Положительная динамика ВПР-2024",
    "Рост качества в 2023/24 учебном году", "Совершенствование планов работы", "Созданы условия",
    "Повышение мотивации к участию в олимпиадах, конкурсах",
    "Проведена работа по повышению мотивации", "Формирование навыков 4К",
]  # fmt: skip


@pytest.mark.parametrize(("text", "codes"), EVIDENCE)
def test_evidence_is_told_from_words_of_effect(text, codes):
    assert evidence_codes(text) == codes


@pytest.mark.parametrize("text", NOTHING_TO_CHECK)
def test_a_number_that_only_names_something_proves_no_effect(text):
    assert evidence_codes(text) == ["EFFECT"]
