"""The four shipped tiers: accepted, complete, each choice with its reason, and what the strategy says of them."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from infra.config.check import resolve
from infra.config.errors import ConfigError
from infra.config.layers import Layer
from infra.config.platform import CONCERNS, TIERS, PlatformSpec
from infra.config.reasons import reasons
from infra.config.stack_file import read_stack_file
from infra.tiers.promises import promises
from tests.infra.projects import ROOT, config, values

# Keys that say which item this is, or which kind the fields beside it describe: those fields carry the reasons.
NAMES = frozenset({"ref", "name", "host", "use", "region", "kind", "namespace", "pool"})


def leaves(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Paths of everything that is no mapping and no list of mappings."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*at, key))
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for index, item in enumerate(value):
            yield from leaves(item, (*at, index))
    else:
        yield at


def spelled(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


@cache
def platform(tier: str) -> PlatformSpec:
    return config(tier).platform


def own(tier: str) -> dict[str, Any]:
    """What the tier's own file says."""
    found = read_stack_file(ROOT / f"Pulumi.{tier}.yaml")
    return {key.removeprefix("sayar:"): value for key, value in found.items()}


@pytest.mark.parametrize("tier", TIERS)
def test_a_shipped_tier_is_accepted_and_names_every_concern_and_nothing_of_an_environment(tier: str) -> None:
    assert platform(tier).tier == tier
    assert set(own(tier)) == {"tier", *CONCERNS}


@pytest.mark.parametrize("tier", TIERS)
def test_every_choice_has_its_reason_and_what_names_an_item_has_that_of_something_around_it(tier: str) -> None:
    said = reasons(ROOT / f"Pulumi.{tier}.yaml")
    bare = [path for path in leaves(own(tier)) if path != ("tier",) and not said.get(spelled(path))]
    assert [spelled(path) for path in bare if path[-1] not in NAMES] == []
    lonely = [path for path in bare if not any(said.get(spelled(path[:end])) for end in range(1, len(path)))]
    assert [spelled(path) for path in lonely] == []


@pytest.mark.parametrize("tier", TIERS)
def test_no_field_of_a_tier_file_can_be_left_out(tier: str) -> None:
    """Every leaf is taken out once. One of each concern goes at a time: concerns are checked apart from each other."""
    whole = values(tier)
    of_concern = {name: list(leaves(whole[name], (name,))) for name in CONCERNS}
    tried = 0
    for turn in range(max(map(len, of_concern.values()))):
        gone = [paths[turn] for paths in of_concern.values() if turn < len(paths)]
        found = _refused_without(tier, whole, gone)
        # Without the word that says which kind it is, the whole object is refused instead.
        kinds = {spelled(path[:-1]) for path in gone if path[-1] in ("kind", "mode", "by")}
        missing = {spelled(path) for path in gone} - found
        assert {path.rpartition(".")[0] for path in missing} <= kinds & found, f"{missing} can be left out"
        tried += len(gone)
    assert tried > 300, "a tier has hundreds of leaves: fewer means that this test lost some"


def _refused_without(tier: str, whole: dict[str, Any], gone: list[tuple[str | int, ...]]) -> set[str]:
    """The refused paths while some leaves are away; they are put back, at their place, afterwards."""
    kept: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for *steps, last in gone:
        here: Any = whole
        for step in steps:
            here = here[step]
        kept.append((here, dict(here)))
        del here[last]
    try:
        with pytest.raises(ConfigError) as caught:
            resolve("prod", tier, [Layer("file", whole)])  # type: ignore[arg-type]
    finally:
        for here, before in kept:
            here.clear()
            here.update(before)
    return {problem.path.removeprefix("sayar:") for problem in caught.value.problems}


@pytest.mark.parametrize("tier", TIERS)
def test_the_objective_is_one_of_the_promised_availabilities(tier: str) -> None:
    promised = [row.value for row in promises().tiers[tier].availability_percent]
    assert platform(tier).monitoring.objective.availability_percent in promised
    assert platform(tier).monitoring.objective.window_days == 30


@pytest.mark.parametrize("tier", TIERS)
def test_alerts_on_speed_stand_at_the_promised_figures(tier: str) -> None:
    promised = promises().tiers[tier]
    alerts = {row.alert: row for row in platform(tier).monitoring.alerts}
    assert alerts["api-latency"].threshold == promised.response_s.value
    assert alerts["feed-time"].threshold == promised.feed.seconds
    assert alerts["feed-time"].products == promised.feed.products


def test_the_plans_are_those_by_which_the_strategy_calls_the_tiers() -> None:
    """The vendors' names: the strategy's Vercel Free is hobby, and Railway and Vercel sell its Team as pro."""
    rows = [
        (
            one.hosting.railway.plan if one.hosting.railway else None,
            one.hosting.vercel.plan,
            one.database.engine.plan if one.database.engine.kind == "supabase" else one.database.engine.kind,
            one.edge.plan,
        )
        for one in map(platform, TIERS)
    ]
    assert rows == [
        ("hobby", "hobby", "free", "free"),
        ("pro", "pro", "pro", "pro"),
        ("pro", "pro", "pro", "pro"),
        (None, "enterprise", "aurora", "enterprise"),
    ]


