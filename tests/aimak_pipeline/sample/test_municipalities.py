from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aimak_pipeline.sample.municipalities import ENROLMENT, QUARTERS, enrolled_codes
from sources.register import load_enrolment, load_register

if TYPE_CHECKING:
    from aimak_pipeline.sample.programme import Programme

ATTESTED = {"41704235825000", "41702210820000", "41706211807000"}


def test_fifty_municipalities_of_both_kinds_in_all_four_oblasts_are_enrolled() -> None:
    register = load_register()
    enrolled = [register[code] for code in enrolled_codes()]
    assert len({one.code for one in enrolled}) == 50
    assert sum(one.kind == "city" for one in enrolled) == 12
    assert len({one.oblast.code for one in enrolled}) == 4
    assert {one.code for one in enrolled} >= ATTESTED


def test_the_enrolment_file_is_one_that_the_pipeline_reads() -> None:
    enrolment = load_enrolment(Path(ENROLMENT))
    assert all(enrolment.expected(quarter) == set(enrolled_codes()) for quarter in QUARTERS)
    assert all(email.endswith("@example.org") for email in enrolment.emails.values())


def test_settlements_are_those_of_the_register(programme: Programme) -> None:
    register = load_register()
    for code, who in programme.participants.items():
        known = {settlement.name_ru for settlement in register.settlements_of(code)} | {register[code].name.ru}
        assert {place.name for place in who.places} <= known
        assert 1 <= len(who.places) <= 8
        assert all(min(place.population) > 0 for place in who.places)
