"""The job that takes dumps: a service on Railway that is started on a schedule, and ends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pulumi

from components.backup.buckets import BackupBuckets
from components.backup.dumps_spec import DumpsSpec
from components.backup.schedule import schedule
from components.backup.spec import BackupSpec
from components.base import Providers, SayarComponent
from components.limits import limit
from providers.railway import sdk as railway

PROGRAM = Path(__file__).resolve().parents[2] / "jobs" / "dump.py"


@dataclass(frozen=True, slots=True)
class DumpJobResources:
    """Every resource that `DumpJob` makes. `egress` is None where fixed addresses are not asked for."""

    service: railway.Service
    instance: railway.ServiceInstance
    egress: railway.StaticEgress | None


class DumpJob(SayarComponent):
    """A service `dumps` in one region. It installs the vendors' tools and runs `jobs/dump.py`, which a variable holds.

    Tools come from the branch of Alpine that the image has: a run fails while Alpine's mirrors are away.
    """

    egress: tuple[pulumi.Output[Sequence[str]], ...]
    """The IPv4 addresses that the job comes from, where they are fixed: the database must let them in."""

    def __init__(
        self,
        name: str,
        spec: BackupSpec,
        providers: Providers,
        *,
        project_id: pulumi.Input[str],
        environment_id: pulumi.Input[str],
        region: str,
        database_url: pulumi.Input[str],
        storage_url: pulumi.Input[str],
        storage_key: pulumi.Input[str],
        static_egress: bool,
        buckets: BackupBuckets,
        recipient: str,
    ) -> None:
        """`region` is Railway's name of a region. `recipient` is the public age key that dumps are encrypted to.
        `storage_url` is the project's API, `storage_key` its secret key. `static_egress` gives the job fixed addresses,
        which it needs where the database lets in only known ones.

        `database_url` must reach a session of Postgres as a role that bypasses row level security (`postgres` does):
        at Supabase the pooler's host with port 5432, which is its session mode and answers over IPv4, or the direct
        host, which is IPv6 without the add-on. Port 6543 is the transaction pooler and cannot serve pg_dump. What the
        URL does not say of TLS is `sslmode=require`.

        Raises ValueError for a spec without dumps or with another runner, and for buckets without a credential.
        """
        dumps = spec.dumps
        if dumps.kind == "none" or buckets.credential is None:
            raise ValueError("this spec takes no dumps, or nothing opens its buckets")
        if dumps.runner != "railway":
            raise ValueError(f"this component runs on Railway, not on {dumps.runner}")
        super().__init__(name)
        secrets: dict[str, pulumi.Input[str]] = {
            "S3_KEY_ID": buckets.credential.key_id,
            "S3_SECRET": buckets.credential.secret,
        }
        plain = _plain(dumps, recipient, buckets)
        # A secret that no part needs is not handed out.
        if set(dumps.parts) != {"files"}:
            secrets["DATABASE_URL"] = database_url
        if "files" in dumps.parts:
            plain["STORAGE_URL"], secrets["STORAGE_KEY"] = storage_url, storage_key
        service = railway.Service("dumps", name="dumps", project_id=project_id, opts=self.child(providers.railway))
        instance = railway.ServiceInstance(
            "dumps-instance",
            environment_id=environment_id,
            service_id=service.id,
            image=str(limit("backup", "dump_job", "any", "image").value),
            start_command=start_command(),
            cron_schedule=schedule(dumps.every_h),
            regions={region: railway.RegionArgs(num_replicas=1)},
            limits=railway.LimitsArgs(vcpu=dumps.job.vcpu, memory_gb=dumps.job.memory_gb),
            # The next dump is a new one: a run that failed is not repeated, as its time is over.
            restart_policy_type="NEVER",
            variables=plain,
            sealed_variables=secrets,
            opts=self.child(providers.railway),
        )
        egress = None
        if static_egress:
            egress = railway.StaticEgress(
                "dumps-egress",
                environment_id=environment_id,
                service_id=service.id,
                region=region,
                opts=self.child(providers.railway),
            )
        self.resources = DumpJobResources(service=service, instance=instance, egress=egress)
        self.egress = () if egress is None else (egress.addresses,)
        self.finish(service_id=service.id)


def start_command() -> str:
    """Install the tools, become the program. Railway starts an image's command without a shell of its own."""
    packages = " ".join(limit("backup", "dump_job", "any", "packages").value)
    return f"/bin/sh -c 'apk add --quiet --no-cache {packages} && exec python -c \"$PROGRAM\"'"


def left_out() -> dict[str, list[str]]:
    """Flags of pg_dump by part, for what belongs to the vendor and is in every new project."""

    def flags(option: str, row: str) -> list[str]:
        return [f"--exclude-{option}={name}" for name in limit("backup", "supabase", "any", row).value]

    return {
        "schema": flags("schema", "schemas_made_by_vendor"),
        "data": [*flags("schema", "schemas_without_data"), *flags("table", "tables_without_data")],
    }


def _plain(dumps: DumpsSpec, recipient: str, buckets: BackupBuckets) -> dict[str, pulumi.Input[str]]:
    endpoints = [place.endpoint for place in buckets.places]
    names = pulumi.Output.all(*(place.name for place in buckets.places))
    return {
        "PROGRAM": PROGRAM.read_text(encoding="utf-8"),
        "PARTS": ",".join(dumps.parts),
        "RECIPIENT": recipient,
        "BUCKETS": names.apply(lambda called: listed(called, endpoints)),
        "FLAGS": json.dumps(left_out()),
        "MOST_S": str(dumps.run_most_s),
    }


def listed(names: list[str], endpoints: list[str]) -> str:
    """Buckets as the program reads them: JSON rows of name and endpoint, in the order of the spec."""
    return json.dumps([{"name": name, "endpoint": url} for name, url in zip(names, endpoints, strict=True)])
