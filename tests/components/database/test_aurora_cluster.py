"""The cluster of one region: what the component asks the engine for."""

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from components.database.aurora import AuroraCluster
from components.database.aurora_spec import AuroraEngine
from tests.components.database.aurora_made import (
    CLUSTER,
    GLOBE,
    KEY,
    MEMBER,
    OUTPUTS,
    PASSWORD,
    SECRET,
    SECRET_VERSION,
    SETTINGS,
    cluster,
    engine,
    keep,
    made,
    names,
    place,
)
from tests.components.database.specs import SECONDARY, SERVERLESS, WORLDWIDE
from tests.support.mocks import Recording, Secret, record

LARGE = {"kind": "provisioned", "instance_class": "db.r8g.2xlarge"}
COMPONENT = "sayar:database:AuroraCluster"
HEADLESS = {**SECONDARY, "readers": 0, "capacity": None}


@pytest.fixture(scope="module")
def alone() -> Recording:
    return made(engine(primary__readers=2))


@pytest.fixture(scope="module")
def globe() -> Recording:
    """Both regions of a global database, the one that follows after the other."""
    spec = engine(worldwide=GLOBE)

    def program() -> None:
        first = cluster(spec, place())
        after = (first.resources.cluster, *first.members)
        cluster(spec, place("eu-west"), after=after)

    return record(program, outputs=OUTPUTS)


def inputs(recording: Recording, region: str = "us-east") -> dict[str, Any]:
    return recording.one(CLUSTER, f"database-{region}").inputs


def asked(spec: AuroraEngine, **changes: Any) -> dict[str, Any]:
    return inputs(made(spec, **changes))


def chain(recording: Recording, region: str = "us-east") -> dict[str, set[str]]:
    """The members that each member waits for, by what is left of their names without the cluster's."""
    rows = [row for row in recording.of(MEMBER) if row.name.startswith(f"database-{region}-")]
    others = [row.urn for row in rows]
    short = f"database-{region}-"
    return {
        row.name.removeprefix(short): {
            name.removeprefix(short) for name in names(recording, [urn for urn in row.depends_on if urn in others])
        }
        for row in rows
    }


def behind(waits: Mapping[str, set[str]], name: str) -> set[str]:
    """Everybody that a member waits for, directly or by way of others."""
    return {one for other in waits[name] for one in (other, *behind(waits, other))}


@pytest.mark.parametrize("readers", [1, 2, 3, 7, 15])
def test_redundant_members_are_never_changed_together_and_the_writer_last(readers: int) -> None:
    waits = chain(made(engine(primary__readers=readers)))
    order = [f"reader-{at}" for at in range(1, readers + 1)]
    assert set(waits) == {*order, "writer"}
    for at, name in enumerate(order):
        assert behind(waits, name) == set(order[:at])
    assert behind(waits, "writer") == set(order)


def test_members_of_a_region_that_follows_are_chained_too() -> None:
    spec = engine(worldwide={**WORLDWIDE, "secondaries": [{**SECONDARY, "readers": 3}]})
    waits = chain(made(spec, "eu-west"), "eu-west")
    assert waits == {"reader-1": set(), "reader-2": {"reader-1"}, "reader-3": {"reader-2"}}


def test_changes_are_made_at_once_because_deferred_ones_have_no_order(alone: Recording) -> None:
    for row in (*alone.of(CLUSTER), *alone.of(MEMBER)):
        assert row.inputs["applyImmediately"] is True, row.name


def test_the_cluster_is_the_data_and_protected_while_members_come_and_go(alone: Recording) -> None:
    assert {row.name for row in alone.custom() if row.protect} == {"database-us-east"}
    assert alone.one(CLUSTER).protect is True
    assert all(row.protect is None for row in alone.of(MEMBER))


def test_nothing_is_in_the_clear_and_nobody_of_the_internet_is_let_in(alone: Recording) -> None:
    row = inputs(alone)
    assert (row["storageEncrypted"], row["kmsKeyId"]) == (True, KEY)
    assert row["performanceInsightsKmsKeyId"] == KEY
    assert row["iamDatabaseAuthenticationEnabled"] is True
    assert all(member.inputs["publiclyAccessible"] is False for member in alone.of(MEMBER))
    rules = [row.inputs for row in alone.of("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")]
    assert {(rule["fromPort"], rule["toPort"]) for rule in rules} == {(5432, 5432)}
    assert {rule.get("cidrIpv4", rule.get("referencedSecurityGroupId")) for rule in rules} == {
        "sg-nodes",
        "10.1.0.0/16",
    }


