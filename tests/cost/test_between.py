"""What a move costs: both ends, what it adds, the days in which more stands, and what stays at vendors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.moves.phase import Phase
from infra.moves.phases import phases_of
from sayar.cost.between import Ends, Left, cost_between
from sayar.cost.document import month_of
from sayar.cost.estimate import Estimate
from sayar.cost.transition import transition
from sayar.documents.cost import Cost, Leftover
from tests.cost.priced import asked, month, stack

D = Decimal
BUCKET = "cloudflare:index/r2Bucket:R2Bucket"
SECRET = "aws:secretsmanager/secret:Secret"
SERVICE = "railway:index:Service"
POOL = "kubernetes:karpenter.sh/v1:NodePool"
VAULT = "aws:backup/vault:Vault"
AURORA = "aws:rds/cluster:Cluster"
KEY = "aws:kms/key:Key"
CLUSTER = "aws:eks/cluster:Cluster"


def moved(origin: str, target: str, *left: tuple[str, str], deployed: Sequence[str] = ()) -> Cost:
    """A move between tiers that leaves resources, each by name and type, of all that are deployed."""
    was, then = stack(origin), stack(target)
    rows = [Left(name, type_, "retire") for name, type_ in left]
    phases = phases_of(was.platform, then.platform)
    ends = Ends(was, then, then, phases, rows, deployed or [row.type for row in rows])
    return cost_between(ends, asked())


def leftover(cost: Cost) -> Leftover:
    (found,) = cost.leftovers
    return found


def standing(origin: str, target: str) -> dict[str, Estimate]:
    """Every phase of a move by name, priced as it stands."""
    was, then = stack(origin), stack(target)
    return {
        phase.name: month_of(then.model_copy(update={"platform": phase.platform, "beside": phase.beside}), asked())
        for phase in phases_of(was.platform, then.platform)
    }


def test_a_move_has_both_ends_and_the_widest_difference_between_them() -> None:
    cost = moved("starter", "growth")
    before, after = month("starter"), month("growth")
    assert cost.origin is not None
    assert cost.to is not None
    assert cost.delta is not None
    assert (cost.origin.low, cost.origin.expected, cost.origin.high) == (5.25, 9, 21)
    assert (cost.to.low, cost.to.expected, cost.to.high) == (195, 201, 226.15)
    assert cost.delta.low == float(after.low - before.high) == 174
    assert cost.delta.expected == 192
    assert cost.delta.high == float(after.high - before.low)


def test_vendors_add_up_to_both_ends_and_to_the_difference() -> None:
    cost = moved("scale", "enterprise")
    assert cost.origin is not None
    assert cost.to is not None
    assert sum(row.origin for row in cost.vendors) == pytest.approx(cost.origin.expected)
    assert sum(row.to for row in cost.vendors) == pytest.approx(cost.to.expected)
    assert all(row.delta == pytest.approx(row.to - row.origin) for row in cost.vendors)
    assert next(row.vendor for row in cost.vendors) == "aws", "the dearest of the side after first"


def test_of_an_origin_that_nobody_knows_nothing_is_said() -> None:
    then = stack("growth")
    cost = cost_between(Ends(None, then, then, left=[Left("a", BUCKET, "direct")]), asked())
    assert (cost.origin, cost.delta, cost.transition, cost.leftovers) == (None, None, None, ())
    assert cost.to is not None
    assert [row.origin for row in cost.vendors] == [0.0] * len(cost.vendors)


def test_a_leftover_is_its_part_of_what_is_paid_for_its_kind() -> None:
    """Two buckets share the 1.35 USD of what is beyond the free 10 GB; half a cent is rounded up."""
    found = leftover(moved("scale", "growth", ("dumps-eu", BUCKET), deployed=[BUCKET, BUCKET]))
    assert (found.urn, found.type, found.phase) == ("dumps-eu", BUCKET, "retire")
    assert (found.monthly, found.why) == (0.68, "its part of what is paid for its kind now")
    assert leftover(moved("scale", "growth", ("dumps", BUCKET), deployed=[BUCKET])).monthly == 1.35


def test_resources_that_come_and_go_in_a_move_share_too() -> None:
    """One was deployed before, three leave: a third of the bill each, not the whole of it."""
    cost = moved("scale", "growth", ("a", BUCKET), ("b", BUCKET), ("c", BUCKET), deployed=[BUCKET])
    assert [row.monthly for row in cost.leftovers] == [0.45, 0.45, 0.45]


def test_what_is_billed_by_the_piece_costs_a_piece_however_few_the_program_made() -> None:
    """The bill has 20 secrets, most of them the pipeline's, and 15 keys."""
    cost = moved("enterprise", "scale", ("secrets-api", SECRET), ("key", KEY), deployed=[SECRET, KEY])
    assert [row.monthly for row in cost.leftovers] == [0.4, 1]


def test_a_cluster_that_stays_costs_its_hours_and_not_what_ran_its_machines() -> None:
    """0.10 an hour; the fee of Auto Mode is on nodes, of which nobody knows how many are left."""
    cost = moved("enterprise", "scale", ("cluster-us-east", CLUSTER), deployed=[CLUSTER, CLUSTER, POOL])
    assert leftover(cost).monthly == 73


