"""What a reader of a forecast should know about the chosen copies."""

from __future__ import annotations

from collections.abc import Iterator

from components.backup.dumps_spec import DumpsSpec
from components.backup.spec import BackupSpec
from components.findings import Finding, gravest_first, said_by
from components.limits import limit


def findings(spec: BackupSpec) -> tuple[Finding, ...]:
    """All remarks on a spec, the gravest first."""
    found = _dumps(spec.dumps) if isinstance(spec.dumps, DumpsSpec) else ()
    return gravest_first(found)


def _dumps(dumps: DumpsSpec) -> Iterator[Finding]:
    if dumps.runner != "railway":
        text = f"Buckets for dumps are made, but no job on {dumps.runner} fills them yet."
        yield Finding("backup-no-job", "warning", text, "sayar:backup.dumps.runner")
    if len({bucket.law for bucket in dumps.buckets}) == 1:
        text = f"All dumps lie in one jurisdiction ({dumps.buckets[0].law}), in the account that also holds the edge."
        yield Finding("backup-one-jurisdiction", "info", text, "sayar:backup.dumps.buckets")
    places = [bucket.name for bucket in dumps.buckets if bucket.jurisdiction == "none"]
    if places:
        row = limit("backup", "r2", dumps.buckets[0].place, "jurisdiction_of")
        text = f"Where bucket {', '.join(places)} lies is a wish that Cloudflare tries to meet, not a promise."
        yield Finding("backup-place-not-promised", "info", text, said_by(row))
    text = f"Restoring a dump every {dumps.drill.every_days} days is a duty of people: no resource does it yet."
    yield Finding("backup-drill-by-people", "warning", text, "sayar:backup.dumps.drill")
    if "data" in dumps.parts:
        row = limit("backup", "supabase", "any", "schemas_without_data")
        text = "Dumps leave out what only the vendor can restore, such as the secrets in Supabase's Vault."
        yield Finding("backup-vault-left-out", "info", text, said_by(row))
