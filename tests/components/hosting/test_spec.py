"""What hosting may be: known places, sizes that the plans allow, releases that reach everybody."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from components.hosting.railway_spec import ServiceSpec
from components.hosting.spec import HostingSpec
from components.hosting.words import RailwayPlan
from components.limits import limit
from tests.components.hosting.specs import BASE, document, problems, rate_limit, replicas, service, spec, stage

TWO = ["us-east", "eu-west"]
SMALL: dict[str, Any] = {"vercel__plan": "hobby", "vercel__seats": 1}
PERCENT = st.integers(1, 100)


def test_the_document_that_the_tests_change_is_sound() -> None:
    assert problems() == {}


def missing(value: Any) -> list[list[Any]]:
    """The path of every key of a document."""
    if isinstance(value, dict):
        return [[key] for key in value] + [[key, *path] for key in value for path in missing(value[key])]
    if isinstance(value, list):
        return [[index, *path] for index, item in enumerate(value) for path in missing(item)]
    return []


@pytest.mark.parametrize("path", missing(BASE), ids=lambda path: ".".join(map(str, path)))
def test_nothing_has_a_default(path: list[Any]) -> None:
    here = value = document()
    for step in path[:-1]:
        here = here[step]
    del here[path[-1]]
    with pytest.raises(ValidationError, match="Field required"):
        HostingSpec.model_validate_json(json.dumps(value))


def test_services_may_run_elsewhere() -> None:
    elsewhere = spec(railway=None)
    assert list(elsewhere.problems()) == []
    assert (elsewhere.railway_plan, elsewhere.fixed_addresses, elsewhere.service_regions) == (None, False, ())


@pytest.mark.parametrize(("vendor", "field"), [("railway", "regions"), ("vercel", "function_regions")])
def test_a_region_is_known_to_its_vendor_and_there_once(vendor: str, field: str) -> None:
    def found(*names: str) -> dict[str, str]:
        return problems(**{f"{vendor}__{field}": names})

    where = f"{vendor}.{field}[1]"
    assert found("us-east", "eu-west") == {}
    assert found("us-east", "ap-south") == {
        where: f"a region that {vendor.title()} has: one of us-east, eu-west, us-west, ap-southeast"
    }
    assert found("us-east", "us-east") == {where: "each region once"}


def test_a_service_runs_in_regions_of_the_services_the_first_always_among_them() -> None:
    both = service(replicas=replicas(us_east=1, eu_west=1))
    assert problems(railway__regions=TWO, railway__services__feed=both) == {}
    assert problems(railway__services__feed=both) == {
        "railway.services.feed.replicas[1].region": "a region of these services: one of us-east"
    }
    far = service(replicas=replicas(eu_west=1))
    assert problems(railway__regions=TWO, railway__services__feed=far) == {
        "railway.services.feed.replicas": "replicas in us-east, the first region, too"
    }


def test_a_region_stands_once_in_a_service() -> None:
    twice = service(replicas=replicas(us_east=1) * 2)
    assert problems(railway__services__api=twice) == {"railway.services.api.replicas[1].region": "each region once"}


def test_places_are_those_of_the_platform_and_services_begin_in_its_primary_region() -> None:
    chosen = spec(railway__regions=TWO, vercel__function_regions=TWO)
    assert list(chosen.in_regions(("us-east", "eu-west"))) == []
    assert [problem.path for problem in chosen.in_regions(("us-east",))] == [
        "railway.regions[1]",
        "vercel.function_regions[1]",
    ]
    (moved,) = chosen.in_regions(("eu-west", "us-east"))
    assert (moved.path, moved.value) == ("railway.regions[0]", "us-east")
    assert moved.allowed == "eu-west, the platform's primary region"
    assert [problem.path for problem in spec(railway=None).in_regions(("eu-west",))] == ["vercel.function_regions[0]"]


def test_regions_of_the_services_are_those_with_a_replica_in_the_order_of_the_spec() -> None:
    both = service(replicas=replicas(us_east=1, eu_west=1))
    assert spec(railway__regions=TWO).service_regions == ("us-east",)
    assert spec(railway__regions=TWO, railway__services__webhook=both).service_regions == ("us-east", "eu-west")
    assert spec(railway__regions=TWO[::-1], railway__services__webhook=both).service_regions == ("eu-west", "us-east")


def on_plan(plan: RailwayPlan, **changes: Any) -> set[str]:
    row = ServiceSpec.model_validate_json(json.dumps(service(**changes)))
    return {problem.path for problem in row.on_plan(plan)}


@given(st.sampled_from(["free", "hobby", "pro", "enterprise"]), st.integers(1, 2500), st.integers(1, 60))
@example("pro", 24, 41)
@example("pro", 24, 42)
@example("enterprise", 2400, 1)
@example("enterprise", 2401, 1)
def test_a_plan_allows_exactly_the_sizes_and_counts_of_its_rows(plan: RailwayPlan, vcpu: int, count: int) -> None:
    rows = {name: limit("hosting", "railway", plan, name).value for name in ("replica_vcpu", "service_vcpu")}
    sound = vcpu <= (rows["replica_vcpu"] or vcpu) and vcpu * count <= rows["service_vcpu"]
    sound = sound and count <= limit("hosting", "railway", plan, "replicas").value
    found = on_plan(plan, vcpu=vcpu, memory_gb=0.01, replicas=replicas(us_east=count))
    assert (found == set()) == sound


@pytest.mark.parametrize(
    ("plan", "most"), [("free", (1, 0.5, 1)), ("hobby", (8, 8, 6)), ("pro", (24, 24, 42)), ("enterprise", (9, 9, 50))]
)
def test_each_size_and_count_is_held_against_the_plan_at_its_own_path(
    plan: RailwayPlan, most: tuple[float, float, int]
) -> None:
    def found(vcpu: float, memory: float, count: int) -> set[str]:
        return on_plan(plan, vcpu=vcpu, memory_gb=memory, replicas=replicas(us_east=1, eu_west=count))

    vcpu, memory, count = most
    assert found(vcpu, 0.01, 1) == found(0.01, memory, 1) == found(0.01, 0.01, count) == set()
    assert found(0.01, 0.01, count + 1) == {"replicas[1].count"}
    if plan != "enterprise":  # whose contract says the size of a replica
        assert found(vcpu + 0.1, 0.01, 1) == {"vcpu"}
        assert found(0.01, memory + 0.1, 1) == {"memory_gb"}


def test_replicas_of_a_region_share_what_the_plan_gives_one_service() -> None:
    large = service(vcpu=24, replicas=replicas(us_east=41, eu_west=41))
    assert problems(railway__regions=TWO, railway__services__api=large) == {}
    large["replicas"][1]["count"] = 42
    found = problems(railway__regions=TWO, railway__services__api=large)
    assert found == {"railway.services.api.replicas[1].count": "at most 41: 1000 service_vcpu on railway pro"}


def test_a_schedule_runs_in_one_replica() -> None:
    assert problems(railway__services__feed=service(cron="0 3 * * *")) == {}
    twice = service(cron="0 3 * * *", replicas=replicas(us_east=2))
    assert problems(railway__services__feed=twice)["railway.services.feed.replicas"].startswith("at most 1")


@pytest.mark.parametrize("cron", ["0 3 * *", "0 3 * * * *", "@daily", ""])
def test_a_schedule_has_five_fields(cron: str) -> None:
    with pytest.raises(ValidationError, match="cron"):
        spec(railway__services__feed=service(cron=cron))


def test_what_sleeps_has_one_replica() -> None:
    assert problems(railway__services__api=service(sleep="on")) == {}
    spread = service(sleep="on", replicas=replicas(us_east=1, eu_west=1))
    assert problems(railway__regions=TWO, railway__services__api=spread) == {
        "railway.services.api.sleep": "off with more than one replica"
    }


@pytest.mark.parametrize("policy", ["always", "never"])
def test_retries_are_counted_only_after_a_failure(policy: str) -> None:
    assert problems(railway__services__api__restart={"policy": policy, "retries": 0}) == {}
    found = problems(railway__services__api__restart={"policy": policy, "retries": 1})
    assert found == {"railway.services.api.restart.retries": "0 unless policy is on_failure"}


@pytest.mark.parametrize(("plan", "sold"), [("free", False), ("hobby", False), ("pro", True), ("enterprise", True)])
def test_fixed_addresses_are_sold_with_the_larger_plans(plan: str, sold: bool) -> None:
    chosen = spec(railway__plan=plan, railway__static_egress="on")
    assert ([problem.path for problem in chosen.problems()] == []) == sold
    assert {problem.path for problem in chosen.problems()} <= {"railway.static_egress"}
    assert chosen.fixed_addresses
    assert not spec().fixed_addresses


def test_the_warning_of_a_bill_comes_before_the_stop_and_both_are_what_the_api_takes() -> None:
    def found(soft: int, hard: int | None) -> set[str]:
        return set(problems(railway__usage_limit={"soft_usd": soft, "hard_usd": hard}))

    assert found(5, None) == found(5, 10) == found(9, 10) == set()
    assert found(4, None) == {"railway.usage_limit.soft_usd"}
    assert found(5, 9) == {"railway.usage_limit.hard_usd"}
    assert found(10, 10) == {"railway.usage_limit.hard_usd"}


def test_functions_run_in_as_many_regions_as_the_plan_has() -> None:
    assert "vercel.function_regions" in problems(**SMALL, vercel__function_regions=TWO)
    # A third region is not known yet, so only the bound's own path tells.
    assert "vercel.function_regions" not in problems(vercel__function_regions=[*TWO, "ap-south"])
    assert "vercel.function_regions" in problems(vercel__function_regions=[*TWO, "ap-south", "sa-east"])


def test_a_function_runs_fifteen_minutes_at_most() -> None:
    assert problems(vercel__function_timeout_s=900) == {}
    assert set(problems(vercel__function_timeout_s=901)) == {"vercel.function_timeout_s"}


def test_hobby_has_one_seat() -> None:
    assert problems(**SMALL) == {}
    assert problems(**{**SMALL, "vercel__seats": 2})["vercel.seats"].startswith("at most 1 for vercel hobby")
    assert problems(vercel__seats=200) == {}


@pytest.mark.parametrize(("plan", "most"), [("hobby", 1), ("pro", 40)])
def test_a_plan_has_so_many_rate_limits(plan: str, most: int) -> None:
    def found(count: int) -> dict[str, str]:
        rows = [rate_limit(f"limit-{index}") for index in range(count)]
        return problems(vercel__plan=plan, vercel__seats=1, vercel__firewall__rate_limits=rows)

    assert found(most) == {}
    assert found(most + 1)["vercel.firewall.rate_limits"].startswith(f"at most {most} for vercel {plan}")


def test_a_rate_limit_has_a_name_of_its_own_and_a_window_that_the_vendor_takes() -> None:
    found = problems(vercel__firewall__rate_limits=[rate_limit(), rate_limit(path="/other")])
    assert found == {"vercel.firewall.rate_limits[1].name": "each name once"}
    for window in (10, 3600):
        assert problems(vercel__firewall__rate_limits=[rate_limit(window_s=window)]) == {}
    for window in (9, 3601):
        with pytest.raises(ValidationError, match="window_s"):
            spec(vercel__firewall__rate_limits=[rate_limit(window_s=window)])


@pytest.mark.parametrize("action", ["log", "deny"])
def test_the_owasp_rules_are_sold_with_enterprise_only(action: str) -> None:
    assert set(problems(vercel__firewall__owasp=action)) == {"vercel.firewall.owasp"}
    assert problems(vercel__plan="enterprise", vercel__firewall__owasp=action) == {}


def test_hobby_cannot_protect_every_deployment_roll_out_in_steps_or_keep_versions_together() -> None:
    steps = {"advance": "manual", "stages": [stage(10, None), stage(100, None)]}
    rich: dict[str, Any] = {
        "vercel__deployment_protection": "all",
        "vercel__rolling_release": steps,
        "vercel__skew_protection": "1 day",
    }
    assert problems(**rich) == {}
    found = {problem.path: problem.value for problem in spec(**rich, **SMALL).problems()}
    assert found.keys() == {"vercel.deployment_protection", "vercel.rolling_release", "vercel.skew_protection"}
    assert found["vercel.rolling_release"]["advance"] == "manual"  # type: ignore[index]
    assert problems(**SMALL, vercel__deployment_protection="previews") == {}


def release(advance: str, *stages: dict[str, Any]) -> dict[str, str]:
    found = problems(vercel__rolling_release={"advance": advance, "stages": list(stages)})
    return {path.removeprefix("vercel.rolling_release."): allowed for path, allowed in found.items()}


@given(st.lists(PERCENT, min_size=2, max_size=5))
@example([10, 50, 100])
@example([50, 50, 100])
@example([50, 99])
def test_the_shares_of_a_release_rise_until_everybody_has_it(shares: list[int]) -> None:
    sound = shares == sorted(set(shares)) and shares[-1] == 100
    assert (release("manual", *(stage(share, None) for share in shares)) == {}) == sound


def test_a_share_that_does_not_rise_is_named() -> None:
    assert release("manual", stage(50, None), stage(50, None), stage(100, None)) == {
        "stages[1].percent": "more than 50"
    }
    assert release("manual", stage(50, None), stage(99, None)) == {"stages[1].percent": "100 in the last stage"}


def test_a_release_that_advances_by_itself_says_when_and_no_other_does() -> None:
    assert release("automatic", stage(10, 5), stage(100, None)) == {}
    assert set(release("automatic", stage(10, None), stage(100, None))) == {"stages[0].minutes"}
    assert set(release("automatic", stage(10, 5), stage(100, 5))) == {"stages[1].minutes"}
    assert set(release("manual", stage(10, 5), stage(100, None))) == {"stages[0].minutes"}


def test_a_variable_is_there_once_under_a_name_that_shells_take() -> None:
    row = {"name": "LOG_LEVEL", "value": "info", "targets": ["preview"]}
    assert problems(vercel__env=[row]) == {}
    assert problems(vercel__env=[row, {**row, "value": "debug"}]) == {"vercel.env[1].name": "each name once"}
    for name in ("log_level", "1ST", "LOG-LEVEL", "_LOG"):
        with pytest.raises(ValidationError, match="name"):
            spec(vercel__env=[{**row, "name": name}])
