"""Kafka on Amazon MSK: brokers inside the network, topics as data, and what workloads may do with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.limits import limit
from components.messaging import rights
from components.messaging.kafka_disks import VOLUME_SIZE, DiskGrowth, disks, grows, growth
from components.messaging.kafka_settings import server_properties, topic_settings
from components.messaging.spec import MskExpress, MskStandard
from components.messaging.topics_spec import TopicSpec
from components.network.doors import Admitted, Doors, doors
from components.policies import Statement


@dataclass(frozen=True, slots=True)
class KafkaResources:
    """Every resource that `Kafka` makes, topics by name. `growth` is None where disks do not grow by themselves."""

    doors: Doors
    logs: aws.cloudwatch.LogGroup
    configuration: aws.msk.Configuration
    cluster: aws.msk.Cluster
    topics: Mapping[str, aws.msk.Topic]
    growth: DiskGrowth | None


class Kafka(SayarComponent):
    """The only broker of the platform, in one region, a broker or more in each zone.

    Clients come over TLS with IAM and no other way. Nothing is public, and there is no policy on the cluster: nobody of
    another account connects, so what roles may do (`statements`) is all of the access control.

    Names of cluster and settings are the vendor's to make. Subnets, security groups or the key of the disks force a new
    cluster, and an explicit name would make the engine delete the old one with its records before the new one is there.
    """

    topics: Mapping[str, pulumi.Output[str]]
    """Names of topics, each known once the topic is there: who takes a name from here waits for its topic."""

    def __init__(
        self,
        name: str,
        spec: MskExpress | MskStandard,
        place: AwsPlace,
        *,
        vpc_id: pulumi.Input[str],
        subnet_ids: Sequence[pulumi.Input[str]],
        key_arn: pulumi.Input[str],
        log_key_arn: pulumi.Input[str],
        admitted: Admitted,
    ) -> None:
        """`subnet_ids` are one for each zone of the network, in its order; the first `spec.zones` are used, so a zone
        that is added to the network moves no broker. `key_arn` encrypts records, `log_key_arn` the brokers' logs, and
        its policy must let CloudWatch Logs use it.

        Raises ValueError for a place in another region than the spec's, or fewer subnets than zones.
        """
        if place.region != spec.region:
            raise ValueError(f"the brokers are in {spec.region}, not in {place.region}")
        if len(subnet_ids) < spec.zones:
            raise ValueError(f"{spec.zones} zones need as many subnets, not {len(subnet_ids)}")
        super().__init__(name)
        self._spec, self._place, self._label = spec, place, f"kafka-{place.region}"
        self.port = _port("port_iam")
        entry = doors(self, self._label, place, vpc_id=vpc_id, ports=self._ports(), admitted=admitted)
        logs = aws.cloudwatch.LogGroup(
            f"{self._label}-logs",
            retention_in_days=spec.log_retention_days,
            kms_key_id=log_key_arn,
            tags=place.tagged(f"{self._label}-logs", "telemetry"),
            # What a broker said before an incident cannot be asked again.
            opts=self.child(place.provider, protect=True),
        )
        configuration = aws.msk.Configuration(
            f"{self._label}-settings",
            # A new version makes new settings, and the cluster moves to both in one rolling update.
            kafka_versions=[spec.engine_version],
            server_properties=server_properties(spec),
            opts=self.child(place.provider),
        )
        cluster = self._cluster(subnet_ids[: spec.zones], key_arn, entry, logs, configuration)
        made = {topic.name: self._topic(topic, cluster) for topic in spec.topics}
        self.resources = KafkaResources(
            doors=entry,
            logs=logs,
            configuration=configuration,
            cluster=cluster,
            topics=made,
            growth=growth(self, f"{self._label}-disks", spec, place, cluster_arn=cluster.arn),
        )
        self.arn = cluster.arn
        self.name = cluster.cluster_name
        self.bootstrap = cluster.bootstrap_brokers_sasl_iam
        self.group_id = entry.group.id
        self.topics = {called: row.name for called, row in made.items()}
        self.finish(arn=self.arn, bootstrap=self.bootstrap, topics=list(made))

    def statements(self, workload: str) -> list[Statement]:
        """What the role of a workload needs in its policy; empty where the spec grants it nothing."""
        return rights.statements(workload, self._spec.grants, cluster=self.arn, named=self._part_arn)

    def _part_arn(self, kind: rights.Kind, name: str) -> pulumi.Output[str]:
        return self.arn.apply(lambda arn: rights.part_arn(arn, kind, name))

    def _ports(self) -> dict[str, int]:
        scraped = {"jmx": _port("port_jmx"), "node": _port("port_node")}
        return {"iam": self.port, **(scraped if self._spec.open_metrics == "on" else {})}

    def _cluster(
        self,
        subnet_ids: Sequence[pulumi.Input[str]],
        key_arn: pulumi.Input[str],
        entry: Doors,
        logs: aws.cloudwatch.LogGroup,
        configuration: aws.msk.Configuration,
    ) -> aws.msk.Cluster:
        spec = self._spec
        return aws.msk.Cluster(
            self._label,
            kafka_version=spec.engine_version,
            number_of_broker_nodes=spec.brokers,
            broker_node_group_info=aws.msk.ClusterBrokerNodeGroupInfoArgs(
                instance_type=spec.instance_type,
                client_subnets=list(subnet_ids),
                security_groups=[entry.group.id],
                connectivity_info=aws.msk.ClusterBrokerNodeGroupInfoConnectivityInfoArgs(
                    public_access=aws.msk.ClusterBrokerNodeGroupInfoConnectivityInfoPublicAccessArgs(type="DISABLED")
                ),
                storage_info=disks(spec),
            ),
            configuration_info=aws.msk.ClusterConfigurationInfoArgs(
                arn=configuration.arn, revision=configuration.latest_revision
            ),
            encryption_info=aws.msk.ClusterEncryptionInfoArgs(
                encryption_at_rest_kms_key_arn=key_arn,
                encryption_in_transit=aws.msk.ClusterEncryptionInfoEncryptionInTransitArgs(
                    client_broker=spec.encryption.upper(), in_cluster=True
                ),
            ),
            client_authentication=aws.msk.ClusterClientAuthenticationArgs(
                sasl=aws.msk.ClusterClientAuthenticationSaslArgs(iam=True), unauthenticated=False
            ),
            enhanced_monitoring=spec.monitoring.upper(),
            open_monitoring=_exporters(enabled=spec.open_metrics == "on"),
            logging_info=aws.msk.ClusterLoggingInfoArgs(
                broker_logs=aws.msk.ClusterLoggingInfoBrokerLogsArgs(
                    cloudwatch_logs=aws.msk.ClusterLoggingInfoBrokerLogsCloudwatchLogsArgs(
                        enabled=True, log_group=logs.name
                    )
                )
            ),
            # Events of shops hold names and numbers of their customers.
            tags=self._place.tagged(self._label, "personal"),
            opts=self.child(
                self._place.provider,
                protect=True,
                ignore_changes=[VOLUME_SIZE] if grows(spec) else None,
            ),
        )

    def _topic(self, topic: TopicSpec, cluster: aws.msk.Cluster) -> aws.msk.Topic:
        """One topic. More partitions and other settings are updates; another name or number of copies is a new topic.

        It is not deleted before its successor is there: of the same name on the same cluster that fails, which is
        better than records that are gone.
        """
        return aws.msk.Topic(
            f"topic-{topic.name}-{self._place.region}",
            name=topic.name,
            cluster_arn=cluster.arn,
            partition_count=topic.partitions,
            replication_factor=topic.replication,
            configs=topic_settings(self._spec, topic),
            opts=self.child(self._place.provider, protect=True),
        )


def _exporters(*, enabled: bool) -> aws.msk.ClusterOpenMonitoringArgs:
    """Written out where they are off too: a block that goes would leave them as they are."""
    return aws.msk.ClusterOpenMonitoringArgs(
        prometheus=aws.msk.ClusterOpenMonitoringPrometheusArgs(
            jmx_exporter=aws.msk.ClusterOpenMonitoringPrometheusJmxExporterArgs(enabled_in_broker=enabled),
            node_exporter=aws.msk.ClusterOpenMonitoringPrometheusNodeExporterArgs(enabled_in_broker=enabled),
        )
    )


def _port(name: str) -> int:
    return int(limit("messaging", "msk", "any", name).value)
