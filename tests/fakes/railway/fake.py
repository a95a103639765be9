"""Railway's stand-in: its GraphQL endpoint over HTTP, held against the published schema in both directions."""

from __future__ import annotations

import copy
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    execute,
    get_variable_values,
    parse,
    validate,
)
from werkzeug import Request, Response

from tests.fakes.railway.deployments import deploy
from tests.fakes.railway.limits import LIMITS, Limits, Meter, Verdict
from tests.fakes.railway.plans import Refusal
from tests.fakes.railway.resolvers import resolve
from tests.fakes.railway.session import NOT_AUTHORIZED, Knobs, Session
from tests.fakes.railway.summary import live
from tests.fakes.railway.world import Environment, Plan, Project, ProjectToken, Workspace, World, add
from tests.fakes.server import Fake, json_response, too_many

PATH: Final = "/graphql/v2"
_SCHEMA: Final = Path(__file__).parents[2] / "descriptions" / "railway.graphql"
_NAMES_A_VERSION: Final = re.compile(r"\S+/\d+\.\d+")
_UNKNOWN: Final = "unknown"
_TEXTS: Final = 512
"""Texts of requests that are kept: a client has fewer."""


@cache
def schema() -> GraphQLSchema:
    """The published schema; it takes most of a second to build."""
    return build_schema(_SCHEMA.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Question:
    """A GraphQL request: its document, or why it cannot be parsed."""

    text: str
    variables: Mapping[str, Any]
    document: DocumentNode | None
    error: GraphQLError | None

    @property
    def operations(self) -> list[OperationDefinitionNode]:
        """The operations of the document."""
        definitions = self.document.definitions if self.document else ()
        return [each for each in definitions if isinstance(each, OperationDefinitionNode)]

    @property
    def name(self) -> str:
        """The root fields of the operation: what it does, whatever it calls itself."""
        roots = [each for operation in self.operations for each in operation.selection_set.selections]
        return "+".join(each.name.value for each in roots if isinstance(each, FieldNode)) or _UNKNOWN

    @property
    def mutates(self) -> bool:
        """Whether anything may change."""
        return any(each.operation is OperationType.MUTATION for each in self.operations)


class RailwayFake(Fake):
    """Railway on loopback.

    `limits`, the lags, `verify_after`, `page_size` and `workspace_token` are knobs: a test may turn them at any time.
    """

    def __init__(self, plan: Plan = "PRO", limits: Plan | Limits | None = None) -> None:
        super().__init__()
        self.limits = limits
        self.limited: list[str] = []
        self.instance_lag = 0
        self.patch_lag = 0
        self.dns_lag = 0
        self.list_lag = 0
        self.verify_after: int | None = None
        self.page_size = 100
        self.workspace_token = False
        self.world = World()
        self._meter = Meter()
        self.workspace_id = add(self.world.workspaces, Workspace(name="Sayar", plan=plan)).id
        foreign = add(self.world.workspaces, Workspace(name="Somebody else", reachable=False))
        self.foreign_project_id = add(self.world.projects, Project(workspace_id=foreign.id, name="theirs")).id

    @property
    def plan(self) -> Plan:
        """The plan of the workspace."""
        return self.world.workspaces[self.workspace_id].plan

    @plan.setter
    def plan(self, plan: Plan) -> None:
        self.world.workspaces[self.workspace_id].plan = plan

    @property
    def customer_id(self) -> str:
        """Who pays for the workspace."""
        return self.world.workspaces[self.workspace_id].customer.id

    @property
    def endpoint(self) -> str:
        """The address of the API, without the query string that it wants."""
        return self.url + PATH

    @property
    def empty(self) -> bool:
        """Whether nothing exists but the workspace itself."""
        return not any(self.live().values())

    def live(self) -> dict[str, dict[str, dict[str, Any]]]:
        """What exists and is not deleted, by kind and id, without any secret value."""
        with self.lock:
            return live(self.world)

    def verify(self, domain: str) -> None:
        """Find the DNS records of a custom domain in place. Raises KeyError for one that is not there."""
        with self.lock:
            found = {each.domain: each for each in self.world.custom_domains.values()}
            found[domain].verified = True

    def deploy_image(self, service_id: str, image: str, environment_id: str | None = None) -> list[str]:
        """Put an image into a service, in one environment or in all, as the pipeline does; gives the deployments."""
        with self.lock:
            found = self.world.instances_of(service_id=service_id, environment_id=environment_id)
            return [deploy(self.world, instance, image).id for instance in found]

    def project_token(self, environment_id: str) -> str:
        """A project token for an environment, for the header Project-Access-Token."""
        with self.lock:
            project_id = self.world.environments[environment_id].project_id
            secret = f"{self.token}-{len(self.world.project_tokens)}"
            token = ProjectToken(project_id=project_id, environment_id=environment_id, name="test", secret=secret)
            return add(self.world.project_tokens, token).secret

    def environment(self, environment_id: str) -> Environment:
        """An environment as it is held, with all secrets, for a test to look at or to change behind the API's back."""
        return self.world.environments[environment_id]

    def operation(self, request: Request) -> str:
        """The root fields that are asked for."""
        return _question(request).name

    def refusal(self, message: str) -> Response:
        """A refusal is a success in HTTP."""
        return _errors(message)

    def not_authorized(self) -> Response:
        """A dead token and a missing right look alike."""
        return _errors(NOT_AUTHORIZED)

    def answer(self, request: Request) -> Response:
        """Answer a request as far as it gets: the edge, the token, the rate, the schema, the world."""
        question = _question(request)
        if (request.method, request.path) != ("POST", PATH):
            return self._breach(question, f"{request.method} {request.path} is not served", HTTPStatus.NOT_FOUND)
        if not _NAMES_A_VERSION.search(request.headers.get("User-Agent", "")):
            self.breaches.append(f"{question.name}: the User-Agent names no version")
        if not request.query_string:
            self.breaches.append(f"{question.name}: a URL without a query string runs into the limit of the edge")
            return too_many(None)
        scope = self._scope(request)
        if scope is None and request.headers.get("Authorization") != f"Bearer {self.token}":
            return self.not_authorized()
        verdict = self._judged(question.name)
        if verdict is not None and verdict.wait_s is not None:
            response = too_many(max(1, round(verdict.wait_s)))
        else:
            response = self._executed(question, scope, verdict)
        response.headers.update(verdict.headers if verdict else {})
        return response

    def _scope(self, request: Request) -> ProjectToken | None:
        """The project token of a request, if it is one that exists."""
        secret = request.headers.get("Project-Access-Token")
        return next((each for each in self.world.project_tokens.values() if each.secret == secret), None)

    def _judged(self, operation: str) -> Verdict | None:
        """What the rate limit makes of a request; None without a limit."""
        if self.limits is None:
            return None
        limits = LIMITS[self.limits] if isinstance(self.limits, str) else self.limits
        verdict = self._meter.judge(limits, time.monotonic())
        if verdict.wait_s is not None:
            self.limited.append(operation)
        return verdict

    def _executed(self, question: _Question, scope: ProjectToken | None, verdict: Verdict | None) -> Response:
        """Validate and execute. A mutation that is refused leaves no trace."""
        wrong = _wrong(question)
        if wrong or question.document is None:
            self.breaches.extend(f"{question.name}: {error}" for error in wrong)
            return json_response({"errors": [error.formatted for error in wrong]}, HTTPStatus.BAD_REQUEST)
        before = copy.deepcopy(self.world) if question.mutates else self.world
        result = execute(
            schema(),
            question.document,
            context_value=Session(self.world, self._knobs(), self.breaches, scope, _rate(verdict)),
            variable_values=dict(question.variables),
            field_resolver=resolve,
        )
        for error in result.errors or ():
            if not isinstance(error.original_error, Refusal):
                self.breaches.append(f"{question.name}: the answer is not as published: {error}")
        if result.errors:
            self.world = before
        return json_response(result.formatted)

    def _knobs(self) -> Knobs:
        return Knobs(
            instance_lag=self.instance_lag,
            patch_lag=self.patch_lag,
            dns_lag=self.dns_lag,
            list_lag=self.list_lag,
            verify_after=self.verify_after,
            page_size=self.page_size,
            workspace_token=self.workspace_token,
        )

    def _breach(self, question: _Question, message: str, status: HTTPStatus) -> Response:
        self.breaches.append(f"{question.name}: {message}")
        return json_response({"message": message}, status)


def _question(request: Request) -> _Question:
    body = request.get_json(force=True, silent=True)
    body = body if isinstance(body, dict) else {}
    text, variables = str(body.get("query", "")), body.get("variables") or {}
    try:
        return _Question(text, variables, _parsed(text), None)
    except GraphQLError as error:
        return _Question(text, variables, None, error)


@lru_cache(maxsize=_TEXTS)
def _parsed(text: str) -> DocumentNode:
    """The document of a text. A client has few texts and sends each often; what differs are the variables."""
    return parse(text)


@lru_cache(maxsize=_TEXTS)
def _invalid(text: str) -> tuple[GraphQLError, ...]:
    """What the schema has against the document of a text."""
    return tuple(validate(schema(), _parsed(text)))


def _wrong(question: _Question) -> list[GraphQLError]:
    """What the schema has against a request: its syntax, its document or its variables."""
    if question.document is None or question.error is not None:
        return [question.error or GraphQLError("no document")]
    invalid = _invalid(question.text)
    if invalid:
        return list(invalid)
    if len(question.operations) != 1:
        return [GraphQLError("one operation is expected")]
    coerced = get_variable_values(schema(), question.operations[0].variable_definitions or (), dict(question.variables))
    return coerced if isinstance(coerced, list) else []


def _rate(verdict: Verdict | None) -> dict[str, Any] | None:
    """What a workspace tells of its token's rate limit."""
    if verdict is None:
        return None
    resets = datetime.now(UTC) + timedelta(seconds=verdict.reset_s)
    return {"remainingPoints": verdict.remaining, "resetsAt": resets.isoformat()}


def _errors(message: str) -> Response:
    return json_response({"data": None, "errors": [{"message": message}]})
