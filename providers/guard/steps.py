"""Which step of a move may follow which: from tier to neighbouring tier, and in a move from phase to phase."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from providers.guard.kinds.move_args import MoveArgs, Transition
from providers.guard.past import Then, TransitionThen
from providers.guard.refusal import Refusal

PHASES: Final = "phases"
"""The gate of a direct jump between neighbouring tiers, and of a step from where the state does not say."""
START: Final = "Begin a move with 'sayar move start --stack …'"
NEXT: Final = "Go on with 'sayar move next --stack …'"
BACK: Final = "Go back with 'sayar move back --stack …'"
FINISH: Final = "End a move with 'sayar move finish --stack …'"
STATUS: Final = "See where the move is with 'sayar move status --stack …'"


def gate_of(phase: str) -> str:
    """The gate of skipping a phase."""
    return f"phase:{phase}"


def steps(old: Then | None, new: MoveArgs) -> Iterator[Refusal]:
    """Every way in which the step from the last update to this one is none that a move has."""
    if old is None:
        if new.transition is not None:
            what = f"a move from {new.transition.from_} in a stack that has nothing to move: this is its first update"
            yield Refusal("transition", None, what, "any tier without a transition", START + " after it")
    elif old.tier is None:
        what = f"a step to {new.tier} from a tier that the state does not say"
        yield Refusal("tier", PHASES, what, "none, as nobody can tell what is skipped", START)
    elif old.tier != new.tier and old.transition is not None:
        yield from _out_of(old.transition, old.tier, new)
    elif old.tier != new.tier:
        yield from _other_tier(old.tier, new)
    else:
        yield from _same_tier(old.transition, new.transition, new.tier)


def _other_tier(tier: str, new: MoveArgs) -> Iterator[Refusal]:
    near = _neighbours(new.order, tier)
    change = f"from {tier} to {new.tier}"
    if new.tier not in near:
        over = _between(new.order, tier, new.tier)
        what = f"{change}: this jumps over {', '.join(over)}" if over else f"{change}: {tier} is no tier any longer"
        yield Refusal("tier", None, what, _named(near), f"{START}, one tier at a time")
    elif new.transition is None:
        what = f"{change} at once: the phases that keep the surfaces served are skipped"
        yield Refusal("tier", PHASES, what, f"{tier}, or a move that begins at its first phase", START)
    else:
        yield from _begun(new.transition, tier)


def _begun(transition: Transition, tier: str) -> Iterator[Refusal]:
    if transition.from_ != tier:
        what = f"a move from {transition.from_}, while the stack is {tier}"
        yield Refusal("transition.from", None, what, tier, START)
    first = transition.phases[0]
    if transition.phase != first:
        what = f"a move that begins at the phase {transition.phase}"
        yield Refusal("transition.phase", None, what, first, START)


def _out_of(under: TransitionThen, tier: str, new: MoveArgs) -> Iterator[Refusal]:
    """Another tier in the middle of a move: only back to where it came from, and only from its first phase."""
    at = _place(under.phases, under.phase)
    if under.from_ is None or under.phases is None or at is None:
        what = f"a step to {new.tier} out of a move of which the state does not say enough"
        gate = PHASES if new.tier in _neighbours(new.order, tier) else None
        yield Refusal("tier", gate, what, "an update in the same tier and phase, which records it", STATUS)
        return
    where = f"the move from {under.from_} to {tier} is under way, at the phase {under.phase}"
    if new.transition is not None or new.tier != under.from_:
        what = f"a step to {new.tier} while {where}"
        yield Refusal("tier", None, what, f"{tier} until it is finished, or {under.from_} once it is back", STATUS)
        return
    closed = [name for name in under.phases[: at + 1] if name in under.one_way]
    if closed:
        what = f"back to {new.tier}, while {where}: there is no way back over {', '.join(closed)}"
        yield Refusal("tier", None, what, tier, NEXT)
    elif at > 0:
        what = f"back to {new.tier} at once, while {where}"
        yield Refusal(
            "tier", PHASES, what, f"{new.tier} from the phase {under.phases[0]}", f"{BACK}, a phase at a time"
        )


def _same_tier(under: TransitionThen | None, now: Transition | None, tier: str) -> Iterator[Refusal]:
    if under is None and now is not None:
        what = (
            f"a move from {now.from_} appears, while the stack has been {tier} all along: sayar:transition was edited"
        )
        yield Refusal("transition", None, what, "no transition", START)
    elif under is not None and now is None:
        yield from _finished(under)
    elif under is not None and now is not None:
        edited = tuple(_edited(under, now))
        yield from edited
        if not edited:
            yield from _in_move(under, now)


def _finished(under: TransitionThen) -> Iterator[Refusal]:
    at = _place(under.phases, under.phase)
    if under.phases is None or at is None:
        what = "the move ends at a phase that the state does not say"
        yield Refusal("transition", PHASES, what, "an update in the same tier and phase, which records it", STATUS)
        return
    for name in under.phases[at + 1 :]:
        what = f"the move ends at the phase {under.phase}: {name} is skipped"
        yield Refusal("transition", gate_of(name), what, f"the end after {under.phases[-1]}", f"{NEXT}. {FINISH}")


def _edited(under: TransitionThen, now: Transition) -> Iterator[Refusal]:
    pairs = (
        ("from", under.from_, now.from_),
        ("phases", under.phases, tuple(now.phases)),
        ("base", under.base, now.base),
        ("started", under.started, now.started),
    )
    for name, before, after in pairs:
        if before is not None and before != after:
            what = f"{name} was {_shown(before)} and is {_shown(after)}: a move keeps it from its begin to its end"
            yield Refusal(f"transition.{name}", None, what, _shown(before), "Put it back as it was. " + STATUS)


def _in_move(under: TransitionThen, now: Transition) -> Iterator[Refusal]:
    names = under.phases or tuple(now.phases)
    at, to = _place(names, under.phase), names.index(now.phase)
    if at is None:
        what = f"the phase {now.phase} after one that the state does not say"
        yield Refusal("transition.phase", PHASES, what, "none, as nobody can tell what is skipped", STATUS)
        return
    change = f"from the phase {names[at]} to {now.phase}"
    near = _named([names[at], *_neighbours(names, names[at])])
    if to < at:
        closed = [name for name in names[to + 1 : at + 1] if name in {*under.one_way, *now.one_way}]
        if closed:
            what = f"{change}: there is no way back over {', '.join(closed)}"
            yield Refusal("transition.phase", None, what, _named(names[at : at + 2]), NEXT)
    for name in names[min(at, to) + 1 : max(at, to)]:
        how = NEXT if to > at else BACK
        yield Refusal("transition.phase", gate_of(name), f"{change}: {name} is skipped", near, how)


def _place(names: Sequence[str] | None, name: str | None) -> int | None:
    return names.index(name) if names is not None and name is not None and name in names else None


def _neighbours(order: Sequence[str], name: str) -> list[str]:
    if name not in order:
        return []
    at = order.index(name)
    return [order[each] for each in (at - 1, at + 1) if 0 <= each < len(order)]


def _between(order: Sequence[str], one: str, other: str) -> list[str]:
    if one not in order:
        return []
    low, high = sorted((order.index(one), order.index(other)))
    return list(order[low + 1 : high])


def _named(names: Sequence[str]) -> str:
    return " or ".join(names) or "nothing"


def _shown(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)
