"""Rules over several concerns, each on both sides of its boundary, with the path of the field to mend."""

from typing import Any

import pytest

from tests.infra.projects import config, refused, values

TWO_REGIONS = [{"name": "us-east", "role": "primary"}, {"name": "eu-west", "role": "secondary"}]
DAILY = {"backup.database": {"kind": "supabase_daily", "keep_days": 7}, "backup.targets.rpo_s": 86400}
REPLICA = {"region": "eu-west", "count": 1, "max_lag_s": 30}
STRICT = {f"edge.origins.{host}": {"platform": "aws", "ssl": "strict"} for host in ("api", "webhook", "feed")}


@pytest.mark.parametrize(
    ("tier", "changes", "path", "allowed"),
    [
        # Places that the platform does not have.
        ("starter", {"hosting.vercel.function_regions": ["eu-west"]}, "hosting.vercel.function_regions[0]", "us-east"),
        ("growth", {"database.engine.read_replicas": [REPLICA]}, "database.engine.read_replicas[0].region", "us-east"),
        ("scale", {"cache.store.stores[1].region": "ap-southeast"}, "cache.store.stores[1].region", "eu-west"),
        ("enterprise", {"cache.store.groups[1].region": "ap-southeast"}, "cache.store.groups[1].region", "eu-west"),
        ("enterprise", {"security.cloud.audit.region": "eu-north"}, "security.cloud.audit.region", "us-east, eu-west"),
        ("enterprise", {"backup.vaults.region": "ap-southeast"}, "backup.vaults.region", "us-east, eu-west"),
        ("enterprise", {"backup.vaults.copy_to": "ap-southeast"}, "backup.vaults.copy_to", "us-east, eu-west"),
        (
            "enterprise",
            {"database.engine.worldwide.secondaries[0].region": "ap-southeast"},
            "database.engine.worldwide.secondaries[0].region",
            "us-east, eu-west",
        ),
        ("enterprise", {"messaging.broker.region": "ap-southeast"}, "messaging.broker.region", "us-east, eu-west"),
        ("enterprise", {"cluster.engine.regions": ["us-east", "ap-southeast"]}, "cluster.engine.regions[1]", "eu-west"),
        # Data in a jurisdiction that its class must not be in.
        ("starter", {"backup.dumps.buckets[0].place": "weur"}, "backup.dumps.buckets[0].place", "network.residency"),
        # A pool of the load balancer in a region without services.
        (
            "scale",
            {
                "edge.large.balancing.pools[1].region": "ap-southeast",
                "edge.large.balancing.order": ["us-east", "ap-southeast"],
            },
            "edge.large.balancing.pools[1].region",
            "us-east, eu-west",
        ),
        (
            "enterprise",
            {
                "edge.large.balancing.pools[1].region": "ap-southeast",
                "edge.large.balancing.order": ["us-east", "ap-southeast"],
            },
            "edge.large.balancing.pools[1].region",
            "us-east, eu-west",
        ),
        # The edge stands in front of where the services are.
        (
            "starter",
            {"edge.origins.api.platform": "aws", "edge.dns.caa.issue": ["pki.goog", "amazon.com"]},
            "edge.origins.api.platform",
            "railway",
        ),
        ("scale", {"edge.origins.feed.platform": "aws"}, "edge.origins.feed.platform", "railway"),
        ("growth", {"security.origin_auth.mode": "mtls"}, "security.origin_auth.mode", "none, header"),
        ("starter", {"security.origin_auth.stage": "require"}, "security.origin_auth.stage", "off or accept"),
        # Accounts, fixed addresses, stores.
        ("growth", {"accounts.vercel_team": None}, "accounts.vercel_team", "plan pro"),
        ("enterprise", {"accounts.vercel_team": None}, "accounts.vercel_team", "plan enterprise"),
        ("growth", {"hosting.railway.static_egress": "off"}, "database.engine.access.allow", "everybody or listed"),
        ("scale", {"cache.store.stores[2].volume_gb": 1001}, "cache.store.stores[2].volume_gb", "at most 1000"),
        ("enterprise", {"cache.store": values("scale")["cache"]["store"]}, "cache.store.kind", "another store"),
        # The cluster, its networks and its topics.
        ("enterprise", {"cluster.engine": {"kind": "none"}}, "hosting.railway", "cluster.engine is none"),
        ("enterprise", {"cluster.engine.service_cidr": "10.32.0.0/20"}, "cluster.engine.service_cidr", "10.32.0.0/16"),
        (
            "enterprise",
            {"cluster.engine.workloads[2].replicas.most": 25},
            "cluster.engine.workloads[2].replicas.most",
            "at most 24",
        ),
        (
            "enterprise",
            {"cluster.engine.workloads[2].scale.topic": "orders"},
            "cluster.engine.workloads[2].scale.topic",
            "webhook-events",
        ),
        (
            "enterprise",
            {"cluster.engine.workloads[2].scale.group": "feeds"},
            "cluster.engine.workloads[2].scale.group",
            "worker may consume webhook-events",
        ),
        # Copies are those of the engine, as the engine says.
        ("starter", {"backup.database": {"kind": "aurora_pitr", "keep_days": 7}}, "backup.database.kind", "Supabase"),
        ("starter", {"backup.database": {"kind": "supabase_daily", "keep_days": 7}}, "backup.database.keep_days", ""),
        ("growth", DAILY, "backup.database.kind", "supabase_pitr"),
        ("growth", {"backup.database.keep_days": 14}, "backup.database.keep_days", "7, as database.engine.pitr_days"),
        ("growth", {"database.engine.pitr_days": 14}, "backup.database.keep_days", "14, as database.engine.pitr_days"),
        (
            "enterprise",
            {"backup.database": {"kind": "supabase_pitr", "keep_days": 35}},
            "backup.database.kind",
            "aurora_pitr",
        ),
        ("enterprise", {"backup.database.keep_days": 34}, "backup.database.keep_days", "35, as database.engine"),
        ("enterprise", {"database.engine.retention_days": 34}, "backup.database.keep_days", "34, as database.engine"),
        ("starter", {"backup.dumps.runner": "eks"}, "backup.dumps.runner", "railway"),
        # Figures of the edge.
        ("starter", {"monitoring.metrics.edge_exporter": "on"}, "monitoring.metrics.edge_exporter", "off while"),
        (
            "growth",
            {"edge.mode": "dns_only", "security.origin_auth.stage": "off"},
            "monitoring.metrics.edge_exporter",
            "off while",
        ),
    ],
)
def test_an_illegal_combination_is_one_problem_at_the_field_to_mend(
    tier: str, changes: dict[str, Any], path: str, allowed: str
) -> None:
    ((found, says),) = refused(tier, changes)
    assert found == path
    assert allowed in says


