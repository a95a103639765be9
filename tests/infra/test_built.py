"""What this version cannot build is refused before anything is registered; nothing is left out in silence."""

from typing import Any

import pytest

from infra.built import checked_only, refuse_unbuilt, unbuilt
from infra.config.errors import ConfigError
from infra.config.platform import TIERS, PlatformSpec
from sayar.platform import platform_graph
from tests.infra.projects import ROOT, config


def paths(platform: PlatformSpec) -> list[str]:
    return [problem.path for problem in unbuilt(platform)]


def with_concerns(names: tuple[str, ...], donor: str) -> PlatformSpec:
    """Growth with some concerns of a higher tier. Rules over concerns do not hold; only `unbuilt` looks at it."""
    donated = config(donor).platform
    return config("growth").platform.model_copy(update={name: getattr(donated, name) for name in names})


@pytest.mark.parametrize("tier", TIERS)
def test_every_tier_is_built_whole(tier: str) -> None:
    assert paths(config(tier).platform) == []
    refuse_unbuilt(config(tier))


@pytest.mark.parametrize(
    ("concerns", "wanted"),
    [
        # Services on Railway are outside of the network that these are in.
        (("database",), ["database.engine.kind"]),
        (("cache",), ["cache.store.kind"]),
        (("database", "cache"), ["database.engine.kind", "cache.store.kind"]),
        # What needs neither is built with any of them.
        (("monitoring",), []),
        # Logs need a bucket, and a certificate an authority.
        (
            ("edge",),
            [
                "edge.large.client_certificates",
                "edge.large.logpush[0].destination",
                "edge.large.logpush[1].destination",
            ],
        ),
        (("edge", "network", "security"), []),
        # A network, or guards, or vaults, without the others that they stand on.
        (("network",), ["security.cloud.kind"]),
        (("security",), ["security.cloud.kind"]),
        (("backup",), ["backup.vaults.kind"]),
        (("network", "security"), []),
        (("network", "security", "messaging", "backup"), []),
        # A cluster whose workloads find no database.
        (("hosting", "cluster"), ["database.engine.kind"]),
        (("hosting", "cluster", "database"), ["database.engine.kind"]),
        (("hosting", "cluster", "database", "network", "security"), []),
    ],
)
def test_what_services_could_not_reach_is_refused(concerns: tuple[str, ...], wanted: list[str]) -> None:
    assert paths(with_concerns(concerns, "enterprise")) == wanted


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"cluster.engine.gitops": "argocd"}, ["cluster.engine.gitops"]),
        ({"cluster.engine.gitops": "off"}, []),
        # Workloads go through the proxy of the region that writes, as a user without a password.
        ({"database.engine.primary.proxy": None}, ["database.engine.primary.proxy"]),
        ({"database.engine.iam_auth": "off"}, ["database.engine.iam_auth"]),
        ({"security.cloud.keys.uses": ["database", "logs"]}, ["security.cloud.keys.uses"]),
        ({"security.origin_auth.mode": "header"}, ["edge.large.client_certificates"]),
    ],
)
def test_what_a_cluster_cannot_do_yet_is_refused(changes: dict[str, Any], wanted: list[str]) -> None:
    assert paths(config("enterprise", changes).platform) == wanted


def test_a_cluster_without_a_zone_of_ours_is_refused() -> None:
    """Its load balancers need certificates, and AWS wants to see the names proven in DNS."""
    whole = config("enterprise").platform
    edge = whole.edge.model_copy(update={"mode": "external"})
    assert paths(whole.model_copy(update={"edge": edge})) == ["edge.mode"]


def test_nothing_is_registered_for_a_platform_that_cannot_be_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal comes before the first provider: an update would otherwise leave half a platform."""
    registered: list[Any] = []
    monkeypatch.setattr("infra.program.explicit", lambda spec: registered.append(spec))
    with pytest.raises(ConfigError) as caught:
        platform_graph("enterprise", config_dir=ROOT, overrides=["cluster.engine.gitops=argocd"])
    assert [problem.path for problem in caught.value.problems] == ["sayar:cluster.engine.gitops"]
    assert registered == []


@pytest.mark.parametrize("tier", TIERS)
def test_what_is_checked_but_not_made_is_a_warning_that_names_its_concern(tier: str) -> None:
    found = list(checked_only(config(tier).platform))
    assert [one.source for one in found] == ["sayar:monitoring"]
    assert {one.severity for one in found} == {"warning"}


def test_what_is_not_selected_is_no_warning() -> None:
    quiet = config("starter").platform
    silent = quiet.monitoring.metrics.model_copy(update={"store": "none"})
    quiet = quiet.model_copy(update={"monitoring": quiet.monitoring.model_copy(update={"metrics": silent})})
    assert list(checked_only(quiet)) == []
