"""Phases and forecasts for tests of runbooks: real phases, and forecasts in which nothing changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from infra.config.platform import PlatformSpec
from infra.moves.phase import Gate, Kind, Manual, Phase
from sayar.documents.plan import Coverage, Downtime, ManualStep, PlanDocument, Step, StepDowntime, Summary, Tier
from sayar.plan.phased import said
from sayar.runbook.build import Facts
from sayar.runbook.rows import Duty, Timing, duties_of, timing
from tests.infra.projects import config
from tests.report.made import span, surface

NOTHING = Summary(create=0, update=0, replace=0, delete=0, same=0)
HOSTS = {"api": "api.shop.dev", "feed": "feeds.shop.dev", "web": "www.shop.dev", "webhook": "hooks.shop.dev"}
DAY_S = 86400


def phase(
    name: str,
    kind: Kind = "config",
    wait_s: int = 0,
    platform: PlatformSpec | None = None,
    manual: tuple[Manual, ...] = (),
) -> Phase:
    """A phase whose gate waits so many seconds."""
    return Phase(
        name=name,
        kind=kind,
        title=f"Title of {name}",
        why=f"Why {name}",
        platform=platform or config("starter").platform,
        gate=Gate("done", f"{name} is done", "sayar probe --stack NAME", wait_s),
        rollback=f"{name} is undone",
        manual=manual,
    )


def step(phase: Phase, fails_s: float = 0) -> Step:
    """The step of a phase that changes nothing; api fails for so many seconds."""
    return Step(
        name=phase.name,
        kind=phase.kind,
        summary=NOTHING,
        changes=(),
        downtime=StepDowntime(surfaces={"api": surface(span(fails_s, fails_s))} if phase.kind == "config" else {}),
        gate=said(phase.gate),
        rollback=phase.rollback,
        one_way=phase.one_way,
        released=(),
    )


def plan(origin: str, to: str, phases: Sequence[Phase], fails_s: Mapping[str, float] | None = None) -> PlanDocument:
    """A forecast of these phases; api fails for so many seconds in each that is named."""
    steps = tuple(step(one, (fails_s or {}).get(one.name, 0)) for one in phases)
    direct = step(phase("direct"))
    return PlanDocument(
        source="offline",
        as_of="2026-11-26",
        origin=Tier(tier=origin),
        to=Tier(tier=to),
        direct=direct,
        phases=steps,
        downtime=Downtime(budget_s=None, verdict="ok", surfaces={}),
        cost=None,
        slo=None,
        policy=None,
        manual_steps=tuple(
            ManualStep(phase=one.name, title=row.title, why=row.why, how=row.how, check=row.check)
            for one in phases
            for row in one.manual
        ),
        findings=(),
        coverage=Coverage(changes=0, with_fact=0, assumed=0, unknown=0, priced=0, unpriced=0),
        verdict="ok",
        exit_code=0,
    )


def facts(
    origin: str,
    to: str,
    phases: Sequence[Phase],
    *,
    begin: date | None = None,
    duties: Sequence[Duty] | None = None,
    rows: Timing | None = None,
) -> Facts:
    """What is known of a move: the shipped rows unless others are given."""
    return Facts(
        origin=origin,
        to=to,
        stack="shop",
        domain="shop.dev",
        hosts=HOSTS,
        phases=phases,
        duties=duties_of(origin, to) if duties is None else duties,
        timing=rows or timing(),
        begin=begin,
    )
