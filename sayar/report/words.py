"""Short words for long identifiers, and the marks of operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from sayar.documents.plan import Change, PlanDocument
from sayar.plan.immutable import CHANGED
from sayar.urn import types_of

MARKS: Final[Mapping[str, str]] = MappingProxyType({"delete": "-", "replace": "±", "update": "~", "create": "+"})
"""Operations in the order in which a reader should meet them."""
_AT_ROOT: Final = "stack"
_SERVICES: Final = "A services file (--services) can say it: docs/diff.md."


def short_type(type_: str) -> str:
    """`cloudflare:index/dnsRecord:DnsRecord` as `cloudflare DnsRecord`; a provider as `provider cloudflare`."""
    if type_.startswith("pulumi:providers:"):
        return f"provider {type_.rsplit(':', 1)[-1]}"
    package, _, rest = type_.partition(":")
    return f"{package} {rest.rsplit(':', 1)[-1]}" if rest else type_


def group_of(change: Change) -> str:
    """The component that a change belongs to, from the types in its URN: `edge Zone`, or `stack` at the root.

    A component stands in its own group.
    """
    chain = [one for one in types_of(change.urn) if one.startswith("sayar:")]
    if not chain:
        return _AT_ROOT
    _, concern, kind = (*chain[-1].split(":"), "", "")[:3]
    return f"{concern} {kind}".strip()


def grouped(changes: Sequence[Change]) -> dict[str, tuple[Change, ...]]:
    """Changes by component: the component with the gravest change first, the order within kept."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(group_of(change), []).append(change)
    return {name: tuple(members) for name, members in found.items()}


def flags(change: Change) -> tuple[str, ...]:
    """What must not be overlooked about a changed resource."""
    found = []
    if change.may_replace:
        found.append("may replace")
    if change.stateful:
        found.append("stateful")
    if change.protected:
        found.append("protected")
    if change.retained:
        found.append("retained")
    return tuple(found)


def listed(words: Sequence[str], most: int) -> str:
    """The first `most` words, and how many more there are."""
    shown = ", ".join(words[:most])
    return f"{shown} and {len(words) - most} more" if len(words) > most else shown


def title(document: PlanDocument) -> str:
    """`starter to growth`; what is not known is called the deployed state, and without tiers `old to new`."""
    if document.origin is None and document.to is None:
        return "old to new"
    origin = document.origin.tier if document.origin else "the deployed state"
    return f"{origin} to {document.to.tier if document.to else 'the new program'}"


def seconds(value: float | None) -> str:
    """`unknown`, or whole seconds as people write them."""
    return "unknown" if value is None else f"{value:g} s"


def conclusion(document: PlanDocument) -> str:
    """Why the verdict is what it is, and what to do next; a stack of another project has no `sayar up`."""
    changes = [one for step in document.phases for one in step.changes] if document.phases else document.direct.changes
    effects = [change.effect for change in changes]
    ours = document.to is not None
    if document.verdict == "blocked":
        refused, lost = effects.count("blocked"), effects.count("data_loss")
        why = [f"the engine would refuse {refused} of them"] if refused else []
        why += [f"{lost} would lose data"] if lost else []
        barred = sum(finding.id == CHANGED for finding in document.findings)
        why += [f"{barred} selected {'field' if barred == 1 else 'fields'} cannot change in place"] if barred else []
        release = ", or release what is protected" if refused and not barred else ""
        return f"{' and '.join(why).capitalize()}. Do not run it: change the plan first{release}."
    if document.verdict == "unknown":
        count = effects.count("unknown")
        what = "one change" if count == 1 else f"{count} changes"
        then = "Read the updates below, then run `sayar up` with --accept-risk REASON."
        then = (
            then if not document.phases else "Read the phases below; `sayar up` asks for --accept-risk REASON in each."
        )
        return f"Nobody knows what {what} will do to live traffic. {then if ours else _SERVICES}"
    if document.verdict == "breach":
        return "Users would wait longer than was promised. Do not run it as one step."
    if document.verdict == "at_risk":
        then = "Run `sayar up` with --accept-risk REASON, or find a quieter way."
        return f"It may take longer than was promised. {then if ours else 'Find a quieter way, or a quiet hour.'}"
    if not document.direct.changes:
        return "Nothing would change."
    if document.phases:
        return "Every surface stays within its budget. Begin with `sayar move start`."
    if document.downtime.surfaces and any(one.error_s.worst != 0 for one in document.downtime.surfaces.values()):
        kept = (
            "Every surface stays within its budget." if document.downtime.budget_s is not None else "No budget is set."
        )
        return f"{kept}{' Run `sayar preview`, then `sayar up`.' if ours else ''}"
    return f"Nothing that serves traffic is touched.{' Run `sayar preview`, then `sayar up`.' if ours else ''}"
