"""What a Cloudflare account pays for, over HTTP: subscriptions and R2."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug import Request, Response

from sayar.preflight.doctor.read import Cloudflare, NotRead, Subscription
from sayar.preflight.doctor.readings import cloudflare
from sayar.preflight.doctor.readings.asking import Access
from sayar.preflight.doctor.readings.cloudflare import Questions
from sayar.preflight.doctor.readings.every import read_vendors
from tests.fakes.cloudflare.fake import ACCOUNT, CloudflareFake
from tests.fakes.faults import Fault
from tests.fakes.server import json_response
from tests.preflight.doctor.made import DOMAIN, environment

ACCOUNT_ALONE = Questions(zone=False, proxied=False, subscriptions=True, buckets=True)
SUBSCRIPTIONS, BUCKETS = "GET /accounts/{id}/subscriptions", "GET /accounts/{id}/r2/buckets"
OF_PROXY = {"GET /zones/{id}/ssl/certificate_packs", "GET /zones/{id}/settings/ssl"}
CANARY = "canary-4711"


@pytest.fixture
def fake() -> Iterator[CloudflareFake]:
    with CloudflareFake(DOMAIN) as found:
        yield found
    assert found.breaches == []


def asked(fake: CloudflareFake, token: str = "", ask: Questions = ACCOUNT_ALONE) -> Cloudflare:
    to = Access("cloudflare", "CLOUDFLARE_API_TOKEN", token or fake.token, fake.url, 5)
    return asyncio.run(cloudflare.cloudflare(to, ACCOUNT, DOMAIN, ask))


@pytest.mark.parametrize(
    ("tier", "changes", "besides"),
    [
        ("starter", {}, {"GET /zones", BUCKETS}),
        ("starter", {"edge.mode": "external"}, {BUCKETS}),
        ("scale", {}, {"GET /zones", BUCKETS, SUBSCRIPTIONS, *OF_PROXY}),
        ("enterprise", {}, {"GET /zones", SUBSCRIPTIONS, *OF_PROXY}),
    ],
)
def test_a_stack_asks_for_what_it_uses_and_for_nothing_else(
    fake: CloudflareFake, tier: str, changes: dict[str, Any], besides: set[str]
) -> None:
    variables = {"CLOUDFLARE_API_URL": fake.url, "CLOUDFLARE_API_TOKEN": fake.token}
    read_vendors(environment(tier, changes).platform, variables, 5)
    assert {seen.operation for seen in fake.seen} == {"GET /user/tokens/verify", *besides}
    assert {seen.method for seen in fake.seen} == {"GET"}


def test_subscriptions_come_with_plan_name_state_and_the_zone_that_they_are_for(fake: CloudflareFake) -> None:
    assert asked(fake).subscriptions == (
        Subscription("pro", "Pro Plan", "Paid", DOMAIN),
        Subscription("LOAD_BALANCING_BASIC_PLUS", "Load Balancing", "Paid", ""),
    )


def test_an_account_that_pays_for_nothing_is_read_as_such(fake: CloudflareFake) -> None:
    fake.subscriptions = []
    assert asked(fake).subscriptions == ()


def test_r2_that_is_not_switched_on_is_told_apart_from_a_token_without_the_right(fake: CloudflareFake) -> None:
    assert asked(fake).buckets is True
    fake.r2 = False
    assert asked(fake).buckets is False, "both are status 403"
    fake.faults.add(Fault(BUCKETS, "not_authorized"))
    found = asked(fake).buckets
    assert isinstance(found, NotRead)
    assert found.refused


def test_a_token_that_may_not_read_billing_still_tells_the_rest(fake: CloudflareFake) -> None:
    fake.faults.add(Fault(SUBSCRIPTIONS, "not_authorized"))
    found = asked(fake)
    assert isinstance(found.subscriptions, NotRead)
    assert found.subscriptions.refused
    assert (found.token, found.buckets) == ("active", True)


def test_a_stack_without_a_zone_is_not_asked_for_one(fake: CloudflareFake) -> None:
    assert asked(fake).zone is None
    assert {seen.operation for seen in fake.seen} == {"GET /user/tokens/verify", SUBSCRIPTIONS, BUCKETS}


@pytest.mark.parametrize(
    ("result", "info", "reason"),
    [
        # Its plan is not told, so it may be the one that is looked for.
        ([{"state": "Paid"}], None, "not as documented"),
        ([{"rate_plan": {"public_name": "x"}, "state": "Paid"}], None, "not as documented"),
        ([{"rate_plan": {"id": "x"}}], None, "not as documented"),
        # What stands on a second page may be it too.
        ([{"rate_plan": {"id": "x"}, "state": "Paid"}], {"total_count": 2}, "only a part"),
        ({"rate_plan": {"id": "x"}}, None, "not as documented"),
    ],
)
def test_a_list_that_may_hide_something_is_not_read(
    fake: CloudflareFake, monkeypatch: pytest.MonkeyPatch, result: Any, info: Any, reason: str
) -> None:
    def answer(_: Request) -> Response:
        return json_response({"success": True, "result": result, "result_info": info})

    monkeypatch.setattr(fake, "_subscriptions", answer)
    found = asked(fake).subscriptions
    assert isinstance(found, NotRead)
    assert reason in found.reason
    assert not found.refused


@pytest.mark.parametrize("zone", [None, {}, {"id": None, "name": None}])
def test_null_for_no_result_and_null_for_no_zone_are_both_nothing(
    fake: CloudflareFake, monkeypatch: pytest.MonkeyPatch, zone: Any
) -> None:
    rows: list[Any] = [{"rate_plan": {"id": "x", "public_name": None}, "state": "Paid", "zone": zone}]
    answers = iter([rows, None])
    monkeypatch.setattr(fake, "_subscriptions", lambda _: json_response({"result": next(answers)}))
    assert asked(fake).subscriptions == (Subscription("x", "", "Paid", ""),)
    assert asked(fake).subscriptions == ()


def test_no_token_is_in_what_is_read_whatever_the_vendor_says(fake: CloudflareFake) -> None:
    fake.faults.add(Fault(SUBSCRIPTIONS, "500", times=100, message=f"the token {fake.token} is odd"))
    fake.faults.add(Fault(BUCKETS, "refuse", message=f"the token {fake.token} is odd"))
    found = asked(fake)
    assert isinstance(found.subscriptions, NotRead)
    assert isinstance(found.buckets, NotRead)
    assert fake.token not in repr(found)
    assert CANARY not in repr(asked(fake, token=CANARY))
