"""Lazy imports must change nothing but the time: every class used is compared with plain imports, in own processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sayar.graph.fastimport_classes import mentioned

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
    # One class or more of each kind of package: enumerations, deep trees, names that no rule of naming finds, classes
    # that have the name of their module, types of another package.
    "pulumi_aws": ["Provider"],
    "pulumi_aws.ec2": ["Vpc", "Subnet", "SecurityGroup", "RouteTable", "NatGateway", "FlowLog", "VpcEndpoint"],
    "pulumi_aws.s3": ["Bucket", "BucketVersioning", "BucketLifecycleConfiguration", "BucketReplicationConfig"],
    "pulumi_aws.iam": ["Role", "RolePolicy", "RolePolicyAttachment"],
    "pulumi_aws.eks": ["Cluster", "NodeGroup", "Addon", "AccessEntry", "PodIdentityAssociation"],
    "pulumi_aws.rds": ["GlobalCluster", "Cluster", "ClusterInstance", "ClusterParameterGroup", "Proxy"],
    "pulumi_aws.elasticache": ["ReplicationGroup", "User", "UserGroup"],
    "pulumi_aws.msk": ["Cluster", "Configuration"],
    "pulumi_aws.kms": ["Key", "ReplicaKey", "Alias"],
    "pulumi_aws.lb": ["LoadBalancer", "Listener", "TargetGroup", "TrustStore"],
    "pulumi_aws.backup": ["Vault", "Plan", "RestoreTestingPlan"],
    "pulumi_aws.cloudwatch": ["LogGroup", "MetricAlarm"],
    "pulumi_aws.budgets": ["Budget"],
    "pulumi_aws.guardduty": ["Detector"],
    "pulumi_aws.cloudtrail": ["Trail"],
    "pulumi_kubernetes": ["Provider"],
    "pulumi_kubernetes.core.v1": ["Namespace", "ConfigMap", "Secret", "Service", "ServiceAccount", "LimitRange"],
    "pulumi_kubernetes.apps.v1": ["Deployment"],
    "pulumi_kubernetes.autoscaling.v2": ["HorizontalPodAutoscaler"],
    "pulumi_kubernetes.policy.v1": ["PodDisruptionBudget"],
    "pulumi_kubernetes.networking.v1": ["NetworkPolicy"],
    "pulumi_kubernetes.rbac.v1": ["Role", "RoleBinding", "ClusterRole"],
    "pulumi_kubernetes.helm.v3": ["Release"],
    "pulumi_kubernetes.apiextensions": ["CustomResource"],
}
DUMP = (Path(__file__).parent / "dump_classes.py").read_text(encoding="utf-8")


def run(code: str, *args: str, **environment: str) -> Any:
    # Plain imports make so many objects that walking them is a third of their time.
    done = subprocess.run(
        [sys.executable, "-c", f"import gc; gc.disable()\n{code}", *args],
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
    with ThreadPoolExecutor() as pool:
        plain, lazy = pool.map(lambda way: run(DUMP, way, used), ("plain", "lazy"))
    assert len(plain["classes"]) > 1000, "nested input and output types belong to the comparison"
    assert lazy["classes"] == plain["classes"]


def test_a_python_that_looks_lone_names_of_hints_up_by_itself_gets_the_same_classes() -> None:
    packages = ("pulumiverse_vercel", "pulumi_aws.lb", "pulumi_kubernetes.apps.v1", "pulumi_kubernetes.networking.v1")
    used = json.dumps({package: USED[package] for package in packages})
    with ThreadPoolExecutor() as pool:
        lazy, bound = pool.map(lambda way: run(DUMP, way, used), ("lazy", "bound"))
    assert len(bound["classes"]) > 300
    assert bound["classes"] == lazy["classes"]


def test_only_the_modules_of_the_classes_used_are_loaded() -> None:
    lazy = run(DUMP, "lazy", json.dumps({"pulumi_cloudflare": ["Zone"]}))
    assert lazy["modules"] < 10, "the package has some 780"


@pytest.mark.parametrize(("package", "name"), [("pulumi_aws.ec2", "Vpc"), ("pulumi_kubernetes.core.v1", "Namespace")])
def test_a_package_in_a_package_loads_what_is_named(package: str, name: str) -> None:
    lazy = run(DUMP, "lazy", json.dumps({package: [name]}))
    assert lazy["modules"] < 16, "the packages have some 180 and 60, and there are 200 and 50 beside them"


HOMES = """
import importlib, inspect, json, sys
if sys.argv[1] == "lazy":
    from sayar.graph.fastimport import install
    assert install()
