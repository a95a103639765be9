"""What this version cannot build is refused before anything is registered; nothing is left out in silence."""

from pathlib import Path
from typing import Any

import pytest

from infra.built import checked_only, refuse_unbuilt, unbuilt
from infra.config.errors import ConfigError
from infra.config.load import load_stack
from infra.config.platform import PlatformSpec
from sayar.platform import platform_graph
from tests.infra.projects import ROOT, config, project

ENTERPRISE = [
    "hosting.railway",
    "database.engine.kind",
    "cache.store.kind",
    "messaging.broker.kind",
    "network.cloud.kind",
    "cluster.engine.kind",
    "security.cloud.kind",
    "backup.vaults.kind",
    "security.origin_auth.mode",
    "edge.large.logpush",
    "edge.large.client_certificates",
    "edge.large.custom_hostnames",
    "edge.large.schema_validation",
]


def paths(platform: PlatformSpec) -> list[str]:
    return [problem.path for problem in unbuilt(platform)]


def with_concern(name: str, donor: str) -> PlatformSpec:
    """Growth with one concern of a higher tier. Rules over concerns do not hold for it; only `unbuilt` looks at it."""
    return config("growth").platform.model_copy(update={name: getattr(config(donor).platform, name)})


@pytest.mark.parametrize("tier", ["starter", "growth", "scale"])
def test_the_first_three_tiers_are_built_whole(tier: str) -> None:
    assert paths(config(tier).platform) == []
    refuse_unbuilt(config(tier))


def test_everything_of_the_highest_tier_that_has_no_component_is_named_in_one_go() -> None:
    assert paths(config("enterprise").platform) == ENTERPRISE
    with pytest.raises(ConfigError) as caught:
        platform_graph("enterprise", config_dir=ROOT)
    assert [problem.path for problem in caught.value.problems] == [f"sayar:{path}" for path in ENTERPRISE]
    assert {problem.file for problem in caught.value.problems} == {"Pulumi.enterprise.yaml"}
    assert all("not built yet" in problem.allowed for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("concern", "donor", "wanted"),
    [
        ("hosting", "scale", []),
        ("hosting", "enterprise", ["hosting.railway"]),
        ("database", "scale", []),
        ("database", "enterprise", ["database.engine.kind"]),
        ("cache", "scale", []),
        ("cache", "enterprise", ["cache.store.kind"]),
        ("messaging", "enterprise", ["messaging.broker.kind"]),
        ("network", "enterprise", ["network.cloud.kind"]),
        ("cluster", "enterprise", ["cluster.engine.kind"]),
        ("security", "scale", []),
        ("security", "enterprise", ["security.cloud.kind", "security.origin_auth.mode"]),
        ("backup", "scale", []),
        ("backup", "enterprise", ["backup.vaults.kind"]),
        ("monitoring", "enterprise", []),
        ("edge", "scale", []),
        ("edge", "enterprise", [path for path in ENTERPRISE if path.startswith("edge.")]),
    ],
)
def test_each_selection_is_refused_by_itself(concern: str, donor: str, wanted: list[str]) -> None:
    assert paths(with_concern(concern, donor)) == wanted


@pytest.mark.parametrize("field", ["logpush", "client_certificates", "schema_validation", "custom_hostnames"])
def test_each_large_feature_of_the_edge_is_refused_by_itself(field: str) -> None:
    growth, donor = config("growth").platform, config("enterprise").platform.edge.large
    large = growth.edge.large.model_copy(update={field: getattr(donor, field)})
    assert paths(growth.model_copy(update={"edge": growth.edge.model_copy(update={"large": large})})) == [
        f"edge.large.{field}"
    ]


def test_nothing_is_registered_for_a_tier_that_cannot_be_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal comes before the first provider: an update would otherwise leave half a platform."""
    registered: list[Any] = []
    monkeypatch.setattr("infra.program.explicit", lambda spec: registered.append(spec))
    with pytest.raises(ConfigError):
        platform_graph("enterprise", config_dir=ROOT)
    assert registered == []


def test_cells_of_clients_are_refused_under_the_file_that_asks_for_them(tmp_path: Path) -> None:
    text = "config:\n  sayar:tier: growth\n  sayar:clients: [{name: big, isolation: dedicated}]\n"
    with pytest.raises(ConfigError) as caught:
        refuse_unbuilt(load_stack(project(tmp_path, prod=text), "prod"))
    (problem,) = caught.value.problems
    assert problem.path == "sayar:clients"
    assert problem.file == "Pulumi.prod.yaml", "a tier's file has no clients, so there is nothing to mend in it"


@pytest.mark.parametrize("tier", ["starter", "growth", "scale"])
def test_what_is_checked_but_not_made_is_a_warning_that_names_its_concern(tier: str) -> None:
    found = list(checked_only(config(tier).platform))
    assert [one.source for one in found] == ["sayar:monitoring"]
    assert {one.severity for one in found} == {"warning"}


def test_what_is_not_selected_is_no_warning() -> None:
    quiet = config("starter").platform
    silent = quiet.monitoring.metrics.model_copy(update={"store": "none"})
    quiet = quiet.model_copy(update={"monitoring": quiet.monitoring.model_copy(update={"metrics": silent})})
    assert list(checked_only(quiet)) == []
