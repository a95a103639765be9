"""The whole edge of the largest tier, as the program composes it with what other concerns give."""

from pathlib import Path

import pytest

from components.edge.log_places import S3Logs
from components.origins import Origins
from infra.config.load import load_tier
from infra.config.platform import PlatformSpec
from infra.edge import EdgeIdentity, LargeParts, edge, zone_of
from infra.large import large_parts
from tests.components.edge.test_moving import OWN
from tests.infra.projects import config
from tests.support.edge_specs import CONTACTS, HOSTS
from tests.support.mocks import Recording, fake_providers, record

PLATFORM = load_tier(Path(__file__).resolve().parents[3], "enterprise").platform
KEY = "canary-client-key"
OFF = {
    "edge.large.balancing": None,
    "edge.large.logpush": [],
    "edge.large.client_certificates": [],
    "edge.large.schema_validation": "off",
    "edge.large.custom_hostnames": None,
    "edge.alerts": [],
}
PARTS = LargeParts(
    identity=EdgeIdentity("leaf", KEY),
    client_hosts={"acme": "api.acme.test"},
    logs={"http_requests": S3Logs("logs", "us-east-1"), "firewall_events": S3Logs("logs", "us-east-1")},
)


def composed(parts: LargeParts | None, origins: Origins = OWN, platform: PlatformSpec = PLATFORM) -> Recording:
    def program() -> None:
        providers = fake_providers()
        edge(
            platform,
            providers,
            zone=zone_of(platform, providers),
            hosts=HOSTS,
            contacts=CONTACTS,
            origins=origins,
            origin_secret="unused",
            large=parts,
        )

    return record(program)


@pytest.fixture(scope="module")
def whole() -> Recording:
    return composed(PARTS)


def test_pools_of_our_own_wait_until_the_edge_shows_its_certificate(whole: Recording) -> None:
    """Before, the load balancer refuses every probe, and an unknown pool gets no request."""
    shown = {row.urn for row in whole if "authenticatedOriginPulls:" in row.type or "PullsSettings" in row.type}
    assert len(shown) == 4
    for row in whole:
        if row.name.endswith("-aws"):
            assert shown <= set(row.depends_on), row.name


def test_the_fallback_of_clients_waits_for_the_record_of_its_host(whole: Recording) -> None:
    record_ = whole.one("cloudflare:index/dnsRecord:DnsRecord", "api")
    assert record_.urn in whole.named("fallback-origin").depends_on


def test_the_client_key_reaches_nothing_in_plain(whole: Recording) -> None:
    for row in whole:
        plain = {name: value for name, value in row.inputs.items() if name != "privateKey"}
        assert KEY not in repr(plain), row.name
    assert KEY not in repr(whole.outputs)


def test_parts_that_the_spec_selects_and_nobody_gives_are_refused() -> None:
    with pytest.raises(ValueError, match="nobody has given"):
        composed(None)


def test_what_the_vendor_cannot_delete_is_said_off_where_nothing_large_is_used() -> None:
    """Left out of the program, both would stay in force: the last update before a smaller plan switches them off."""
    small = config("enterprise", OFF)
    made = composed(large_parts(small, None), platform=small.platform)
    assert (
        made.one("cloudflare:index/authenticatedOriginPullsSettings:AuthenticatedOriginPullsSettings").inputs["enabled"]
        is False
    )
    said = made.one("cloudflare:index/schemaValidationSettings:SchemaValidationSettings").inputs
    assert said["validationDefaultMitigationAction"] == "none"


@pytest.mark.parametrize("tier", ["starter", "growth", "scale"])
def test_a_plan_below_enterprise_that_uses_nothing_large_has_no_parts(tier: str) -> None:
    assert large_parts(config(tier), None) is None
