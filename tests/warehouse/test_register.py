"""The register in the warehouse is the one that was loaded last, whole."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from warehouse.engine import reading
from warehouse.frames import read_frame
from warehouse.register import load_register
from warehouse.tables import enrolment, municipality, settlement

SINCE, UNTIL = date(2012, 1, 1), date(2024, 12, 31)
CITY, AIMAK = "41704400000000", "41704220815000"

MUNICIPALITIES = pd.DataFrame(
    {
        "code": [CITY, AIMAK],
        "valid_from": [SINCE] * 2,
        "valid_to": [None, UNTIL],
        "name_ky": ["Нарын", "Ак-Талаа"],
        "name_ru": ["Нарын", "Ак-Талинский"],
        "name_en": ["Naryn", "Ak-Talaa"],
        "kind": ["city", "aiyl_aimak"],
        "raion": [None, "Ak-Talaa"],
        "oblast": ["Naryn"] * 2,
        "oblast_code": ["41704000000000"] * 2,
    }
)
SETTLEMENTS = pd.DataFrame({"code": ["41704220815010"], "municipality_code": [AIMAK], "name_ru": ["Баетово"]})
NARYN = "41704000000000"
ENROLMENT = pd.DataFrame(
    {"municipality_code": [CITY], "from_quarter": ["2016-Q4"], "to_quarter": [None], "note": ["synthetic"]}
)


def content(engine):
    with reading(engine) as connection:
        return [
            list(map(tuple, connection.execute(select(table).order_by(*table.primary_key.columns))))
            for table in (municipality, settlement, enrolment)
        ]


def test_the_register_is_loaded_whole(engine):
    counts = load_register(engine, MUNICIPALITIES, SETTLEMENTS, ENROLMENT)
    assert counts == {"municipality": 2, "settlement": 1, "enrolment": 1}
    assert content(engine) == [
        [
            (AIMAK, SINCE, UNTIL, "Ак-Талаа", "Ак-Талинский", "Ak-Talaa", "aiyl_aimak", "Ak-Talaa", "Naryn", NARYN),
            (CITY, SINCE, None, "Нарын", "Нарын", "Naryn", "city", None, "Naryn", NARYN),
        ],
        [("41704220815010", AIMAK, "Баетово")],
        [(CITY, "2016-Q4", None, "synthetic")],
    ]


def test_loading_again_changes_nothing_and_another_register_replaces_it(engine):
    load_register(engine, MUNICIPALITIES, SETTLEMENTS, ENROLMENT)
    before = content(engine)
    load_register(engine, MUNICIPALITIES, SETTLEMENTS, ENROLMENT)
    assert content(engine) == before
    load_register(engine, MUNICIPALITIES.iloc[:1], SETTLEMENTS.iloc[:0], ENROLMENT)
    assert [len(rows) for rows in content(engine)] == [1, 0, 1]


def test_a_register_that_contradicts_itself_leaves_the_old_one(engine):
    load_register(engine, MUNICIPALITIES, SETTLEMENTS, ENROLMENT)
    before = content(engine)
    twice = pd.concat([ENROLMENT, ENROLMENT])
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        load_register(engine, MUNICIPALITIES.iloc[:1], SETTLEMENTS, twice)
    assert content(engine) == before


def test_codes_stay_texts(engine):
    load_register(engine, MUNICIPALITIES, SETTLEMENTS, ENROLMENT)
    with reading(engine) as connection:
        assert read_frame(connection, select(enrolment))["municipality_code"].dtype == "string"
    with pytest.raises(TypeError, match="municipality_code"):
        load_register(engine, MUNICIPALITIES, SETTLEMENTS, ENROLMENT.astype({"municipality_code": "int64"}))
