"""Network restrictions: add before narrow."""

import pytest

from providers.supabase.kinds.networks import canonical
from tests.providers.supabase.conftest import Cloud
from tests.support.plugin import FailedError, HalfMadeError

APPLY = "POST /v1/projects/{ref}/network-restrictions/apply"
KIND = "NetworkRestrictions"
EVERYBODY = {"allowedCidrs": ["0.0.0.0/0"], "allowedCidrsV6": ["::/0"]}


def _steps(cloud: Cloud) -> list[list[str]]:
    return [each.body["dbAllowedCidrs"] for each in cloud.fake.asked(APPLY)]


def test_new_networks_are_let_in_before_old_ones_are_shut_out(ready: Cloud) -> None:
    ready.fake.restriction_reads = 2
    ready.up(KIND, allowedCidrs=["10.0.0.0/8"], allowedCidrsV6=[])
    assert _steps(ready) == [["0.0.0.0/0", "10.0.0.0/8"], ["10.0.0.0/8"]]
    ready.fake.seen.clear()
    assert ready.up(KIND, allowedCidrs=["11.0.0.0/8"], allowedCidrsV6=[]) == "update"
    assert _steps(ready) == [["10.0.0.0/8", "11.0.0.0/8"], ["11.0.0.0/8"]]
    applied = [each.operation.partition(" ")[0] for each in ready.fake.seen if "restrictions" in each.operation]
    assert applied.index("POST", applied.index("POST") + 1) > applied.index("POST") + 1
    assert ready.stack["it"].outputs["status"] == "applied"


def test_only_adding_or_only_narrowing_takes_one_step(ready: Cloud) -> None:
    ready.up(KIND, allowedCidrs=["10.0.0.0/8"], allowedCidrsV6=[])
    ready.fake.seen.clear()
    ready.up(KIND, allowedCidrs=["10.0.0.0/8", "11.0.0.0/8"], allowedCidrsV6=[])
    ready.up(KIND, allowedCidrs=["11.0.0.0/8"], allowedCidrsV6=[])
    assert _steps(ready) == [["10.0.0.0/8", "11.0.0.0/8"], ["11.0.0.0/8"]]


def test_what_holds_already_is_not_set(ready: Cloud) -> None:
    assert ready.up(KIND, **EVERYBODY) == "create"
    assert ready.written() == []


def test_ipv6_networks_that_are_not_declared_stay(ready: Cloud) -> None:
    ready.up(KIND, allowedCidrs=["10.0.0.0/8"])
    assert ready.live.restrictions.v6 == ["::/0"]
    assert ready.stack.refresh("it") is not None
    assert ready.up(KIND, allowedCidrs=["10.0.0.0/8"]) == "same"


def test_order_and_spelling_mean_nothing(ready: Cloud) -> None:
    ready.up(KIND, allowedCidrs=["11.0.0.0/8", "10.0.0.1"], allowedCidrsV6=["2001:DB8::/32"])
    ready.stack.refresh("it")
    assert ready.up(KIND, allowedCidrs=["10.0.0.1", "11.0.0.0/8"], allowedCidrsV6=["2001:DB8::/32"]) == "same"


def test_drift_is_seen_and_mended(ready: Cloud) -> None:
    ready.up(KIND, allowedCidrs=["10.0.0.0/8"], allowedCidrsV6=[])
    ready.live.restrictions.v4 = ["0.0.0.0/0"]
    refreshed = ready.stack.refresh("it")
    assert refreshed is not None
    assert refreshed.inputs["allowedCidrs"] == ["0.0.0.0/0"]
    assert ready.up(KIND, allowedCidrs=["10.0.0.0/8"], allowedCidrsV6=[]) == "update"
    assert ready.live.restrictions.v4 == ["10.0.0.0/8"]


def test_a_failure_between_both_steps_locks_nobody_out_and_is_finished(ready: Cloud) -> None:
    ready.fault(APPLY, "refuse", skip=1, message="no")
    with pytest.raises(FailedError, match=r"402: no"):
        ready.up(KIND, allowedCidrs=["10.0.0.0/8"], allowedCidrsV6=[])
    assert "0.0.0.0/0" in ready.live.restrictions.v4
    assert ready.up(KIND, allowedCidrs=["10.0.0.0/8"], allowedCidrsV6=[]) == "create"
    assert ready.live.restrictions.v4 == ["10.0.0.0/8"]


def test_a_widening_that_comes_after_all_does_not_undo_the_narrowing(ready: Cloud) -> None:
    """Said twice, the slow one of both would let everybody in again, after the update has said that it is done."""
    ready.fault(APPLY, "hang", seconds=1.8)  # longer than a request and the time to settle: 1 s and 0.3 s
    with pytest.raises(FailedError, match="it is not known whether it was done; give it a minute, then try again"):
        ready.up(KIND, allowedCidrs=["10.0.0.0/8"], allowedCidrsV6=[])
    ready.fake.until_quiet()
    assert ready.up(KIND, allowedCidrs=["10.0.0.0/8"], allowedCidrsV6=[]) == "create"
    ready.fake.until_quiet()
    assert (ready.live.restrictions.v4, ready.live.restrictions.v6) == (["10.0.0.0/8"], [])


def test_a_slow_widening_is_waited_for(ready: Cloud) -> None:
    ready.fault(APPLY, "hang", seconds=1.15)
    assert ready.up(KIND, allowedCidrs=["10.0.0.0/8"], allowedCidrsV6=[]) == "create"
    ready.fake.until_quiet()
    assert _steps(ready) == [["0.0.0.0/0", "10.0.0.0/8"], ["10.0.0.0/8"]]
    assert ready.live.restrictions.v4 == ["10.0.0.0/8"]


def test_restrictions_that_are_applied_late_are_waited_for_again(ready: Cloud) -> None:
    ready.fake.restriction_reads = 10_000
    with pytest.raises(HalfMadeError, match=r"are stored, but not applied after 1.5 s; run the update again"):
        ready.up(KIND, allowedCidrs=["10.0.0.0/8"], allowedCidrsV6=[])
    assert ready.stack["it"].outputs["status"] == "stored"
    ready.fake.restriction_reads = 1
    ready.live.restrictions.status.reads = 1
    assert ready.up(KIND, allowedCidrs=["10.0.0.0/8"], allowedCidrsV6=[]) == "update"
    assert ready.live.restrictions.v4 == ["10.0.0.0/8"]
    assert ready.up(KIND, allowedCidrs=["10.0.0.0/8"], allowedCidrsV6=[]) == "same"


def test_networks_are_checked_in_the_preview(ready: Cloud) -> None:
    given = {"projectRef": ready.ref, "allowedCidrs": ["10.0.0.0/8", "all"], "allowedCidrsV6": ["10.0.0.0/8"]}
    assert ready.stack.plugin.check(f"supabase:index:{KIND}", given) == {
        "allowedCidrs[1]": "must be an IPv4 network, not 'all'",
        "allowedCidrsV6[0]": "must be an IPv6 network, not '10.0.0.0/8'",
    }


def test_networks_have_one_spelling() -> None:
    assert canonical(["10.0.0.1", "10.0.0.1/32", "10.0.0.7/8", "x"]) == ("10.0.0.0/8", "10.0.0.1/32", "x")
