"""Everybody whom `sayar doctor` asks, on loopback, and a project whose `prod` lacks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.ran import Ran, sayar
from tests.fakes.cloudflare.fake import ACCOUNT, NAME_SERVERS, CloudflareFake
from tests.fakes.names import NamesFake
from tests.fakes.railway.fake import RailwayFake
from tests.fakes.supabase.fake import SupabaseFake
from tests.fakes.vercel.fake import VercelFake
from tests.infra.projects import project
from tests.support.fake_engine import fake_engine

DOMAIN = "sayar-shop.dev"
PROD = """config:
  sayar:tier: {tier}
  sayar:platform: {{domain: sayar-shop.dev}}
  sayar:accounts:
    cloudflare: "{cloudflare}"
    vercel_team: {vercel}
    railway_workspace: {railway}
    supabase_organization: {supabase}
  sayar:telemetry: {{endpoint: "https://otlp.sayar-shop.dev"}}
  sayar:keys: {{dumps: age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p}}
"""
ENGINE = """
print("v3.259.0" if args[0] == "version" else '{"user": "ops", "url": "https://api.pulumi.com"}')
"""


@dataclass
class World:
    """Everybody that is asked, and the project folder."""

    folder: Path
    patch: pytest.MonkeyPatch
    cloudflare: CloudflareFake = field(default_factory=lambda: CloudflareFake(DOMAIN))
    railway: RailwayFake = field(default_factory=RailwayFake)
    supabase: SupabaseFake = field(default_factory=SupabaseFake)
    vercel: VercelFake = field(default_factory=VercelFake)
    names: NamesFake = field(default_factory=lambda: NamesFake(NAME_SERVERS))

    def doctor(self, *more: str) -> Ran:
        return sayar("doctor", "--stack", "prod", "--timeout", "8", *more, folder=self.folder)

    def write(self, tier: str) -> None:
        text = PROD.format(
            tier=tier,
            cloudflare=ACCOUNT,
            vercel=self.vercel.team,
            railway=self.railway.workspace_id,
            supabase=self.supabase.organization,
        )
        (self.folder / "Pulumi.prod.yaml").write_text(text)

    @property
    def canaries(self) -> list[str]:
        return [fake.token for fake in (self.cloudflare, self.railway, self.supabase, self.vercel)]


@contextmanager
def served(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A Growth that lacks nothing; at the end every request must have been as the vendors describe it."""
    project(folder)
    found = World(folder, monkeypatch)
    fakes = (found.cloudflare, found.railway, found.supabase, found.vercel)
    with ExitStack() as stack:
        for fake in (*fakes, found.names):
            stack.enter_context(fake)  # type: ignore[arg-type]
        found.write("growth")
        variables = {
            "CLOUDFLARE_API_URL": found.cloudflare.url,
            "CLOUDFLARE_API_TOKEN": found.cloudflare.token,
            "RAILWAY_API_URL": found.railway.endpoint,
            "RAILWAY_API_TOKEN": found.railway.token,
            "SUPABASE_API_URL": found.supabase.url,
            "SUPABASE_ACCESS_TOKEN": found.supabase.token,
            "VERCEL_API_URL": found.vercel.url,
            "VERCEL_API_TOKEN": found.vercel.token,
            "SAYAR_DNS_SERVER": found.names.address,
            "SAYAR_ENGINE": str(fake_engine(folder, ENGINE).pulumi),
        }
        monkeypatch.delenv("RAILWAY_TOKEN", raising=False)
        for name, text in variables.items():
            monkeypatch.setenv(name, text)
        yield found
    assert [breach for fake in fakes for breach in fake.breaches] == []
