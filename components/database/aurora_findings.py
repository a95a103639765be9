"""What a reader of a forecast should know about a database on Aurora: what a deploy cannot do by itself."""

from __future__ import annotations

from collections.abc import Iterator

from components.database.aurora_parameters import WRITER
from components.database.aurora_spec import AuroraEngine
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
        joins = limit("database", "aurora", "regional", "joins_global")
        if not joins.value:
            text = "No deploy makes this cluster worldwide later: a global cluster is made around it by hand first."
            yield Finding("database-worldwide-later", "info", text, said_by(joins))
        return
    kept = limit("database", "aurora", "global", "managed_master_password")
    if not kept.value:
        text = "AWS neither keeps nor changes the master password of a global database: the platform's own secret does."
        yield Finding("database-master-password", "info", text, said_by(kept))
    upgrades = limit("database", "aurora", "global", "automatic_minor_upgrades")
    if engine.minor_upgrades == "automatic" and not upgrades.value:
        text = "Minor versions of a global database are never raised by AWS, whatever minor_upgrades says."
        yield Finding("database-no-automatic-upgrades", "warning", text, said_by(upgrades))
    for row in engine.worldwide.secondaries:
        if not row.readers:
            text = f"Region {row.region} has the data and no instance: it takes over only after one was added by hand."
            yield Finding("database-headless", "info", text, "sayar:database.engine.worldwide.secondaries")
