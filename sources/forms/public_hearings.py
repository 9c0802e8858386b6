"""Public hearings: one public hearing or discussion."""

from __future__ import annotations

from sources.forms import recurring
from sources.forms.codes import TOPIC
from sources.forms.form import Code, Date, Form, Integer, Kind, Rule, Severity, Text, code, integer, text
from sources.labels import Label


class PublicHearings(
    Form,
    sheet=Label("Коомдук угуулар", "Общественные слушания", "Public hearings"),
    sheet_aliases=(
        "Угуулар",
        "Угуу",
        "Бюджеттик угуу",
        "Коомдук талкуу",
        "Айылдык жыйын",
        "Жыйын",
        "Курултай",
        "Слушания",
        "Обсуждения",
        "Общественные обсуждения",
        "Сход (курултай)",
    ),
    record="one public hearing or discussion",
):
    """One public hearing or discussion."""

    held_on: Date = recurring.held_on()
    place: Text = text(
        key=True,
        required=True,
        ky="Өткөн жери",
        ru="Место проведения",
        en="Place",
        aliases=("Орду", "Жери", "Место"),
    )
    topic: Code = code(
        TOPIC,
        key=True,
        required=True,
        ky="Темасы",
        ru="Тема",
        en="Topic",
        aliases=("Күн тартиби", "Маселе", "Повестка", "Повестка дня"),
    )
    participants: Integer = recurring.participants()
    women: Integer = recurring.women()
    youth: Integer = integer(
        "person",
        Kind.FLOW,
        ky="анын ичинде жаштар",
        ru="в т.ч. молодёжь",
        en="of whom youth (14–28 until 2024-02-08, 14–35 since)",
        aliases=("Жаштар", "Жаштар (14-28)", "14-28 жаш", "Молодёжь", "Молодёжь 14-28"),
    )
    minorities: Integer = integer(
        "person",
        Kind.FLOW,
        ky="анын ичинде этникалык азчылыктар",
        ru="в т.ч. этнические меньшинства",
        en="of whom ethnic minorities",
        aliases=("Азчылыктар", "Этникалык азчылыктар", "Этностор", "Этнические меньшинства"),
    )
    decisions: Integer = integer(
        "decision",
        Kind.FLOW,
        ky="Кабыл алынган чечимдер",
        ru="Принято решений",
        en="Decisions taken",
        aliases=("Чечимдер", "Решения", "Кол-во решений"),
    )
    decisions_done: Integer = integer(
        "decision",
        Kind.FLOW,
        ky="Аткарылган чечимдер",
        ru="Исполнено решений",
        en="Decisions carried out",
        aliases=("Аткарылганы", "Аткарылды", "Исполнено", "Выполнено решений"),
    )

    women_within_participants = Rule(Severity.ERROR, "women <= participants")
    youth_within_participants = Rule(Severity.ERROR, "youth <= participants")
    minorities_within_participants = Rule(Severity.ERROR, "minorities <= participants")
    done_within_taken = Rule(Severity.ERROR, "decisions_done <= decisions")
    held_in_quarter = Rule(Severity.ERROR, "quarter_start <= held_on <= quarter_end")
