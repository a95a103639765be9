"""A call as the handlers see it: checked against the description, with the world that it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from werkzeug.datastructures import MultiDict

from tests.fakes.supabase.knobs import Knobs
from tests.fakes.supabase.world import HEALTHY, Project, World


class Refused(Exception):  # noqa: N818  # an answer, not a mistake
    """The platform refuses. The text is what the client reads."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


def refuse_if(condition: object, message: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
    """Refuse when something is the case. Raises Refused."""
    if condition:
        raise Refused(status, message)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call is answered; no body means an empty one."""

    body: Any = None
    status: HTTPStatus = HTTPStatus.OK


def created(body: Any = None) -> Reply:
    """A 201."""
    return Reply(body, HTTPStatus.CREATED)


@dataclass(frozen=True, slots=True)
class Call:
    """One call."""

    world: World
    path: Mapping[str, str]
    query: MultiDict[str, str]
    body: Any

    @property
    def knobs(self) -> Knobs:
        """How the platform behaves now."""
        return self.world.knobs

    @property
    def project(self) -> Project:
        """The project that the path names. Raises Refused when there is none."""
        project = self.world.projects.get(self.path["ref"])
        if project is None:
            raise Refused(HTTPStatus.NOT_FOUND, "Project not found")
        return project

    @property
    def started(self) -> Project:
        """The project, once it has come up: before that nothing in it can be changed. Raises Refused."""
        project = self.project
        refuse_if(project.status.now == "COMING_UP", "Project is COMING_UP, it can be changed once it is healthy")
        return project

    @property
    def healthy(self) -> Project:
        """The project, when it is up and not being resized. Raises Refused."""
        project = self.project
        refuse_if(project.status.now != HEALTHY, f"Project is {project.status.now}, not {HEALTHY}")
        return project

    def must_know_organization(self, slug: str) -> None:
        """Raises Refused for an organization that does not exist."""
        refuse_if(slug != self.world.organization, "Organization not found", HTTPStatus.NOT_FOUND)

    def must_pay_for(self, what: str) -> None:
        """Raises Refused when the organization is on the free plan."""
        refuse_if(self.knobs.plan == "free", f"{what}: upgrade the organization's plan", HTTPStatus.PAYMENT_REQUIRED)

    def flag(self, name: str) -> bool:
        """Whether a query parameter says true."""
        return self.query.get(name, "").lower() == "true"


Handler = Callable[[Call], Reply]
