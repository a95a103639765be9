"""For how long enough members of a group are down at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set


def at_once(seconds: Mapping[str, float], before: Mapping[str, Set[str]], count: int) -> float:
    """For how long `count` members may be down together: the `count`-th largest of a set that may overlap pairwise.

    The largest over all such sets; 0 where no `count` of them may overlap. `before` is a strict partial order, so the
    sets are its antichains, and whether there is one of that size is a matching (Dilworth): no set is written out.
    """
    levels = sorted({value for value in seconds.values() if value > 0}, reverse=True)
    low, high = 0, len(levels)
    # The lower the bar, the more members pass it: the highest bar that enough of them pass together is looked for.
    while low < high:
        middle = (low + high) // 2
        passing = [key for key, value in seconds.items() if value >= levels[middle]]
        if _width(passing, before) >= count:
            high = middle
        else:
            low = middle + 1
    return levels[low] if low < len(levels) else 0.0


def overlapping(members: Sequence[str], overlap: Callable[[str, str], bool]) -> list[tuple[str, ...]]:
    """Every set of members that may overlap pairwise, each grown from smaller ones: for a few members only."""
    found: list[tuple[str, ...]] = [()]
    for member in members:
        found += [(*some, member) for some in found if all(overlap(one, member) for one in some)]
    return found


def _width(keys: Sequence[str], before: Mapping[str, Set[str]]) -> int:
    """The size of the largest antichain: members less the pairs of a largest matching along the order."""
    follows = {key: [other for other in keys if key in before[other]] for key in keys}
    taken: dict[str, str] = {}

    def matched(key: str, tried: set[str]) -> bool:
        for other in follows[key]:
            if other not in tried:
                tried.add(other)
                if other not in taken or matched(taken[other], tried):
                    taken[other] = key
                    return True
        return False

    return len(keys) - sum(matched(key, set()) for key in keys)