def test_starter_is_one_small_service_each_in_one_region_without_a_cdn() -> None:
    one = platform("starter")
    assert one.hosting.railway is not None
    api = one.hosting.railway.services.api
    assert (api.vcpu, api.memory_gb, api.total) == (1, 1, 1)
    assert one.network.names == ("us-east",)
    assert one.edge.mode == "dns_only"
    assert len(one.edge.waf.rate_limits) == 1, "the strategy's basic rate limits"
    assert (one.edge.settings.always_https, one.database.engine.kind) == ("on", "supabase")


def test_growth_brings_the_cdn_the_firewall_and_twice_the_service() -> None:
    one = platform("growth")
    assert one.hosting.railway is not None
    api = one.hosting.railway.services.api
    assert (api.vcpu, api.memory_gb) == (2, 2)
    assert one.edge.mode == "proxied"
    assert any(row.host == "feed" and row.cache == "eligible" for row in one.edge.delivery.cache), "CDN for CSV feeds"
    assert one.edge.waf.managed.cloudflare == "on"
    assert one.edge.waf.managed.owasp is not None
    assert len(one.edge.waf.rate_limits) == 2
    assert one.edge.bots.super_fight is not None
    assert (one.hosting.vercel.analytics, one.hosting.vercel.speed_insights) == ("on", "on")
    assert one.backup.database.kind == "supabase_pitr"
    assert (one.edge.large.balancing, one.network.names) == (None, ("us-east",))


def test_scale_is_two_regions_behind_a_load_balancer_with_replicas_redis_and_traces() -> None:
    one = platform("scale")
    assert one.network.names == ("us-east", "eu-west")
    assert one.hosting.service_regions == ("us-east", "eu-west")
    assert one.edge.large.balancing is not None
    assert one.edge.large.balancing.steering == "geo"
    assert [pool.region for pool in one.edge.large.balancing.pools] == ["us-east", "eu-west"]
    assert one.database.engine.kind == "supabase"
    assert [(row.region, row.count) for row in one.database.engine.read_replicas] == [("eu-west", 1)]
    assert one.database.engine.pooler.mode == "transaction", "the strategy's connection pooling"
    assert one.cache.store.kind == "railway"
    assert {use for use, _ in one.cache.uses} == {"cache", "idempotency", "queue"}
    assert (one.monitoring.tracing.store, one.monitoring.tracing.keep_errors) == ("tempo", "on")
    assert one.security.compliance.frameworks == ("soc2_type2",)
    assert one.backup.dumps.kind == "r2"
    assert {bucket.law for bucket in one.backup.dumps.buckets} == {"us", "eu"}, "backups in two regions"


def test_enterprise_runs_in_clusters_of_its_own_with_evidence_for_three_frameworks() -> None:
    one = platform("enterprise")
    assert one.cluster.eks is not None
    assert one.cluster.eks.regions == ("us-east", "eu-west")
    assert any(pool.spot == "on" for pool in one.cluster.eks.pools), "the strategy's spot instances"
    assert one.database.engine.kind == "aurora"
    assert one.database.engine.regions == ("us-east", "eu-west")
    assert one.cache.store.kind == "elasticache"
    assert one.messaging.kafka is not None
    assert one.messaging.kafka.brokers == one.messaging.kafka.zones == 3
    assert (one.security.origin_auth.mode, one.security.origin_auth.stage) == ("mtls", "require")
    assert one.edge.large.client_certificates == ("api", "webhook", "feed")
    assert {"soc2_type2", "iso27001", "gdpr"} <= set(one.security.compliance.frameworks)
    assert one.edge.large.custom_hostnames is not None, "the strategy's white label"
    assert (one.security.cloud.kind, one.backup.vaults.kind) == ("aws", "aws")


def test_evidence_grows_with_the_tiers() -> None:
    found = [platform(tier).security.compliance for tier in TIERS]
    assert [one.frameworks[:1] for one in found] == [(), ("soc2_type1",), ("soc2_type2",), ("soc2_type2",)]
    assert [one.evidence_months for one in found] == [0, 6, 12, 24]


def test_what_belongs_to_later_tiers_is_not_there_before() -> None:
    for tier in ("starter", "growth"):
        one = platform(tier)
        kinds = (one.cache.store, one.messaging.broker, one.cluster.engine, one.network.cloud, one.backup.vaults)
        assert [part.kind for part in kinds] == ["none"] * len(kinds), tier
        assert one.monitoring.tracing.store == "none"
    assert platform("scale").messaging.broker.kind == "none", "Kafka is Enterprise's"


def test_secrets_and_paths_stay_the_same_so_that_no_move_changes_them() -> None:
    """A longer secret or another path in a higher tier would be a change of live traffic that nobody asked for."""
    first = platform("starter")
    for tier in TIERS[1:]:
        assert platform(tier).security.secrets == first.security.secrets
        assert platform(tier).edge.paths == first.edge.paths
        assert platform(tier).edge.delivery.origin_header == first.edge.delivery.origin_header
