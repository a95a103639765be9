"""The global cluster around the clusters of all regions."""

import pytest

from components.database.aurora_spec import AuroraEngine
from components.database.global_database import GlobalDatabase
from tests.components.database.aurora_made import CLUSTER, GLOBAL, GLOBE, OUTPUTS, cluster, engine, place
from tests.support.mocks import Recording, record


def recorded(spec: AuroraEngine, region: str = "us-east", *, preview: bool = False) -> Recording:
    def program() -> None:
        where = place(region)
        globe = GlobalDatabase("database-globe", spec, where, database_name="sayar")
        cluster(spec, where, global_identifier=globe.identifier)

    return record(program, preview=preview, outputs=OUTPUTS)


def test_it_is_protected_encrypted_and_hard_to_delete() -> None:
    row = recorded(engine(worldwide=GLOBE)).one(GLOBAL)
    assert row.protect is True
    assert row.inputs["storageEncrypted"] is True
    assert row.inputs["deletionProtection"] is True
    assert row.inputs["engine"] == "aurora-postgresql"
    assert (row.inputs["engineVersion"], row.inputs["databaseName"]) == ("17.11", "sayar")
    assert row.inputs["tags"]["data-class"] == "personal"
    # Made of a cluster that is there, it could not raise versions.
    assert "sourceDbClusterIdentifier" not in row.inputs


def test_it_raises_versions_for_all_and_so_ignores_no_change() -> None:
    assert recorded(engine(worldwide=GLOBE)).one(GLOBAL).ignore_changes == ()


@pytest.mark.parametrize("preview", [False, True])
def test_clusters_wait_for_it(preview: bool) -> None:
    recording = recorded(engine(worldwide=GLOBE), preview=preview)
    globe = recording.one(GLOBAL)
    assert recording.one(CLUSTER).property_dependencies["globalClusterIdentifier"] == (globe.urn,)


def test_protection_is_the_spec_s() -> None:
    row = recorded(engine(worldwide=GLOBE, deletion_protection="off")).one(GLOBAL)
    assert row.inputs["deletionProtection"] is False
    # The program's own protection is not a choice.
    assert row.protect is True


def test_a_database_of_one_region_has_none() -> None:
    with pytest.raises(ValueError, match="in one region"):
        recorded(engine())


def test_it_belongs_to_the_region_that_writes() -> None:
    with pytest.raises(ValueError, match="primary region us-east"):
        recorded(engine(worldwide=GLOBE), "eu-west")