@pytest.mark.parametrize(
    ("tier", "changes"),
    [
        # The other side of each boundary.
        ("scale", {"hosting.vercel.function_regions": ["eu-west"]}),
        ("scale", {"database.engine.read_replicas": [{**REPLICA, "region": "us-east"}, REPLICA]}),
        ("enterprise", {"security.cloud.audit.region": "eu-west"}),
        ("scale", {"backup.dumps.buckets[0].place": "weur"}),
        ("starter", {"security.origin_auth.stage": "accept"}),
        ("starter", {"security.origin_auth": {"mode": "none", "stage": "off"}}),
        ("enterprise", {"security.origin_auth.mode": "header"}),
        ("starter", {"accounts.vercel_team": None}),
        ("growth", {"hosting.railway.static_egress": "off", "database.engine.access.allow": "everybody"}),
        ("scale", {"cache.store.stores[2].volume_gb": 1000}),
        ("enterprise", {"cluster.engine.workloads[2].replicas.most": 24}),
        ("enterprise", {"cluster.engine.service_cidr": "10.48.0.0/20"}),
        ("growth", {**DAILY, "database.engine.pitr_days": None}),
        ("growth", {"backup.database.keep_days": 14, "database.engine.pitr_days": 14}),
        ("enterprise", {"backup.database.keep_days": 34, "database.engine.retention_days": 34}),
        ("growth", {"monitoring.metrics.edge_exporter": "on", "edge.plan": "pro"}),
    ],
)
def test_one_step_to_the_other_side_of_a_rule_is_allowed(tier: str, changes: dict[str, Any]) -> None:
    assert config(tier, changes).platform.tier == tier


def test_services_begin_in_the_primary_region_because_writes_go_there() -> None:
    turned = {"hosting.railway.regions": ["eu-west", "us-east"]}
    assert refused("scale", turned) == [("hosting.railway.regions[0]", "us-east, the platform's primary region")]


