"""The sentences before and after a step."""

import pytest

from sayar.documents.plan import Summary
from sayar.plan.words import gate, rollback
from sayar.verdict import VERDICTS, Verdict
from tests.plan.made import told


def counts(**options: int) -> Summary:
    return Summary(**{"create": 0, "update": 0, "replace": 0, "delete": 0, "same": 0, **options})


@pytest.mark.parametrize("one_way", [True, False])
def test_every_verdict_has_a_gate_and_only_ok_is_open(one_way: bool) -> None:
    opened = [verdict for verdict in VERDICTS if gate(verdict, one_way=one_way, ours=True).startswith("open")]
    assert opened == ["ok"]
    assert [verdict for verdict in VERDICTS if "closed" in gate(verdict, one_way=one_way, ours=True)] == [
        "blocked",
        "breach",
    ]
    assert "--accept-risk" in gate("unknown", one_way=one_way, ours=True)
    assert "--accept-risk" in gate("at_risk", one_way=one_way, ours=True)


@pytest.mark.parametrize("ours", [True, False])
def test_a_step_that_cannot_be_undone_needs_a_person(ours: bool) -> None:
    assert "person" in gate("ok", one_way=True, ours=ours)
    assert "person" not in gate("ok", one_way=False, ours=ours)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_nobody_is_told_to_run_our_update_on_a_stack_of_another_project(verdict: Verdict) -> None:
    said = gate(verdict, one_way=False, ours=False)
    assert "sayar up" not in said
    assert said.startswith("open") == (verdict == "ok")
    assert said.startswith("closed") == (verdict in ("blocked", "breach"))


@pytest.mark.parametrize(
    ("summary", "says"),
    [
        (counts(create=1), "1 created is deleted"),
        (counts(create=2), "2 created are deleted"),
        (counts(delete=1), "1 deleted is made anew, under new identifiers"),
        (counts(update=1), "what was edited takes its former values"),
        (counts(replace=1), "what was edited takes its former values"),
        (counts(same=5), "nothing would have changed"),
    ],
)
def test_the_way_back_says_what_becomes_of_each_kind_of_change(summary: Summary, says: str) -> None:
    assert rollback(summary, (), "starter") == (
        f"To go back, set sayar:tier back to starter and run the update again: {says}."
    )


def test_data_that_does_not_come_back_is_named() -> None:
    changes = (told("orders", effect="data_loss", op="delete"), told("cache", effect="unknown"))
    text = rollback(counts(delete=1), changes, None)
    assert "The data of orders does not come back; restore it from a backup." in text
    assert "cache" not in text