def test_what_is_deleted_leaves_a_copy_and_is_hard_to_delete(alone: Recording) -> None:
    row = inputs(alone)
    assert (row["skipFinalSnapshot"], row["finalSnapshotIdentifier"]) == (False, "database-us-east-final")
    assert (row["deletionProtection"], row["copyTagsToSnapshot"]) == (True, True)
    assert row["backupRetentionPeriod"] == 35
    assert asked(engine(deletion_protection="off", retention_days=14))["deletionProtection"] is False


def test_aws_keeps_the_master_password_of_a_cluster_of_one_region(alone: Recording) -> None:
    row = inputs(alone)
    assert (row["manageMasterUserPassword"], row["masterUserSecretKmsKeyId"]) == (True, KEY)
    assert row["databaseName"] == "sayar"
    assert "masterPassword" not in row
    assert not alone.of(SECRET)


def test_the_platform_keeps_that_of_a_global_database_because_aws_does_not(globe: Recording) -> None:
    row = inputs(globe)
    assert row["masterPassword"] == Secret(PASSWORD)
    assert "manageMasterUserPassword" not in row
    assert "masterUserSecretKmsKeyId" not in row
    secret, version = globe.one(SECRET), globe.one(SECRET_VERSION)
    assert (secret.protect, secret.inputs["kmsKeyId"]) == (True, KEY)
    assert isinstance(version.inputs["secretString"], Secret)
    kept = json.loads(version.inputs["secretString"].value)
    # The name is the one that the cluster was made with, or nobody could log in with it.
    assert kept == {"username": row["masterUsername"], "password": PASSWORD}


def test_the_password_is_nowhere_in_plain(globe: Recording) -> None:
    for row in globe:
        plain = {key: value for key, value in row.inputs.items() if not isinstance(value, Secret)}
        assert PASSWORD not in repr(plain), row.name
    assert PASSWORD not in repr(globe.outputs)


def test_a_cluster_that_follows_has_no_credentials_and_no_database_of_its_own(globe: Recording) -> None:
    row = inputs(globe, "eu-west")
    assert not [key for key in row if key.startswith("master") or key == "manageMasterUserPassword"]
    assert "databaseName" not in row
    # Encrypted data cannot be read from elsewhere without saying where it is from.
    assert row["sourceRegion"] == "us-east-1"
    assert row["globalClusterIdentifier"] == "globe"
    assert "sourceRegion" not in inputs(globe)


def test_a_cluster_that_follows_waits_for_the_one_that_writes_and_its_members(globe: Recording) -> None:
    waits = names(globe, globe.one(CLUSTER, "database-eu-west").depends_on)
    assert {"database-us-east", "database-us-east-reader-1", "database-us-east-writer"} <= waits


def test_both_clusters_of_a_global_database_are_protected_and_in_names_of_their_own(globe: Recording) -> None:
    assert {row.name for row in globe.of(CLUSTER) if row.protect} == {"database-us-east", "database-eu-west"}
    seen = [(row.type, row.name) for row in globe.custom()]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(("word", "forwards"), [("to_primary_region", False), ("forwarded", True)])
def test_writes_are_forwarded_where_the_spec_says_so(word: str, forwards: bool) -> None:
    spec = engine(worldwide={**GLOBE, "writes_from_secondary": word})
    assert inputs(made(spec, "eu-west"), "eu-west")["enableGlobalWriteForwarding"] is forwards
    assert "enableGlobalWriteForwarding" not in inputs(made(spec))


def test_versions_are_the_global_cluster_s_to_raise_and_who_follows_whom_too(globe: Recording) -> None:
    """The provider raises members by way of the global cluster, and would then find them other than it planned."""
    for row in globe.of(CLUSTER):
        assert set(row.ignore_changes) == {"engineVersion", "replicationSourceIdentifier"}
        assert row.inputs["engineVersion"] == "17.11"


