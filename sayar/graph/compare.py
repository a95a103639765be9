"""What an update from one graph to another does, by the engine's own rules and the facts of the providers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sayar.graph.asked import Facts, Verdict
from sayar.graph.diff import Difference, SecretCount, covers, differences, reaches, shown_path
from sayar.graph.forced import Forced, forced_by
from sayar.graph.match import Pairs, pair
from sayar.graph.model import Change, Comparison, Graph, Identity, Inputs, Order, Remark, Resource, Unknown
from sayar.graph.order import dependencies_of, provider_urn, topological
from sayar.graph.refused import refusal
from sayar.urn import name_of

NO_ROWS: Final = "no replacement rows for this type: an edit counts as an update that may replace"
NO_ORDER: Final = (
    "an export does not hold the delete-before-replace option: the order is the provider's, else create first"
)
PROVIDER: Final = "provider"


def compare(old: Graph, new: Graph, facts: Facts) -> Comparison:
    """All changes in the engine's order: creates, updates and replacements as dependencies allow, deletes last.

    The order of the resources in the graphs says nothing. Components and explicit providers count; the root stack,
    default providers and resources that are only read do not.
    """
    return _Pass(pair(old, new), facts).run(new)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A difference and what it does. `asked`: the provider replaces for it, not the engine at the program's wish."""

    difference: Difference
    verdict: Verdict
    asked: bool = False