def test_the_database_is_written_in_the_primary_region() -> None:
    changes = {
        "database.engine.primary.region": "eu-west",
        "database.engine.worldwide.secondaries[0].region": "us-east",
    }
    assert refused("enterprise", changes) == [
        ("database.engine.primary.region", "us-east, the platform's primary region")
    ]


def test_every_region_of_services_that_the_platform_lost_is_named() -> None:
    """One region less in the network alone: everything that was in it has to follow."""
    changes = {
        "network.regions": TWO_REGIONS[:1],
        "network.residency": values("growth")["network"]["residency"],
    }
    assert [path for path, _ in refused("scale", changes)] == [
        "hosting.railway.regions[1]",
        "hosting.vercel.function_regions[1]",
        "database.engine.read_replicas[0].region",
        "cache.store.stores[1].region",
        "backup.dumps.buckets[1].place",
    ]


def test_all_three_origins_follow_the_services_to_the_cluster_and_back() -> None:
    paths = [f"edge.origins.{host}.platform" for host in ("api", "webhook", "feed")]
    railway = values("scale")["hosting"]["railway"]
    found = refused("enterprise", {"hosting.railway": railway, "security.origin_auth.mode": "header"})
    assert [path for path, _ in found] == paths
    changes = {"security.origin_auth.mode": "header"}
    changes |= {path.removesuffix(".platform"): {"platform": "railway", "ssl": "full"} for path in paths}
    found = refused("enterprise", {**changes, "edge.large.client_certificates": []})
    assert [path for path, _ in found] == paths


def test_a_broker_and_clusters_need_a_network_of_their_own() -> None:
    assert [path for path, _ in refused("enterprise", {"network.cloud": {"kind": "none"}})] == [
        "messaging.broker.zones",
        "cluster.engine.regions[0]",
        "cluster.engine.regions[1]",
    ]


def test_without_a_broker_nothing_talks_to_it_or_scales_on_it() -> None:
    found = refused("enterprise", {"messaging.broker": {"kind": "none"}})
    assert [path.removeprefix("cluster.engine.") for path, _ in found] == [
        "workloads[0].talks_to",
        "workloads[1].talks_to",
        "workloads[2].talks_to",
        "workloads[2].scale.topic",
        "workloads[3].talks_to",
        "workloads[3].scale.topic",
    ]


def test_services_that_run_nowhere_are_refused_with_words_for_what_would_be_allowed() -> None:
    found = dict(refused("growth", {"hosting.railway": None, **STRICT}))
    assert set(found) == {
        "hosting.railway",
        "database.engine.access.allow",
        "backup.dumps.runner",
        "edge.dns.caa.issue",  # the load balancers of STRICT could not have certificates either
    }
    assert not found["backup.dumps.runner"].startswith(","), "the sentence has lost its subject"


def test_recovery_in_the_backup_without_recovery_in_the_database_is_refused_with_something_that_can_be_done() -> None:
    """`keep_days` cannot be null, so null is nothing that could be allowed there."""
    ((path, allowed),) = refused("growth", {"database.engine.pitr_days": None})
    assert path.startswith("backup.database.")
    assert "None" not in allowed


PERSONAL = {"data": "personal", "kept_in": ["us-east"], "allowed": ["us"]}
BACKUPS = {"data": "backups", "kept_in": ["us-east", "eu-west"], "allowed": ["us", "eu"]}


def test_data_that_must_stay_in_a_region_is_refused_wherever_else_it_would_be_kept() -> None:
    """People's data stays in the US: then no replica and no queue may be in Europe, while a cache of products may."""
    changes = {
        "network.residency[0]": PERSONAL,
        "cache.store.stores[3].region": "eu-west",
    }
    assert refused("scale", changes) == [
        ("database.engine.read_replicas[0].region", "us-east, where network.residency keeps personal"),
        ("cache.store.stores[3].region", "us-east, where network.residency keeps personal"),
    ]


def test_a_primary_region_outside_of_where_its_data_may_be_is_refused() -> None:
    changes = {"network.residency[0]": {**PERSONAL, "kept_in": ["eu-west"], "allowed": ["eu"]}}
    assert ("network.regions[0].name", "eu-west, where network.residency keeps personal") in refused("scale", changes)


def test_residency_that_names_every_region_allows_all_of_scale() -> None:
    assert values("scale")["network"]["residency"][4] == BACKUPS
    config("scale", {})


