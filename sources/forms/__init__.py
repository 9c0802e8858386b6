"""The forms: what a municipality is asked, one module a form.

``FORMS`` holds the ten forms of the quarterly workbook in the order of its sheets, ``TrustSurvey`` the contractor's.
Adding a form is adding its module and naming it here.
"""

from __future__ import annotations

from sources.forms.citizen_feedback import CitizenFeedback
from sources.forms.communication import Communication
from sources.forms.form import CodeList, Column, ColumnType, Form, Kind, Rule, Severity
from sources.forms.peer_exchange import PeerExchange
from sources.forms.public_hearings import PublicHearings
from sources.forms.service_budget import ServiceBudget
from sources.forms.street_lighting import StreetLighting
from sources.forms.tariff_decisions import TariffDecisions
from sources.forms.trust_survey import TrustSurvey
from sources.forms.waste_collection import WasteCollection
from sources.forms.water_supply import WaterSupply
from sources.forms.youth_clubs import YouthClubs

FORMS: dict[str, type[Form]] = {
    form.id: form
    for form in (
        WaterSupply,
        WasteCollection,
        StreetLighting,
        YouthClubs,
        TariffDecisions,
        PublicHearings,
        CitizenFeedback,
        Communication,
        ServiceBudget,
        PeerExchange,
    )
}
"""The forms of the quarterly workbook, by id, in the order of its sheets."""

ALL_FORMS: dict[str, type[Form]] = {**FORMS, TrustSurvey.id: TrustSurvey}
"""The quarterly forms and the survey."""

__all__ = [
    "ALL_FORMS",
    "FORMS",
    "CodeList",
    "Column",
    "ColumnType",
    "Form",
    "Kind",
    "Rule",
    "Severity",
    "TrustSurvey",
]
