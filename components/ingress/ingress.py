"""The load balancer of a region: the edge's connections come in, everybody else's do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.cluster.groups import CLUSTER_TAG
from components.cluster.workload_spec import ProbesSpec
from components.edge.words import ORIGIN_HOSTS, OriginHost
from components.ingress.access_logs import CONNECTIONS, REQUESTS
from components.ingress.entrance import Entrance, entrance
from components.ingress.health import health_check
from components.limits import limit
from components.network.ways import HTTPS_PORT
from components.origins import OriginTarget, RegionalOrigin
from components.storage.bucket import PrivateBucket

BUNDLE = "authority.pem"

_NOT_FOUND: Final[aws.lb.ListenerDefaultActionArgsDict] = {
    "type": "fixed-response",
    "fixed_response": {"content_type": "text/plain", "message_body": "Not found", "status_code": "404"},
}
"""The answer to a name that nobody serves here."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a load balancer answers: full names, probes and seconds to drain by host.

    Every other name leads to the host `others`, and nowhere where that is None: names of clients have no rule each, so
    that a hundred of them need no hundred rules and a new one changes nothing here. Which names come at all the edge
    decides.
    """

    hosts: Mapping[OriginHost, str]
    probes: Mapping[OriginHost, ProbesSpec]
    draining_s: Mapping[OriginHost, int]
    others: OriginHost | None


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose certificates are let in: the authority of the edge's (PEM), and the bucket that it is kept in."""

    ca_pem: pulumi.Input[str]
    bucket: PrivateBucket


@dataclass(frozen=True, slots=True)
class IngressResources:
    """Every resource that `Ingress` makes; rules by host. Without trust nobody's certificate is asked for."""

    entrance: Entrance
    bundle: aws.s3.BucketObjectv2 | None
    trust_store: aws.lb.TrustStore | None
    balancer: aws.lb.LoadBalancer
    listener: aws.lb.Listener
    target_groups: dict[OriginHost, aws.lb.TargetGroup]
    rules: dict[OriginHost, aws.lb.ListenerRule]