def test_what_a_move_brings_and_leaves_costs_what_it_does_after_the_move() -> None:
    found = leftover(moved("scale", "enterprise", ("secrets-worker", SECRET)))
    assert (found.monthly, found.why) == (0.4, "its part of what is paid for its kind after the move")


def test_of_what_is_paid_neither_before_nor_after_nobody_knows_the_cost() -> None:
    found = leftover(moved("starter", "growth", ("secrets", SECRET)))
    assert (found.monthly, found.why) == (None, "nothing is paid for its kind before the move or after it")


@pytest.mark.parametrize(
    ("type_", "monthly", "why"),
    [
        ("random:index/randomPassword:RandomPassword", 0, "kept in the state alone"),
        ("aws:ec2/vpc:Vpc", 0, "part of what it belongs to: AWS bills nothing for it"),
        ("sayar:edge:Edge", 0, "nobody has looked for its price"),
        ("aws:lb/trustStore:TrustStore", None, "mutual TLS of load balancers is billed by the hour"),
        ("acme:index:Box", None, "nobody has looked for its price"),
        (POOL, None, "it runs what pods ask for"),
        ("aws:rds/globalCluster:GlobalCluster", None, "billed by what is written"),
    ],
)
def test_a_leftover_that_is_free_is_nothing_and_one_that_nobody_knows_is_unknown(
    type_: str, monthly: float | None, why: str
) -> None:
    found = leftover(moved("enterprise", "scale", ("one", type_)))
    assert found.monthly == monthly
    assert found.why.startswith(why) or type_.startswith("sayar:")


def test_a_project_at_supabase_leaves_with_its_plan_and_compute_but_without_its_replica() -> None:
    """25 and 110, less the credit of 10; the replica's 110 are those of another resource."""
    found = moved("scale", "enterprise", ("project", "supabase:index:Project"), ("eu", "supabase:index:ReadReplica"))
    assert [row.monthly for row in found.leftovers] == [125, 125.63]


def test_a_fee_that_counts_toward_use_is_not_paid_beside_it() -> None:
    """Of what is left at Railway the services are paid for; the fee of 20 is part of that."""
    cost = moved("scale", "enterprise", ("project", "railway:index:Project"), ("queue", SERVICE), deployed=[SERVICE])
    assert [row.monthly for row in cost.leftovers] == [0, 107.5]


def test_what_pays_for_several_kinds_is_shared_by_all_of_them() -> None:
    """Backups are those of two clusters and of two vaults: 8.40 between four."""
    there = [AURORA, AURORA, VAULT, VAULT]
    cost = moved("enterprise", "scale", ("database", AURORA), ("vault", VAULT), deployed=there)
    assert [row.monthly for row in cost.leftovers] == [49.35, 2.1]


DEPLOYED = (BUCKET, SECRET, SERVICE, POOL, VAULT, AURORA, "railway:index:Project", "supabase:index:Project")


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(("growth", "scale", "enterprise")),
    st.lists(st.sampled_from(DEPLOYED), max_size=12),
    st.lists(st.sampled_from(DEPLOYED), max_size=12),
)
def test_whatever_stays_never_costs_more_than_all_that_is_paid_now(
    origin: str, left: list[str], more: list[str]
) -> None:
    was, then = stack(origin), stack("starter")
    rows = [Left(str(at), type_, "retire") for at, type_ in enumerate(left)]
    cost = cost_between(Ends(was, then, then, (), rows, [*left, *more]), asked())
    known = [row.monthly for row in cost.leftovers if row.monthly is not None and "after" not in row.why]
    assert cost.origin is not None
    assert cost.origin.expected is not None
    # Each is rounded by itself.
    assert sum(known) <= cost.origin.expected + 0.005 * len(known)


def phase(name: str, like: Phase, tier: str, wait_s: int) -> Phase:
    """A phase in which a tier stands for so long at least."""
    return replace(like, name=name, platform=stack(tier).platform, beside=None, gate=replace(like.gate, wait_s=wait_s))


def test_the_days_of_a_move_cost_what_stands_above_the_dearer_end() -> None:
    """Growth is 201.00 and Starter 9.00: from Starter to Starter, two days of Growth are 192 x 2 / 30 more."""
    like = phases_of(stack("starter").platform, stack("growth").platform)[0]
    day = 86400
    rows = [phase("a", like, "starter", day), phase("b", like, "growth", 2 * day), phase("c", like, "growth", 0)]
    target, end = stack("starter"), month("starter")
    found = transition(rows, target, end, end, asked())
    assert found is not None
    assert (found.days, found.extra_usd, found.peak) == (3, 12.8, 201)
    assert [(row.name, row.monthly, row.days) for row in found.phases] == [("a", 9, 1), ("b", 201, 2), ("c", 201, 0)]


