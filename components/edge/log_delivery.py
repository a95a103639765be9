"""Logs of the edge in buckets of the platform: who asked what, and what was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_cloudflare as cloudflare

from components.base import Providers, SayarComponent
from components.edge.entitlements import fact
from components.edge.large_spec import LogpushSpec
from components.edge.log_places import LogPlace, R2Logs, S3Logs, r2_destination, s3_destination
from components.edge.spec import EdgeSpec
from components.edge.words import Dataset
from components.edge.zone import Zone


@dataclass(frozen=True, slots=True)
class LogDeliveryResources:
    """Every resource that `LogDelivery` makes, by dataset. Only buckets on AWS are challenged."""

    challenges: dict[Dataset, cloudflare.LogpushOwnershipChallenge]
    jobs: dict[Dataset, cloudflare.LogpushJob]


class LogDelivery(SayarComponent):
    """A job for each dataset of the spec.

    The vendor wants to see that a bucket on AWS is ours: it writes a token into it that somebody reads and gives back
    as a secret. So the first update makes the challenge, and the next one, with the token, the job; a token lasts for
    seven days and counts for one dataset and bucket, and is kept afterwards, as a job without one goes. Access keys of
    our own would spare that step and live for ever.
    """

    def __init__(
        self,
        name: str,
        spec: EdgeSpec,
        providers: Providers,
        *,
        zone: Zone,
        buckets: Mapping[Dataset, LogPlace],
        tokens: Mapping[Dataset, pulumi.Input[str]],
        after: Sequence[pulumi.Resource] = (),
    ) -> None:
        """`tokens` are those that were read from buckets on AWS; `after` are the buckets with their policies.

        Raises ValueError for a dataset without a bucket, and for one in another place than the spec says.
        """
        rows = spec.large.logpush
        for row in rows:
            _refuse_elsewhere(row, buckets)
        super().__init__(name)
        destinations = {row.dataset: _destination(row.dataset, buckets[row.dataset]) for row in rows}
        challenges = {
            row.dataset: cloudflare.LogpushOwnershipChallenge(
                f"{_label(row.dataset)}-challenge",
                zone_id=zone.zone_id,
                destination_conf=destinations[row.dataset],
                opts=self.child(providers.cloudflare, depends_on=after),
            )
            for row in rows
            if row.destination == "s3"
        }
        self.resources = LogDeliveryResources(
            challenges=challenges,
            jobs={
                row.dataset: self._job(row.dataset, destinations[row.dataset], tokens, zone, providers, after)
                for row in rows
                if row.destination == "r2" or row.dataset in tokens
            },
        )
        self.pending: dict[Dataset, pulumi.Output[str]] = {
            dataset: challenge.filename for dataset, challenge in challenges.items() if dataset not in tokens
        }
        """Datasets that are not delivered yet, and the object of their bucket that holds the token."""
        self.finish(pending=self.pending)

    def _job(
        self,
        dataset: Dataset,
        destination: pulumi.Output[str],
        tokens: Mapping[Dataset, pulumi.Input[str]],
        zone: Zone,
        providers: Providers,
        after: Sequence[pulumi.Resource],
    ) -> cloudflare.LogpushJob:
        token = tokens.get(dataset)
        return cloudflare.LogpushJob(
            _label(dataset),
            zone_id=zone.zone_id,
            name=_label(dataset),
            dataset=dataset,
            destination_conf=destination,
            ownership_challenge=None if token is None else pulumi.Output.secret(token),
            enabled=True,
            output_options={
                # Every field by name: what is not named is not sent.
                "field_names": list(fact(f"logpush_fields_{dataset}").value),
                "timestamp_format": "rfc3339",
                "output_type": "ndjson",
                # A log must not attack its reader: `${` is written as `x{`.
                "cve202144228": True,
            },
            opts=self.child(providers.cloudflare, depends_on=after),
        )


def _refuse_elsewhere(row: LogpushSpec, buckets: Mapping[Dataset, LogPlace]) -> None:
    place = buckets.get(row.dataset)
    if place is None:
        raise ValueError(f"{row.dataset} has no bucket")
    if isinstance(place, S3Logs) != (row.destination == "s3"):
        raise ValueError(f"{row.dataset} goes to {row.destination}, and its bucket is elsewhere")


def _destination(dataset: Dataset, place: LogPlace) -> pulumi.Output[str]:
    if isinstance(place, S3Logs):
        region = place.region
        return pulumi.Output.secret(
            pulumi.Output.from_input(place.name).apply(lambda bucket: s3_destination(bucket, dataset, region))
        )
    return _on_r2(dataset, place)


def _on_r2(dataset: Dataset, place: R2Logs) -> pulumi.Output[str]:
    account_id = place.account_id
    parts = pulumi.Output.all(place.name, place.key_id, place.secret)
    return pulumi.Output.secret(
        parts.apply(lambda texts: r2_destination(texts[0], dataset, account_id, texts[1], texts[2]))
    )


def _label(dataset: Dataset) -> str:
    return dataset.replace("_", "-")
