"""The schemas: what they hold and how a broken one is told."""

import importlib
import inspect
import json
from pathlib import Path
from typing import Any

import pytest
from pulumi._types import input_type_py_to_pulumi_names

from sayar.engine.sandbox.schema import Property, SchemaError, load_schema, packages

_ROOT = Path(__file__).parents[3]
_SDKS = {
    "cloudflare": "pulumi_cloudflare",
    "vercel": "pulumiverse_vercel",
    "random": "pulumi_random",
    "tls": "pulumi_tls",
}
_OWN_SDKS = sorted(path.parent.name for path in (_ROOT / "providers").glob("*/sdk.py"))


@pytest.mark.parametrize("package", packages())
def test_every_type_of_every_package_can_be_read_so_no_run_stops_at_a_broken_row(package: str) -> None:
    schema = load_schema(package)
    assert schema.tokens
    for token in schema.tokens:
        resource = schema.resource(token)
        assert resource is not None
        assert token.startswith(f"{package}:")
        assert not set(resource.inputs) & set(resource.outputs), "a property is set by the program or by the vendor"
        known = {*resource.inputs, *resource.outputs}
        for rule in resource.unique:
            assert {*rule.keys, *rule.when} <= known, token
        for group in resource.exactly_one:
            assert set(group) <= set(resource.inputs), token
        for name, spec in resource.inputs.items():
            assert set(spec.conflicts) <= set(resource.inputs), f"{token}.{name}"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the SDK warns for old types as it is imported
@pytest.mark.parametrize("package", sorted(_SDKS))
def test_the_sdk_sends_exactly_the_names_of_the_schema(package: str) -> None:
    sdk, schema = importlib.import_module(_SDKS[package]), load_schema(package)
    for token in schema.tokens:
        resource = schema.resource(token)
        assert resource is not None
        arguments = getattr(sdk, f"{token.rpartition(':')[2]}Args")
        assert set(input_type_py_to_pulumi_names(arguments).values()) == set(resource.inputs), token


@pytest.mark.parametrize("package", ["aws", "kubernetes"])
def test_an_sdk_of_many_modules_takes_every_name_of_the_schema(package: str) -> None:
    """The schema leaves out what is deprecated, so the SDK may take more."""
    schema = load_schema(package)
    for token in schema.tokens:
        _, module, name = token.split(":")
        path = module.partition("/")[0] if package == "aws" else module.replace(".k8s.io", "").replace("/", ".")
        home = importlib.import_module(f"pulumi_{package}.{path.replace('.sh.', '.').replace('.authorization', '')}")
        _, _, *taken = inspect.signature(getattr(home, name)._internal_init).parameters
        resource = schema.resource(token)
        assert resource is not None
        # Python writes disable_crd_hooks for disableCRDHooks.
        names = {each.replace("_", "").lower() for each in taken}
        assert {each.lower() for each in resource.inputs} <= names, token


@pytest.mark.parametrize(
    ("token", "is_known"),
    [
        ("kubernetes:karpenter.sh/v1:NodePool", True),
        ("kubernetes:external-secrets.io/v1:ExternalSecret", True),
        ("kubernetes:apps/v1:Deploymnet", False),
        ("kubernetes:core/v1:Scret", False),
        ("kubernetes:karpenter.sh:NodePool", False),
    ],
)
def test_a_kind_that_others_define_is_known_and_a_misspelled_one_of_kubernetes_is_not(
    token: str, is_known: bool
) -> None:
    """A group of one's own has a domain; the groups of Kubernetes itself that have none are listed."""
    assert (load_schema("kubernetes").resource(token) is not None) is is_known


def test_our_own_sdks_send_exactly_the_names_of_the_schema() -> None:
    for package in _OWN_SDKS:
        sdk, schema = importlib.import_module(f"providers.{package}.sdk"), load_schema(package)
        for token in schema.tokens:
            resource = schema.resource(token)
            assert resource is not None
            # The first two are the object itself and the resource's name, whatever that is called.
            _, _, *taken = inspect.signature(getattr(sdk, token.rpartition(":")[2]).__init__).parameters
            assert {_wire_name(name) for name in taken if name != "opts"} == set(resource.inputs), token


