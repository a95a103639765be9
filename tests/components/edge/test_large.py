"""What only large tiers have at the edge: client certificates, hostnames of clients, logs, schema validation."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.edge.client_certificates import ClientCertificates
from components.edge.custom_hostnames import CustomHostnames
from components.edge.log_delivery import LogDelivery
from components.edge.log_places import R2Logs, S3Logs, log_writers, r2_destination
from components.edge.schema_validation import SchemaValidation
from components.edge.spec import EdgeSpec
from components.edge.zone import Zone
from components.policies import document
from tests.support.edge_specs import ACCOUNT, ALL_AWS, DOMAIN, HOSTS, refusals, spec
from tests.support.mocks import Recording, Secret, fake_providers, record

CF = "cloudflare:index/{}"
SETTINGS = CF.format("authenticatedOriginPullsSettings:AuthenticatedOriginPullsSettings")
ZONE_CERTIFICATE = CF.format("authenticatedOriginPullsCertificate:AuthenticatedOriginPullsCertificate")
HOST_CERTIFICATE = CF.format("authenticatedOriginPullsHostnameCertificate:AuthenticatedOriginPullsHostnameCertificate")
PULLS = CF.format("authenticatedOriginPulls:AuthenticatedOriginPulls")
FALLBACK = CF.format("customHostnameFallbackOrigin:CustomHostnameFallbackOrigin")
HOSTNAME = CF.format("customHostname:CustomHostname")
JOB = CF.format("logpushJob:LogpushJob")
CHALLENGE = CF.format("logpushOwnershipChallenge:LogpushOwnershipChallenge")
SCHEMA = CF.format("schemaValidationSettings:SchemaValidationSettings")
KEY, TOKEN = "canary-client-key", "canary-ownership-token"
NAMES = {
    "fallback": "api",
    "validation": "txt",
    "min_tls": "1.2",
    "authority": "lets_encrypt",
    "wildcard": "off",
    "most": 2,
}
CLIENTS = {"acme": "api.acme.test", "globex": "orders.globex.test"}
S3 = S3Logs("edge-logs", "us-east-1")


def large(**values: Any) -> EdgeSpec:
    return spec("enterprise", origins=ALL_AWS, **{f"large__{name}": value for name, value in values.items()})


def made(edge: EdgeSpec, make: Callable[[Zone], object], **outputs: Any) -> Recording:
    def program() -> None:
        make(Zone("zone", edge, fake_providers(), domain=DOMAIN, account_id=ACCOUNT))

    return record(program, outputs=outputs)


def shown(edge: EdgeSpec, key: str | None = KEY) -> Recording:
    return made(
        edge,
        lambda zone: ClientCertificates(
            "certificates",
            edge,
            fake_providers(),
            zone=zone,
            hosts=HOSTS,
            certificate_pem=None if key is None else "leaf",
            key_pem=key,
        ),
    )


@pytest.fixture(scope="module")
def certificates() -> Recording:
    return shown(large(client_certificates=["api", "feed"]))


def test_the_zone_shows_the_certificate_before_it_is_switched_on(certificates: Recording) -> None:
    settings = certificates.one(SETTINGS)
    assert settings.inputs["enabled"] is True
    assert certificates.one(ZONE_CERTIFICATE).urn in settings.depends_on


def test_every_host_of_the_spec_shows_it_in_a_resource_of_its_own(certificates: Recording) -> None:
    """The provider takes exactly one host in each."""
    rows = {row.name: row.inputs["configs"] for row in certificates.of(PULLS)}
    assert set(rows) == {"api-origin-pulls", "feed-origin-pulls"}
    assert [(row["hostname"], row["enabled"]) for row in rows["feed-origin-pulls"]] == [(HOSTS.feed, True)]
    for row in certificates.of(PULLS):
        assert row.property_dependencies["configs"] == (certificates.one(HOST_CERTIFICATE).urn,)


def test_the_client_key_is_nowhere_in_plain(certificates: Recording) -> None:
    for type_ in (ZONE_CERTIFICATE, HOST_CERTIFICATE):
        assert certificates.one(type_).inputs["privateKey"] == Secret(KEY)
    for row in certificates:
        assert KEY not in repr({name: value for name, value in row.inputs.items() if name != "privateKey"})
    assert KEY not in repr(certificates.outputs)


def test_the_way_back_says_off_because_the_vendor_cannot_delete_the_switch() -> None:
    back = shown(large(client_certificates=[]), None)
    assert back.one(SETTINGS).inputs["enabled"] is False
    assert not [row for type_ in (ZONE_CERTIFICATE, HOST_CERTIFICATE, PULLS) for row in back.of(type_)]


def test_a_host_without_a_certificate_to_show_is_refused() -> None:
    with pytest.raises(ValueError, match="api: a certificate and its key are needed"):
        shown(large(client_certificates=["api"]), None)


@pytest.mark.parametrize(("word", "sent"), [("off", "none"), ("log", "log"), ("block", "block")])
def test_each_word_of_schema_validation_is_said_off_too(word: str, sent: str) -> None:
    edge = large(schema_validation=word)
    recording = made(edge, lambda zone: SchemaValidation("schema", edge, fake_providers(), zone=zone))
    assert recording.one(SCHEMA).inputs["validationDefaultMitigationAction"] == sent


def named(hosts: dict[str, str] | None = None, **changes: Any) -> Recording:
    edge = large(custom_hostnames={**NAMES, **changes})
    return made(
        edge,
        lambda zone: CustomHostnames(
            "names",
            edge,
            fake_providers(),
            zone=zone,
            hosts=HOSTS,
            client_hosts=CLIENTS if hosts is None else hosts,
            after=[zone.resources.dnssec],
        ),
    )


@pytest.fixture(scope="module")
def names() -> Recording:
    return named()


def test_a_client_s_name_asks_the_origin_for_ours_so_that_a_strict_check_passes(names: Recording) -> None:
    inputs = names.one(HOSTNAME, "client-acme").inputs
    assert {key: inputs[key] for key in inputs if key != "zoneId"} == {
        "hostname": "api.acme.test",
        "customOriginServer": HOSTS.api,
        "customOriginSni": HOSTS.api,
        "ssl": {
            "method": "txt",
            "type": "dv",
            "wildcard": False,
            "certificateAuthority": "lets_encrypt",
            "settings": {"minTlsVersion": "1.2"},
        },
    }


def test_the_fallback_waits_for_its_record_and_hostnames_for_the_fallback(names: Recording) -> None:
    fallback = names.one(FALLBACK)
    assert fallback.inputs["origin"] == HOSTS.api
    assert names.named("dnssec").urn in fallback.depends_on
    for row in names.of(HOSTNAME):
        assert fallback.urn in row.depends_on
        assert row.ignore_changes == ("ssl",), "the vendor writes there until a certificate is issued"


def test_a_wildcard_has_no_choice_of_the_name_it_asks_for_and_the_vendor_may_choose_the_authority() -> None:
    inputs = named(wildcard="on", authority=None).one(HOSTNAME, "client-acme").inputs
    assert "customOriginSni" not in inputs
    assert "certificateAuthority" not in inputs["ssl"]


def test_a_client_that_leaves_moves_no_other(names: Recording) -> None:
    left = named({"globex": CLIENTS["globex"]}).one(HOSTNAME)
    assert (left.urn, left.inputs) == (names.one(HOSTNAME, left.name).urn, names.one(HOSTNAME, left.name).inputs)
    assert named({}).of(HOSTNAME) == []


def test_clients_beyond_the_spec_and_a_name_of_two_are_refused() -> None:
    with pytest.raises(ValueError, match="3 hostnames of clients: at most 2"):
        named({**CLIENTS, "initech": "api.initech.test"})
    with pytest.raises(ValueError, match="belongs to one client"):
        named({"acme": "a.test", "globex": "a.test"})


PUSHED = [{"dataset": "http_requests", "destination": "s3"}, {"dataset": "firewall_events", "destination": "s3"}]
OUTPUTS = {CHALLENGE: {"filename": "http_requests/20261126/ownership-challenge.txt"}}


def logs(rows: list[dict[str, str]], buckets: Any, tokens: Any = None) -> Recording:
    edge = large(logpush=rows)

    def make(zone: Zone) -> LogDelivery:
        return LogDelivery("logs", edge, fake_providers(), zone=zone, buckets=buckets, tokens=tokens or {})

    return made(edge, make, **OUTPUTS)


@pytest.fixture(scope="module")
def half() -> Recording:
    return logs(PUSHED, {"http_requests": S3, "firewall_events": S3}, {"firewall_events": TOKEN})


def test_a_bucket_on_aws_is_challenged_and_its_job_comes_with_the_token(half: Recording) -> None:
    assert {row.name for row in half.of(CHALLENGE)} == {"http-requests-challenge", "firewall-events-challenge"}
    job = half.one(JOB)
    assert (job.name, job.inputs["dataset"], job.inputs["enabled"]) == ("firewall-events", "firewall_events", True)
    assert job.inputs["ownershipChallenge"] == Secret(TOKEN)
    assert job.inputs["destinationConf"] == Secret("s3://edge-logs/firewall_events/{DATE}?region=us-east-1&sse=AES256")
    pending = half.outputs[half.one("sayar:edge:LogDelivery").urn]["pending"]
    assert set(pending) == {"http_requests"}


def test_a_log_names_its_fields_and_holds_no_query_of_anybody(half: Recording) -> None:
    options = half.one(JOB).inputs["outputOptions"]
    assert options["outputType"] == "ndjson"
    assert {"RayID", "Action", "RuleID", "ClientIP"} <= set(options["fieldNames"])
    assert not {"ClientRequestQuery", "ClientRefererQuery", "ClientRequestURI"} & set(options["fieldNames"])


def test_a_bucket_on_r2_needs_no_token_and_its_credential_is_a_secret() -> None:
    place = R2Logs("edge-logs", ACCOUNT, "key/id", "s3cr+t")
    job = logs([{"dataset": "dns_logs", "destination": "r2"}], {"dns_logs": place}).one(JOB)
    told = r2_destination("edge-logs", "dns_logs", ACCOUNT, "key/id", "s3cr+t")
    assert job.inputs["destinationConf"] == Secret(told)
    assert told.endswith("access-key-id=key%2Fid&secret-access-key=s3cr%2Bt")


def test_a_dataset_without_a_bucket_or_with_one_elsewhere_is_refused() -> None:
    with pytest.raises(ValueError, match="http_requests has no bucket"):
        logs(PUSHED, {})
    with pytest.raises(ValueError, match="goes to r2, and its bucket is elsewhere"):
        logs([{"dataset": "dns_logs", "destination": "r2"}], {"dns_logs": S3})


def test_a_dataset_is_pushed_once_wherever_it_goes() -> None:
    rows = [{"dataset": "dns_logs", "destination": "s3"}, {"dataset": "dns_logs", "destination": "r2"}]
    assert refusals("enterprise", large__logpush=rows) == {"large.logpush[1].dataset": "each dataset once"}


def test_the_vendor_s_own_user_may_add_objects_and_nothing_else() -> None:
    told: list[str] = []
    record(lambda: document(log_writers(pulumi.Output.from_input("arn:aws:s3:::b"))).apply(told.append))
    assert '"Action":["s3:PutObject"]' in told[0]
    assert '"Resource":["arn:aws:s3:::b/*"]' in told[0]
    assert '"AWS":["arn:aws:iam::391854517948:user/cloudflare-logpush"]' in told[0]


def test_nothing_of_it_is_made_without_the_proxy() -> None:
    plain, providers = spec(mode="dns_only"), fake_providers

    def refused(make: Callable[[Zone], object]) -> None:
        with pytest.raises(ValueError, match="dns_only"):
            made(plain, make)

    refused(lambda zone: SchemaValidation("s", plain, providers(), zone=zone))
    refused(lambda zone: CustomHostnames("n", plain, providers(), zone=zone, hosts=HOSTS, client_hosts={}))
    refused(
        lambda zone: ClientCertificates(
            "c", plain, providers(), zone=zone, hosts=HOSTS, certificate_pem=None, key_pem=None
        )
    )
