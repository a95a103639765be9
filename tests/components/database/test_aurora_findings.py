"""Remarks on a database on Aurora: what a deploy cannot do by itself."""

import re
from typing import Any

import pytest

from components.database.aurora_findings import aurora_findings
from components.database.aurora_spec import AuroraEngine
from components.findings import Finding
from tests.components.database.aurora_made import GLOBE, engine
from tests.components.database.specs import SECONDARY, WORLDWIDE


def by_id(spec: AuroraEngine) -> dict[str, Finding]:
    found = list(aurora_findings(spec))
    assert len({row.id for row in found}) == len(found)
    return {row.id: row for row in found}


def test_the_writer_is_made_the_writer_by_hand_and_a_reader_is_told() -> None:
    for spec in (engine(), engine(worldwide=GLOBE)):
        found = by_id(spec)["database-writer-by-hand"]
        assert found.severity == "info"
        assert "writer" in found.text
        assert "before members change" in found.text


def test_a_cluster_of_one_region_is_told_what_becoming_worldwide_takes() -> None:
    assert "database-worldwide-later" in by_id(engine())
    assert "database-worldwide-later" not in by_id(engine(worldwide=GLOBE))


def test_the_password_of_a_global_database_is_ours_to_keep() -> None:
    assert "database-master-password" in by_id(engine(worldwide=GLOBE))
    assert "database-master-password" not in by_id(engine())


@pytest.mark.parametrize(
    ("upgrades", "worldwide", "told"),
    [
        ("automatic", GLOBE, True),
        ("automatic", None, False),
        ("by_hand", GLOBE, False),
    ],
)
def test_upgrades_that_never_come_are_a_warning(upgrades: str, worldwide: Any, told: bool) -> None:
    found = by_id(engine(minor_upgrades=upgrades, worldwide=worldwide)).get("database-no-automatic-upgrades")
    assert (found is not None) == told
    if found is not None:
        assert found.severity == "warning"


def test_a_region_without_instances_takes_over_slowly() -> None:
    headless = {**SECONDARY, "readers": 0, "capacity": None}
    found = by_id(engine(worldwide={**WORLDWIDE, "secondaries": [headless]}))
    assert "eu-west" in found["database-headless"].text
    assert "database-headless" not in by_id(engine(worldwide=GLOBE))


def test_each_says_where_its_fact_is_from() -> None:
    headless = {**SECONDARY, "readers": 0, "capacity": None}
    worldwide = {**WORLDWIDE, "secondaries": [headless]}
    rows = [*aurora_findings(engine()), *aurora_findings(engine(worldwide=worldwide, minor_upgrades="automatic"))]
    for found in rows:
        assert found.source.startswith("sayar:database.") or re.search(r"\(2026-\d\d-\d\d\)$", found.source), found.id


def test_what_cannot_change_in_place_is_a_field_of_the_engine() -> None:
    for path in AuroraEngine.IMMUTABLE:
        model: Any = AuroraEngine
        for step in path.split("."):
            assert step in model.model_fields, path
            model = model.model_fields[step].annotation
