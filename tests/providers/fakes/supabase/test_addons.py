"""The Supabase stand-in: add-ons, and the read replicas that depend on them."""

from typing import Any

import pytest

from tests.providers.fakes.supabase.conftest import Api

_EU = {"read_replica_region": "eu-west-1"}


def _selected(api: Api, ref: str) -> set[str]:
    rows = api.ok("GET", f"projects/{ref}/billing/addons")["selected_addons"]
    return {row["variant"]["id"] for row in rows}


def _replicas(api: Api) -> list[dict[str, Any]]:
    (project,) = api.listed()
    return [each for each in project["databases"] if each["type"] == "READ_REPLICA"]


def _addon(api: Api, ref: str, kind: str, variant: str) -> tuple[int, str]:
    return api.no("PATCH", f"projects/{ref}/billing/addons", {"addon_type": kind, "addon_variant": variant})


@pytest.fixture
def ref(api: Api) -> str:
    """A project that can have replicas."""
    ref = api.ready("small")
    api.buy(ref, "pitr", "pitr_7")
    return ref


def _set_up(api: Api, ref: str) -> None:
    assert api.ok("POST", f"projects/{ref}/read-replicas/setup", _EU) is None


def test_addons_are_told_with_their_prices(api: Api) -> None:
    ref = api.ready("small")
    addons = api.ok("GET", f"projects/{ref}/billing/addons")
    assert [each["variant"]["id"] for each in addons["selected_addons"]] == ["ci_small"]
    prices = {each["id"]: each["price"] for offer in addons["available_addons"] for each in offer["variants"]}
    assert prices["ci_small"]["amount"] == 0.0206
    assert prices["pitr_7"]["description"] == "$100/month (~$0.137/hour)"


def test_a_variant_takes_the_place_of_the_one_of_its_type(api: Api, ref: str) -> None:
    api.buy(ref, "pitr", "pitr_14")
    api.buy(ref, "ipv4", "ipv4_default")
    assert _selected(api, ref) == {"ci_small", "pitr_14", "ipv4_default"}
    api.ok("DELETE", f"projects/{ref}/billing/addons/ipv4_default")
    assert _selected(api, ref) == {"ci_small", "pitr_14"}
    assert api.no("DELETE", f"projects/{ref}/billing/addons/ipv4_default")[0] == 404


def test_a_new_size_resizes_the_project_for_some_reads(api: Api) -> None:
    ref = api.ready("small")
    api.buy(ref, "compute_instance", "ci_small")
    assert api.status(ref) == "ACTIVE_HEALTHY"
    api.buy(ref, "compute_instance", "ci_large")
    assert [api.status(ref), api.status(ref)] == ["RESIZING", "ACTIVE_HEALTHY"]
    api.ok("DELETE", f"projects/{ref}/billing/addons/ci_large")
    assert _selected(api, ref) == {"ci_micro"}


@pytest.mark.parametrize(
    ("kind", "variant"),
    [
        ("compute_instance", "ci_small"),
        ("pitr", "pitr_7"),
        ("custom_domain", "cd_default"),
        ("ipv4", "ipv4_default"),
    ],
)
def test_on_the_free_plan_no_addon_can_be_had(api: Api, kind: str, variant: str) -> None:
    api.fake.plan = "free"
    ref = api.ready()
    assert _addon(api, ref, kind, variant)[0] == 402
    assert _selected(api, ref) == set()


def test_pitr_needs_small_compute_and_keeps_it(api: Api) -> None:
    ref = api.ready("micro")
    assert _addon(api, ref, "pitr", "pitr_7") == (400, "PITR needs at least Small compute")
    api.buy(ref, "compute_instance", "ci_small")
    api.buy(ref, "pitr", "pitr_7")
    assert _addon(api, ref, "compute_instance", "ci_micro") == (400, "PITR needs at least Small compute")


def test_a_variant_of_another_type_is_refused(api: Api, ref: str) -> None:
    assert _addon(api, ref, "ipv4", "pitr_7") == (400, "pitr_7 is no variant of ipv4 that can be had")


