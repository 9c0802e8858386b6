"""What municipalities report of their citizens' part: hearings, feedback, communication, exchange with peers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from aimak_pipeline.sample.draws import Draw, apportion, chance, draw_for
from aimak_pipeline.sample.municipalities import QUARTERS, Participant
from aimak_pipeline.sample.published import published
from aimak_pipeline.sample.services import Row, Series, steady

if TYPE_CHECKING:
    from aimak_pipeline.sample.roles import Roles

_LAST = len(QUARTERS) - 1
_LAST_YEAR = 4
_BUSY_QUARTERS = (2, 4)

_TOPICS = (
    "budget",
    "budget",
    "budget",
    "tariff",
    "tariff",
    "utilities",
    "education",
    "health",
    "culture",
    "information",
)
_VENUES = ("маданият үйү", "мектеп", "айыл клубу", "мэриянын чоң залы", "китепкана")
_SMALLEST_HEARING = 14


def hearings(seed: int, everyone: list[Participant], not_reported: set[tuple[str, int]]) -> dict[str, Series]:
    """Return the public hearings of all municipalities: as many, with as many participants, as were published.

    Args:
        seed: the sample's seed.
        everyone: the municipalities.
        not_reported: municipality and quarter where no report was handed in; no hearing falls there.
    """
    draw = draw_for(seed, "hearings")
    count = int(published("hearings_held"))
    per_municipality = apportion(count, [draw.uniform(0.6, 1.5) for _ in everyone], 2)
    sizes = apportion(
        int(published("hearing_participants")),
        [draw.lognormvariate(0, 0.45) for _ in range(count)],
        _SMALLEST_HEARING,
    )
    result: dict[str, Series] = {}
    left = iter(sizes)
    for who, number_of_hearings in zip(everyone, per_municipality, strict=True):
        series: Series = [[] for _ in QUARTERS]
        own = draw_for(seed, who.code, "hearings")
        # Budget hearings are held when the next year's budget is drafted: more of them in the fourth quarter.
        slots = [number for number in range(len(QUARTERS)) if (who.code, number) not in not_reported]
        weights = [2.5 if QUARTERS[number].number == _LAST_YEAR else 1.0 for number in slots]
        for number in own.choices(slots, weights, k=number_of_hearings):
            series[number].append(_hearing(own, who, number, next(left), series[number]))
        result[who.code] = [sorted(rows, key=lambda row: str(row["held_on"])) for rows in series]
    return result


def _hearing(draw: Draw, who: Participant, quarter: int, people: int, others: list[Row]) -> Row:
    taken = {row["held_on"] for row in others}
    held_on = QUARTERS[quarter].start + timedelta(days=draw.randint(2, 84))
    while held_on in taken:
        held_on += timedelta(days=1)
    decisions = draw.randint(1, 6)
    return {
        "held_on": held_on,
        "place": f"{draw.choice(who.places).name}, {draw.choice(_VENUES)}",
        "topic": draw.choice(_TOPICS),
        "participants": people,
        "women": round(people * draw.uniform(0.3, 0.58)),
        "youth": round(people * draw.uniform(0.08, 0.28)),
        "minorities": round(people * draw.uniform(0, 0.12)),
        "decisions": decisions,
        "decisions_done": draw.randint(0, decisions),
    }


def feedback(seed: int, who: Participant, roles: Roles) -> Series:
    """Return the channels by which citizens are heard, for every quarter."""
    draw = draw_for(seed, who.code, "feedback")
    series: Series = [[] for _ in QUARTERS]
    opened = dict.fromkeys(("phone", "reception"), 0)
    if chance(draw, 0.6):
        opened["letter"] = 0
    if chance(draw, 0.25):
        opened["suggestion_box"] = draw.randint(0, 8)
    if chance(draw, 0.3):
        opened["social_media"] = draw.randint(3, 10)
    if who.code in roles.whatsapp or who.code in roles.whatsapp_silent:
        opened["whatsapp"] = draw.randint(3, 11)
    for channel, first in opened.items():
        digital = channel in ("whatsapp", "social_media")
        level = draw.uniform(6, 22) * (who.people(0) / 8_000) ** 0.4
        subscribers = steady(round(who.people(0) * 0.02), round(who.people(0) * draw.uniform(0.06, 0.2)), draw)
        for number in range(first, len(QUARTERS)):
            silent = channel == "whatsapp" and who.code in roles.whatsapp_silent and number > _LAST - _LAST_YEAR
            # People ask more in the quarters in which the budget is made and carried out.
            season = 1.2 if QUARTERS[number].number in _BUSY_QUARTERS else 0.8
            questions = max(1, round(level * season * draw.uniform(0.8, 1.2)))
            suggestions = round(level * season * draw.uniform(0.1, 0.5))
            answered = round((questions + suggestions) * draw.uniform(0.7, 1.0))
            polls = 0 if silent else draw.randint(0, 2)
            series[number].append(
                {
                    "channel": channel,
                    "subscribers": subscribers[number] if digital else None,
                    "announcements": (0 if silent else draw.randint(3, 14)) if digital else None,
                    "polls": polls if digital else None,
                    "poll_answers": round(subscribers[number] * polls * draw.uniform(0.1, 0.3)) if digital else None,
                    "questions": questions,
                    "suggestions": suggestions,
                    "answered": answered,
                    "answered_on_time": round(answered * draw.uniform(0.75, 1.0)),
                }
            )
    return series


def communication(seed: int, who: Participant) -> Series:
    """Return the communication strategy, for every quarter; every municipality has adopted one by the last."""
    draw = draw_for(seed, who.code, "communication")
    adopted_in = draw.randint(2, 14)
    adopted_on: date = QUARTERS[adopted_in].start + timedelta(days=draw.randint(5, 80))
    series: Series = []
    previous: tuple[int, int, int] | None = None
    for number in range(len(QUARTERS)):
        figures = previous
        while figures == previous:
            planned = draw.randint(3, 8)
            figures = planned, draw.randint(2, planned), draw.randint(1, 3)
        previous = figures
        assert figures is not None  # noqa: S101 - the loop has drawn them
        series.append(
            [
                {
                    "strategy_adopted": number >= adopted_in,
                    "adopted_on": adopted_on if number >= adopted_in else None,
                    "activities_planned": figures[0],
                    "activities_done": figures[1],
                    "campaigns": figures[2],
                }
            ]
        )
    return series


_THEMES = (
    "Ичүүчү суу тарифин эсептөө",
    "Таштанды чыгарууну уюштуруу",
    "Бюджеттик угууларды өткөрүү",
    "WhatsApp аркылуу кайтарым байланыш",
    "Көчө жарыгын үнөмдөө",
    "Работа с молодёжью",
    "Учёт абонентов",
)


def exchange(seed: int, who: Participant, everyone: list[Participant]) -> Series:
    """Return the visits, trainings and forums of a municipality, for every quarter."""
    draw = draw_for(seed, who.code, "exchange")
    series: Series = [[] for _ in QUARTERS]
    for number, quarter in enumerate(QUARTERS):
        for order in range(draw.choice((0, 0, 1, 1, 2)) if number else 0):
            people = draw.randint(4, 38)
            host = draw.choice(everyone)
            series[number].append(
                {
                    "held_on": quarter.start + timedelta(days=draw.randint(3, 40) + 42 * order),
                    "event_type": draw.choice(("study_visit", "training", "aimak_forum", "consultation")),
                    "theme": draw.choice(_THEMES),
                    "host": host.register.full_name.ky if host is not who else None,
                    "participants": people,
                    "women": round(people * draw.uniform(0.2, 0.7)),
                    "practice_adopted": chance(draw, 0.35),
                }
            )
    return series