class _Pass:
    """One way through the new graph, each resource after all it depends on, so that their changes are known."""

    def __init__(self, pairs: Pairs, facts: Facts) -> None:
        self._pairs = pairs
        self._facts = facts
        self._secrets = SecretCount()
        self._changes: dict[str, Change] = {}
        self._forced: dict[str, Forced] = {}
        self._gone = {resource.urn for resource in pairs.gone}
        self._ids = {urn: resource.id for urn, resource in pairs.old.items() if resource.id}

    def run(self, new: Graph) -> Comparison:
        same: list[str] = []
        counted = {resource.urn for resource in new.counted()}
        resources = topological(new.resources)
        for resource in resources:
            if resource.urn not in counted:
                continue
            change = self._change(resource)
            if change is None:
                same.append(resource.urn)
            else:
                self._changes[resource.urn] = change
        gone = {resource.urn for resource in Graph(self._pairs.gone).counted()}
        deletes = [self._delete(one) for one in reversed(topological(self._pairs.gone)) if one.urn in gone]
        changes = (*self._changes.values(), *deletes)
        kept = tuple(one for one in resources if one.urn not in self._changes)
        return Comparison(changes, tuple(same), tuple(self._remarks(changes)), self._secrets.assumed, kept)

    def _change(self, new: Resource) -> Change | None:
        old = self._pairs.old.get(new.urn)
        if old is None or old.external:
            return Change(new.urn, new.type, "create", stateful=self._stateful(new), new=new)
        seen = [
            one
            for one in differences(
                _inputs(old), _inputs(new), lambda *found: self._settled(old, new, *found), self._secrets
            )
            if not covers(new.ignore_changes, one.path) and not self._facts.ignored(new.type, one.path)
        ]
        judged = [self._judged(old, new, one) for one in seen]
        found = [one for one in judged if one.verdict != "same"]
        forced = self._forced.get(new.urn)
        moved = new.custom and self._provider_replaced(old, new)
        if not found and forced is None and not moved and old.unfinished is None:
            return None
        return self._edit(old, new, found, forced, moved)

    def _edit(
        self,
        old: Resource,
        new: Resource,
        found: Sequence[_Judged],
        forced: Forced | None,
        moved: bool,
    ) -> Change:
        verdicts = {one.difference.path: one.verdict for one in found}
        replacing = [path for path, verdict in verdicts.items() if verdict == "replace"]
        if moved:
            replacing.append(PROVIDER)
        if old.unfinished in ("#taint", "#pending"):
            replacing.append(old.unfinished)
        if forced is not None:
            for key in forced.keys:
                replacing += [path for path in verdicts if covers((key,), path)] or [key]
        assumed = [one.difference.assumed for one in found if one.difference.assumed]
        known = not new.custom or self._facts.knows(new.type)
        if not known:
            assumed.append(NO_ROWS)
        asked = any(one.asked for one in found) and not moved
        order = self._order(old, new, asked, forced) if replacing else None
        if order is not None and new.id is not None and new.delete_before_replace is None:
            assumed.append(NO_ORDER)
        change = Change(
            new.urn,
            new.type,
            "replace" if replacing else "update",
            order=order,
            properties=_shown([*verdicts, *replacing, *([old.unfinished] if old.unfinished else [])], old, new),
            replace_properties=_shown(replacing, old, new),
            may_replace=not replacing and "maybe" in verdicts.values(),
            stateful=self._stateful(new),
            protected=bool(old.protect),
            retained=bool(old.retain_on_delete),
            assumed=_unique(assumed),
            refused=refusal("replace", old, new, forced.by if forced else None) if replacing else None,
            old=old,
            new=new,
        )
        if order == "delete_first":
            self._forced = forced_by(new.urn, self._pairs.old.values(), self._facts) | self._forced
        return change

    def _judged(self, old: Resource, new: Resource, one: Difference) -> _Judged:
        if not new.custom:
            return _Judged(one, "update")
        before, after = _told_apart(one)
        facts = self._facts.verdict(new.type, one.path, before, after, before=old.inputs, after=new.inputs)
        if facts == "same":
            return _Judged(one, facts)  # the provider tells the engine of no difference, so no option sees one
        verdict: Verdict = "replace" if covers(new.replace_on_changes, one.path) else facts
        if verdict != "replace" and reaches(new.replace_on_changes, one.path):
            verdict = "maybe"  # it names something inside: whether the engine sees it lies in what a provider tells
        if one.assumed and verdict == "replace":
            verdict = "maybe"
        return _Judged(one, verdict, asked=verdict == "replace" and facts != "update")

    def _settled(self, old: Resource, new: Resource, key: str, before: Any, after: Any) -> bool:
        """True if an unknown in a top-level property is the same on both sides.

        An id is while its resource stays, since no update changes one. Anything else is while all that it depends on
        stays as it is; where neither side says on what it depends, two unknowns are the same and one alone is not.
        """
        both = isinstance(before, Unknown) and isinstance(after, Unknown)
        if both and isinstance(before, Identity) != isinstance(after, Identity):
            return False  # an id against something else of a resource
        if isinstance(after, Identity):
            if any(self._moves(urn) for urn in after.of):
                return False
            if isinstance(before, Identity):
                return before == after
            if isinstance(before, str) and (text := after.text(self._ids)) is not None:
                return text == before
        if before is None or after is None:
            return False  # something against nothing, whatever it will be
        on_before, on_after = dependencies_of(old, key), dependencies_of(new, key)
        by_property = bool(old.property_dependencies) and bool(new.property_dependencies)
        if by_property and on_before != on_after:
            return False
        if not on_before and not on_after:
            return both
        return not any(urn in self._changes or urn in self._gone for urn in on_before | on_after)

    def _moves(self, urn: str) -> bool:
        """True if the resource gets another id in this update."""
        change = self._changes.get(urn)
        return urn in self._gone or (change is not None and change.op != "update")

    def _provider_replaced(self, old: Resource, new: Resource) -> bool:
        """The engine replaces what another provider manages now; a new version of a default provider is no other."""
        before, after = provider_urn(old.provider), provider_urn(new.provider)
        if not before or not after:
            return False
        if before != after:
            return not (_is_default(before) and _is_default(after))
        change = self._changes.get(after)
        return change is not None and change.op == "replace"

    def _order(self, old: Resource, new: Resource, asked: bool, forced: Forced | None) -> Order:
        """The option of the program, else the provider's wish: the engine hears it only where the provider replaces."""
        first = new.delete_before_replace
        if first is None:
            first = asked and self._facts.deletes_first(new.type, old.inputs, new.inputs)
        gone = old.unfinished == "#pending"  # an update that broke off between the deletion and the new one
        return "delete_first" if first or gone or forced is not None else "create_first"

    def _delete(self, old: Resource) -> Change:
        return Change(
            old.urn,
            old.type,
            "delete",
            stateful=self._stateful(old),
            protected=bool(old.protect),
            retained=bool(old.retain_on_delete),
            refused=refusal("delete", old, None),
            old=old,
        )

    def _stateful(self, resource: Resource) -> bool:
        return self._facts.stateful(resource.type) is not None

    def _remarks(self, changes: tuple[Change, ...]) -> Iterable[Remark]:
        blind = [one for one in changes if NO_ROWS in one.assumed]
        if blind:
            types = ", ".join(sorted({one.type for one in blind}))
            yield Remark("types_without_facts", f"Nothing is known about replacement of {types}.", _urns(blind))
        if self._secrets.assumed:
            count = self._secrets.assumed
            yield Remark("secrets_assumed", f"{count} encrypted values were taken as equal to the secret now there.")


def _told_apart(one: Difference) -> tuple[Any, Any]:
    """Both values for the facts. Ids that are certain to differ are words that do, whoever they belong to."""
    if one.assumed:
        return one.old, one.new
    old = "the old id" if isinstance(one.old, Identity) else one.old
    new = "the new id" if isinstance(one.new, Identity) else one.new
    return old, new


def _inputs(resource: Resource) -> Inputs:
    """The engine adds the version to the inputs of a provider, and bookkeeping of its own that no program writes."""
    if not resource.is_provider:
        return resource.inputs
    inputs = {key: value for key, value in resource.inputs.items() if key != "__internal"}
    if resource.version:
        inputs.setdefault("version", resource.version)
    return inputs


def _is_default(provider: str) -> bool:
    name = name_of(provider)
    return name == "default" or name.startswith("default_")


def _shown(paths: Iterable[str], old: Resource, new: Resource) -> tuple[str, ...]:
    return _unique(shown_path(path, old.inputs, new.inputs) for path in paths)


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _urns(changes: Iterable[Change]) -> tuple[str, ...]:
    return tuple(sorted(one.urn for one in changes))
