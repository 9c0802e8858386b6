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
        meaning=Label(
            "Угуу кайсы айылда жана кайсы жайда өттү, мисалы мектепте же клубда.",
            "В каком селе и где прошли слушания, например в школе или клубе.",
            "The settlement and the building, such as the school or the club.",
        ),
        aliases=("Орду", "Жери", "Место"),
    )
    topic: Code = code(
        TOPIC,
        key=True,
        required=True,
        ky="Темасы",
        ru="Тема",
        en="Topic",
        meaning=Label(
            "Негизги маселе. Тизмеде жок болсо, «Башка» дегенди тандаңыз.",
            "Главный вопрос. Если в списке его нет, выберите «Другое».",
            "The main subject. Choose “Other” if it is not in the list.",
        ),
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
        meaning=Label(
            "Катышуучулардын ичиндеги жаштар: 14–28 жаш, 2024-жылдын 8-февралынан кийин 14–35 жаш. Алар жалпы "
            "санга да кирет.",
            "Молодёжь среди участников: 14–28 лет, после 8 февраля 2024 года 14–35 лет. Она входит и в общее число.",
            "Young people among the participants: aged 14–28, after 8 February 2024 aged 14–35. They are part of "
            "the total too.",
        ),
        aliases=("Жаштар", "Жаштар (14-28)", "14-28 жаш", "Молодёжь", "Молодёжь 14-28"),
    )
    minorities: Integer = integer(
        "person",
        Kind.FLOW,
        ky="анын ичинде этникалык азчылыктар",
        ru="в т.ч. этнические меньшинства",
        en="of whom ethnic minorities",
        meaning=Label(
            "Катышуучулардын ичинен өзүн этникалык азчылыкка таандык деп эсептегендер. Алар жалпы санга да кирет.",
            "Участники, которые сами относят себя к этническим меньшинствам. Они входят и в общее число.",
            "Participants who count themselves among an ethnic minority. They are part of the total too.",
        ),
        aliases=("Азчылыктар", "Этникалык азчылыктар", "Этностор", "Этнические меньшинства"),
    )
    decisions: Integer = integer(
        "decision",
        Kind.FLOW,
        ky="Кабыл алынган чечимдер",
        ru="Принято решений",
        en="Decisions taken",
        meaning=Label(
            "Ушул угууда кабыл алынып, протоколго жазылган чечимдер.",
            "Решения, принятые на этих слушаниях и записанные в протокол.",
            "Decisions taken at this hearing and entered in its record.",
        ),
        aliases=("Чечимдер", "Решения", "Кол-во решений"),
    )
    decisions_done: Integer = integer(
        "decision",
        Kind.FLOW,
        ky="Аткарылган чечимдер",
        ru="Исполнено решений",
        en="Decisions carried out",
        meaning=Label(
            "Ушул чечимдердин ичинен чейректин аягына чейин аткарылгандары.",
            "Сколько из этих решений исполнено к концу квартала.",
            "Those of these decisions that were carried out by the quarter's end.",
        ),
        aliases=("Аткарылганы", "Аткарылды", "Исполнено", "Выполнено решений"),
    )

    women_within_participants = Rule(Severity.ERROR, "women <= participants")
    youth_within_participants = Rule(Severity.ERROR, "youth <= participants")
    minorities_within_participants = Rule(Severity.ERROR, "minorities <= participants")
    done_within_taken = Rule(Severity.ERROR, "decisions_done <= decisions")
    held_in_quarter = Rule(Severity.ERROR, "quarter_start <= held_on <= quarter_end")