class Ingress(SayarComponent):
    """An application load balancer that takes connections from the edge's addresses with a certificate of our own.

    Addresses alone would admit every customer of the edge's vendor, the certificate alone everybody's handshakes.
    Pods are bound to the target groups by the cluster. Balancer and groups are named by the vendor: an explicit name
    would have to be free before a new one can take over.
    """

    dns_name: pulumi.Output[str]
    group_id: pulumi.Output[str]
    target_groups: Mapping[OriginHost, pulumi.Output[str]]
    """ARNs; a binding waits for `ready`, as a group outside a balancer checks no target."""
    ready: tuple[pulumi.Resource, ...]

    def __init__(
        self,
        name: str,
        place: AwsPlace,
        *,
        vpc_id: pulumi.Input[str],
        public_subnet_ids: Sequence[pulumi.Input[str]],
        certificate_arn: pulumi.Input[str],
        trust: Trust | None,
        logs_bucket: PrivateBucket,
        nodes_group_id: pulumi.Input[str],
        cluster: str,
        answered: Answered,
    ) -> None:
        """Without `trust` the edge's addresses are all that is asked for. The policy of `logs_bucket` says
        `balancer_log_writers`. `nodes_group_id` is the group of the pods, which is opened for the balancer; `cluster`
        is the name of the EKS cluster, which may register its pods.

        Raises ValueError where names that have no rule lead to a host that is not answered here.
        """
        if answered.others is not None and answered.others not in answered.hosts:
            raise ValueError(f"other names go to {answered.others}, which is not answered here")
        super().__init__(name)
        self._place, self._answered, self._cluster = place, answered, cluster
        ports = {answered.probes[host].port for host in answered.hosts}
        doors = entrance(self, place, vpc_id=vpc_id, ports=ports, nodes_group_id=nodes_group_id)
        bundle, store = self._trust(trust) if trust is not None else (None, None)
        balancer = self._balancer(doors, public_subnet_ids, logs_bucket)
        groups = {host: self._target_group(host, vpc_id) for host in answered.hosts}
        listener = self._listener(balancer, certificate_arn, store, groups)
        rules = {
            host: self._rule(host, full, listener, groups[host], priority=10 * (1 + ORIGIN_HOSTS.index(host)))
            for host, full in answered.hosts.items()
        }
        self.resources = IngressResources(doors, bundle, store, balancer, listener, groups, rules)
        self.dns_name, self.group_id = balancer.dns_name, doors.group.id
        self.target_groups = {host: group.arn for host, group in groups.items()}
        self.ready = (listener, *rules.values())
        self.finish(dns_name=self.dns_name)

    def origins(self, *, first: bool, part: float = 1) -> tuple[RegionalOrigin, ...]:
        """The hosts that it serves, for the edge; `first` in the platform's first region, `part` of its requests."""
        return tuple(
            RegionalOrigin(host, self._place.region, full, first, OriginTarget(self.dns_name, None), "aws", part)
            for host, full in self._answered.hosts.items()
        )

    def _trust(self, trust: Trust) -> tuple[aws.s3.BucketObjectv2, aws.lb.TrustStore]:
        place, label, bucket = self._place, f"trust-{self._place.region}", trust.bucket
        bundle = aws.s3.BucketObjectv2(
            f"{label}-bundle",
            bucket=bucket.bucket,
            key=BUNDLE,
            content=trust.ca_pem,
            content_type="application/x-pem-file",
            tags=place.tagged(f"{label}-bundle"),
            # Written before, it would have no version to name.
            opts=self.child(place.provider, depends_on=[bucket.resources.versioning, *bucket.ready]),
        )
        store = aws.lb.TrustStore(
            label,
            ca_certificates_bundle_s3_bucket=bundle.bucket,
            ca_certificates_bundle_s3_key=bundle.key,
            # A store keeps what it read once: a renewed authority arrives by its new version.
            ca_certificates_bundle_s3_object_version=bundle.version_id,
            tags=place.tagged(label),
            opts=self.child(place.provider),
        )
        return bundle, store

    def _balancer(
        self, doors: Entrance, subnet_ids: Sequence[pulumi.Input[str]], logs: PrivateBucket
    ) -> aws.lb.LoadBalancer:
        place, label = self._place, f"edge-{self._place.region}"
        return aws.lb.LoadBalancer(
            label,
            load_balancer_type="application",
            internal=False,
            ip_address_type="ipv4",
            subnets=list(subnet_ids),
            security_groups=[doors.group.id],
            drop_invalid_header_fields=True,
            desync_mitigation_mode="strictest",
            enable_http2=True,
            enable_deletion_protection=True,
            idle_timeout=int(limit("ingress", "aws", "any", "idle_timeout_s").value),
            access_logs={"bucket": logs.bucket, "prefix": REQUESTS, "enabled": True},
            connection_logs={"bucket": logs.bucket, "prefix": CONNECTIONS, "enabled": True},
            tags=place.tagged(label),
            # The vendor writes a first object before it accepts the bucket.
            opts=self.child(place.provider, depends_on=logs.ready),
        )

    def _listener(
        self,
        balancer: aws.lb.LoadBalancer,
        certificate_arn: pulumi.Input[str],
        store: aws.lb.TrustStore | None,
        groups: Mapping[OriginHost, aws.lb.TargetGroup],
    ) -> aws.lb.Listener:
        place, label, others = self._place, f"https-{self._place.region}", self._answered.others
        return aws.lb.Listener(
            label,
            load_balancer_arn=balancer.arn,
            port=HTTPS_PORT,
            protocol="HTTPS",
            ssl_policy=str(limit("ingress", "aws", "any", "tls_policy").value),
            certificate_arn=certificate_arn,
            mutual_authentication=_asked(store),
            default_actions=[_NOT_FOUND if others is None else _forwarded(groups[others])],
            tags=place.tagged(label),
            opts=self.child(place.provider),
        )

    def _target_group(self, host: OriginHost, vpc_id: pulumi.Input[str]) -> aws.lb.TargetGroup:
        place, probes = self._place, self._answered.probes[host]
        # Short: the vendor takes 32 characters, eight of them for what makes the name its own.
        label, check = f"{host}-{place.region}", health_check(probes)
        return aws.lb.TargetGroup(
            label,
            vpc_id=vpc_id,
            target_type="ip",
            ip_address_type="ipv4",
            port=probes.port,
            protocol="HTTP",
            protocol_version="HTTP1",
            deregistration_delay=self._answered.draining_s[host],
            health_check={
                "enabled": True,
                "protocol": "HTTP",
                "port": "traffic-port",
                "path": check.path,
                "matcher": "200",
                "interval": check.interval_s,
                "timeout": check.timeout_s,
                "healthy_threshold": check.up_after,
                "unhealthy_threshold": check.down_after,
            },
            # The controller of load balancers may register pods only where its cluster is named.
            tags={**place.tagged(label), CLUSTER_TAG: self._cluster},
            opts=self.child(place.provider),
        )

    def _rule(
        self,
        short: str,
        full_name: str,
        listener: aws.lb.Listener,
        group: aws.lb.TargetGroup,
        *,
        priority: int,
    ) -> aws.lb.ListenerRule:
        place, label = self._place, f"{short}-{self._place.region}"
        return aws.lb.ListenerRule(
            f"{label}-rule",
            listener_arn=listener.arn,
            priority=priority,
            conditions=[{"host_header": {"values": [full_name]}}],
            actions=[_forwarded(group)],
            tags=place.tagged(f"{label}-rule"),
            opts=self.child(place.provider),
        )


def _asked(store: aws.lb.TrustStore | None) -> aws.lb.ListenerMutualAuthenticationArgsDict:
    if store is None:
        return {"mode": "off"}
    return {"mode": "verify", "trust_store_arn": store.arn, "ignore_client_certificate_expiry": False}


def _forwarded(group: aws.lb.TargetGroup) -> aws.lb.ListenerDefaultActionArgsDict:
    return {"type": "forward", "target_group_arn": group.arn}
