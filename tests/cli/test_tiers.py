"""`sayar tiers`: the four tiers side by side, in three forms that say the same."""

import json
from pathlib import Path

import pytest

from infra.config.platform import CONCERNS, TIERS
from tests.cli.ran import Ran, sayar
from tests.infra.projects import ROOT, project, tier_text


@pytest.fixture(scope="module")
def table() -> Ran:
    return sayar("tiers", "--format", "json")


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").replace("\\|", "\0").split("|")]


def test_the_document_has_every_concern_with_a_value_for_each_tier(table: Ran) -> None:
    assert (table.code, table.err) == (0, "")
    assert table.json["tiers"] == list(TIERS)
    assert [section["name"] for section in table.json["sections"]] == ["promises", "summary", *CONCERNS]
    for section in table.json["sections"]:
        assert section["rows"], section["name"]
        for row in section["rows"]:
            assert list(row) == ["path", *TIERS]
            assert all(isinstance(row[tier], str) and row[tier] for tier in TIERS), row["path"]


def test_values_are_those_of_the_tier_files(table: Ran) -> None:
    rows = {row["path"]: row for section in table.json["sections"] for row in section["rows"]}
    assert [rows["edge.mode"][tier] for tier in TIERS] == ["dns_only", "proxied", "proxied", "proxied"]
    assert [rows["hosting.railway.services.api.vcpu"][tier] for tier in TIERS] == ["1", "2", "2", "–"]
    assert [rows["database"][tier] for tier in TIERS] == [
        "Supabase free, nano",
        "Supabase pro, small",
        "Supabase pro, large",
        "Aurora 17.11, db.r8g.2xlarge",
    ]


def test_reasons_are_shown_when_they_are_asked_for_and_only_then(table: Ran) -> None:
    why = sayar("tiers", "--why", "--format", "json").json
    told = [section for section in why["sections"] if section["name"] != "assumptions"]
    rows = {row["path"]: row for section in told for row in section["rows"]}
    assert rows["edge.mode"]["why"]["starter"].startswith("the strategy puts the CDN into Growth")
    assert "why" not in rows["regions"], "a row of the summary is no choice of a file"
    assert "why" not in table.out
    bare = [
        path for path, row in rows.items() if "why" in row and any(row[t] != "–" and not row["why"][t] for t in TIERS)
    ]
    # What has none of its own: lists whose items explain themselves field by field, and the word for their kind.
    items = {"cache", "secondaries", "groups", "stores", "vpcs", "pools", "workloads", "buckets", "kind"}
    assert {path.rpartition(".")[2] for path in bare} <= items


@pytest.mark.parametrize("why", [(), ("--why",)])
def test_text_fits_into_eighty_columns_and_names_every_tier(why: tuple[str, ...]) -> None:
    found = sayar("tiers", *why)
    assert (found.code, found.err) == (0, "")
    assert max(map(len, found.out.splitlines())) <= 80
    assert "\x1b" not in found.out
    assert all(tier in found.out.splitlines()[0] for tier in TIERS)
    assert ("`sayar tiers --why`" in found.out) == (not why)


@pytest.mark.parametrize("why", [(), ("--why",)])
def test_markdown_is_a_table_whose_rows_are_all_as_long_as_its_head(why: tuple[str, ...]) -> None:
    found = sayar("tiers", *why, "--format", "markdown")
    blocks = [block.splitlines() for block in found.out.split("\n\n") if block.startswith("|")]
    assert len(blocks) == (4 + len(CONCERNS) if why else 2)
    for head, rule, *rows in blocks:
        assert cells(head)[1:5] in (list(TIERS), ["value", "source", "date", "confidence"])
        assert {len(cells(row)) for row in (head, rule, *rows)} == {len(cells(head))}


def test_the_same_question_gets_the_same_bytes(table: Ran, tmp_path: Path) -> None:
    path = tmp_path / "tiers.json"
    again = sayar("tiers", "--format", "json", "--out", str(path))
    assert (again.code, again.out, path.read_text(encoding="utf-8")) == (0, "", table.out)


def test_the_tables_that_the_project_keeps_are_those_that_the_command_prints() -> None:
    printed = sayar("tiers", "--format", "markdown").out
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert printed.strip() in readme


def test_one_refused_tier_file_refuses_the_whole_table(tmp_path: Path) -> None:
    """A table with three right columns and a wrong one would be believed."""
    folder = project(tmp_path, enterprise=tier_text("enterprise").replace("ttl_s: 300", "ttl_s: fast", 1))
    found = sayar("tiers", folder=folder)
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith("Pulumi.enterprise.yaml: sayar:edge.dns.ttl_s: ")


def test_a_changed_tier_file_changes_the_table(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        starter=tier_text("starter").replace("soft_usd: 15", "soft_usd: 16"),
    )
    rows = json.loads(sayar("tiers", "--format", "json", folder=folder).out)["sections"]
    (row,) = [
        row for section in rows for row in section["rows"] if row["path"] == "hosting.railway.usage_limit.soft_usd"
    ]
    assert (row["starter"], row["growth"]) == ("16", "80")
