"""Which tokens are there is told by their names alone, and whether they are good by whoever gave them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from infra.config.load import load_stack
from sayar.preflight.tokens import TokenCheck, check_tokens
from tests.support.doctored import World, served


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with served(tmp_path, monkeypatch) as found:
        yield found


def checked(world: World, **environment: str) -> dict[str, TokenCheck]:
    platform = load_stack(world.folder, "prod").platform
    addresses = {
        "CLOUDFLARE_API_URL": world.cloudflare.url,
        "RAILWAY_API_URL": world.railway.endpoint,
        "SUPABASE_API_URL": world.supabase.url,
        "VERCEL_API_URL": world.vercel.url,
    }
    return {check.vendor: check for check in check_tokens(platform, {**addresses, **environment})}


def test_every_vendor_has_one_result_and_an_empty_environment_misses_all(world: World) -> None:
    found = checked(world)
    assert set(found) == {"cloudflare", "railway", "supabase", "vercel"}
    assert {check.state for check in found.values()} == {"missing"}
    assert found["railway"].text == "RAILWAY_API_TOKEN or RAILWAY_TOKEN is missing"


def test_a_token_that_its_vendor_takes_is_good(world: World) -> None:
    found = checked(
        world,
        CLOUDFLARE_API_TOKEN=world.cloudflare.token,
        RAILWAY_API_TOKEN=world.railway.token,
        SUPABASE_ACCESS_TOKEN=world.supabase.token,
        VERCEL_API_TOKEN=world.vercel.token,
    )
    assert {check.state for check in found.values()} == {"accepted"}
    assert found["supabase"].text == "SUPABASE_ACCESS_TOKEN is good: Supabase takes it"


def test_a_token_that_its_vendor_refuses_is_not_good_and_never_shown(world: World) -> None:
    found = checked(world, SUPABASE_ACCESS_TOKEN="canary-4711", VERCEL_API_TOKEN="canary-4711")
    assert {found[vendor].state for vendor in ("supabase", "vercel")} == {"refused"}
    assert found["cloudflare"].state == "missing"
    assert "canary-4711" not in repr(found)


def test_an_account_that_the_token_does_not_reach_is_told(world: World) -> None:
    file = world.folder / "Pulumi.prod.yaml"
    file.write_text(file.read_text().replace(world.supabase.organization, "another-organization"))
    found = checked(world, SUPABASE_ACCESS_TOKEN=world.supabase.token)["supabase"]
    assert found.state == "refused"
    assert f"it reaches {world.supabase.organization}" in found.text


def test_a_vendor_that_nobody_can_reach_leaves_its_token_unchecked(world: World) -> None:
    found = checked(world, SUPABASE_ACCESS_TOKEN="x", SUPABASE_API_URL="http://127.0.0.1:9")["supabase"]
    assert replace(found, text="") == TokenCheck("supabase", "SUPABASE_ACCESS_TOKEN", "not_checked", "")


def test_either_name_of_railways_token_will_do_and_an_empty_value_will_not(world: World) -> None:
    found = checked(world, RAILWAY_API_TOKEN=" ", RAILWAY_TOKEN="x", VERCEL_API_TOKEN="")
    assert (found["railway"].variable, found["vercel"].state) == ("RAILWAY_TOKEN", "missing")