def test_a_version_of_a_single_cluster_is_the_spec_s_unless_aws_raises_it(alone: Recording) -> None:
    assert alone.one(CLUSTER).ignore_changes == ()
    assert not any(row.inputs["autoMinorVersionUpgrade"] for row in alone.of(MEMBER))
    automatic = made(engine(minor_upgrades="automatic"))
    assert automatic.one(CLUSTER).ignore_changes == ("engineVersion",)
    assert all(row.inputs["autoMinorVersionUpgrade"] for row in automatic.of(MEMBER))


def test_no_major_version_is_raised_in_place(alone: Recording, globe: Recording) -> None:
    for row in (*alone.of(CLUSTER), *globe.of(CLUSTER)):
        assert "allowMajorVersionUpgrade" not in row.inputs
        # A mode of its own is the old serverless, which Postgres 17 never had.
        assert "engineMode" not in row.inputs


def test_instances_have_a_class_or_grow_between_two_sizes() -> None:
    fixed = made(engine(primary__capacity=LARGE))
    assert {row.inputs["instanceClass"] for row in fixed.of(MEMBER)} == {"db.r8g.2xlarge"}
    assert "serverlessv2ScalingConfiguration" not in inputs(fixed)
    growing = made(engine(primary__capacity=SERVERLESS))
    assert {row.inputs["instanceClass"] for row in growing.of(MEMBER)} == {"db.serverless"}
    assert inputs(growing)["serverlessv2ScalingConfiguration"] == {"minCapacity": 0.5, "maxCapacity": 16}


def test_a_headless_follower_is_storage_and_nothing_else() -> None:
    spec = engine(worldwide={**WORLDWIDE, "secondaries": [HEADLESS]})
    recording = made(spec, "eu-west")
    assert not recording.of(MEMBER)
    assert "serverlessv2ScalingConfiguration" not in inputs(recording, "eu-west")
    assert recording.one(CLUSTER).protect is True


def test_storage_is_named_where_it_is_not_the_usual_one(alone: Recording) -> None:
    assert "storageType" not in inputs(alone)
    assert asked(engine(storage="io_optimized"))["storageType"] == "aurora-iopt1"


def test_the_key_of_aws_is_chosen_by_naming_none() -> None:
    row = asked(engine(encryption="aws_key"))
    assert row["storageEncrypted"] is True
    assert not [key for key in row if "ms" in key.lower() and "key" in key.lower()]


def test_statistics_are_kept_as_long_as_the_spec_says() -> None:
    kept = engine(logs={"postgres": "on", "audit": "on", "insights_days": 465})
    row = asked(kept)
    assert (row["databaseInsightsMode"], row["performanceInsightsRetentionPeriod"]) == ("advanced", 465)
    assert row["performanceInsightsEnabled"] is True
    assert row["enabledCloudwatchLogsExports"] == ["postgresql", "iam-db-auth-error"]


def test_settings_are_rows_of_a_group_that_the_cluster_takes(alone: Recording) -> None:
    group = alone.one(SETTINGS).inputs
    assert group["family"] == "aurora-postgresql17"
    assert {"name": "rds.force_ssl", "value": "1", "applyMethod": "immediate"} in group["parameters"]
    assert inputs(alone)["dbClusterParameterGroupName"] == "settings-of-the-vendor"


def test_names_are_the_vendor_s_to_finish_so_that_a_new_one_can_come_first(alone: Recording) -> None:
    given = {"name", "clusterIdentifier", "identifier"}
    for row in (*alone.of(SETTINGS), *alone.of("aws:rds/subnetGroup:SubnetGroup"), *alone.of(CLUSTER)):
        assert not given & set(row.inputs), row.name
    for row in alone.of(MEMBER):
        assert row.inputs["identifierPrefix"] == f"{row.name}-"
        assert "identifier" not in row.inputs


def test_everything_is_tagged_and_what_holds_people_s_words_says_so() -> None:
    recording = made(engine(), client="acme")
    kinds = {row.name: row.inputs["tags"]["data-class"] for row in (*recording.of(CLUSTER), *recording.of(MEMBER))}
    assert set(kinds.values()) == {"personal"}
    for row in recording.custom():
        assert row.inputs["tags"]["tier"] == "enterprise", row.name
    assert inputs(recording)["tags"]["client"] == inputs(recording)["tags"]["cost"] == "acme"


