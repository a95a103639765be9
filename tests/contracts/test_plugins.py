"""What Pulumi.yaml says of the own providers is what the engine finds: a folder with a launcher that it may start."""

from __future__ import annotations

import os
from pathlib import Path

import yaml

from providers.guard.provider import PACKAGE as GUARD
from providers.railway.plugin import RAILWAY
from providers.supabase.plugin import SUPABASE

ROOT = Path(__file__).resolve().parents[2]
declared = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))["plugins"]["providers"]


def test_every_own_provider_is_declared_by_its_folder_and_without_a_version() -> None:
    # A version would have to equal the one that the state asks for.
    names = (RAILWAY.package, SUPABASE.package, GUARD)
    assert declared == [{"name": name, "path": f"providers/{name}"} for name in names]


def test_each_folder_holds_a_launcher_that_can_be_started() -> None:
    for row in declared:
        assert os.access(ROOT / row["path"] / f"pulumi-resource-{row['name']}", os.X_OK)
