"""The register of municipalities, how a name is matched to it, and who is enrolled in the programme."""

from __future__ import annotations

from sources.register.enrolment import ENROLMENT_COLUMNS, Enrolled, Enrolment, EnrolmentError, load_enrolment
from sources.register.matching import Match
from sources.register.municipalities import (
    Area,
    Municipality,
    MunicipalityKind,
    Register,
    Settlement,
)
from sources.register.reading import SHIPPED_REGISTER, RegisterError, load_register

__all__ = [
    "ENROLMENT_COLUMNS",
    "SHIPPED_REGISTER",
    "Area",
    "Enrolled",
    "Enrolment",
    "EnrolmentError",
    "Match",
    "Municipality",
    "MunicipalityKind",
    "Register",
    "RegisterError",
    "Settlement",
    "load_enrolment",
    "load_register",
]