@pytest.mark.parametrize(
    ("replicas", "hosts", "path", "allowed"),
    [
        # The feed runs in the first region only, so the second pool would lead nowhere.
        ({"feed": ["us-east"]}, ["api", "feed"], "edge.large.balancing.pools[1].region", "us-east"),
        ({"feed": ["us-east"]}, ["api"], None, ""),
    ],
)
def test_a_pool_stands_where_every_balanced_host_is_served(
    replicas: dict[str, list[str]], hosts: list[str], path: str | None, allowed: str
) -> None:
    changes: dict[str, Any] = {"edge.large.balancing.hosts": hosts}
    for role, regions in replicas.items():
        rows = [{"region": region, "count": 1} for region in regions]
        changes[f"hosting.railway.services.{role}.replicas"] = rows
    if path is None:
        config("scale", changes)
        return
    [(where, told)] = refused("scale", changes)
    assert where == path
    assert allowed in told


def test_a_region_with_services_that_no_pool_leads_to_is_refused() -> None:
    every = [*values("scale")["edge"]["large"]["balancing"]["pools"][0]["regions"]]
    every += values("scale")["edge"]["large"]["balancing"]["pools"][1]["regions"]
    changes = {
        "edge.large.balancing.pools": [{**values("scale")["edge"]["large"]["balancing"]["pools"][0], "regions": every}],
        "edge.large.balancing.order": ["us-east"],
    }
    assert refused("scale", changes) == [
        ("edge.large.balancing.pools", "a pool for eu-west too: services run there and nobody is sent to them")
    ]


@pytest.mark.parametrize(("connections", "sound"), [(50, True), (51, False)])
def test_more_clients_than_the_pooler_takes_are_refused(connections: int, sound: bool) -> None:
    """Seven replicas of the api, four intakes with 8 each, three workers with 6, twice all of it while they redeploy.

    2 * (7 * 50 + 4 * 8 + 3 * 6) is the 800 clients that compute Large takes; one connection more is 814.
    """
    changes = {
        f"hosting.railway.services.{role}.load.database_connections": opened
        for role, opened in (("api", connections), ("webhook", 8), ("feed", 6))
    }
    if sound:
        config("scale", changes)
        return
    [(path, allowed)] = refused("scale", changes)
    assert path == "database.engine.compute"
    assert allowed.startswith("at most 800 pooler clients on large")


def test_a_replica_that_nobody_watches_is_refused_and_so_is_an_alert_that_comes_too_late() -> None:
    alerts = values("scale")["monitoring"]["alerts"]
    at = [row["alert"] for row in alerts].index("replica-lag")
    bare = [row for row in alerts if row["alert"] != "replica-lag"]
    assert refused("scale", {"monitoring.alerts": bare}) == [
        ("monitoring.alerts", "replica-lag too: database.engine.read_replicas has some")
    ]
    assert refused("scale", {f"monitoring.alerts[{at}].threshold": 31}) == [
        (f"monitoring.alerts[{at}].threshold", "at most 30, after which readers leave a replica (max_lag_s)")
    ]
    config("scale", {f"monitoring.alerts[{at}].threshold": 29})


def test_everything_that_is_wrong_with_two_regions_is_told_at_once() -> None:
    """Mistakes of single concerns and of several together, each with the field to mend."""
    found = dict(
        refused(
            "scale",
            {
                "database.engine.read_replicas": [
                    {"region": "mars-north", "count": 1, "max_lag_s": 30},
                    {**REPLICA, "count": 3},
                ],
                "network.regions[1].name": "us-east",
                "edge.large.balancing.pools[0].regions": ["WNAM", "ENAM"],
                "edge.large.balancing.pools[1].countries": ["XX"],
                "network.residency[0].allowed": ["eu"],
                "cache.store.stores[3].region": "ap-southeast",
            },
        )
    )
    assert found["database.engine.read_replicas[0].region"].startswith("a region that Supabase has")
    assert found["database.engine.read_replicas"].startswith("at most 2")
    assert found["network.regions[1].name"] == "each region once"
    assert "South America" in found["edge.large.balancing.pools"], "its countries would be served by nobody"
    assert found["edge.large.balancing.pools[1].countries[0]"].startswith("a country of ISO 3166-1")
    assert found["network.residency[0].kept_in[0]"] == "a region in eu: us-east is in us"
    assert found["cache.store.stores[3].region"].startswith("a region of the platform")


def test_a_pool_without_a_monitor_is_refused_by_its_field() -> None:
    [(path, _)] = refused("scale", {"edge.large.balancing.monitor": None})
    assert path == "edge.large.balancing.monitor"
