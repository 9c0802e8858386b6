"""Every agreed indicator is declared, with all that its reference sheet needs."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql

from sources.quarters import Quarter
from warehouse.indicators import INDICATORS, load_declarations, municipality_select
from warehouse.tables import indicator, indicator_value

# id: (unit, direction, is a ratio, breakdowns beside the total)
AGREED = {
    "water_access_rate": ("%", "up", True, ()),
    "water_access_gained": ("person", "up", False, ()),
    "water_collection_rate": ("%", "up", True, ()),
    "water_cost_coverage": ("ratio", "up", True, ()),
    "water_non_revenue": ("%", "down", True, ()),
    "water_supply_continuity": ("h/day", "up", True, ()),
    "water_quality_compliance": ("%", "up", True, ()),
    "waste_coverage_rate": ("%", "up", True, ()),
    "waste_quality_served": ("person", "up", False, ()),
    "waste_schedule_kept": ("%", "up", True, ()),
    "waste_collection_rate": ("%", "up", True, ()),
    "waste_controlled_disposal": ("%", "up", True, ()),
    "lighting_residents": ("person", "up", False, ()),
    "lighting_lamps_working": ("%", "up", True, ()),
    "lighting_street_coverage": ("%", "up", True, ()),
    "club_children": ("person", "up", False, ("sex", "activity")),
    "club_fee_agreed_rate": ("%", "up", True, ()),
    "budget_execution_rate": ("%", "target_100", True, ("service",)),
    "budget_executed_in_quarter": ("KGS", "none", False, ("service",)),
    "trust_level": ("%", "up", True, ("sex", "age_group")),
    "trust_change": ("pp", "up", True, ()),
    "hearings_held": ("hearing", "up", False, ("topic", "cumulative")),
    "hearing_participants": ("person", "up", False, ("group", "cumulative")),
    "hearing_women_share": ("%", "up", True, ()),
    "hearing_youth_share": ("%", "up", True, ()),
    "hearing_minority_share": ("%", "up", True, ()),
    "decisions_carried_out": ("%", "up", True, ()),
    "mobile_feedback": ("municipality", "up", False, ()),
    "feedback_received": ("request", "up", False, ("channel",)),
    "feedback_answered_rate": ("%", "up", True, ("channel",)),
    "communication_strategies": ("municipality", "up", False, ()),
    "tariffs_discussed_rate": ("%", "up", True, ("service",)),
    "exchange_events": ("event", "up", False, ("event_type", "cumulative")),
    "practices_adopted": ("practice", "up", False, ("cumulative",)),
    "reporting_rate": ("%", "up", True, ()),
    "reporting_on_time_rate": ("%", "up", True, ()),
}

KYRGYZ_ONLY = set("өүңӨҮҢ")
"""Letters that Kyrgyz has and Russian has not."""


def formula(definition: str) -> Counter[str]:
    """What a definition has that is the same in every language: signs of arithmetic, and numbers with their percent."""
    return Counter(re.findall(r"[Σ÷−×+]|max|\d+(?: %)?", definition))


def test_the_agreed_indicators_are_declared_in_their_order():
    assert list(INDICATORS) == list(AGREED)


@pytest.mark.parametrize("declared", INDICATORS.values(), ids=INDICATORS)
def test_an_indicator_is_declared_as_agreed(declared):
    assert (declared.unit, declared.direction, declared.is_ratio, declared.breakdowns[1:]) == AGREED[declared.id]
    assert declared.breakdowns[0] == "total"
    assert declared.wave is declared.id.startswith("trust_")
    assert declared.factor == (100 if declared.unit == "%" else 1)


@pytest.mark.parametrize("declared", INDICATORS.values(), ids=INDICATORS)
@pytest.mark.parametrize("told", ["label", "definition"])
def test_an_indicator_has_a_label_and_a_definition_in_each_language(declared, told):
    ky, ru, en = getattr(declared, told)
    assert all(text and text == text.strip() for text in (ky, ru, en))
    assert re.search("[а-яА-Я]", ky)
    assert re.search("[а-яА-Я]", ru)
    assert not KYRGYZ_ONLY & set(ru)
    assert not re.search("[а-яА-Я]", en)
    assert ky != ru


@pytest.mark.parametrize("declared", INDICATORS.values(), ids=INDICATORS)
def test_a_definition_says_the_same_in_each_language(declared):
    ky, ru, en = declared.definition
    assert all(text.endswith(".") for text in (ky, ru, en))
    assert formula(ky) == formula(ru) == formula(en)
    assert KYRGYZ_ONLY & set(ky)
    for text in (ky, ru):
        # No letter that only looks like one of the language's own.
        assert set(re.findall("[A-Za-z]+", text)) <= {"WhatsApp", "max"}
    # The unit is part of the definition's sense: a ratio says what is divided.
    if declared.is_ratio and declared.id != "trust_change":
        assert formula(en)["÷"] > 0


def test_labels_are_told_apart():
    for language in ("ky", "ru", "en"):
        labels = [declared.label[language] for declared in INDICATORS.values()]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("declared", INDICATORS.values(), ids=INDICATORS)
@pytest.mark.parametrize("quarter", ["2021-Q1", "2021-Q2"])
def test_every_breakdown_compiles_for_postgresql_too(declared, quarter):
    for breakdown in declared.breakdowns:
        statement = municipality_select(
            declared,
            Quarter.parse(quarter),
            deadline_days=20,
            programme_start=Quarter(2020, 1),
            breakdown=breakdown,
        )
        assert [column.name for column in statement.selected_columns] == [
            "municipality_code",
            "category",
            "numerator",
            "denominator",
        ]
        assert "SELECT" in str(statement.compile(dialect=postgresql.dialect()))


def test_an_indicator_is_not_broken_down_by_what_it_does_not_declare():
    with pytest.raises(ValueError, match="water_access_rate has no breakdown 'sex'"):
        municipality_select(
            INDICATORS["water_access_rate"],
            Quarter(2021, 1),
            deadline_days=20,
            programme_start=Quarter(2020, 1),
            breakdown="sex",
        )


class TestTheReferenceSheets:
    def stored(self, programme):
        return {row.id: row._asdict() for row in programme.connection.execute(select(indicator))}

    def test_hold_what_is_declared(self, programme):
        stored = self.stored(programme)
        assert stored.keys() == AGREED.keys()
        assert stored["water_non_revenue"] == {
            "id": "water_non_revenue",
            "label_ky": "Акы эсептелбеген суунун үлүшү",
            "label_ru": "Доля воды, не приносящей дохода",
            "label_en": "Non-revenue water",
            "definition": INDICATORS["water_non_revenue"].definition.en,
            "unit": "%",
            "direction": "down",
            "source": "IBNET non-revenue water",
            "is_ratio": True,
            "factor": 100.0,
        }

    def test_loading_again_changes_nothing_and_keeps_the_values(self, programme):
        programme.enrol("41702000000111")
        programme.compute("2021-Q1")
        before = (self.stored(programme), programme.values())
        load_declarations(programme.connection)
        assert (self.stored(programme), programme.values()) == before

    def test_loading_mends_what_changed_and_drops_what_is_no_longer_declared(self, programme):
        before = self.stored(programme)
        connection = programme.connection
        connection.execute(delete(indicator).where(indicator.c.id == "club_children"))
        connection.execute(update(indicator).where(indicator.c.id == "trust_level").values(unit="old"))
        connection.execute(insert(indicator).values({**before["trust_level"], "id": "gone"}))
        key = {"quarter": "2021-Q1", "area_level": "programme", "area_code": "programme"}
        connection.execute(insert(indicator_value).values(indicator="gone", breakdown="total", category="total", **key))
        load_declarations(connection)
        assert self.stored(programme) == before
        assert programme.values() == {}
