"""The way into a cluster: authority, certificates and load balancer, as the engine is asked for them."""

import hashlib
import json
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.cluster.workload_spec import ProbesSpec
from components.edge.ranges import edge_ranges
from components.edge.words import OriginHost
from components.ingress.access_logs import balancer_log_writers
from components.ingress.authority import CertificateAuthority
from components.ingress.certificates import Certificates
from components.ingress.health import health_check
from components.ingress.ingress import Answered, Ingress, Trust
from components.policies import document
from tests.components.storage.places import assert_sound, place
from tests.support.mocks import Recording, Secret, fake_providers, record

HOSTS = {"api": "api.sayar.example", "webhook": "hooks.sayar.example", "feed": "feed.sayar.example"}
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
INWARD = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
RULE = "aws:lb/listenerRule:ListenerRule"
GROUP = "aws:lb/targetGroup:TargetGroup"
CANARY = "canary-private-key"


def probes(**changes: Any) -> ProbesSpec:
    row = {"port": 8080, "live": "/live", "ready": "/ready", "start_within_s": 60, "period_s": 10, "fails": 3}
    return ProbesSpec.model_validate({**row, **changes})


def arn_of(kind: str, name: str) -> str:
    return f"arn:aws:elasticloadbalancing:us-east-1:111122223333:{kind}/{name}/1"


def ingress(
    *, others: OriginHost | None = "api", trusted: bool = True, told: dict[str, Any] | None = None
) -> Recording:
    """The way in of one region. `told` takes what it says to others: URNs to wait for, ARNs of groups, its address."""

    def program() -> None:
        where = place()
        bucket: Any = SimpleNamespace(bucket="bucket-1", ready=(), resources=SimpleNamespace(versioning=where.provider))
        made = Ingress(
            "ingress-us-east",
            where,
            vpc_id="vpc-1",
            public_subnet_ids=["subnet-1", "subnet-2"],
            certificate_arn="arn:cert",
            trust=Trust("authority", bucket) if trusted else None,
            logs_bucket=bucket,
            nodes_group_id="sg-nodes",
            cluster="sayar-us-east",
            answered=Answered(
                hosts=HOSTS,  # type: ignore[arg-type]
                probes={"api": probes(), "webhook": probes(period_s=5), "feed": probes(port=8081)},
                draining_s={"api": 45, "webhook": 15, "feed": 100},
                others=others,
            ),
        )
        assert {one.platform for one in made.origins(first=True)} == {"aws"}
        assert all(one.target.proof is None for one in made.origins(first=False))
        if told is not None:
            for key, value in (
                ("ready", pulumi.Output.all(*[row.urn for row in made.ready])),
                ("groups", pulumi.Output.all(**made.target_groups)),
                ("dns_name", made.dns_name),
            ):
                value.apply(lambda known, key=key: told.__setitem__(key, known))

    return record(
        program,
        outputs={
            "aws:s3/bucketObjectv2:BucketObjectv2": {"versionId": "version-1"},
            BALANCER: {"arn": arn_of("loadbalancer/app", "edge"), "dnsName": "edge-1.us-east-1.elb.amazonaws.com"},
            LISTENER: {"arn": arn_of("listener/app", "https")},
            GROUP: lambda inputs: {"arn": arn_of("targetgroup", inputs["tags"]["Name"])},
        },
    )


@pytest.fixture(scope="module")
def made() -> Recording:
    return ingress()


def test_children_are_tagged_parented_and_plainly_named(made: Recording) -> None:
    assert_sound(made, "sayar:ingress:Ingress")


