"""What a month is priced with: assumptions of a tier, a usage document over them, and what is wrong in one."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.config.platform import TIERS
from sayar.cost.assumptions import SCENARIOS, assumptions
from sayar.cost.reading import read_usage
from sayar.cost.usage import Given, Usage
from sayar.documents.usage import OBSERVED, UsageDocument
from sayar.graph.errors import InputError
from tests.cost.priced import month


def written(folder: Path, name: str = "usage.json", **amounts: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps({"format": "sayar.usage/1", **amounts}), encoding="utf-8")
    return path


def refused(path: Path) -> tuple[str, ...]:
    with pytest.raises(InputError) as error:
        read_usage(path)
    return error.value.problems


def test_the_document_has_every_key_that_is_assumed_and_no_other() -> None:
    fields = set(UsageDocument.model_fields) - {"format", "as_of", "source"}
    assert fields - OBSERVED == set(assumptions())


def test_every_assumption_has_a_source_a_reason_and_a_figure_for_every_tier() -> None:
    for row in assumptions().values():
        assert row.source, row.key
        assert row.why, row.key
        for tier in TIERS:
            amounts = row.amounts(tier)
            if amounts is not None:
                values = [amounts[name] for name in SCENARIOS]
                assert values in (sorted(values), sorted(values, reverse=True)), f"{row.key}: from low to high"
                assert all(row.least <= value <= row.most for value in values), row.key


def test_what_is_given_takes_the_place_of_what_is_assumed_in_every_scenario() -> None:
    for scenario in SCENARIOS:
        usage = Usage("starter", scenario, Given({"egress_gb": Decimal(7)}))
        assert usage.of("egress_gb") == 7
        assert usage.guessed(egress="egress_gb", cpu="vcpu_month") == {"cpu"}


def test_a_figure_of_the_stack_file_is_no_assumption() -> None:
    usage = Usage("scale", "expected")
    assert usage.said("seats", 5) == 5
    assert usage.guessed(seats="seats") == frozenset()
    with pytest.raises(KeyError):
        usage.of("seats")


def test_a_line_says_whether_somebody_measured_its_quantity() -> None:
    lines = {line.sku: line for line in month("starter", amounts={"egress_gb": 30}).bill.lines}
    assert not lines["usage.egress"].assumed
    assert lines["usage.cpu.month"].assumed
    assert not lines["plan.hobby"].assumed


def test_json_and_yaml_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "usage.yaml").write_text(
        "format: sayar.usage/1\nas_of: '2026-11-01'\negress_gb: 12.5\nused: {hosting.vercel.seats: 0.5}\n",
        encoding="utf-8",
    )
    path = written(tmp_path, as_of="2026-11-01", egress_gb=12.5, used={"hosting.vercel.seats": 0.5})
    one, other = read_usage(path), read_usage(tmp_path / "usage.yaml")
    assert one.given.amounts == other.given.amounts == {"egress_gb": Decimal("12.5")}
    assert one.used == other.used == {"hosting.vercel.seats": 0.5}
    assert one.as_of == other.as_of == "2026-11-01"


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ({"egress_gb": -1}, "usage.json: egress_gb: -1: a number, 0 or more"),
        ({"egress_gb": "many"}, "usage.json: egress_gb: many: a number, 0 or more"),
        ({"egress_gb": 5e9}, "usage.json: egress_gb: 5e+09: 0 to 1e+6 GB"),
        ({"replicas_share": 1.5}, "usage.json: replicas_share: 1.5: 0 to 1 share"),
        ({"node_fill": 0}, "usage.json: node_fill: 0: 0.05 to 1 share"),
        ({"cache_hit_ratio": 2}, "usage.json: cache_hit_ratio: 2: a share from 0 to 1"),
        ({"used": {"hosting.vercel.seats": 2}}, "usage.json: used.hosting.vercel.seats: 2: a share from 0 to 1"),
    ],
)
def test_a_wrong_amount_is_refused_with_what_is_allowed(tmp_path: Path, amounts: dict[str, Any], said: str) -> None:
    assert refused(written(tmp_path, **amounts)) == (said,)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    assert len(refused(written(tmp_path, egress_gb=-1, vcpu_month="x", egres_gb=1))) == 3


def test_a_key_that_nobody_knows_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    (line,) = refused(written(tmp_path, egres_gb=1))
    assert line.startswith("usage.json: egres_gb: unknown key: one of format, as_of, source")
    assert "egress_gb" in line
    (line,) = refused(written(tmp_path, used={"database.size": 0.5}))
    assert line.startswith("usage.json: used.database.size: one of database.engine.compute")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("usage.json", "{", "usage.json: line 2"),
        ("usage.json", "[1]", 'usage.json: "list": a mapping'),
        ("usage.json", "[" * 100_000, 'usage.json: line 1: "exceeded maximum nesting depth"'),
        ("usage.json", '{"format": "sayar.usage/2"}', "usage.json: format: sayar.usage/2: sayar.usage/1"),
        ("usage.json", '{"egress_gb": 1}', "usage.json: format: None: sayar.usage/1"),
        (
            "usage.json",
            '{"format": "sayar.usage/1", "egress_gb": NaN}',
            "usage.json: egress_gb: NaN: a number, 0 or more",
        ),
        (
            "usage.json",
            '{"format": "sayar.usage/1", "egress_gb": 1e400}',
            'usage.json: line 1: "1e400 is too large a number"',
        ),
        ("usage.yaml", "a: [", "usage.yaml: line"),
        ("usage.yaml", "", "usage.yaml: format: None: sayar.usage/1"),
        ("usage.yaml", "a: 1\na: 2\n", "usage.yaml: line"),
    ],
)
def test_a_file_that_is_no_usage_document_is_refused_in_one_line(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    (line,) = refused(path)
    assert line.startswith(said)
    assert "\n" not in line


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    (line,) = refused(tmp_path / "missing.json")
    assert line.startswith('missing.json: "no such file"')
    (tmp_path / "usage.json").write_bytes(b"\xff\xfe\x00")
    assert refused(tmp_path / "usage.json") == ("usage.json: byte 0: 255: UTF-8",)


KEYS = sorted(set(assumptions()) - {"businesses", "node_fill", "aws_support"})


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TIERS), st.sampled_from(KEYS), st.floats(0, 1), st.floats(0, 1))
def test_more_use_never_costs_less(tier: str, key: str, one: float, other: float) -> None:
    """Of `node_fill` more is fuller machines, of `secondary_share` more is elsewhere: dearer or cheaper, by region."""
    if key in ("secondary_share", "node_disk_gb"):
        return
    most = min(float(assumptions()[key].most), 1e6)
    low, high = sorted((one * most, other * most))
    assert month(tier, amounts={key: low}).expected <= month(tier, amounts={key: high}).expected


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(TIERS), st.dictionaries(st.sampled_from(KEYS), st.floats(0, 1), max_size=6))
def test_what_is_expected_lies_in_its_range_and_is_the_sum_of_its_lines(tier: str, parts: dict[str, float]) -> None:
    found = month(tier, amounts={key: part * min(float(assumptions()[key].most), 1e5) for key, part in parts.items()})
    assert found.low <= found.expected <= found.high
    assert found.expected == sum(line.amount for line in found.bill.lines)
    for line in found.bill.lines:
        assert abs(line.quantity * line.unit_usd * line.factor - line.amount) <= Decimal("0.005")
