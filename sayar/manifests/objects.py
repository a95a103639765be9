"""From a recorded graph to Kubernetes objects: which there are, what they are called, which namespaces they need."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sayar.graph.errors import InputError
from sayar.graph.model import Graph, Identity, Resource
from sayar.graph.order import provider_urn
from sayar.manifests.placeholders import shown
from sayar.urn import name_of

_PREFIX: Final = "kubernetes:"
_RELEASE: Final = "kubernetes:helm.sh/v3:Release"
_PATCH: Final = "Patch"
"""Fields that are laid over an object that somebody else makes."""
_CORE: Final = "core/"
_BUILT_IN: Final = frozenset(
    {
        "",
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "apps",
        "authentication.k8s.io",
        "authorization.k8s.io",
        "autoscaling",
        "batch",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "flowcontrol.apiserver.k8s.io",
        "internal.apiserver.k8s.io",
        "networking.k8s.io",
        "node.k8s.io",
        "policy",
        "rbac.authorization.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
        "storagemigration.k8s.io",
    }
)
"""Groups of the API server itself. `gateway.networking.k8s.io` and its like come with definitions of their own."""
_ALWAYS_THERE: Final = frozenset({"default", "kube-node-lease", "kube-public", "kube-system"})
_OF_THE_PROVIDER: Final = "pulumi.com/"
_META_FIRST: Final = ("name", "namespace")
_FIRST: Final = ("apiVersion", "kind", "metadata")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One object of a cluster. `cluster` is the name of its provider; `body` is plain data, fields in order."""

    cluster: str
    body: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """As in `kind`."""
        return str(self.body["kind"])

    @property
    def name(self) -> str:
        """As in `metadata.name`."""
        return str(self.body["metadata"]["name"])

    @property
    def namespace(self) -> str | None:
        """As in `metadata.namespace`; None for an object of the whole cluster, and for one that names none."""
        found = self.body["metadata"].get("namespace")
        return None if found is None else str(found)

    @property
    def custom(self) -> bool:
        """True where the definition of the kind is no part of Kubernetes."""
        group, version, _ = str(self.body["apiVersion"]).rpartition("/")
        return (group if version else "") not in _BUILT_IN

    def __str__(self) -> str:
        where = f"{self.namespace}/" if self.namespace else ""
        return f"{self.cluster}: {self.kind} {where}{self.name}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """The objects of all clusters, and in words what the clusters get beside them: Helm releases and patches."""

    manifests: tuple[Manifest, ...]
    left_out: tuple[str, ...] = ()


def render(graph: Graph) -> Rendered:
    """The objects of a graph in its order, then the namespaces that charts create.

    Raises InputError for two resources that are one object, and for a namespace that is used and that nothing makes.
    """
    rows = [one for one in graph.resources if one.custom and one.type.startswith(_PREFIX) and not one.external]
    objects = [one for one in rows if one.type != _RELEASE and not one.type.endswith(_PATCH)]
    ids: dict[str, str] = {}
    for one in objects:
        ids[one.urn] = _id(one, ids)
    manifests = [Manifest(_cluster(one), _body(one, ids)) for one in objects]
    charts = [one for one in rows if one.type == _RELEASE]
    manifests += _of_charts(manifests, charts)
    problems = [*_twice(manifests), *_homeless(manifests)]
    if problems:
        raise InputError(problems)
    left_out = [f"{_cluster(one)}: Helm release {one.name}" for one in charts]
    left_out += [f"{_cluster(one)}: patch {one.name}" for one in rows if one.type.endswith(_PATCH)]
    return Rendered(tuple(manifests), tuple(left_out))


def _cluster(resource: Resource) -> str:
    urn = provider_urn(resource.provider)
    return name_of(urn) if urn else "default"


def _id(resource: Resource, ids: Mapping[str, str]) -> str:
    """What the provider gives as the id: the name, after the namespace where there is one."""
    namespace, name = (_known(_meta(resource).get(key), ids) for key in ("namespace", "name"))
    # The provider makes a name of the logical one; an unknown name stands for the same.
    own = name or resource.name
    return f"{namespace}/{own}" if namespace else own


def _known(value: Any, ids: Mapping[str, str]) -> str | None:
    return value.text(ids) if isinstance(value, Identity) else value if isinstance(value, str) else None


def _meta(resource: Resource) -> Mapping[str, Any]:
    found = resource.inputs.get("metadata")
    return found if isinstance(found, Mapping) else {}


def _body(resource: Resource, ids: Mapping[str, str]) -> dict[str, Any]:
    _, version, kind = resource.type.split(":")
    said = {"apiVersion": version.removeprefix(_CORE), "kind": kind, **resource.inputs}
    fields = shown(said, kind=str(said["kind"]), ids=ids)
    meta = fields.get("metadata", {})
    meta.pop("generateName", None)
    meta["name"] = _known(_meta(resource).get("name"), ids) or resource.name
    notes = {key: text for key, text in meta.pop("annotations", {}).items() if not key.startswith(_OF_THE_PROVIDER)}
    if notes:
        meta["annotations"] = notes
    fields["metadata"] = _ordered(meta, _META_FIRST)
    return _ordered({key: value for key, value in fields.items() if not key.startswith("__")}, _FIRST)


def _ordered(fields: Mapping[str, Any], first: tuple[str, ...]) -> dict[str, Any]:
    return {key: fields[key] for key in (*first, *sorted(fields.keys() - set(first))) if key in fields}


def _of_charts(manifests: list[Manifest], charts: list[Resource]) -> Iterator[Manifest]:
    """Namespaces that a chart creates before anything is in it."""
    made = {(one.cluster, one.name) for one in manifests if one.kind == "Namespace"}
    for chart in charts:
        place = (_cluster(chart), str(chart.inputs.get("namespace")))
        if chart.inputs.get("createNamespace") is True and place not in made and place[1] not in _ALWAYS_THERE:
            made.add(place)
            body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": place[1]}}
            yield Manifest(place[0], body)


def _twice(manifests: list[Manifest]) -> Iterator[str]:
    seen: set[tuple[str, str, str, str | None, str]] = set()
    for one in manifests:
        # One kind has one name in an API group, whatever its version.
        group = str(one.body["apiVersion"]).rpartition("/")[0]
        key = (one.cluster, group, one.kind, one.namespace, one.name)
        if key in seen:
            yield f"{one}: two resources make this object"
        seen.add(key)


def _homeless(manifests: list[Manifest]) -> Iterator[str]:
    made = {(one.cluster, one.name) for one in manifests if one.kind == "Namespace"}
    for one in manifests:
        if one.namespace and one.namespace not in _ALWAYS_THERE and (one.cluster, one.namespace) not in made:
            yield f"{one}: nothing makes the namespace {one.namespace}"


def file_names(manifests: tuple[Manifest, ...]) -> dict[str, Manifest]:
    """A path for each object: `[custom/]<cluster>/<kind>-[<namespace>-]<name>.yaml` in lower case, in order of paths.

    Names that differ in what a file name cannot hold, or in where their dashes are, get the version and place of the
    object after them, all of them alike.
    """
    wanted: dict[str, list[Manifest]] = {}
    for one in manifests:
        wanted.setdefault(_path(one, ""), []).append(one)
    found: dict[str, Manifest] = {}
    for path, owners in wanted.items():
        for one in owners:
            found[path if len(owners) == 1 else _path(one, _exact(one))] = one
    return dict(sorted(found.items()))


def _path(one: Manifest, exact: str) -> str:
    name = "-".join(part for part in (one.kind, one.namespace, one.name) if part)
    folder = "custom/" if one.custom else ""
    return f"{folder}{_plain(one.cluster)}/{_plain(name)}{exact}.yaml"


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9.-]", "-", name.lower()).strip(".")


def _exact(one: Manifest) -> str:
    text = "\n".join((str(one.body["apiVersion"]), one.kind, one.namespace or "", one.name))
    return f"-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
