"""The shipped platform on the real engine with its own providers, against the stand-ins of Railway and Supabase.

Cloudflare, Vercel and random are the sandbox's: what is proven here is that the program and its own providers fit.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sayar.engine.commands import stack_init
from sayar.engine.sandbox.project import SandboxProject
from tests.fakes.railway.fake import RailwayFake
from tests.fakes.supabase.fake import SupabaseFake
from tests.support.engine import engine_of
from tests.support.own import QUICK, ROOT, said
from tests.support.platform import QUICK as QUICK_PROGRAM

pytestmark = pytest.mark.engine

PROD = "prod"


class Platform:
    """An environment whose services and database are at the stand-ins."""

    def __init__(self, folder: Path, railway: RailwayFake, supabase: SupabaseFake) -> None:
        own = {name: ROOT / "providers" / name for name in ("railway", "supabase")}
        self.railway, self.supabase = railway, supabase
        self.project = SandboxProject(folder, ROOT, program=QUICK_PROGRAM, own=own)
        self.file = folder / f"Pulumi.{PROD}.yaml"
        self._variables = {
            "RAILWAY_API_TOKEN": railway.token,
            "RAILWAY_API_URL": railway.endpoint,
            "SUPABASE_ACCESS_TOKEN": supabase.token,
            "SUPABASE_API_URL": supabase.url,
            "SAYAR_PROVIDER_TIMINGS": QUICK,
        }
        stack_init(engine_of(self.project), PROD)

    def is_tier(self, tier: str) -> None:
        """Change the one line that says what the environment is."""
        written = yaml.safe_load(self.file.read_text(encoding="utf-8")) if self.file.exists() else {}
        accounts = {
            "railway_workspace": self.railway.workspace_id,
            "supabase_organization": self.supabase.organization,
        }
        written["config"] = {"sayar:tier": tier, "sayar:accounts": accounts}
        self.file.write_text(yaml.safe_dump(written, sort_keys=False), encoding="utf-8")

    def run(self, command: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.project.pulumi(command, "--stack", PROD, *arguments, check=check, extra=self._variables)

    def up(self) -> str:
        return said(self.run("up", "--yes", "--skip-preview"))

    def preview(self) -> dict[str, dict[str, Any]]:
        """What an update would do, by the resource's name."""
        steps = json.loads(self.run("preview", "--json").stdout)["steps"]
        return {row["urn"].rsplit("::", 1)[1]: row for row in steps if row["op"] != "same"}


@pytest.fixture
def platform(tmp_path: Path, pulumi: Path) -> Iterator[Platform]:
    with RailwayFake(plan="PRO", limits="PRO") as railway, SupabaseFake(plan="pro", limits=True) as supabase:
        yield Platform(tmp_path / "platform", railway, supabase)
        assert (railway.breaches, supabase.breaches) == ([], [])
        assert (railway.limited, supabase.limited) == ([], [])


def test_starter_goes_up_moves_to_growth_drifts_and_comes_down(platform: Platform) -> None:
    platform.is_tier("starter")
    told = platform.up()
    assert not platform.preview(), "a second preview is empty"

    # The application's pipeline deploys: nothing of that is the program's business, now or in the move. A service with
    # an image already is the program's own, as a cache.
    services = {row["name"]: identity for identity, row in platform.railway.live()["services"].items()}
    environment = next(iter(platform.railway.live()["environments"]))
    before = platform.railway.environment(environment).config["services"]
    deployed = [identity for identity in services.values() if not (before[identity].get("source") or {}).get("image")]
    assert services["api"] in deployed
    for identity in deployed:
        platform.railway.deploy_image(identity, "ghcr.io/sayar/app:42")
    assert not platform.preview()
    (ref,) = platform.supabase.live()["projects"]
    password = platform.supabase.project(ref).password

    platform.is_tier("growth")
    told += platform.up()
    assert not platform.preview(), "and so is the one after the move"
    after = {row["name"]: identity for identity, row in platform.railway.live()["services"].items()}
    assert services.items() <= after.items(), "none is another one"
    for identity in deployed:
        config = platform.railway.environment(environment).config["services"][identity]
        assert config["source"]["image"] == "ghcr.io/sayar/app:42"
    assert set(platform.supabase.live()["projects"]) == {ref}, "the database is the same one"

    # Somebody changes one setting at each vendor; a refresh names them, and the next update takes them back.
    platform.railway.environment(environment).config["services"][services["api"]]["deploy"]["healthcheckPath"] = "/no"
    platform.supabase.project(ref).ssl_enforced = False
    refreshed = said(platform.run("refresh", "--yes", "--diff"))
    assert "healthcheckPath" in refreshed
    assert "database" in refreshed
    assert {name: set(row["detailedDiff"]) for name, row in platform.preview().items()} == {
        "api-instance": {"healthcheckPath"},
        "ssl": {"database"},
    }
    told += refreshed + platform.up()
    assert platform.supabase.project(ref).ssl_enforced

    platform.run("state", "unprotect", "--all", "--yes")
    told += said(platform.run("destroy", "--yes", "--skip-preview"))
    assert platform.railway.empty
    assert platform.supabase.empty
    for secret in (platform.railway.token, platform.supabase.token, password, "sb_secret_"):
        assert secret not in told
