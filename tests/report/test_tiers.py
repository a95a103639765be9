"""The tables of the tiers: promises and summary for everybody, every field for those who ask."""

from __future__ import annotations

import pytest

from infra.config.platform import CONCERNS, TIERS
from sayar.report.contrast import ABSENT, Row
from sayar.report.headlines import headline_rows
from sayar.report.promised import promise_rows
from sayar.report.tiers import asked, markdown_of, sections, text_of, told
from tests.infra.projects import ROOT, config

FOUR = ("a", "b", "c", "d")
TWO_LIMITS = "8 rules, managed, OWASP, 2 rate limits"


@pytest.fixture(scope="module")
def found() -> dict[str, tuple[Row, ...]]:
    return sections(ROOT)


@pytest.fixture(scope="module")
def headlines() -> dict[str, tuple[str, ...]]:
    return {row.path: row.values for row in headline_rows([config(tier).platform for tier in TIERS])}


def test_sections_are_promises_summary_performance_and_every_concern(found: dict[str, tuple[Row, ...]]) -> None:
    assert list(found) == ["promises", "summary", "performance", "assumptions", *CONCERNS]
    assert list(asked(found, why=False)) == ["promises", "summary"]
    assert asked(found, why=True) == found
    assert all(len(row.values) == len(TIERS) for rows in found.values() for row in rows)


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("regions", ("us-east", "us-east", "us-east, eu-west", "us-east, eu-west")),
        ("firewall", ("– (not in force)", TWO_LIMITS, TWO_LIMITS, "9 rules, managed, OWASP, 3 rate limits")),
        ("load balancing", (ABSENT, ABSENT, "geo, 2 pools", "geo, 2 pools")),
        ("services on", ("Railway hobby", "Railway pro", "Railway pro", "EKS 1.36, auto nodes")),
        ("api", ("1 × 1 vCPU, 1 GB", "2 × 2 vCPU, 2 GB", "4 + 3 × 2 vCPU, 2 GB", "6 to 60 × 1 vCPU, 2 GB")),
        ("web", ("Vercel hobby, 1 seat", "Vercel pro, 1 seat", "Vercel pro, 5 seats", "Vercel enterprise, 20 seats")),
        ("database copies", (ABSENT, ABSENT, "1 in eu-west", "2 in us-east, 1 in eu-west")),
        ("cache", (ABSENT, ABSENT, "Redis for cache, idempotency, queue", "Valkey for cache, idempotency")),
        ("messages", (ABSENT, ABSENT, ABSENT, "Kafka 3.9.x, 3 brokers")),
        ("objective", tuple(f"{share} % of 30 days" for share in ("99.5", "99.9", "99.95", "99.99"))),
        ("proof of the edge", (ABSENT, "header, required", "header, required", "mtls, required")),
        ("evidence for", (ABSENT, "soc2_type1", "soc2_type2", "soc2_type2, iso27001, gdpr")),
    ],
)  # fmt: skip
def test_a_headline_answers_for_every_tier(
    headlines: dict[str, tuple[str, ...]], question: str, answers: tuple[str, ...]
) -> None:
    assert headlines[question] == answers


def test_headlines_follow_the_config_and_not_the_tier() -> None:
    changed = config(
        "growth",
        {
            "edge.mode": "external",
            "edge.waf.managed.owasp": None,
            "security.origin_auth": {"mode": "header", "stage": "off"},
            "monitoring.metrics.edge_exporter": "off",
            "monitoring.alerts": config("starter").platform.monitoring.model_dump(mode="json")["alerts"],
            "hosting.vercel.seats": 2,
        },
    ).platform
    rows = {row.path: row.values[0] for row in headline_rows([changed])}
    assert rows["edge"] == "Cloudflare pro, DNS elsewhere"
    assert rows["firewall"] == "– (not in force)"
    assert (rows["web"], rows["proof of the edge"]) == ("Vercel pro, 2 seats", ABSENT)


def test_a_stage_of_the_proof_is_a_word_of_the_language() -> None:
    one = config("starter", {"security.origin_auth.stage": "accept"}).platform
    (row,) = [row for row in headline_rows([one]) if row.path == "proof of the edge"]
    assert row.values == ("header, accepted",)


def test_promises_say_both_sides_where_the_strategy_says_two_things() -> None:
    rows = {row.path: row.values for row in promise_rows()}
    assert rows["availability"] == ("99.5 % / 99.9 %", "99.9 % / 99.95 %", "99.95 % / 99.99 %", "99.99 %")
    assert rows["cost target, USD a month"][0] == "5 to 15 / 5 to 30"
    assert rows["cost target, USD a month"][3] == "from 1,000 / 2,000 to 10,000"
    assert rows["CSV feed"][3] == "10,000 products in 1 s"
    assert rows["active businesses"] == ("1 to 50", "51 to 200", "201 to 500", "from 500")
    assert rows["API requests a month"][0] == "up to 500,000"
    assert rows["downtime of the move up"] == ("below 300 s", "below 900 s", "no figure", ABSENT)
    assert rows["leave it when"][3] == ABSENT


@pytest.mark.parametrize(
    ("reasons", "says"),
    [
        (("", "", "", ""), ""),
        (("x", "x", "x", "x"), "x"),
        (("x", "", "", ""), "starter: x"),
        (("x", "y", "x", ""), "starter, scale: x; growth: y"),
    ],
)
def test_each_reason_is_told_once_with_its_tiers(reasons: tuple[str, ...], says: str) -> None:
    assert told(Row("p", FOUR, reasons)) == says


def test_one_reason_for_one_value_needs_no_tier() -> None:
    assert told(Row("p", ("a", "a", "a", "a"), ("x", "", "", ""))) == "x"


def test_a_section_without_reasons_has_no_column_for_them() -> None:
    plain = {"edge": (Row("edge.mode", FOUR, ("", "", "", "")),)}
    assert "why" not in markdown_of(plain)
    assert "| `mode` | a | b | c | d | because |" in markdown_of({"edge": (Row("edge.mode", FOUR, ("because",) * 4),)})


def test_values_with_bars_and_markup_stay_in_their_cells() -> None:
    row = Row("edge.mode", ("a|b", "<b>", "*x*", "`y`"), ("p|q",) * 4)
    line = markdown_of({"edge": (row,)}).splitlines()[4]
    assert line == r"| `mode` | a\|b | &lt;b&gt; | \*x\* | \`y\` | p\|q |"


def test_text_breaks_long_values_instead_of_cutting_them() -> None:
    long = "x" * 90
    shown = text_of({"edge": (Row("edge.mode", (long, "[b]", "c", "d"), (long, "", "", "")),)})
    assert max(map(len, shown.splitlines())) <= 80
    assert shown.count("x") >= 180
    assert "[b]" in shown
