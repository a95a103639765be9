"""docs/doctor.md shows a run that anybody would see, every call that is made, and every variable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.readings import cloudflare, supabase, vercel
from tests.infra.projects import ROOT
from tests.support.doctored import served

PAGE = (ROOT / "docs" / "doctor.md").read_text(encoding="utf-8")
WORKSPACE, ORGANIZATION = "12345678-1234-1234-1234-123456789012", "sayar-commerce"


def test_the_run_on_the_page_is_what_the_command_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Growth with Railway on Hobby, name servers not moved yet, and no token for Vercel at hand."""
    with served(tmp_path, monkeypatch) as world:
        world.railway.plan = "HOBBY"
        world.names.servers = ("ns1.registrar.example", "ns2.registrar.example")
        world.cloudflare.status = "pending"
        monkeypatch.delenv("VERCEL_API_TOKEN")
        found = world.doctor()
        # Ids of the same length, so that lines break at the same places.
        shown = found.out.replace(world.railway.workspace_id, WORKSPACE)
        assert len(world.supabase.organization) == len(ORGANIZATION)
        shown = shown.replace(world.supabase.organization, ORGANIZATION)
    assert found.code == 3
    (run,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert run == shown


def test_every_call_that_is_made_is_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(tmp_path, monkeypatch) as world:
        world.doctor()
        # What the next tier has besides is asked for there alone.
        world.write("scale")
        world.doctor()
        asked = [seen for fake in (world.cloudflare, world.supabase, world.vercel) for seen in fake.seen]
        calls = {re.sub(r"[0-9a-f]{32}", "{id}", seen.operation) for seen in asked}
        calls |= {seen.operation for seen in world.railway.seen}
    assert [call for call in calls if f"`{call}`" not in PAGE] == []


def test_what_the_page_says_of_subscriptions_is_what_counts() -> None:
    row = facts().sold_as("load_balancing")
    words = [f"`{state}`" for state in (*row.good, *row.bad)] + [f'"{word}"' for word in row.words]
    rights = [facts().right_to_read(name) for name in ("cloudflare.subscriptions", "cloudflare.r2")]
    assert [word for word in (*words, *rights) if word not in PAGE] == []


def test_every_variable_is_on_the_page() -> None:
    names = [name for row in facts().tokens for name in row.variables]
    names += [f"{row.vendor.upper()}_API_URL" for row in facts().tokens]
    assert [name for name in (*names, "SAYAR_DNS_SERVER") if f"`{name}`" not in PAGE] == []
    assert all(address.startswith("https://") for address in (cloudflare.ADDRESS, supabase.ADDRESS, vercel.ADDRESS))