def test_a_replica_is_found_in_the_organizations_list_only(api: Api, ref: str) -> None:
    _set_up(api, ref)
    (replica,) = _replicas(api)
    assert replica["identifier"].startswith(f"{ref}-rr-eu-west-1-")
    assert (replica["region"], replica["status"]) == ("eu-west-1", "INIT_READ_REPLICA")
    assert _replicas(api)[0]["status"] == "ACTIVE_HEALTHY"


def test_the_list_can_lag_behind(api: Api, ref: str) -> None:
    api.fake.replica_lag = 2
    _set_up(api, ref)
    pooler = f"projects/{ref}/config/database/pooler"
    assert len(api.ok("GET", pooler)) == 1
    assert [len(_replicas(api)) for _ in range(3)] == [0, 0, 1]
    assert len(api.ok("GET", pooler)) == 2


def test_the_pooler_can_lag_behind_the_list(api: Api, ref: str) -> None:
    api.fake.pooler_lag = 2
    _set_up(api, ref)
    assert len(_replicas(api)) == 1
    assert [len(api.ok("GET", f"projects/{ref}/config/database/pooler")) for _ in range(3)] == [1, 1, 2]


def test_a_replica_that_fails_stays_failed_and_the_next_one_does_not(api: Api, ref: str) -> None:
    api.fake.replicas_fail = 1
    _set_up(api, ref)
    assert [_replicas(api)[0]["status"] for _ in range(3)] == [
        "INIT_READ_REPLICA",
        "INIT_READ_REPLICA_FAILED",
        "INIT_READ_REPLICA_FAILED",
    ]
    _set_up(api, ref)
    _replicas(api)
    assert {each["status"] for each in _replicas(api)} == {"INIT_READ_REPLICA_FAILED", "ACTIVE_HEALTHY"}


def test_a_replica_is_removed_by_its_identifier(api: Api, ref: str) -> None:
    _set_up(api, ref)
    identifier = _replicas(api)[0]["identifier"]
    remove = f"projects/{ref}/read-replicas/remove"
    assert api.ok("POST", remove, {"database_identifier": identifier}) is None
    assert _replicas(api) == []
    assert api.no("POST", remove, {"database_identifier": identifier})[0] == 404
    assert api.no("POST", remove, {"database_identifier": ref})[0] == 404, "the primary is no replica"


def test_replicas_need_a_plan_compute_physical_backups_and_a_healthy_project(api: Api) -> None:
    ref = api.ready("micro")
    setup = f"projects/{ref}/read-replicas/setup"
    api.fake.plan = "free"
    assert api.no("POST", setup, _EU)[0] == 402
    api.fake.plan = "pro"
    assert api.no("POST", setup, _EU) == (400, "Read replicas need at least Small compute")
    api.buy(ref, "compute_instance", "ci_small")
    assert api.no("POST", setup, _EU) == (400, "Project is RESIZING, not ACTIVE_HEALTHY")
    api.status(ref)
    assert api.no("POST", setup, _EU) == (400, "Read replicas need physical backups: enable PITR first")
    api.fake.walg_enabled = True
    _set_up(api, ref)


@pytest.mark.parametrize(("size", "most"), [("large", 2), ("xlarge", 5)])
def test_the_size_limits_the_number_of_replicas(api: Api, size: str, most: int) -> None:
    api.fake.walg_enabled = True
    ref = api.ready(size)
    for _ in range(most):
        _set_up(api, ref)
    status, message = api.no("POST", f"projects/{ref}/read-replicas/setup", _EU)
    assert (status, message) == (400, f"A project of size {size} can have {most} read replicas")


def test_what_replicas_need_cannot_be_taken_from_under_them(api: Api, ref: str) -> None:
    _set_up(api, ref)
    assert api.no("DELETE", f"projects/{ref}/billing/addons/pitr_7")[0] == 400
    api.buy(ref, "compute_instance", "ci_xlarge")
    api.status(ref)
    for _ in range(2):
        _set_up(api, ref)
    assert _addon(api, ref, "compute_instance", "ci_large") == (400, "large can have 2 read replicas")
