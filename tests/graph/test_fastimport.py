"""Lazy imports must change nothing but the time: every class used is compared with plain imports, in own processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sayar.graph.fastimport import mentioned

ROOT = Path(__file__).resolve().parents[2]
USED = {
    "pulumi_cloudflare": [
        "Provider",
        "Zone",
        "ZoneDnssec",
        "ZoneSetting",
        "ZoneSubscription",
        "DnsRecord",
        "Ruleset",
        "BotManagement",
        "LeakedCredentialCheck",
        "TieredCache",
        "ArgoSmartRouting",
        "UrlNormalizationSettings",
        "Healthcheck",
        "NotificationPolicy",
        "R2Bucket",
        "LoadBalancer",
        "LoadBalancerPool",
        "LoadBalancerMonitor",
        "CertificatePack",
        "AuthenticatedOriginPulls",
        "PageShieldPolicy",
        "List",
        "LogpushJob",
        "WaitingRoom",
        "CustomHostname",
        "RegionalTieredCache",
        "TotalTls",
        "HostnameTlsSetting",
    ],
    "pulumiverse_vercel": [
        "Provider",
        "Project",
        "ProjectDomain",
        "ProjectEnvironmentVariable",
        "ProjectEnvironmentVariables",
        "FirewallConfig",
        "ProjectRollingRelease",
        "ProjectDeploymentRetention",
        "ProjectCrons",
        "LogDrain",
        "EdgeConfig",
        "Webhook",
    ],
}
DUMP = (Path(__file__).parent / "dump_classes.py").read_text(encoding="utf-8")


def run(code: str, *args: str, **environment: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_class_used_is_the_same_with_and_without() -> None:
    used = json.dumps(USED)
    plain, lazy = (run(DUMP, way, used) for way in ("plain", "lazy"))
    assert len(plain["classes"]) > 300, "nested input and output types belong to the comparison"
    assert lazy["classes"] == plain["classes"]


def test_only_the_modules_of_the_classes_used_are_loaded() -> None:
    lazy = run(DUMP, "lazy", json.dumps({"pulumi_cloudflare": ["Zone"]}))
    assert lazy["modules"] < 10, "the package has some 780"


NAMES = """
import json, sys
from sayar.graph.fastimport import install
on = install()
import pulumi_cloudflare as c
import pulumi_cloudflare.zone
from pulumi_cloudflare import get_zone, ZoneAccountArgs, outputs
try:
    c.NoSuchThing
    missing = None
except AttributeError as error:
    missing = str(error)
print(json.dumps({
    "on": on,
    "type": type(c).__name__,
    "function": callable(get_zone) and callable(c.get_zone),
    "module": c.zone.__name__ if hasattr(c.zone, "__name__") else None,
    "same": c.Zone is pulumi_cloudflare.zone.Zone and c.ZoneAccountArgs is ZoneAccountArgs,
    "output": outputs.ZoneAccount.__name__,
    "missing": missing,
    "listed": sorted(set(dir(c)) & {"Zone", "ZoneArgs", "ZoneAccountArgs", "get_zone", "config"}),
    "lazy": "pulumi_cloudflare.worker" in sys.modules,
    "config": c.config.__name__,
}))
"""


def test_a_name_is_found_wherever_it_is_exported_and_a_function_beats_the_module_of_its_name() -> None:
    found = run(NAMES)
    assert found == {
        "on": True,
        "type": "_Package",
        "function": True,
        "module": "pulumi_cloudflare.zone",
        "same": True,
        "output": "ZoneAccount",
        "missing": "module 'pulumi_cloudflare' has no attribute 'NoSuchThing'",
        "listed": ["Zone", "ZoneAccountArgs", "ZoneArgs", "config", "get_zone"],
        "lazy": False,
        "config": "pulumi_cloudflare.config",
    }


def test_the_environment_switches_it_off_and_all_names_are_still_there() -> None:
    found = run(NAMES, SAYAR_FAST_IMPORT="0")
    assert (found["on"], found["type"], found["function"], found["same"]) == (False, "module", True, True)


def test_it_stays_out_of_the_way_once_a_package_is_loaded() -> None:
    code = "import json, pulumiverse_vercel; from sayar.graph.fastimport import install; print(json.dumps(install()))"
    assert run(code) is False


GRAPH = """
import json, sys
from sayar.graph.fastimport import install
if sys.argv[1] == "lazy":
    assert install()
import pulumi, pulumi_cloudflare as c, pulumiverse_vercel as v
from sayar.graph.record import record
from sayar.graph.document import to_document

def program():
    zone = c.Zone("zone", account=c.ZoneAccountArgs(id="0" * 32), name="sayar.example")
    c.DnsRecord("api", zone_id=zone.id, name="api", type="CNAME", ttl=1, content="x.example", proxied=True)
    c.Ruleset("rules", zone_id=zone.id, name="r", kind="zone", phase="http_request_firewall_custom",
        rules=[{"action": "block", "expression": "true", "action_parameters": {"response": {"status_code": 403}}}])
    project = v.Project("web", name="web", git_repository=v.ProjectGitRepositoryArgs(repo="a/b", type="github"))
    v.ProjectDomain("domain", project_id=project.id, domain="sayar.example")
    pulumi.export("servers", zone.name_servers)

print(json.dumps(to_document(record(program)), sort_keys=True))
"""


def test_a_program_records_the_same_graph_with_and_without() -> None:
    plain, lazy = run(GRAPH, "plain"), run(GRAPH, "lazy")
    assert len(plain["resources"]) == 6
    assert lazy == plain
    rules = next(one for one in lazy["resources"] if one["name"] == "rules")["inputs"]["rules"]
    # Names inside of nested dictionaries are translated by type hints, which is what lazy classes could break.
    assert rules[0]["actionParameters"] == {"response": {"statusCode": 403}}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x: Optional['ZoneAccountArgs']", ["ZoneAccountArgs"]),
        ("def f() -> Sequence['outputs.RulesetRule']: ...", ["RulesetRule"]),
        ("Union['AArgs', 'AArgsDict', 'AArgs']", ["AArgs", "AArgsDict"]),
        ('"""prose with "double" quotes"""', []),
    ],
)
def test_classes_are_mentioned_in_single_quotes(source: str, names: list[str]) -> None:
    assert list(mentioned(source)) == names
