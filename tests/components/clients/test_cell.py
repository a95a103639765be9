"""The cell of a client: closed, its own, alone, and what is left of it when the client goes."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.components.clients.made import COPIER, KEYS, Made, client, made
from tests.components.storage.places import policy
from tests.support.mocks import UNKNOWN, Registered

KEY, BUCKET, SECRET = "aws:kms/key:Key", "aws:s3/bucket:Bucket", "aws:secretsmanager/secret:Secret"
CLUSTER, ROLE_POLICY = "aws:rds/cluster:Cluster", "aws:iam/rolePolicy:RolePolicy"
POOL, MAP = "kubernetes:karpenter.sh/v1:NodePool", "kubernetes:core/v1:ConfigMap"
NAMES = st.from_regex(r"[a-z0-9]([a-z0-9]|-[a-z0-9]){0,11}", fullmatch=True)
FULL: dict[str, Any] = {
    "slo": 99.9,
    "hosts": {"web": "shop.acme.example", "api": "api.acme.example"},
    "branding": {"primary_color": "#123456"},
}


@pytest.fixture(scope="module")
def acme() -> Made:
    return made([client(**FULL)])


@pytest.fixture(scope="module")
def dedicated() -> Made:
    return made([client(isolation="dedicated")])


@pytest.fixture(scope="module")
def left() -> Made:
    return made([client(isolation="dedicated", stage="leaving")])


@pytest.fixture(scope="module")
def released() -> Made:
    return made([client(isolation="dedicated", stage="leaving")], released=True)


def asked(row: Registered) -> tuple[Any, ...]:
    return (row.urn, row.inputs, sorted(row.depends_on), row.protect, row.retain_on_delete, row.provider)


def test_a_fourth_client_changes_nothing_of_the_three_and_nothing_of_what_all_share() -> None:
    three = [client("acme"), client("acme-us"), client("b", isolation="dedicated")]
    before, after = made(three), made([client("z"), *three])
    kept = {row.urn: asked(row) for row in after.recording}
    assert all(kept[row.urn] == asked(row) for row in before.recording)
    assert {row.name for row in after.recording if row.urn not in {old.urn for old in before.recording}} == {
        row.name for row in after.recording if "client-z-" in row.name
    }


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    names=st.sets(NAMES, min_size=2, max_size=3), kinds=st.lists(st.sampled_from(["schema", "dedicated"]), min_size=3)
)
def test_no_two_clients_share_anything_whatever_they_are_called(names: set[str], kinds: list[str]) -> None:
    rows = [client(name, isolation=kind) for name, kind in zip(sorted(names), kinds, strict=False)]
    everything = made(rows).recording.resources
    assert len({row.urn for row in everything}) == len(everything)
    alone = made(rows[:1]).recording
    kept = {row.urn: asked(row) for row in everything}
    assert all(kept[row.urn] == asked(row) for row in alone)


@pytest.mark.parametrize(("isolation", "most"), [("schema", 25), ("dedicated", 50)])
def test_a_cell_is_small_enough_for_a_hundred_of_them(isolation: str, most: int) -> None:
    # A registration takes about 4 ms in this recorder on two cores: 100 schemas of 25 are 10 s already.
    nobody = len(made([]).recording.resources)
    assert len(made([client(isolation=isolation)]).recording.resources) - nobody <= most


def test_everything_is_called_after_the_client_and_bears_its_tag_or_label(acme: Made) -> None:
    own = [row for row in acme.recording.custom() if "sayar:clients:ClientCell::" in row.parent]
    assert len(own) > 20
    for row in own:
        assert "client-acme-us-east" in row.name
        if "tags" in row.inputs:
            assert (row.inputs["tags"]["client"], row.inputs["tags"]["cost"]) == ("acme", "acme")
        if row.type.startswith("kubernetes:"):
            assert row.inputs["metadata"]["labels"]["sayar/client"] == "acme"
            assert "cluster-us-east" not in row.provider
            assert "::kubernetes-us-east" in row.provider


def test_a_database_of_its_own_bears_the_client_s_tag_in_every_part() -> None:
    recording = made([client(isolation="dedicated")]).recording
    tagged = [row for row in recording.custom() if "client-acme" in row.parent and "tags" in row.inputs]
    assert {"securityGroup", "cluster", "proxy"} <= {row.type.rsplit("/")[-1].split(":")[0] for row in tagged}
    for row in tagged:
        assert (row.inputs["tags"]["client"], row.inputs["tags"]["cost"]) == ("acme", "acme"), row.name


def test_nobody_else_s_pods_land_on_its_machines(acme: Made) -> None:
    row = acme.one(POOL).inputs
    machine = row["spec"]["template"]
    assert row["metadata"]["name"] == "client-acme"
    assert machine["spec"]["taints"] == [{"key": "sayar/pool", "value": "client-acme", "effect": "NoSchedule"}]
    assert machine["metadata"]["labels"] == {"sayar/pool": "client-acme", "sayar/client": "acme"}
    assert machine["spec"]["nodeClassRef"]["name"] == "sayar"


def test_its_namespace_is_closed_but_for_names_and_its_own_data(acme: Made) -> None:
    rows = [row for row in acme.of_cell("acme") if row.type.endswith(":NetworkPolicy")]
    assert {row.inputs["metadata"]["name"] for row in rows} == {"default-deny", "names", "own-data"}
    assert {row.inputs["metadata"]["namespace"] for row in rows} == {"client-acme"}
    (own,) = [row.inputs["spec"] for row in rows if row.name.startswith("own-data")]
    # Database, AWS, and the agent that hands out the role.
    assert [rule["ports"][0]["port"] for rule in own["egress"]] == [5432, 443, 80]
    assert own["policyTypes"] == ["Egress"]


def test_its_pods_reach_their_own_bucket_key_secret_and_user_and_nothing_else(acme: Made) -> None:
    rows = policy(acme.one(ROLE_POLICY))
    bucket = f"arn:aws:s3:::{acme.one('aws:s3/bucketPolicy:BucketPolicy').inputs['bucket']}"
    assert {name: row["Resource"] for name, row in rows.items()} == {
        "FindObjects": [bucket],
        "UseObjects": [f"{bucket}/*"],
        "UseKey": ["arn:aws:kms:::key/client-acme-us-east"],
        "ReadSecret": ["arn:aws:secretsmanager:::client-acme-us-east"],
        "LogIn": ["arn:aws:rds-db:us-east-1:123456789012:dbuser:prx-0123/client_acme"],
    }
    for name in ("UseKey", "ReadSecret"):
        assert rows[name]["Condition"]["StringEquals"]["aws:ResourceTag/client"] == ["acme"]
    assert "*" not in json.dumps([row["Action"] for row in rows.values()])
    association = acme.one("aws:eks/podIdentityAssociation:PodIdentityAssociation").inputs
    assert (association["namespace"], association["serviceAccount"]) == ("client-acme", "client")


def test_whoever_bears_another_client_s_tag_is_refused_bucket_and_key_whatever_else_says_yes(acme: Made) -> None:
    for row in (acme.one("aws:s3/bucketPolicy:BucketPolicy"), acme.one(KEY)):
        refused = policy(row)["NotForOtherClients"]
        assert (refused["Effect"], refused["Principal"]) == ("Deny", "*")
        assert refused["Condition"] == {
            "StringNotEquals": {"aws:PrincipalTag/client": ["acme", "shared"]},
            "Null": {"aws:PrincipalTag/client": ["false"]},
        }


def test_only_a_database_under_the_key_makes_others_need_it_for_copies(acme: Made, dedicated: Made) -> None:
    assert "Copies" not in policy(acme.one(KEY))
    assert COPIER in json.dumps(policy(dedicated.one(KEY))["Copies"]["Principal"])


def test_workloads_find_everything_in_one_map_of_texts(acme: Made) -> None:
    row = acme.one(MAP).inputs
    assert row["metadata"]["name"] == "cell"
    assert all(isinstance(value, str) for value in row["data"].values())
    told = row["data"]
    assert (told["DATABASE_HOST"], told["DATABASE_USER"], told["DATABASE_PORT"]) == (
        "proxy.example",
        "client_acme",
        "5432",
    )
    assert (told["BRANDING_PRIMARY_COLOR"], told["API_HOST"], told["POOL"]) == (
        "#123456",
        "api.acme.example",
        "client-acme",
    )
    assert told["BUCKET"] == acme.one("aws:s3/bucketPolicy:BucketPolicy").inputs["bucket"]


def test_the_outputs_say_where_the_cell_is_and_what_was_promised(acme: Made) -> None:
    told = acme.told()
    assert told["namespace"] == "client-acme"
    assert told["role_arn"] == "arn:aws:iam::123456789012:role/client-acme-us-east"
    assert told["slo"] == {"availability_percent": 99.9, "budget_s": 2592, "window_days": 30}
    assert "rds_iam" in told["schema_sql"]


def test_only_data_is_protected_and_nothing_is_let_go_while_a_client_is_there(dedicated: Made) -> None:
    rows = [row for row in dedicated.of_cell("acme") if row.protect]
    assert {row.type for row in rows} == {KEY, BUCKET, SECRET, CLUSTER}
    assert not any(row.retain_on_delete for row in dedicated.of_cell("acme"))


def test_a_client_that_leaves_keeps_its_data_as_it_was_and_loses_everything_else(dedicated: Made, left: Made) -> None:
    before = {row.urn: row for row in dedicated.of_cell("acme")}
    after = {row.urn: row for row in left.of_cell("acme")}
    assert after.keys() < before.keys()
    assert all(asked(row) == asked(before[urn]) for urn, row in after.items())
    assert {row.type for row in after.values() if row.protect} == {KEY, BUCKET, SECRET, CLUSTER}
    assert not [row for row in after.values() if row.type.startswith(("kubernetes:", "aws:iam/", "aws:rds/proxy"))]
    assert {"namespace", "role_arn"}.isdisjoint(left.told())


def test_what_was_approved_is_let_go_and_stays_at_aws_with_what_it_lies_on(left: Made, released: Made) -> None:
    rows, before = released.of_cell("acme"), {row.urn: row.inputs for row in left.of_cell("acme")}
    assert not any(row.protect for row in rows)
    stays = {row.type for row in rows if row.retain_on_delete}
    bucket = {row.type for row in rows if row.type.startswith("aws:s3/")}
    # A cluster's settings and subnets cannot go before it; its members hold nothing.
    below = {"aws:rds/subnetGroup:SubnetGroup", "aws:rds/clusterParameterGroup:ClusterParameterGroup"}
    assert stays == {KEY, SECRET, CLUSTER, *bucket, *below}
    assert {row.urn: row.inputs for row in rows} == before


@pytest.mark.parametrize(
    ("said", "options", "why"),
    [
        ({}, {"released": True}, "only a client that leaves"),
        ({}, {"keys": {**KEYS, "per_client": "off"}}, "key of its own"),
        ({}, {"iam_auth": "off"}, "log in by IAM"),
    ],
)
def test_a_cell_that_would_not_be_one_is_refused(said: dict[str, Any], options: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        made([client(**said)], **options)


def test_the_first_preview_makes_the_same_with_addresses_that_are_not_known(acme: Made) -> None:
    first = made([client(**FULL)], preview=True)
    assert {row.urn for row in first.recording} == {row.urn for row in acme.recording}
    assert first.one(ROLE_POLICY).inputs["policy"] is UNKNOWN
