"""Add-ons over the provider's own protocol."""

import pytest

from tests.fakes.supabase.world import settled
from tests.providers.supabase.conftest import Cloud
from tests.support.plugin import FailedError, HalfMadeError

PATCH = "PATCH /v1/projects/{ref}/billing/addons"
DELETE = "DELETE /v1/projects/{ref}/billing/addons/{addon_variant}"
TOKEN = "supabase:index:Addon"


def _up(cloud: Cloud, type_: str, variant: str) -> str:
    return cloud.up("Addon", type=type_, variant=variant)


@pytest.fixture
def small(ready: Cloud) -> Cloud:
    ready.live.size = "small"
    return ready


def test_compute_is_selected_and_the_database_waited_for(ready: Cloud) -> None:
    ready.fake.resize_reads = 4
    assert _up(ready, "compute_instance", "ci_small") == "create"
    assert (ready.live.size, ready.live.status.now) == ("small", "ACTIVE_HEALTHY")
    assert ready.stack["it"].id == f"{ready.ref}/compute_instance"
    assert _up(ready, "compute_instance", "ci_small") == "same"
    assert _up(ready, "compute_instance", "ci_large") == "update"
    assert ready.live.size == "large"
    assert ready.asked(PATCH) == 2


@pytest.mark.parametrize(
    ("type_", "variant"), [("pitr", "pitr_7"), ("ipv4", "ipv4_default"), ("custom_domain", "cd_default")]
)
def test_any_add_on_is_bought_and_given_back(small: Cloud, type_: str, variant: str) -> None:
    assert _up(small, type_, variant) == "create"
    assert small.live.addons == {variant}
    state = small.stack["it"]
    small.stack.plugin.delete(state)
    assert small.live.addons == set()
    small.stack.plugin.delete(state)
    assert small.asked(DELETE) == 1


def test_what_is_selected_already_is_not_selected_again(small: Cloud) -> None:
    small.live.addons.add("pitr_7")
    assert _up(small, "pitr", "pitr_7") == "create"
    assert small.written() == []


def test_deleting_compute_returns_to_the_smallest_size(ready: Cloud) -> None:
    _up(ready, "compute_instance", "ci_large")
    ready.stack.down("it")
    assert ready.live.size == "micro"


def test_another_type_replaces_and_another_variant_does_not(small: Cloud) -> None:
    _up(small, "pitr", "pitr_7")
    diff = small.stack.plugin.diff(small.stack["it"], {"projectRef": small.ref, "type": "pitr", "variant": "pitr_14"})
    assert (diff.changes, diff.replaces) == (True, ())
    diff = small.stack.plugin.diff(small.stack["it"], {"projectRef": small.ref, "type": "ipv4", "variant": "pitr_7"})
    assert diff.replaces == ("type",)


def test_drift_is_seen_and_mended(small: Cloud) -> None:
    _up(small, "pitr", "pitr_7")
    small.live.addons = {"pitr_28"}
    refreshed = small.stack.refresh("it")
    assert refreshed is not None
    assert refreshed.inputs["variant"] == "pitr_28"
    assert _up(small, "pitr", "pitr_7") == "update"
    assert small.live.addons == {"pitr_7"}
    small.live.addons.clear()
    assert small.stack.refresh("it") is None


def test_an_add_on_is_imported_by_project_and_type(small: Cloud) -> None:
    small.live.addons.add("pitr_14")
    state = small.stack.imported("it", TOKEN, f"{small.ref}/pitr")
    assert state.inputs == {"projectRef": small.ref, "type": "pitr", "variant": "pitr_14"}
    assert _up(small, "pitr", "pitr_14") == "same"
    with pytest.raises(FailedError, match=r"to import an add-on give REF/TYPE"):
        small.stack.imported("it", TOKEN, small.ref)


def test_a_variant_of_another_type_is_refused_in_the_preview(ready: Cloud) -> None:
    given = {"projectRef": ready.ref, "type": "pitr", "variant": "ci_small"}
    assert ready.stack.plugin.check(TOKEN, given) == {
        "variant": "must be one of pitr's: pitr_7, pitr_14, pitr_28; not 'ci_small'"
    }
    given = {"projectRef": ready.ref, "type": "log_drain", "variant": "log_drain_default"}
    assert ready.stack.plugin.check(TOKEN, given) == {
        "type": "the Management API cannot select log_drain; it is bought in the dashboard"
    }


@pytest.mark.parametrize("effect", ["drop_after", "drop_before", "500", "429"])
def test_a_passing_fault_is_survived(small: Cloud, effect: str) -> None:
    small.fault(PATCH, effect)
    assert _up(small, "pitr", "pitr_7") == "create"
    assert small.live.addons == {"pitr_7"}


def test_a_plan_without_it_is_told_with_what_to_do(ready: Cloud) -> None:
    ready.fake.plan = "free"
    with pytest.raises(FailedError, match=r"PATCH .*billing/addons at Supabase: refused \(402.*`sayar doctor`"):
        _up(ready, "ipv4", "ipv4_default")
    ready.fake.plan = "pro"
    assert _up(ready, "ipv4", "ipv4_default") == "create"


def test_a_database_that_does_not_come_back_is_waited_for_again(ready: Cloud) -> None:
    ready.fake.resize_reads = 10_000
    with pytest.raises(HalfMadeError, match=r"the add-on is selected, but: .* run the update again, it goes on"):
        _up(ready, "compute_instance", "ci_small")
    ready.live.status = settled("ACTIVE_HEALTHY")
    assert _up(ready, "compute_instance", "ci_small") == "update"
    assert _up(ready, "compute_instance", "ci_small") == "same"
    assert ready.asked(PATCH) == 1