def test_a_move_whose_phases_stay_below_its_dearer_end_costs_nothing_more() -> None:
    found = moved("growth", "scale").transition
    assert found is not None
    assert found.extra_usd == 0
    assert found.peak == 832.48
    assert found.days == pytest.approx(2 + 4 / 24, abs=0.00005), "a day each in replica and steer, an hour each in four"


def test_the_days_with_two_platforms_cost_what_stands_at_vendors() -> None:
    """571.13 of Railway and Supabase and 1.35 of R2, for 12 days and an hour of 30."""
    found = moved("scale", "enterprise").transition
    assert found is not None
    assert found.days == pytest.approx(12 + 1 / 24, abs=0.00005)
    assert found.extra_usd == pytest.approx(572.48 * (12 + 1 / 24) / 30, abs=0.01)
    assert found.peak == found.phases[1].monthly, "the ground, before the contracts take the place of plans"


def test_a_move_without_phases_has_no_days() -> None:
    end = month("starter")
    assert transition((), stack("starter"), end, end, asked()) is None


def test_both_platforms_are_paid_for_while_they_stand_beside_each_other() -> None:
    """Of Scale the 109.00 of Railway and the 462.13 of Supabase, of Enterprise everything on AWS."""
    phases = standing("scale", "enterprise")
    for name in ("ground", "edge", "shift-50", "verify"):
        bill = phases[name].bill
        assert (bill.of("railway"), bill.of("supabase")) == (109, D("462.13")), name
        assert bill.of("aws") == month("enterprise").bill.of("aws"), name
    assert phases["contract"].expected == month("enterprise").expected


def test_the_dumps_of_the_platform_at_vendors_are_paid_for_until_it_is_gone() -> None:
    """Enterprise has none of its own; those of Scale lie in their buckets whatever zone is in front."""
    phases = standing("scale", "enterprise")
    for name in ("ground", "edge", "steer", "let-go"):
        lines = [line for line in phases[name].bill.lines if line.sku == "r2.storage"]
        assert [line.amount for line in lines] == [D("1.35")], name
    assert not [line for line in phases["contract"].bill.lines if line.sku == "r2.storage"]


def test_the_database_at_vendors_is_as_large_as_its_own_tier_assumes() -> None:
    """50 GB of Scale and not the 200 of Enterprise, where the stack file names no disk: 42 are beyond the free 8."""
    was, then = stack("scale", "database.engine.disk=null"), stack("enterprise")
    (found,) = [row for row in phases_of(was.platform, then.platform) if row.name == "steer"]
    bill = month_of(then.model_copy(update={"platform": found.platform, "beside": found.beside}), asked()).bill
    (line,) = [one for one in bill.lines if one.label.startswith("Supabase disk over")]
    assert line.quantity == 42


def test_what_is_in_front_of_both_platforms_is_paid_for_once() -> None:
    for name, found in standing("scale", "enterprise").items():
        skus = [(one.vendor, one.sku) for one in (*found.bill.lines, *found.bill.unpriced)]
        for vendor in ("cloudflare", "vercel"):
            plans = [sku for of, sku in skus if of == vendor and sku.startswith(("zone.", "plan."))]
            assert len(plans) == 1, f"{name}: {plans}"


@pytest.mark.parametrize(("lower", "upper"), list(pairwise(("starter", "growth", "scale", "enterprise"))))
def test_a_way_up_never_gets_cheaper_but_for_what_becomes_a_contract(lower: str, upper: str) -> None:
    """What a phase takes away has to be in the next one, or its price in a contract that nobody publishes."""
    before = month(lower)
    for name, after in standing(lower, upper).items():
        if after.expected < before.expected:
            dark = {one.sku for one in after.bill.unpriced} - {one.sku for one in before.bill.unpriced}
            assert dark or name == "contract", name
        before = after


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(("ground", "edge", "shift-10", "steer", "verify", "let-go")), st.floats(0, 1), st.floats(0, 1))
def test_two_platforms_never_cost_less_than_what_either_has_of_its_own(name: str, one: float, other: float) -> None:
    amounts = {"replicas_share": one, "secondary_share": other}
    was, then = stack("scale"), stack("enterprise")
    (found,) = [row for row in phases_of(was.platform, then.platform) if row.name == name]
    both = month_of(then.model_copy(update={"platform": found.platform, "beside": found.beside}), asked(amounts)).bill
    for tier, vendors in (("scale", ("railway", "supabase")), ("enterprise", ("aws",))):
        alone = month(tier, amounts=amounts).bill
        for vendor in vendors:
            assert both.of(vendor) >= alone.of(vendor)
    assert both.total >= both.of("aws") + both.of("railway") + both.of("supabase")


def test_the_budget_is_held_against_the_target_at_rest() -> None:
    """In the middle of a move more stands than the tier has: that is told apart and gates nothing."""
    was, then = stack("scale"), stack("growth", "budget={monthly_usd: 300, owner: the founders}")
    held = cost_between(Ends(was, was.model_copy(update={"environment": then.environment}), then), asked())
    assert held.budget is not None
    assert held.to is not None
    assert held.to.expected == 832.48
    assert held.budget.verdict == "undecided", "201.00 USD and two parts without a price"
