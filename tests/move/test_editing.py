"""Edits of a stack file: what is touched, what is not, and what cannot be edited."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.config.stack import Waiver
from sayar.move import editing
from sayar.move.editing import EditError
from sayar.move.file import values_of
from tests.move.layouts import HASH, TRANSITION, files

WAIVER = Waiver(gate="prepare", by="anna", reason='it is "fine": {really} # yes', until="2026-12-01")
PLAIN = "config:\n  sayar:tier: starter  # small\n  # ours\n  sayar:platform: {domain: shop.dev}\n"
BEGUN = (
    "config:\n  sayar:tier: growth  # small\n  sayar:transition:\n    from: starter\n    phase: prepare\n"
    f'    base: "{HASH}"\n    started: "2026-11-26"\n  # ours\n  sayar:platform: {{domain: shop.dev}}\n'
)
FLOW = f"config: {{sayar:tier: growth, sayar:transition: {{from: starter, phase: prepare, base: '{HASH}'}}, a:b: 1}}\n"


def said(text: str) -> dict[str, object]:
    return values_of(text, "Pulumi.prod.yaml")


def test_a_move_begins_below_the_tier_and_touches_no_other_line() -> None:
    assert editing.begun(PLAIN, "growth", TRANSITION) == BEGUN


def test_a_move_that_ends_leaves_the_file_as_it_was_but_for_the_tier() -> None:
    assert editing.ended(BEGUN) == PLAIN.replace("starter", "growth")
    assert editing.ended(BEGUN, "starter") == PLAIN


def test_a_weight_comes_and_goes_with_the_phases_that_have_one() -> None:
    shifted = editing.in_phase(BEGUN, "shift-10", 10)
    assert shifted == BEGUN.replace("phase: prepare", "phase: shift-10\n    weight: 10")
    assert editing.in_phase(shifted, "shift-50", 50) == shifted.replace("10", "50")
    assert editing.in_phase(shifted, "prepare", None) == BEGUN
    assert "weight: 0\n" in editing.in_phase(shifted, "balance", 0), "0 is a weight"


@pytest.mark.parametrize("new", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_stay_what_they_are_and_the_last_one_what_it_was(new: str, last: bool) -> None:
    plain = PLAIN.replace("\n", new)
    plain = plain if last else plain.removesuffix(new)
    begun = editing.begun(plain, "growth", TRANSITION)
    assert begun.count("\n") - begun.count("\r\n") == (0 if new == "\r\n" else begun.count("\n"))
    assert begun.endswith("\n") == last
    assert editing.ended(editing.in_phase(begun, "shift-10", 10), "starter") == plain


def test_the_tier_may_be_the_last_line_and_that_without_an_end() -> None:
    text = "config:\n  sayar:platform: {domain: shop.dev}\n  sayar:tier: starter"
    begun = editing.begun(text, "growth", TRANSITION)
    assert begun.endswith('started: "2026-11-26"')
    assert editing.ended(begun, "starter") == text


def test_everything_on_one_line_is_edited_on_that_line() -> None:
    text = "config: {sayar:tier: starter, sayar:platform: {domain: shop.dev}} # one line\n"
    begun = editing.begun(text, "growth", TRANSITION)
    assert said(begun)["sayar:transition"] == TRANSITION
    assert editing.ended(begun, "starter") == text


def test_a_transition_in_braces_stays_in_braces() -> None:
    shifted = editing.in_phase(FLOW, "shift-10", 10)
    assert shifted == FLOW.replace("phase: prepare", "phase: shift-10, weight: 10")
    assert editing.in_phase(shifted, "prepare", None) == FLOW
    assert editing.ended(FLOW) == "config: {sayar:tier: growth, a:b: 1}\n"
    first = "config: {sayar:transition: {weight: 1, phase: a}, sayar:tier: growth}"
    assert editing.ended(first) == "config: {sayar:tier: growth}"
    assert editing.in_phase(first, "b", None) == "config: {sayar:transition: {phase: b}, sayar:tier: growth}"


def test_comments_of_the_transition_stay_with_their_lines() -> None:
    text = BEGUN.replace("phase: prepare", "# where it is\n    phase: prepare  # since noon").replace(
        "  # ours", "    # deeper than it should be\n  # ours"
    )
    shifted = editing.in_phase(text, "shift-10", 10)
    assert "    # where it is\n    phase: shift-10  # since noon\n    weight: 10\n" in shifted
    assert "    # deeper than it should be\n  # ours\n" in editing.ended(text)


@pytest.mark.parametrize(
    ("waivers", "line"),
    [
        ("", "    waivers: [{ROW}]\n"),
        ("    waivers: []  # none\n", "    waivers: [{ROW}]  # none\n"),
        ("    waivers:  # none\n", "    waivers: [{ROW}]  # none\n"),
        ("    waivers: [{gate: a}] # one\n", "    waivers: [{gate: a}, {ROW}] # one\n"),
        ("    waivers:\n    - gate: a\n      by: me # he\n", "    - {ROW}\n"),
        ("    waivers:\n      # first\n      - {gate: a}\n", "      - {ROW}\n"),
    ],
)
def test_a_waiver_joins_the_others_in_whatever_form_they_are(waivers: str, line: str) -> None:
    row = '{gate: "prepare", by: "anna", reason: "it is \\"fine\\": {really} # yes", until: "2026-12-01"}'
    text = BEGUN.replace("  # ours", f"{waivers}  # ours")
    found = editing.with_waiver(text, WAIVER)
    assert line.replace("{ROW}", row) in found
    transition = said(found)["sayar:transition"]
    assert isinstance(transition, dict)
    assert transition["waivers"][-1] == WAIVER.model_dump()
    assert editing.ended(found) == editing.ended(text)
    assert row in editing.with_waiver(FLOW, WAIVER)


def test_a_value_over_several_lines_ends_with_its_last_line() -> None:
    rows = "    waivers:\n      - gate: a\n        reason: |\n          one\n          two\n"
    text = BEGUN.replace("  # ours", f"{rows}  # ours")
    found = editing.with_waiver(text, WAIVER)
    assert found.startswith(text[: text.index("  # ours")])
    assert "          two\n      - {gate: " in found
    assert editing.ended(found, "starter") == PLAIN


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("config:\n  sayar:platform: {}\n", "sayar:tier"),
        ("config:\n  a:b: &t starter\n  sayar:tier: *t\n", "sayar:tier"),
        ("config: {sayar:tier: a, sayar:transition: {}}\n", "sayar:transition"),
    ],
)
def test_what_cannot_be_edited_is_refused(text: str, path: str) -> None:
    with pytest.raises(EditError) as raised:
        editing.begun(text, "growth", TRANSITION)
    assert raised.value.path == path


def test_a_transition_that_is_not_there_cannot_be_stepped() -> None:
    for edit in (lambda: editing.in_phase(PLAIN, "a", None), lambda: editing.ended(PLAIN)):
        with pytest.raises(EditError):
            edit()
    with pytest.raises(EditError):
        editing.with_waiver(PLAIN, WAIVER)


@pytest.mark.parametrize(("value", "text"), [("on", '"on"'), ("012", '"012"'), ("shift-10", "shift-10"), (0, "0")])
def test_a_word_that_would_be_read_as_something_else_is_quoted(value: str | int, text: str) -> None:
    assert editing.scalar(value) == text


STEPS = st.lists(st.sampled_from([("prepare", None), ("balance", 0), ("shift-10", 10), ("steer", 100)]), max_size=6)


@given(text=files(), steps=STEPS, waivers=st.integers(0, 2), crlf=st.booleans())
def test_a_whole_move_leaves_every_other_byte_where_it_was(
    text: str, steps: list[tuple[str, int | None]], waivers: int, crlf: bool
) -> None:
    text = text.replace("\n", "\r\n") if crlf else text
    others = {key: value for key, value in said(text).items() if key != "sayar:tier"}
    now = editing.begun(text, "growth", TRANSITION)
    # Other lines, in their order: what is left when the lines of the move are taken out.
    assert [line for line in now.splitlines() if line in text.splitlines()] == [
        line for line in text.splitlines() if not line.lstrip().startswith("sayar:tier")
    ]
    for phase, weight in steps:
        now = editing.in_phase(now, phase, weight)
        found = said(now)
        expected = {**TRANSITION, "phase": phase, **({} if weight is None else {"weight": weight})}
        assert found.pop("sayar:transition") == expected
        assert found == {"sayar:tier": "growth", **others}
    for _ in range(waivers):
        now = editing.with_waiver(now, WAIVER)
    assert editing.ended(now, "starter") == text
