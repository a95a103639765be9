"""What a way back updates alone, from the text of a state."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sayar.move.steps import Shifted
from sayar.move.targets import deployed, still_protected, targets

BALANCER = "sayar:edge:Balancing$cloudflare:index/loadBalancer:LoadBalancer"
RECORD = "sayar:edge:Records$cloudflare:index/dnsRecord:DnsRecord"
GUARD = "sayar:guard:Guard$guard:index:Move"
POOL = "sayar:edge:Balancing$cloudflare:index/loadBalancerPool:LoadBalancerPool"


def urn(chain: str, name: str) -> str:
    return f"urn:pulumi:prod::sayar::{chain}::{name}"


def state(*rows: tuple[str, str], outputs: Any = None, **more: Any) -> str:
    stack = {"urn": urn("pulumi:pulumi:Stack", "sayar-prod"), "type": "pulumi:pulumi:Stack", "outputs": outputs}
    resources = [{"urn": urn(*row), "type": row[0].rpartition("$")[2], **more} for row in rows]
    return json.dumps({"version": 3, "deployment": {"resources": [stack, *resources]}})


ALL = state((BALANCER, "api"), (BALANCER, "feed"), (POOL, "api-us"), (RECORD, "api"), (RECORD, "spf"), (GUARD, "move"))


def test_weights_are_turned_at_every_balancer_and_the_guard_comes_last() -> None:
    found = targets(deployed(ALL), Shifted(balancers=True, hosts=()))
    assert found == (urn(BALANCER, "api"), urn(BALANCER, "feed"), urn(GUARD, "move"))


def test_a_host_is_turned_by_its_record_and_no_other() -> None:
    assert targets(deployed(ALL), Shifted(balancers=False, hosts=("api",))) == (urn(RECORD, "api"), urn(GUARD, "move"))


def test_the_guard_alone_turns_nothing() -> None:
    for text in (state((GUARD, "move"), (POOL, "api-us")), state(), ALL):
        shift = Shifted(balancers=text is not ALL, hosts=("webhook",))
        assert targets(deployed(text), shift) == ()


def test_what_waits_to_be_deleted_is_not_there() -> None:
    assert targets(deployed(state((BALANCER, "api"), delete=True)), Shifted(balancers=True, hosts=())) == ()


@pytest.mark.parametrize(
    ("outputs", "phase"),
    [({"move": {"phase": "shift-10"}}, "shift-10"), ({"move": {"phase": 4}}, None), ({"move": 1}, None), (None, None)],
)
def test_the_phase_is_what_the_outputs_say(outputs: Any, phase: str | None) -> None:
    assert deployed(state(outputs=outputs)).phase == phase


def test_a_stack_that_was_never_updated_is_at_no_phase() -> None:
    found = deployed('{"version": 3, "deployment": null}')
    assert (found.phase, found.resources) == (None, {})


def test_what_is_still_protected_is_named_as_approvals_name_it() -> None:
    text = state(("a:b:Comp$x:y:Store", "orders"), protect=True)
    wanted = ("x:y:Store::orders", "x:y:Store::others")
    assert still_protected(deployed(text), wanted) == ("x:y:Store::orders",)
    assert still_protected(deployed(state(("x:y:Store", "orders"))), wanted) == ()