found = {}
for package in json.loads(sys.argv[2]):
    module = importlib.import_module(package)
    hasattr(module, "outputs")  # a plain package inside of another is loaded at the first question
    for name in dir(module):
        value = getattr(module, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            found[f"{package}.{name}"] = f"{value.__module__}.{value.__qualname__}"
print(json.dumps(found, sort_keys=True))
"""


def test_every_class_and_function_of_a_package_has_the_same_home_with_and_without() -> None:
    packages = [
        "pulumi_kubernetes",
        "pulumi_kubernetes.policy.v1",
        "pulumi_aws.budgets",
        "pulumi_aws.kms",
        "pulumi_aws.sns",
    ]
    with ThreadPoolExecutor() as pool:
        plain, lazy = pool.map(lambda way: run(HOMES, way, json.dumps(packages)), ("plain", "lazy"))
    assert len(plain) > 200
    assert lazy == plain


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
import pulumi, pulumi_aws as aws, pulumi_cloudflare as c, pulumi_kubernetes as k, pulumiverse_vercel as v
from sayar.graph.record import record
from sayar.graph.document import to_document

def program():
    zone = c.Zone("zone", account=c.ZoneAccountArgs(id="0" * 32), name="sayar.example")
    c.DnsRecord("api", zone_id=zone.id, name="api", type="CNAME", ttl=1, content="x.example", proxied=True)
    c.Ruleset("rules", zone_id=zone.id, name="r", kind="zone", phase="http_request_firewall_custom",
        rules=[{"action": "block", "expression": "true", "action_parameters": {"response": {"status_code": 403}}}])
    project = v.Project("web", name="web", git_repository=v.ProjectGitRepositoryArgs(repo="a/b", type="github"))
    v.ProjectDomain("domain", project_id=project.id, domain="sayar.example")
    aws.s3.BucketLifecycleConfiguration("expiry", bucket="b", rules=[
        {"id": "old", "status": "Enabled", "noncurrent_version_expiration": {"noncurrent_days": 30}}])
    east = pulumi.ResourceOptions(provider=aws.Provider("east", region="us-east-1"))
    aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=east)
    k.apps.v1.Deployment("shop", spec={"selector": {"match_labels": {"a": "b"}}, "template": {"spec": {"containers": [
        {"name": "a", "security_context": {"run_as_non_root": True}}]}}})
    k.core.v1.Secret("token", string_data={"a": pulumi.Output.secret("b")})
    k.apiextensions.CustomResource("pool", api_version="karpenter.sh/v1", kind="NodePool", spec={"a_b": 1})
    pulumi.export("servers", zone.name_servers)

print(json.dumps(to_document(record(program)), sort_keys=True))
"""


def test_a_program_records_the_same_graph_with_and_without() -> None:
    # The SDK sends aliases in the order of a set.
    with ThreadPoolExecutor() as pool:
        plain, lazy = pool.map(lambda way: run(GRAPH, way, PYTHONHASHSEED="0"), ("plain", "lazy"))
    assert len(plain["resources"]) == 12
    assert lazy == plain
    rules = next(one for one in lazy["resources"] if one["name"] == "rules")["inputs"]["rules"]
    # Names inside of nested dictionaries are translated by type hints, which is what lazy classes could break.
    assert rules[0]["actionParameters"] == {"response": {"statusCode": 403}}
    shop = next(one for one in lazy["resources"] if one["name"] == "shop")["inputs"]["spec"]["template"]["spec"]
    assert shop["containers"][0]["securityContext"] == {"runAsNonRoot": True}


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