def _wire_name(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


@pytest.mark.parametrize(
    ("package", "token", "replacing"),
    [
        # A record's name and content are patched in place; another type or zone is another record.
        ("cloudflare", "cloudflare:index/dnsRecord:DnsRecord", {"type", "zoneId"}),
        ("cloudflare", "cloudflare:index/zone:Zone", {"account", "name"}),
        ("vercel", "vercel:index/projectDomain:ProjectDomain", {"domain", "projectId", "teamId"}),
        ("random", "random:index/randomId:RandomId", {"byteLength", "keepers", "prefix"}),
        # Scaling, limits and variables are a patch of the environment; the identity is not.
        ("railway", "railway:index:ServiceInstance", {"environmentId", "serviceId"}),
        ("supabase", "supabase:index:Project", {"organizationSlug", "region"}),
        ("supabase", "supabase:index:Addon", {"projectRef", "type"}),
        # A member's class changes in place; what says where it lives and what it belongs to does not.
        (
            "aws",
            "aws:rds/clusterInstance:ClusterInstance",
            {
                *("availabilityZone", "clusterIdentifier", "customIamInstanceProfile", "dbSubnetGroupName"),
                *("engine", "identifier", "identifierPrefix", "region"),
            },
        ),
        (
            "aws",
            "aws:ec2/securityGroup:SecurityGroup",
            {"description", "name", "namePrefix", "region", "vpcId"},
        ),
        ("tls", "tls:index/privateKey:PrivateKey", {"algorithm", "ecdsaCurve", "rsaBits"}),
    ],
)
def test_the_properties_that_replace_are_those_of_the_vendors_provider(
    package: str, token: str, replacing: set[str]
) -> None:
    resource = load_schema(package).resource(token)
    assert resource is not None
    assert {name for name, spec in resource.inputs.items() if spec.replace} == replacing


def test_a_package_without_a_file_knows_no_type_so_nothing_of_it_can_be_made() -> None:
    schema = load_schema("nobody")
    assert schema.tokens == ()
    assert schema.resource("nobody:index:Thing") is None


def _written(folder: Path, inputs: dict[str, Any], **more: Any) -> Path:
    document = {"package": "x", "version": "1.0.0", "resources": {"x:index:T": {"inputs": inputs}}, **more}
    (folder / "x.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def test_a_bare_word_is_a_property_of_that_kind(tmp_path: Path) -> None:
    resource = load_schema("x", _written(tmp_path, {"a": "string"})).resource("x:index:T")
    assert resource is not None
    assert resource.inputs == {"a": Property("string")}


def test_an_object_may_hold_itself(tmp_path: Path) -> None:
    objects = {"Node": {"next": {"type": "object", "object": "Node"}}}
    resource = load_schema("x", _written(tmp_path, {"a": objects["Node"]["next"]}, objects=objects)).resource(
        "x:index:T"
    )
    assert resource is not None
    assert resource.inputs["a"].fields["next"].fields["next"].kind == "object"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("text", r"x:index:T\.a: unknown kind 'text'"),
        ({"type": "array", "items": "text"}, r"x:index:T\.a\[\]: unknown kind 'text'"),
        ({"type": "object", "object": "Gone"}, r"x:index:T\.a: there is no object Gone"),
        ({"type": "object"}, r"x:index:T\.a: an object, and nothing else, names its object"),
        ({"type": "string", "replaces": True}, r"x:index:T\.a: .*replaces"),
    ],
)
def test_a_wrong_row_is_told_with_its_place(tmp_path: Path, row: Any, message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        load_schema("x", _written(tmp_path, {"a": row})).resource("x:index:T")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"package": "y", "version": "1", "resources": {}}'])
def test_a_file_that_is_no_schema_of_the_package_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    with pytest.raises(SchemaError, match=r"x\.json: not a schema"):
        load_schema("x", tmp_path)
