"""Trust survey: one municipality × sex × age group."""

from __future__ import annotations

from sources.forms.codes import AGE_GROUP, SEX, WAVE
from sources.forms.form import Code, Date, Form, Integer, Kind, Text, code, date, integer, text
from sources.labels import Label


class TrustSurvey(
    Form,
    sheet=Label("Сурамжылоо", "Опрос", "Trust survey"),
    sheet_aliases=("Ишеним", "Доверие", "Анкета", "Сурамжылоонун жыйынтыгы", "Ишеним сурамжылоосу", "Опрос доверия"),
    record="one municipality × sex × age group",
):
    """One municipality × sex × age group."""

    municipality_code: Text = text(
        key=True,
        required=True,
        ky="Муниципалитеттин коду",
        ru="Код муниципалитета",
        en="Municipality code",
        aliases=("ААББТ коду", "Код СОАТЕ"),
    )
    wave: Code = code(
        WAVE,
        key=True,
        required=True,
        ky="Толкун",
        ru="Волна",
        en="Wave",
    )
    fielded_on: Date = date(
        required=True,
        ky="Сурамжылоо күнү",
        ru="Дата опроса",
        en="Fielded on",
        aliases=("Күнү", "Дата"),
    )
    sex: Code = code(
        SEX,
        key=True,
        required=True,
        ky="Жынысы",
        ru="Пол",
        en="Sex",
    )
    age_group: Code = code(
        AGE_GROUP,
        key=True,
        required=True,
        ky="Курагы",
        ru="Возраст",
        en="Age group",
    )
    fully_trust: Integer = integer(
        "person",
        Kind.STOCK,
        required=True,
        ky="Толук ишенем",
        ru="Полностью доверяю",
        en="Trust fully",
    )
    rather_trust: Integer = integer(
        "person",
        Kind.STOCK,
        required=True,
        ky="Ишенбегенден көрө ишенем",
        ru="Скорее доверяю",
        en="Rather trust",
        aliases=("Көбүнчө ишенем",),
    )
    rather_distrust: Integer = integer(
        "person",
        Kind.STOCK,
        required=True,
        ky="Ишенгенден көрө ишенбейм",
        ru="Скорее не доверяю",
        en="Rather distrust",
        aliases=("Көбүнчө ишенбейм",),
    )
    fully_distrust: Integer = integer(
        "person",
        Kind.STOCK,
        required=True,
        ky="Такыр ишенбейм",
        ru="Совсем не доверяю",
        en="Distrust fully",
    )
    no_answer: Integer = integer(
        "person",
        Kind.STOCK,
        required=True,
        ky="Жооп бере албайм",
        ru="Затрудняюсь ответить",
        en="No answer",
        aliases=("Жооп берүү кыйын", "З/О", "Ж/к"),
    )
