"""Named indicators of teachers and of the help they get.

Here: deficits, plans, help, mentoring, courses, attestation. Not here: how they are computed.
"""

from __future__ import annotations

from helpers.indicators.catalogue.entry import AS_WRITTEN, Indicator
from helpers.indicators.catalogue.sources import (
    IVANTEEVKA,
    PRIOZERSK,
    ROSTOV,
    TUROCHAK,
    VILYUYSK,
)

_STAFF = "педагогические работники школ"

ENTRIES = (
    Indicator(
        "teachers.deficit_share",
        "Педагоги с выявленными профессиональными дефицитами, среди всех",
        "%", "педагоги хотя бы с одним дефицитом", _STAFF, "none", "none", VILYUYSK, PRIOZERSK,
    ),
    Indicator(
        "teachers.deficit_share.of_diagnosed",
        "Педагоги с выявленными профессиональными дефицитами, среди прошедших диагностику",
        "%", "педагоги хотя бы с одним дефицитом", "педагоги, прошедшие диагностику", "down",
        "none", VILYUYSK,
    ),
    Indicator(
        "teachers.diagnosed_share",
        "Охват педагогов диагностикой",
        "%", "педагоги, прошедшие диагностику", _STAFF, "up", "none", VILYUYSK,
    ),
    Indicator(
        "teachers.plan_done_share",
        "Педагоги с дефицитами, чей план развития составлен и выполнен",
        "%", "план составлен и выполнен", "педагоги с дефицитами", "up", "none", VILYUYSK,
        reading="use", flaw_codes=("E13",),
    ),
    Indicator(
        "teachers.plan_done_share" + AS_WRITTEN,
        "Педагоги, чей план развития составлен и выполнен, среди всех (по букве плана)",
        "%", "план составлен и выполнен", _STAFF, "up", "none", VILYUYSK,
        reading="as_written", flaw_codes=("E13",),
    ),
    Indicator(
        "teachers.mentoring_share",
        "Охват педагогов наставничеством",
        "%", "педагоги в наставнической паре (наставники и наставляемые)", _STAFF,
        "up", "none", VILYUYSK,
    ),
    Indicator(
        "teachers.subject_growth_share",
        "Педагоги с положительной динамикой предметной компетентности",
        "%", "итоговый результат выше входного", _STAFF, "up", "none", VILYUYSK,
    ),
    Indicator(
        "teachers.helped_share",
        "Педагоги, получившие адресную методическую помощь",
        "%", "получившие помощь", _STAFF, "up", "none", VILYUYSK, PRIOZERSK,
        reading="use", flaw_codes=("E14",),
    ),
    Indicator(
        "teachers.helped_share" + AS_WRITTEN,
        "Работники, получившие адресную методическую помощь (по букве плана)",
        "%", "получившие помощь", "все работники, сведения о которых есть: педагогические и "
        "руководящие", "up", "none", VILYUYSK, reading="as_written", flaw_codes=("E14",),
    ),
    Indicator(
        "staff.idp_share",
        "Педагогические и руководящие работники с индивидуальным планом развития",
        "%", "работники с планом", "педагогические и руководящие работники", "up", "none",
        VILYUYSK, VILYUYSK,
    ),
    Indicator(
        "teachers.deficits_removed_share",
        "Педагоги с дефицитами на входе, у которых на выходе не осталось ни одного",
        "%", "дефицит на входе есть, на выходе нет ни одного: все дефициты входа сняты (без "
        "итогового результата не снят), другого — по любой компетенции и любому инструменту — нет",
        "педагоги с дефицитами на входе",
        "up", "none", PRIOZERSK, PRIOZERSK,
    ),
    Indicator(
        "teachers.network_share",
        "Педагоги в сетевом взаимодействии со школами-партнёрами",
        "%", "вовлечённые в сетевую работу", _STAFF, "up", "none", PRIOZERSK, PRIOZERSK,
    ),
    Indicator(
        "programmes.teacher_growth_done",
        "Программы профессионального роста: выполнено",
        "%", "выполненные программы", "намеченные программы", "up", "none", PRIOZERSK, PRIOZERSK,
    ),
    Indicator(
        "teachers.fl_trained_share",
        "Педагоги, обученные функциональной грамотности",
        "%", "обученные", _STAFF, "up", "none", PRIOZERSK, PRIOZERSK,
    ),
    Indicator(
        "teachers.attested_share",
        "Успешность аттестации на заявленную категорию",
        "%", "получившие заявленную категорию", "проходившие аттестацию", "up", "none",
        PRIOZERSK,
    ),
    Indicator(
        "staff.trained_share",
        "Педагогические и руководящие работники, прошедшие повышение квалификации",
        "%", "прошедшие обучение", "педагогические и руководящие работники", "up", "none",
        ROSTOV, ROSTOV,
    ),
    Indicator(
        "teachers.entry_exit_growth",
        "Рост от входной диагностики к итоговой",
        "п. п.", "средний итоговый результат минус средний входной у тех же педагогов", "",
        "up", "none", ROSTOV,
    ),
    Indicator(
        "staff.iom_count",
        "Индивидуальные образовательные маршруты, построенные по диагностике",
        "ед.", "педагоги с маршрутом", "", "up", "none", ROSTOV, min_denominator=0,
    ),
    Indicator(
        "programmes.shnor_seats",
        "Места работников школ списка на курсах и тренингах",
        "ед.", "зачисления на программы", "", "up", "none", ROSTOV, min_denominator=0,
    ),
    Indicator(
        "staff.modern_tech_trained_share",
        "Работники, обученные современным технологиям",
        "%", "обученные", "работники школ списка", "up", "none", IVANTEEVKA, IVANTEEVKA,
    ),
    Indicator(
        "staff.management_trained_share",
        "Педагоги и руководители, обученные управлению",
        "%", "обученные", "педагогические и руководящие работники", "up", "none",
        IVANTEEVKA, IVANTEEVKA,
    ),
    Indicator(
        "staff.young_supply",
        "Обеспеченность молодыми специалистами",
        "%", "занятые молодыми специалистами вакансии", "вакансии", "up", "none", IVANTEEVKA,
    ),
    Indicator(
        "roadmap.item.teachers_took_part_share",
        "Педагоги, принявшие участие в мероприятии дорожной карты",
        "%", "участвовавшие педагоги", "педагоги школы или школ списка", "up", "none",
        TUROCHAK, flaw_codes=("E15",),
    ),
)  # fmt: skip
