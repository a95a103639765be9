"""Load balancing and R2: bought for the whole account, so met, missing or not checked by what the account tells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.read import Cloudflare, NotRead, Subscription
from tests.preflight.doctor.made import DOMAIN, FLARE, checks, environment

SCALE = environment("scale")
ROW = facts().sold_as("load_balancing")
# Beside the zone's plan: it must never be taken for what is looked for.
PLAN = Subscription("pro", "Pro Plan", "Paid", DOMAIN)
REFUSED = NotRead(
    "Cloudflare says that the token in CLOUDFLARE_API_TOKEN is not valid or lacks the right", refused=True
)


def balancing(*found: Subscription) -> tuple[str, str]:
    """State and text of the check, where an account has the zone's plan and these subscriptions."""
    check = checks(SCALE, cloudflare=replace(FLARE, subscriptions=(PLAN, *found)))["cloudflare.load_balancing"]
    return check.state, check.text.removeprefix("a subscription of load balancing: ")


def sold(plan: str = "LOAD_BALANCING_BASIC_PLUS", name: str = "", state: str = "Paid", zone: str = "") -> Subscription:
    return Subscription(plan, name, state, zone)


@pytest.mark.parametrize(
    "found",
    [
        # The three ids that Cloudflare names to its partners.
        sold("LOAD_BALANCING_BASIC_PLUS"),
        sold("PARTNERS_LOAD_BALANCING"),
        sold("PARTNERS_LOAD_BALANCING_ENT"),
        # The name for people counts as well, and so does the zone of the stack.
        sold("abc", "Load Balancing"),
        sold("abc", "Cloudflare Load-Balancer (additional endpoints)"),
        sold(zone=DOMAIN),
        sold(zone=DOMAIN.upper()),
        sold(state="Provisioned"),
    ],
)
def test_a_paid_subscription_that_speaks_of_load_balancing_is_met_and_shown(found: Subscription) -> None:
    assert balancing(found) == ("ok", f"{found.name or found.plan} is {found.state}")


def test_a_list_without_one_is_missing_with_the_words_that_were_looked_for_and_the_step() -> None:
    state, text = balancing()
    assert (state, text) == ("missing", "no subscription of the account speaks of load balancing or load balancer")
    how = checks(SCALE, cloudflare=replace(FLARE, subscriptions=()))["cloudflare.load_balancing"].how
    assert f"{DOMAIN} > Traffic > Load Balancing: subscribe, with 6 endpoints" in how, "three hosts in two regions"
    assert "every 15 s from 1 region(s)" in how, "what the tier's file says of the monitor and the pools"


@pytest.mark.parametrize("state", ROW.bad)
def test_one_that_is_not_paid_is_missing_with_its_state(state: str) -> None:
    assert balancing(sold(state=state)) == ("missing", f"LOAD_BALANCING_BASIC_PLUS is {state}")


def test_one_that_is_paid_is_enough_beside_one_that_ended() -> None:
    assert balancing(sold(state="Expired"), sold())[0] == "ok"


def test_a_state_that_nobody_knows_decides_nothing() -> None:
    state, text = balancing(sold(state="Paused"))
    assert (state, "Paused, which this version does not know" in text) == ("not_checked", True)


def test_one_that_is_sold_for_another_zone_decides_nothing() -> None:
    state, text = balancing(sold(zone="other.dev"))
    assert (state, text) == (
        "not_checked",
        f"it is sold for other.dev, and whether it counts for {DOMAIN} is not documented",
    )


def test_a_contract_may_hold_what_the_list_does_not_name() -> None:
    enterprise = environment("enterprise")
    cloudflare = replace(FLARE, subscriptions=(PLAN,))
    check = checks(enterprise, cloudflare=cloudflare)["cloudflare.load_balancing"]
    assert (check.state, "a contract may hold it" in check.text) == ("not_checked", True)


@pytest.mark.parametrize(
    ("name", "part", "right"),
    [
        ("cloudflare.load_balancing", "subscriptions", "Account: Billing, Read"),
        ("cloudflare.r2", "buckets", "Account: Workers R2 Storage, Read"),
    ],
)
def test_a_reading_that_the_token_may_not_make_is_not_checked_and_names_the_right(
    name: str, part: str, right: str
) -> None:
    check = checks(SCALE, cloudflare=replace(FLARE, **{part: REFUSED}))[name]
    assert (check.state, check.text.endswith(f"lacks the right: it takes {right}")) == ("not_checked", True)
    # A dead token lacks more than a right, and a vendor that is away would not be mended by one.
    dead = checks(SCALE, cloudflare=Cloudflare(REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED))[name]
    away = checks(SCALE, cloudflare=replace(FLARE, **{part: NotRead("away")}))[name]
    assert {dead.state, away.state} == {"not_checked"}
    assert right not in dead.text + away.text


def test_r2_is_met_where_it_is_on_and_missing_with_the_step_where_it_is_not() -> None:
    assert checks(SCALE)["cloudflare.r2"].state == "ok"
    off = checks(SCALE, cloudflare=replace(FLARE, buckets=False))["cloudflare.r2"]
    assert (off.state, off.text) == ("missing", "R2 for the dumps: the account has none")
    assert "R2 object storage > Overview: subscribe, with a payment method" in off.how


def test_the_words_of_a_product_are_plain_small_letters_so_that_they_can_be_found() -> None:
    assert all(word == word.lower() and "_" not in word for word in ROW.words)
    assert not set(ROW.good) & set(ROW.bad)


TEXTS = st.text("ABCdef _-", max_size=12)


@given(
    st.lists(
        st.tuples(
            TEXTS, TEXTS, st.sampled_from((*ROW.good, *ROW.bad, "Paused")), st.sampled_from(["", DOMAIN, "x.dev"])
        )
    )
)
def test_no_list_without_the_words_is_ever_met(rows: list[tuple[str, str, str, str]]) -> None:
    # The letters of the texts cannot spell the words.
    assert balancing(*(Subscription(*row) for row in rows))[0] == "missing"


@given(st.permutations([sold(), sold(state="Expired"), sold(zone="x.dev"), sold(state="Paused"), PLAN]))
def test_the_order_of_a_list_decides_nothing(rows: list[Subscription]) -> None:
    assert balancing(*rows)[0] == "ok"
    assert balancing(*(row for row in rows if row != sold()))[0] == "not_checked"
