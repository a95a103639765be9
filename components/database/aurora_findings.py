"""What a reader of a forecast should know about a database on Aurora."""

from __future__ import annotations

from collections.abc import Iterator

from components.database.aurora_parameters import WRITER
from components.database.aurora_spec import AuroraEngine, GlobalSpec
from components.findings import Finding, said_by
from components.limits import limit


def aurora_findings(engine: AuroraEngine) -> Iterator[Finding]:
    """Remarks on an engine, in no order of severity."""
    first = limit("database", "aurora", "any", "first_member_writes")
    if first.value:
        text = (
            f"The member called {WRITER} writes only after a failover to it by hand: once after the first deploy, and "
        )
        text += "again before members change, or the change costs a second failover."
        yield Finding("database-writer-by-hand", "info", text, said_by(first))
    if engine.worldwide is None:
        yield from _one_region()
    else:
        yield from _worldwide(engine, engine.worldwide)


def _one_region() -> Iterator[Finding]:
    text = "All copies of the database are in one region: losing the region loses it until a restore."
    yield Finding("database-one-region", "warning", text, "sayar:database.engine.worldwide")
    joins = limit("database", "aurora", "regional", "joins_global")
    if not joins.value:
        text = "No deploy makes this cluster worldwide later: a global cluster is made around it by hand first."
        yield Finding("database-worldwide-later", "info", text, said_by(joins))


def _worldwide(engine: AuroraEngine, globe: GlobalSpec) -> Iterator[Finding]:
    if any(row.proxy is not None for row in globe.secondaries):
        text = "A proxy in a secondary region answers reads only and does not become the writer when it is promoted."
        source = "docs.aws.amazon.com AmazonRDS/latest/AuroraUserGuide/rds-proxy-gdb"
        yield Finding("database-proxy-reads-only", "info", text, source)
    kept = limit("database", "aurora", "global", "managed_master_password")
    if not kept.value:
        text = "AWS neither keeps nor changes the master password of a global database: the platform's own secret does."
        yield Finding("database-master-password", "info", text, said_by(kept))
    upgrades = limit("database", "aurora", "global", "automatic_minor_upgrades")
    if engine.minor_upgrades == "automatic" and not upgrades.value:
        text = "Minor versions of a global database are never raised by AWS, whatever minor_upgrades says."
        yield Finding("database-no-automatic-upgrades", "warning", text, said_by(upgrades))
    for row in globe.secondaries:
        if not row.readers:
            text = f"Region {row.region} has the data and no instance: it takes over only after one was added by hand."
            yield Finding("database-headless", "info", text, "sayar:database.engine.worldwide.secondaries")
