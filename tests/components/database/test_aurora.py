"""What a database on Aurora may be; each rule at its boundary."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.components.database.specs import PROXY, SECONDARY, SERVERLESS, WORLDWIDE, aurora, refused


def found(**changes: Any) -> dict[str, str]:
    return refused(aurora(**changes))


def follower(**changes: Any) -> dict[str, str]:
    rows = found(worldwide={**WORLDWIDE, "secondaries": [{**SECONDARY, **changes}]})
    return {path.removeprefix("worldwide.secondaries[0]."): allowed for path, allowed in rows.items()}


def test_regions_are_those_of_all_clusters_the_primary_first() -> None:
    assert aurora().engine.regions == ("us-east",)  # type: ignore[union-attr]
    assert aurora(worldwide=WORLDWIDE).engine.regions == ("us-east", "eu-west")  # type: ignore[union-attr]


@pytest.mark.parametrize("version", ["17.11", "18.3", "18.4", "18.6"])
def test_versions_are_those_that_aurora_runs_and_proxies_serve_the_proven_one_only(version: str) -> None:
    proven = version == "17.11"
    assert found(version=version) == {}
    assert (found(version=version, primary__proxy=PROXY) == {}) == proven
    assert (found(version=version, worldwide=WORLDWIDE) == {}) == proven
    assert set(found(version=version, worldwide=WORLDWIDE)) <= {"version"}


@pytest.mark.parametrize("version", ["17", "16.4", "18.5"])
def test_another_version_is_refused(version: str) -> None:
    assert set(found(version=version)) == {"version"}


@pytest.mark.parametrize(("days", "sound"), [(0, False), (1, True), (35, True), (36, False)])
def test_backups_are_kept_from_one_day_to_thirty_five(days: int, sound: bool) -> None:
    assert (found(retention_days=days) == {}) == sound
    assert set(found(retention_days=days)) <= {"retention_days"}


@pytest.mark.parametrize(("readers", "sound"), [(0, False), (1, True), (15, True), (16, False)])
def test_a_primary_has_somebody_to_take_over(readers: int, sound: bool) -> None:
    assert (found(primary__readers=readers) == {}) == sound
    assert set(found(primary__readers=readers)) <= {"primary.readers"}


def test_capacity_stays_within_what_the_service_takes() -> None:
    assert found(primary__capacity={**SERVERLESS, "max_acu": 256}) == {}
    assert set(found(primary__capacity={**SERVERLESS, "max_acu": 256.5})) == {"primary.capacity.max_acu"}
    assert found(primary__capacity={**SERVERLESS, "min_acu": 16}) == {}
    assert found(primary__capacity={**SERVERLESS, "min_acu": 16.5}) == {
        "primary.capacity.min_acu": "at most max_acu (16)"
    }


@pytest.mark.parametrize("most", [0, 0.5])
def test_the_largest_size_is_above_half_a_unit_because_aurora_takes_no_less(most: float) -> None:
    assert found(primary__capacity={**SERVERLESS, "min_acu": 0, "max_acu": 1}) == {}
    rows = found(primary__capacity={**SERVERLESS, "min_acu": 0, "max_acu": most})
    assert set(rows) == {"primary.capacity.max_acu"}


@pytest.mark.parametrize("name", ["db.r6g.large", "db.t4g.medium"])
def test_instances_are_of_a_class(name: str) -> None:
    assert found(primary__capacity={"kind": "provisioned", "instance_class": name}) == {}
    with pytest.raises(ValidationError, match="instance_class"):
        aurora(primary__capacity={"kind": "provisioned", "instance_class": name.removeprefix("db.")})


def test_a_proxy_has_the_bounds_of_the_service() -> None:
    for field, least, most in (("max_connections_percent", 1, 100), ("idle_client_s", 1, 28_800)):
        for value in (least, most):
            assert found(primary__proxy={**PROXY, field: value}) == {}
        with pytest.raises(ValidationError, match=field):
            aurora(primary__proxy={**PROXY, field: least - 1})
    with pytest.raises(ValidationError, match="max_connections_percent"):
        aurora(primary__proxy={**PROXY, "max_connections_percent": 101})
    # Eight hours: what AWS says, and who says so.
    longer = found(primary__proxy={**PROXY, "idle_client_s": 28_801})
    assert longer["primary.proxy.idle_client_s"].startswith("at most 28800 (docs.aws.amazon.com")


@pytest.mark.parametrize(("days", "sound"), [(7, True), (465, True), (6, False), (8, False), (466, False)])
def test_statistics_are_kept_for_the_days_of_a_mode(days: int, sound: bool) -> None:
    rows = found(logs__insights_days=days)
    assert (rows == {}) == sound
    assert rows.get("logs.insights_days", "one of 7, 465 (docs").startswith("one of 7, 465 (docs")


def test_a_follower_may_be_storage_only_and_then_has_neither_size_nor_proxy() -> None:
    headless = {"readers": 0, "capacity": None}
    assert follower(**headless) == {}
    assert follower(readers=0) == {"capacity": "null without readers"}
    assert follower(capacity=None) == {"capacity": "a size for its readers"}
    assert follower(**headless, proxy=PROXY) == {"proxy": "null without readers"}
    assert follower(proxy=PROXY) == {}


def test_a_refused_size_is_shown_as_it_is() -> None:
    rows = aurora(worldwide={**WORLDWIDE, "secondaries": [{**SECONDARY, "readers": 0}]})
    (problem,) = rows.problems()
    assert problem.path == "engine.worldwide.secondaries[0].capacity"
    # "null: null without readers" would tell the reader to write what is refused.
    assert problem.value is not None


@pytest.mark.parametrize(("readers", "sound"), [(15, True), (16, False)])
def test_a_follower_has_fifteen_readers_at_most(readers: int, sound: bool) -> None:
    assert (follower(readers=readers) == {}) == sound
    assert set(follower(readers=readers)) <= {"readers"}


def worldwide(*regions: str, **changes: Any) -> dict[str, str]:
    rows = [{**SECONDARY, "region": region} for region in regions]
    return found(worldwide={**WORLDWIDE, "secondaries": rows, **changes})


def test_a_region_follows_once_and_never_itself() -> None:
    assert worldwide("eu-west", "eu-west") == {"worldwide.secondaries[1].region": "each region once"}
    assert worldwide("eu-west", "us-east") == {
        "worldwide.secondaries[1].region": "another region than the primary",
    }


def test_ten_regions_follow_at_most_and_one_at_least() -> None:
    names = [f"region-{index}" for index in range(11)]
    assert worldwide(*names[:10]) == {}
    assert set(worldwide(*names)) == {"worldwide.secondaries"}
    with pytest.raises(ValidationError, match="secondaries"):
        worldwide()


@pytest.mark.parametrize(("seconds", "sound"), [(None, True), (19, False), (20, True)])
def test_a_bound_on_lost_writes_is_one_that_the_engine_holds(seconds: int | None, sound: bool) -> None:
    assert (worldwide("eu-west", rpo_s=seconds) == {}) == sound
    assert set(worldwide("eu-west", rpo_s=seconds)) <= {"worldwide.rpo_s"}


def test_a_follower_s_proxy_needs_the_proven_version_too() -> None:
    assert follower(proxy=PROXY) == {}
    rows = {**WORLDWIDE, "secondaries": [{**SECONDARY, "proxy": PROXY}]}
    assert found(worldwide=rows, version="18.3")["version"].startswith("one of 17.11")


def test_a_region_that_follows_needs_a_key_that_is_named() -> None:
    """A follower of an encrypted cluster is told its key, and the one that AWS keeps has no name to tell."""
    assert found(encryption="aws_key") == {}
    assert found(worldwide=WORLDWIDE) == {}
    rows = found(encryption="aws_key", worldwide=WORLDWIDE)
    assert set(rows) == {"encryption"}
    assert rows["encryption"].startswith("one of own_key for aurora global (docs.aws.amazon.com")
