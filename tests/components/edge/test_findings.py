"""Remarks on an edge: what is chosen but does not work as it reads."""

from components.edge.findings import findings
from components.edge.ranges import edge_ranges
from components.edge.spec import EdgeSpec
from tests.components.edge.test_spec import ALL_AWS
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


NAMES = {
    "fallback": "api",
    "validation": "txt",
    "min_tls": "1.2",
    "authority": None,
    "wildcard": "off",
    "most": 10,
}


def test_who_has_names_of_clients_is_told_what_no_update_changes() -> None:
    row = next(row for row in findings(spec("enterprise", large__custom_hostnames=NAMES)) if "names-kept" in row.id)
    assert row.severity == "info"
    for field in ("min_tls", "authority", "validation", "wildcard"):
        assert field in row.text
    assert "#5521" in row.source
    assert "edge-client-names-kept" not in ids(spec("enterprise"))
    assert "edge-client-names-kept" not in ids(spec("enterprise", mode="external", large__custom_hostnames=NAMES))


def test_a_load_balancer_of_our_own_stands_on_a_dated_list_of_addresses() -> None:
    edge = spec("enterprise", origins=ALL_AWS, dns__caa__issue=["amazon.com"])
    row = next(row for row in findings(edge) if row.id == "edge-ranges-listed")
    assert edge_ranges().date in row.source
    assert edge_ranges().source in row.source
    assert edge_ranges().confidence in row.text
    assert "edge-ranges-listed" not in ids(spec("enterprise")), "nothing of ours refuses other addresses"


def test_a_check_of_schemas_below_enterprise_is_switched_off_by_hand() -> None:
    assert "edge-schema-stays" in ids(spec("business", large__schema_validation="block"))
    assert "edge-schema-stays" not in ids(spec("business"))
    assert "edge-schema-stays" not in ids(spec("enterprise", large__schema_validation="block"))