def test_only_the_edge_gets_in_and_only_to_pods_it_goes_on(made: Recording) -> None:
    group = identity(made, "balancer-us-east")
    ways = made.of(INWARD)
    (edge,) = [row.inputs for row in ways if row.inputs["securityGroupId"] == group]
    assert (edge["fromPort"], edge["toPort"], edge["ipProtocol"]) == (443, 443, "tcp")
    assert edge["prefixListId"] == identity(made, "edge-ranges-us-east")
    assert not [row.name for row in ways if "cidrIpv4" in row.inputs]
    into = {
        (row.inputs["fromPort"], row.inputs["toPort"], row.inputs["referencedSecurityGroupId"])
        for row in ways
        if row.inputs["securityGroupId"] == "sg-nodes"
    }
    assert into == {(8080, 8080, group), (8081, 8081, group)}, "each port of a pod, and from the balancer alone"
    assert len(ways) == 1 + len(into)
    out = made.of("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
    assert {(row.inputs["fromPort"], row.inputs["referencedSecurityGroupId"]) for row in out} == {
        (8080, "sg-nodes"),
        (8081, "sg-nodes"),
    }
    listed = made.one("aws:ec2/managedPrefixList:ManagedPrefixList").inputs
    assert [row["cidr"] for row in listed["entries"]] == list(edge_ranges().ipv4)
    assert listed["maxEntries"] >= len(listed["entries"]) == 15
    assert made.one(BALANCER).inputs["securityGroups"] == [group]


def test_a_handshake_without_our_certificate_fails(made: Recording) -> None:
    listener = made.one(LISTENER).inputs
    assert listener["mutualAuthentication"]["mode"] == "verify"
    assert (listener["port"], listener["protocol"], listener["certificateArn"]) == (443, "HTTPS", "arn:cert")
    assert listener["loadBalancerArn"] == arn_of("loadbalancer/app", "edge")
    assert listener["sslPolicy"].startswith("ELBSecurityPolicy-TLS13-")
    store = made.one("aws:lb/trustStore:TrustStore").inputs
    assert store["caCertificatesBundleS3ObjectVersion"] == "version-1", "a renewed authority must arrive"


def test_the_balancer_is_guarded_and_logs_requests_and_failed_handshakes(made: Recording) -> None:
    inputs = made.one(BALANCER).inputs
    assert inputs["enableDeletionProtection"] is inputs["dropInvalidHeaderFields"] is True
    assert inputs["desyncMitigationMode"] == "strictest"
    logs = {kind: inputs[kind] for kind in ("accessLogs", "connectionLogs")}
    assert all(row["enabled"] is True and row["bucket"] == "bucket-1" for row in logs.values())
    assert admitted_prefixes() == {row["prefix"] for row in logs.values()}, "what the bucket admits is what is written"
    assert inputs["idleTimeout"] > 900, "the edge must be the one that closes"


def test_each_host_has_a_group_named_by_the_vendor_that_its_cluster_may_fill(made: Recording) -> None:
    groups = made.of(GROUP)
    assert {row.name for row in groups} == {"api-us-east", "webhook-us-east", "feed-us-east"}
    for row in groups:
        assert "name" not in row.inputs, "an explicit name would have to be free before a new one can take over"
        assert row.inputs["targetType"] == "ip"
        assert len(row.name) <= 32 - 8
        assert row.inputs["tags"]["eks:eks-cluster-name"] == "sayar-us-east"
    feed = made.one(GROUP, "feed-us-east").inputs
    assert (feed["port"], feed["deregistrationDelay"]) == (8081, 100)
    assert [made.one(RULE, f"{host}-us-east-rule").inputs["priority"] for host in HOSTS] == [10, 20, 30]


def test_each_host_s_requests_go_to_its_own_group(made: Recording) -> None:
    for host, full in HOSTS.items():
        rule = made.one(RULE, f"{host}-us-east-rule").inputs
        assert rule["conditions"] == [{"hostHeader": {"values": [full]}}]
        assert rule["actions"] == [{"type": "forward", "targetGroupArn": arn_of("targetgroup", f"{host}-us-east")}]
        assert rule["listenerArn"] == arn_of("listener/app", "https")


def test_a_group_asks_as_kubernetes_does_and_drains_as_long_as_it_is_told(made: Recording) -> None:
    expected = {"api": (8080, 10.0, 45), "webhook": (8080, 5.0, 15), "feed": (8081, 10.0, 100)}
    for host, (port, period_s, drain_s) in expected.items():
        group = made.one(GROUP, f"{host}-us-east").inputs
        assert (group["port"], group["deregistrationDelay"], group["vpcId"]) == (port, drain_s, "vpc-1")
        assert group["healthCheck"] == {
            "enabled": True,
            "protocol": "HTTP",
            "port": "traffic-port",
            "path": "/ready",
            "matcher": "200",
            "interval": period_s,
            "timeout": period_s - 1,
            "healthyThreshold": 2,
            "unhealthyThreshold": 3,
        }


def test_a_binding_waits_until_its_group_is_behind_a_balancer() -> None:
    """Outside of one a group checks no target, and pods that wait for its word never start."""
    told: dict[str, Any] = {}
    made = ingress(told=told)
    wanted = {made.one(LISTENER).urn, *(row.urn for row in made.of(RULE))}
    assert set(told["ready"]) == wanted
    assert told["groups"] == {host: arn_of("targetgroup", f"{host}-us-east") for host in HOSTS}
    assert told["dns_name"] == "edge-1.us-east-1.elb.amazonaws.com"


def test_names_of_clients_need_no_rule_each_and_lead_to_one_host(made: Recording) -> None:
    """A balancer has a hundred rules; the hundredth client must not be the one that does not fit."""
    assert made.one(LISTENER).inputs["defaultActions"] == [
        {"type": "forward", "targetGroupArn": arn_of("targetgroup", "api-us-east")}
    ]
    assert len(made.of(RULE)) == len(HOSTS)
    (elsewhere,) = ingress(others="feed").one(LISTENER).inputs["defaultActions"]
    assert elsewhere["targetGroupArn"] == arn_of("targetgroup", "feed-us-east")


def test_without_clients_an_unknown_name_is_not_found() -> None:
    (action,) = ingress(others=None).one(LISTENER).inputs["defaultActions"]
    assert (action["type"], action["fixedResponse"]["statusCode"]) == ("fixed-response", "404")


def test_without_an_authority_of_ours_nobody_is_asked_for_a_certificate() -> None:
    made = ingress(trusted=False)
    assert made.one(LISTENER).inputs["mutualAuthentication"] == {"mode": "off"}
    assert not made.of("aws:lb/trustStore:TrustStore")


def test_other_names_lead_to_a_host_that_is_answered() -> None:
    with pytest.raises(ValueError, match="other names go to web, which is not answered here"):
        ingress(others="web")  # type: ignore[arg-type]


@given(st.integers(1, 1000), st.integers(1, 50))
def test_a_check_is_within_what_the_vendor_can_do_and_answered_before_the_next(period_s: int, fails: int) -> None:
    check = health_check(probes(period_s=period_s, fails=fails))
    assert 5 <= check.interval_s <= 300
    assert 2 <= check.timeout_s < check.interval_s
    assert 2 <= check.down_after <= 10
    if 5 <= period_s <= 121:
        assert (check.interval_s, check.timeout_s) == (period_s, period_s - 1)


def identity(made: Recording, name: str) -> str:
    """What AWS would call a resource of this name, which only one has."""
    row = made.named(name)
    return hashlib.sha256(f"{row.type}::{row.name}".encode()).hexdigest()[:32]


def admitted_prefixes() -> set[str]:
    """The folders of the bucket that its policy lets a balancer's writer into."""
    told: list[str] = []
    bucket = "arn:aws:s3:::bucket-1"
    record(lambda: document(balancer_log_writers(pulumi.Output.from_input(bucket), place())).apply(told.append))
    (statement,) = json.loads(told[0])["Statement"]
    return {resource.removeprefix(f"{bucket}/").partition("/")[0] for resource in statement["Resource"]}


def certificates(*, publish: bool) -> Recording:
    rows = [
        {
            "domainName": name,
            "resourceRecordName": f"_x.{name}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": "v.aws.",
        }
        for name in reversed(HOSTS.values())
    ]

    def program() -> None:
        first = pulumi.ProviderResource("published", "record-of-the-first-region", {})
        Certificates(
            "certificates-us-east",
            place(),
            names=HOSTS,
            zone_id="zone-1",
            provider=fake_providers().cloudflare,
            publish=publish,
            after=() if publish else (first,),
        )

    return record(program, outputs={CERTIFICATE: {"domainValidationOptions": rows, "arn": "arn:cert"}})


def test_records_are_found_by_name_without_final_dots_and_never_proxied() -> None:
    made = certificates(publish=True)
    record_ = made.named("validation-webhook").inputs
    assert (record_["name"], record_["content"]) == ("_x.hooks.sayar.example", "v.aws")
    assert (record_["type"], record_["proxied"]) == ("CNAME", False)
    issued = made.one(VALIDATION)
    assert set(issued.depends_on) >= {made.named(f"validation-{host}").urn for host in HOSTS}
    assert issued.inputs["certificateArn"] == "arn:cert"
    assert made.one(CERTIFICATE).inputs["domainName"] == HOSTS["api"]
    assert made.one(CERTIFICATE).inputs["subjectAlternativeNames"] == [HOSTS["webhook"], HOSTS["feed"]]


def test_a_further_region_publishes_nothing_and_waits() -> None:
    made = certificates(publish=False)
    assert not [row for row in made if row.type.startswith("cloudflare:index/dnsRecord")]
    assert made.named("record-of-the-first-region").urn in made.one(VALIDATION).depends_on


def test_the_authority_s_key_is_protected_and_no_key_is_in_plain() -> None:
    key = {"privateKeyPem": CANARY, "privateKeyPemPkcs8": CANARY}

    def program() -> None:
        made = CertificateAuthority("authority", pulumi.ProviderResource("tls", "tls", {}), domain="sayar.example")
        # What is made of it tells whether it stayed a secret.
        pulumi.ProviderResource("keeper", "keeper", {"key": made.client_key_pem})

    recording = record(program, outputs={"tls:index/privateKey:PrivateKey": key})
    assert {row.name for row in recording if row.protect} == {"authority-key", "edge-key"}
    authority = recording.one("tls:index/selfSignedCert:SelfSignedCert").inputs
    assert authority["isCaCertificate"] is True
    assert "cert_signing" in authority["allowedUses"]
    leaf = recording.named("edge-certificate").inputs
    assert "client_auth" in leaf["allowedUses"]
    assert leaf["caPrivateKeyPem"] == Secret(CANARY)
    assert leaf["earlyRenewalHours"] < leaf["validityPeriodHours"] < authority["validityPeriodHours"]
    for row in recording:
        plain = {name: value for name, value in row.inputs.items() if not isinstance(value, Secret)}
        assert CANARY not in repr(plain), row.name
    assert CANARY not in repr(recording.outputs)
    assert recording.named("keeper").inputs["key"] == Secret(CANARY)
