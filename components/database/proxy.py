"""RDS Proxy in front of a cluster: it holds connections for many clients, and keeps theirs open through a failover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws import SHARED, AwsPlace
from components.base import SayarComponent
from components.database.aurora import PORT, AuroraCluster
from components.database.aurora_spec import AuroraEngine, ProxySpec
from components.database.proxy_policy import proxy_statements
from components.limits import limit
from components.network.doors import Admitted, Doors, doors
from components.network.ways import Way, group_of, way_in, way_out
from components.policies import document, trust


@dataclass(frozen=True, slots=True)
class DatabaseProxyResources:
    """Every resource that `DatabaseProxy` makes; `way_out` and `way_in` are one door between proxy and cluster."""

    role: aws.iam.Role
    policy: aws.iam.RolePolicy
    doors: Doors
    way_out: aws.vpc.SecurityGroupEgressRule
    way_in: aws.vpc.SecurityGroupIngressRule
    proxy: aws.rds.Proxy
    targets: aws.rds.ProxyDefaultTargetGroup
    target: aws.rds.ProxyTarget
    readers: aws.rds.ProxyEndpoint


class DatabaseProxy(SayarComponent):
    """The proxy of one cluster. Clients come over TLS and log in by IAM where the engine does.

    The proxy itself logs in with `secrets`, one for each user with a password in the database, or by IAM as `users`,
    who then have none: in the database they are granted `rds_iam`, and Postgres takes no password of such a user.

    In a region that follows only `read_only_endpoint` answers. `endpoint` is refused there until the region is
    promoted, and the proxy of the old one does not follow the role: writers must be told where to go.
    """

    def __init__(
        self,
        name: str,
        spec: ProxySpec,
        place: AwsPlace,
        *,
        cluster: AuroraCluster,
        engine: AuroraEngine,
        vpc_id: pulumi.Input[str],
        subnet_ids: Sequence[pulumi.Input[str]],
        admitted: Admitted,
        secrets: Sequence[pulumi.Input[str]] = (),
        key_arns: Sequence[pulumi.Input[str]] = (),
        users: Sequence[str] = (),
        client: str = SHARED,
    ) -> None:
        """`secrets` and `key_arns` are ARNs, of secrets in this region and of the keys that they lie under.

        Raises ValueError where the proxy has nobody to log in as, for `users` without IAM in the engine, and for a
        cluster without members, which a proxy refuses.
        """
        by_iam = engine.iam_auth == "on"
        if not secrets and not users:
            raise ValueError(f"{name} has neither secrets nor users to log in with")
        if users and not by_iam:
            raise ValueError(f"{name} cannot log in by IAM, which the engine does not take")
        if not cluster.members:
            raise ValueError(f"{name} has nobody behind it")
        super().__init__(name)
        tags, options = place.tagged(name, client=client), self.child(place.provider)
        role = aws.iam.Role(
            name, assume_role_policy=trust("rds.amazonaws.com", account=place.account), tags=tags, opts=options
        )
        logins = [cluster.connect_arn(user) for user in users]
        policy = aws.iam.RolePolicy(
            name,
            role=role.name,
            policy=document(proxy_statements(place.aws, secrets=secrets, key_arns=key_arns, logins=logins)),
            opts=options,
        )
        gates = doors(self, name, place, vpc_id=vpc_id, ports={"postgres": PORT}, admitted=admitted, client=client)
        group, theirs, ports = gates.group.id, cluster.group_id, (PORT, PORT)
        out = Way(f"{name}-to-cluster", group, ports, group_of(theirs), "postgres to the cluster")
        into = Way(f"{name}-into-cluster", theirs, ports, group_of(group), "postgres from the proxy")
        outward = way_out(self, place, out, client=client)
        inward = way_in(self, place, into, client=client)
        proxy = aws.rds.Proxy(
            name,
            engine_family="POSTGRESQL",
            role_arn=role.arn,
            require_tls=True,
            default_auth_scheme="IAM_AUTH" if users else "NONE",
            auths=[_auth(arn, by_iam=by_iam) for arn in secrets] or None,
            idle_client_timeout=spec.idle_client_s,
            # Would write statements, and what people wrote in them, into a log.
            debug_logging=False,
            vpc_subnet_ids=subnet_ids,
            vpc_security_group_ids=[gates.group.id],
            tags=tags,
            # A proxy that cannot log in is made all the same, and never becomes available.
            opts=self.child(place.provider, depends_on=[policy]),
        )
        targets = aws.rds.ProxyDefaultTargetGroup(
            name,
            db_proxy_name=proxy.name,
            connection_pool_config=aws.rds.ProxyDefaultTargetGroupConnectionPoolConfigArgs(
                max_connections_percent=spec.max_connections_percent,
                max_idle_connections_percent=idle_percent(spec),
                connection_borrow_timeout=int(limit("database", "rds_proxy", "any", "borrow_timeout_s").value),
            ),
            opts=options,
        )
        target = aws.rds.ProxyTarget(
            name,
            db_proxy_name=proxy.name,
            target_group_name=targets.name,
            db_cluster_identifier=cluster.identifier,
            # A cluster without members cannot be registered, and without the door none is ever well.
            opts=self.child(place.provider, depends_on=[*cluster.members, outward, inward]),
        )
        readers = aws.rds.ProxyEndpoint(
            f"{name}-read-only",
            # Named after the proxy's own generated name, so that a new proxy's does not collide with the old one's.
            db_proxy_endpoint_name=pulumi.Output.concat(proxy.name, "-read-only"),
            db_proxy_name=proxy.name,
            target_role="READ_ONLY",
            vpc_subnet_ids=subnet_ids,
            vpc_security_group_ids=[gates.group.id],
            tags=place.tagged(f"{name}-read-only", client=client),
            opts=self.child(place.provider, depends_on=[target]),
        )
        self.resources = DatabaseProxyResources(role, policy, gates, outward, inward, proxy, targets, target, readers)
        self.writes: bool = cluster.primary
        """Whether `endpoint` answers; `read_only_endpoint` always does."""
        self.endpoint: pulumi.Output[str] = proxy.endpoint
        self.read_only_endpoint: pulumi.Output[str] = readers.endpoint
        self.port: int = PORT
        self.group_id: pulumi.Output[str] = gates.group.id
        self._place = place
        self.finish(endpoint=self.endpoint, read_only_endpoint=self.read_only_endpoint)

    def connect_arn(self, user: str) -> pulumi.Output[str]:
        """What `rds-db:connect` must be allowed on, to log in to the proxy as a database user."""
        place = self._place
        return self.resources.proxy.arn.apply(lambda arn: place.arn("rds-db", f"dbuser:{proxy_id(arn)}/{user}"))


def proxy_id(arn: str) -> str:
    """The identifier that policies call a proxy by (`prx-…`), which only its ARN holds."""
    return arn.rsplit(":", 1)[-1]


def idle_percent(spec: ProxySpec) -> int:
    """How many of the connections may stay open without work, never more than there may be."""
    return min(
        int(limit("database", "rds_proxy", "any", "idle_connections_percent").value), spec.max_connections_percent
    )


def _auth(arn: pulumi.Input[str], *, by_iam: bool) -> aws.rds.ProxyAuthArgs:
    return aws.rds.ProxyAuthArgs(
        auth_scheme="SECRETS",
        secret_arn=arn,
        iam_auth="REQUIRED" if by_iam else "DISABLED",
        client_password_auth_type=None if by_iam else "POSTGRES_SCRAM_SHA_256",
    )
