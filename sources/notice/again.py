"""The message on a file that came again after it had been taken in: the same bytes twice change nothing.

Plain text in all languages of a notice. Which files came again is ``warehouse.repeats``'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.labels import Label
from sources.notice.plain_text import day_words, plain_in_message
from sources.quarters import BISHKEK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sources.labels import Language
    from sources.quarters import Quarter
    from sources.register import Municipality

_MOST_NAMES = 3
_LONGEST_NAME = 32
_LONGEST_PLACE = 60

_CAME = Label(
    "Бул файл кайра келип түштү: {day}, саат {time}.",
    "Этот файл пришёл ещё раз: {day} в {time}.",
    "This file came again: on {day} at {time}.",
)
_TAKEN_IN = Label(
    "Ал {day} күнү эле кабыл алынган: {about}.",
    "Он уже принят {day}: {about}.",
    "It was taken in already on {day}: {about}.",
)
_QUARTER = Label("{year}-жылдын {quarter}-чейреги", "{quarter} квартал {year} года", "quarter {quarter} of {year}")
_SURVEY = Label("жарандарды сурамжылоо", "опрос граждан", "survey of citizens")
_VERSION = Label("{}-версия", "версия {}", "version {}")
_COUNTS = Label(
    "Эсепке ушул версия алынат, эч нерсе кылуунун кереги жок.",
    "Учитывается именно эта версия, ничего делать не нужно.",
    "It is the version that counts; there is nothing to do.",
)
_OTHER_COUNTS = Label(
    "Азыр {}-версия эсепке алынат, эч нерсе өзгөргөн жок. Ушул файл кайрадан эсепке алынсын десеңиз, аны ачып, сактап, "
    "дагы бир жолу жөнөтүңүз.",
    "Сейчас учитывается версия {}, ничего не изменилось. Чтобы снова учитывался этот файл, откройте его, сохраните и "
    "пришлите ещё раз.",
    "Version {} counts now, and nothing has changed. To make this file count again, open it, save it and send it once "
    "more.",
)
_OF_ANOTHER = Label(
    "Бул башка муниципалитеттин отчёту, ал кабыл алынган: {about}. Сиздин папкаңызда ал эч нерсени өзгөртпөйт: өз "
    "папкаңызга өз муниципалитетиңиздин отчётун салыңыз.",
    "Это отчёт другого муниципалитета, он уже принят: {about}. В вашей папке он ничего не меняет: кладите в неё отчёт "
    "своего муниципалитета.",
    "This is another municipality's report, and it was taken in already: {about}. In your folder it changes nothing: "
    "please put your own municipality's report there.",
)


@dataclass(frozen=True)
class Again:
    """What is told of a file whose bytes were taken in before."""

    file_names: Sequence[str]
    """All names under which it came again to the same folder; may hold anything."""
    received_at: datetime
    """When it came again the last time; UTC, aware."""
    taken_in_at: datetime
    """When it had come first; UTC, aware."""
    municipality: Municipality | None
    """Whose report it is; None with a survey of citizens."""
    quarter: Quarter | None
    version: int
    counting: int
    """The version that counts now."""
    is_of_another: bool = False
    """Whether it lay in the folder of a municipality that is not the one whose report it is."""


def compose_again(again: Again, languages: Sequence[Language]) -> str:
    """Say that a file came again; at most 1,000 characters in two languages, with a line feed at the end."""
    return "\n\n".join(_in_language(again, language) for language in languages) + "\n"


def _in_language(again: Again, language: Language) -> str:
    names = [f"«{plain_in_message(name, _LONGEST_NAME)}»" for name in again.file_names]
    named = ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
    received = again.received_at.astimezone(BISHKEK)
    came = _CAME[language].format(day=day_words(received), time=f"{received:%H:%M}")
    about = _about(again, language)
    if again.is_of_another:
        return f"{named}\n{came}\n{_OF_ANOTHER[language].format(about=about)}"
    about = f"{about}, {_VERSION[language].format(again.version)}"
    taken_in = _TAKEN_IN[language].format(day=day_words(again.taken_in_at.astimezone(BISHKEK)), about=about)
    counts = _COUNTS[language] if again.version == again.counting else _OTHER_COUNTS[language].format(again.counting)
    return f"{named}\n{came}\n{taken_in}\n{counts}"


def _about(again: Again, language: Language) -> str:
    """Say whose report for which quarter it is."""
    whose = _SURVEY[language]
    if again.municipality is not None:
        whose = plain_in_message(again.municipality.full_name[language], _LONGEST_PLACE)
    if again.quarter is None:
        return whose
    return f"{whose}, {_QUARTER[language].format(year=again.quarter.year, quarter=again.quarter.number)}"
