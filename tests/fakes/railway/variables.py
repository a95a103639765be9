"""Variables that are set one by one, or as a collection; a sealed one is never given out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.railway.commits import commit
from tests.fakes.railway.plans import Refusal
from tests.fakes.railway.readback import lagging
from tests.fakes.railway.session import Session
from tests.fakes.railway.world import Config, Environment


def _variables(session: Session, _: Any, arguments: Mapping[str, Any]) -> Config:
    environment = _checked(session, arguments)
    config = lagging(session.world, environment)
    service_id = arguments.get("serviceId")
    if service_id is None:
        variables = config["sharedVariables"]
    else:
        session.instance(service_id, environment.id)
        variables = config["services"][service_id].get("variables", {})
    return {name: each.get("value", "") for name, each in variables.items() if not each.get("isSealed")}


def _upsert(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    wanted = arguments["input"]
    return _commit(session, wanted, {wanted["name"]: {"value": wanted["value"]}})


def _collection_upsert(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    wanted = arguments["input"]
    gone = dict.fromkeys(_present(session, wanted)) if wanted.get("replace") else {}
    return _commit(session, wanted, {**gone, **{name: {"value": value} for name, value in wanted["variables"].items()}})


def _delete(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    wanted = arguments["input"]
    return _commit(session, wanted, {wanted["name"]: None})


def _present(session: Session, wanted: Mapping[str, Any]) -> Config:
    config = _checked(session, wanted).config
    if wanted.get("serviceId") is None:
        return config["sharedVariables"]
    return config["services"].get(wanted["serviceId"], {}).get("variables", {})


def _commit(session: Session, wanted: Mapping[str, Any], variables: Config) -> bool:
    service_id = wanted.get("serviceId")
    of_service = {"services": {service_id: {"variables": variables}}}
    commit(session, _checked(session, wanted), of_service if service_id else {"sharedVariables": variables})
    return True


def _checked(session: Session, wanted: Mapping[str, Any]) -> Environment:
    environment = session.environment(wanted["environmentId"])
    if environment.project_id != session.project(wanted["projectId"]).id:
        raise Refusal("Environment not found")
    return environment


FIELDS = {
    "Query.variables": _variables,
    "Mutation.variableUpsert": _upsert,
    "Mutation.variableCollectionUpsert": _collection_upsert,
    "Mutation.variableDelete": _delete,
}
