"""Remarks on an edge: what is chosen but does not work as it reads."""

from components.edge.findings import findings
from components.edge.spec import EdgeSpec
from tests.support.edge_specs import spec


def ids(edge: EdgeSpec) -> set[str]:
    return {finding.id for finding in findings(edge)}


def test_names_only_says_that_the_chosen_rules_are_not_in_force() -> None:
    found = findings(spec(mode="dns_only"))
    assert (found[0].id, found[0].severity) == ("edge-rules-not-in-force", "warning")
    assert "edge-rules-not-in-force" not in ids(spec())


def test_a_domain_whose_dns_is_elsewhere_has_one_remark_because_nothing_is_made() -> None:
    assert ids(spec(mode="external")) == {"edge-external"}


def test_unchecked_certificates_are_a_warning_only_where_the_platform_could_do_better() -> None:
    def severity(platform: str) -> str:
        origin = {"platform": platform, "ssl": "full"}
        edge = spec("pro", origins={"api": origin, "webhook": origin, "feed": origin})
        return next(row.severity for row in findings(edge) if row.id == "edge-origin-certificate")

    assert (severity("railway"), severity("aws")) == ("info", "warning")


def test_a_bot_fight_that_no_rule_can_skip_is_critical_and_comes_first() -> None:
    found = findings(spec(bots__fight_mode="on"))
    assert (found[0].id, found[0].severity) == ("edge-fight-mode", "critical")


def test_free_has_no_health_checks_and_says_where_that_is_written() -> None:
    row = next(row for row in findings(spec()) if row.id == "edge-no-health-checks")
    assert row.source.endswith("(2026-11-22)")
    assert "edge-no-health-checks" not in ids(spec("pro"))


def test_costs_and_contracts_are_remarked() -> None:
    argo = {"tiered": "on", "regional_tiered": "off", "argo": "on"}
    assert "edge-argo-billed" in ids(spec(caching=argo))
    assert "edge-plan-by-contract" in ids(spec("enterprise"))
