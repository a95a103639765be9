"""API keys: those that a project is born with, those that are made, and the legacy ones that can be switched off."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, Literal

from tests.fakes.supabase.call import Call, Handler, Refused, Reply, created, refuse_if
from tests.fakes.supabase.world import Key, Project, World

_SHOWN: Final = 16  # so much of a secret key is told without `reveal`


def first_keys(world: World) -> list[Key]:
    """The keys that a new project has."""
    keys = [_new(world, "legacy", "anon"), _new(world, "legacy", "service_role")]
    keys += [_new(world, "publishable", "default"), _new(world, "secret", "default")]
    for key in keys:
        key.lag = world.knobs.keys_late
    return keys


def list_all(call: Call) -> Reply:
    """The keys that are there and on."""
    project = call.project
    return Reply([_told(call, key) for key in project.keys if _shown(project, key)])


def get(call: Call) -> Reply:
    """One key."""
    return Reply(_told(call, _named(call)))


def create(call: Call) -> Reply:
    """Make a key. Among those of its type its name is unique."""
    project, kind, name = call.started, call.body["type"], call.body["name"]
    _must_be_free(project, kind, name)
    _must_suit(kind, call.body)
    key = _new(call.world, kind, name)
    key.description = call.body.get("description")
    key.secret_jwt_template = call.body.get("secret_jwt_template")
    project.keys.append(key)
    return created(_told(call, key))


def change(call: Call) -> Reply:
    """Rename or describe a key; the key itself stays."""
    project, key = call.started, _named(call)
    _must_suit(key.type, call.body)
    if (name := call.body.get("name", key.name)) != key.name:
        _must_be_free(project, key.type, name)
    key.name = name
    key.description = call.body.get("description", key.description)
    key.secret_jwt_template = call.body.get("secret_jwt_template", key.secret_jwt_template)
    key.updated_at = call.world.now()
    return Reply(_told(call, key))


def delete(call: Call) -> Reply:
    """Revoke a key."""
    project, key = call.started, _named(call)
    project.keys.remove(key)
    return Reply(_told(call, key))


def get_legacy(call: Call) -> Reply:
    """Whether the legacy keys are on."""
    return Reply({"enabled": call.project.legacy_keys})


def put_legacy(call: Call) -> Reply:
    """Switch the legacy keys on or off."""
    call.started.legacy_keys = call.flag("enabled")
    return get_legacy(call)


def _new(world: World, kind: Literal["legacy", "publishable", "secret"], name: str) -> Key:
    text = world.letters(f"{kind} {name}", 31)
    api_key = f"eyJ{text}" if kind == "legacy" else f"sb_{kind}_{text}"
    now = world.now()
    return Key(world.uuid(), kind, name, api_key, now, now)


def _named(call: Call) -> Key:
    """The key that the path names. Raises Refused when there is none; legacy keys cannot be called by id."""
    for key in call.project.keys:
        if key.id == call.path["id"] and key.type != "legacy":
            return key
    raise Refused(HTTPStatus.NOT_FOUND, "API key not found")


def _shown(project: Project, key: Key) -> bool:
    """Whether a list shows a key already, and still."""
    shown = key.lag == 0
    key.lag = max(0, key.lag - 1)
    return shown and (key.type != "legacy" or project.legacy_keys)


def _must_be_free(project: Project, kind: str, name: str) -> None:
    taken = any((key.type, key.name) == (kind, name) for key in project.keys)
    refuse_if(taken, f"A {kind} API key named {name} exists already")


def _must_suit(kind: str, body: dict[str, Any]) -> None:
    templated = body.get("secret_jwt_template") is not None
    refuse_if(kind != "secret" and templated, "secret_jwt_template is for secret API keys")


def _told(call: Call, key: Key) -> dict[str, Any]:
    open_to_all = key.type == "publishable" or (key.type, key.name) == ("legacy", "anon")
    whole = open_to_all or call.flag("reveal")
    return {
        "api_key": key.api_key if whole else key.api_key[:_SHOWN] + "·" * 6,
        "id": key.name if key.type == "legacy" else key.id,
        "type": key.type,
        "prefix": key.api_key[:_SHOWN],
        "name": key.name,
        "description": key.description,
        "hash": None,
        "secret_jwt_template": key.secret_jwt_template,
        "inserted_at": key.created_at,
        "updated_at": key.updated_at,
    }


HANDLERS: Final[dict[str, Handler]] = {
    "GET /v1/projects/{ref}/api-keys": list_all,
    "POST /v1/projects/{ref}/api-keys": create,
    "GET /v1/projects/{ref}/api-keys/{id}": get,
    "PATCH /v1/projects/{ref}/api-keys/{id}": change,
    "DELETE /v1/projects/{ref}/api-keys/{id}": delete,
    "GET /v1/projects/{ref}/api-keys/legacy": get_legacy,
    "PUT /v1/projects/{ref}/api-keys/legacy": put_legacy,
}