def test_every_child_has_the_component_as_parent_and_the_region_s_provider(globe: Recording) -> None:
    parts = {row.urn: row.name.removeprefix("database-") for row in globe.of(COMPONENT)}
    assert set(parts.values()) == {"us-east", "eu-west"}
    for row in globe.custom():
        region = parts[row.parent]
        assert row.name.startswith(f"database-{region}"), row.name
        assert f"::aws-{region}::" in row.provider, row.name


def test_others_learn_where_the_cluster_is_and_who_may_log_in() -> None:
    seen: dict[str, Any] = {}

    def look(made: AuroraCluster) -> None:
        assert made.master_secret_arn is not None
        for key, value in {
            "arn": made.arn,
            "endpoint": made.endpoint,
            "reader": made.reader_endpoint,
            "secret": made.master_secret_arn,
            "connect": made.connect_arn("app"),
        }.items():
            keep(seen, key, value)
        seen.update(port=made.port, primary=made.primary, members=len(made.members))

    recording = made(engine(), look=look)
    assert seen.pop("arn").startswith("arn:aws:rds:")
    assert seen == {
        "endpoint": "database-us-east-20261126.cluster-x.rds.amazonaws.com",
        "reader": "database-us-east-20261126.cluster-ro-x.rds.amazonaws.com",
        "secret": "arn:aws:secretsmanager:kept-by-aws",
        "connect": "arn:aws:rds-db:us-east-1:123456789012:dbuser:cluster-ABC/app",
        "port": 5432,
        "primary": True,
        "members": 2,
    }
    assert set(recording.outputs[recording.one(COMPONENT).urn]) == {"identifier", "endpoint", "reader_endpoint"}


def test_the_secret_of_a_global_database_is_the_platform_s_and_a_follower_has_none() -> None:
    seen: list[Any] = []

    def look(made: AuroraCluster) -> None:
        seen.append(made.master_secret_arn)
        if made.master_secret_arn is not None:
            made.master_secret_arn.apply(seen.append)

    spec = engine(worldwide=GLOBE)
    made(spec, look=look)
    assert seen[1:] == ["arn:aws:secretsmanager:kept-by-us"]
    seen.clear()
    made(spec, "eu-west", look=look)
    assert seen == [None]


@pytest.mark.parametrize("spec", [engine(), engine(worldwide=GLOBE)], ids=["alone", "worldwide"])
def test_a_first_preview_knows_no_identifier_and_makes_the_same_resources(spec: AuroraEngine) -> None:
    first, later = made(spec, preview=True), made(spec)
    assert {(row.type, row.name) for row in first} == {(row.type, row.name) for row in later}
    assert chain(first) == chain(later)


@pytest.mark.parametrize(
    ("spec", "changes", "refusal"),
    [
        (engine(), {"key_arn": None}, "needs a key"),
        (engine(encryption="aws_key"), {"key_arn": KEY}, "takes no key"),
        (engine(), {"global_identifier": "globe"}, "takes no global cluster"),
        (engine(worldwide=GLOBE), {"global_identifier": None}, "needs a global cluster"),
        (engine(), {"master_password": PASSWORD}, "takes no master password"),
        (engine(worldwide=GLOBE), {"master_password": None}, "needs a master password"),
        (engine(), {"zones": ("a",), "subnet_ids": ["subnet-a"]}, "at least 2 zones, not 1 in 1"),
        (engine(), {"subnet_ids": ["subnet-a", "subnet-b"]}, "not 2 in 3"),
        (engine(), {"region": engine(primary__region="eu-west").primary}, "eu-west cannot be made in us-east"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_asked_for(
    spec: AuroraEngine, changes: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(ValueError, match=refusal):
        made(spec, **changes)


def test_a_follower_takes_no_password_whoever_has_one() -> None:
    with pytest.raises(ValueError, match="takes no master password"):
        made(engine(worldwide=GLOBE), "eu-west", master_password=pulumi.Output.secret(PASSWORD))
