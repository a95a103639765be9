"""Projects, environments and the tokens of projects."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Mapping
from typing import Any

from tests.fakes.railway.commits import commit, place
from tests.fakes.railway.paging import connection
from tests.fakes.railway.patches import violations
from tests.fakes.railway.plans import Refusal, Unserved
from tests.fakes.railway.readback import etag, lagging, shown, visible
from tests.fakes.railway.removal import remove_environment, remove_project
from tests.fakes.railway.session import NOT_AUTHORIZED, Session
from tests.fakes.railway.world import (
    Config,
    Environment,
    Project,
    ProjectToken,
    VolumeInstance,
    add,
    new_id,
    now,
)

_PROJECT_SETTINGS = {
    "name": "name",
    "description": "description",
    "isPublic": "is_public",
    "prDeploys": "pr_deploys",
    "botPrEnvironments": "bot_pr_environments",
    "focusedPrEnvironments": "focused_pr_environments",
    "baseEnvironmentId": "base_environment_id",
}


def _projects(session: Session, _: Any, arguments: Mapping[str, Any]) -> Any:
    wanted = arguments.get("workspaceId")
    workspaces = session.workspaces() if wanted is None else [session.workspace(wanted)]
    reached = {each.id for each in workspaces}
    found = [
        each
        for each in session.world.projects.values()
        if each.workspace_id in reached and (arguments.get("includeDeleted") or not each.deleted_at)
    ]
    return connection(found, arguments, session.knobs.page_size)


def _project_create(session: Session, _: Any, arguments: Mapping[str, Any]) -> Project:
    wanted = arguments["input"]
    if session.scope is not None:
        raise Refusal(NOT_AUTHORIZED)
    workspace_id = wanted.get("workspaceId") or session.workspaces()[0].id
    name = wanted.get("name") or f"project-{new_id()[:8]}"
    project = Project(workspace_id=session.workspace(workspace_id).id, name=name)
    _set(project, wanted)
    environment = Environment(project_id=project.id, name=wanted.get("defaultEnvironmentName") or "production")
    project.base_environment_id = environment.id
    add(session.world.environments, environment)
    return add(session.world.projects, project)


def _project_update(session: Session, _: Any, arguments: Mapping[str, Any]) -> Project:
    project = session.open_project(arguments["id"])
    _set(project, arguments["input"])
    project.updated_at = now()
    return project


def _set(project: Project, wanted: Mapping[str, Any]) -> None:
    """Set what is given; only a description can be taken away."""
    for key, name in _PROJECT_SETTINGS.items():
        if key in wanted and (wanted[key] is not None or key == "description"):
            setattr(project, name, wanted[key])


def _project_delete(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    remove_project(session.world, session.project(arguments["id"]).id)
    return True


def _project_schedule_delete(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    session.open_project(arguments["id"]).deleted_at = now()
    return True


def _environment(session: Session, _: Any, arguments: Mapping[str, Any]) -> Environment:
    environment = session.environment(arguments["id"])
    if arguments.get("projectId") not in (None, environment.project_id):
        raise Refusal("Environment not found")
    return session.read(environment)


def _environments(session: Session, project: Project, arguments: Mapping[str, Any]) -> Any:
    wanted = arguments.get("isEphemeral")
    found = [each for each in session.world.environments_of(project.id) if wanted in (None, each.is_ephemeral)]
    return connection([session.read(each) for each in found], arguments, session.knobs.page_size)


def _environment_create(session: Session, _: Any, arguments: Mapping[str, Any]) -> Environment:
    wanted = arguments["input"]
    if wanted.get("stageInitialChanges"):
        raise Unserved("the stand-in stages no changes")
    project = session.open_project(wanted["projectId"])
    _check_name(session, project.id, wanted["name"])
    source_id = wanted.get("sourceEnvironmentId")
    environment = Environment(
        project_id=project.id,
        name=wanted["name"],
        is_ephemeral=bool(wanted.get("ephemeral")),
        source_id=source_id and session.environment(source_id).id,
    )
    add(session.world.environments, environment)
    if source_id:
        _copy(session, session.environment(source_id), environment)
    return environment


def _copy(session: Session, source: Environment, target: Environment) -> None:
    """Give an environment the services, variables and volumes of another one, but none of its sealed variables."""
    target.config = copy.deepcopy(source.config)
    target.config["sharedVariables"] = _unsealed(target.config["sharedVariables"])
    for instance in session.world.instances_of(environment_id=source.id):
        config = target.config["services"][instance.service_id]
        place(
            session,
            target,
            session.service(instance.service_id),
            {**config, "variables": _unsealed(config.get("variables", {}))},
        )
    for volume in session.world.mounted(source.id):
        fresh = VolumeInstance(
            volume_id=volume.volume_id,
            environment_id=target.id,
            service_id=volume.service_id,
            mount_path=volume.mount_path,
            region=volume.region,
            size_mb=volume.size_mb,
        )
        add(session.world.volume_instances, fresh)


def _unsealed(variables: Config) -> Config:
    return {name: variable for name, variable in variables.items() if not variable.get("isSealed")}


def _environment_rename(session: Session, _: Any, arguments: Mapping[str, Any]) -> Environment:
    environment = session.environment(arguments["id"])
    name = arguments["input"]["name"]
    if name != environment.name:
        _check_name(session, environment.project_id, name)
    environment.name = name
    return environment


def _check_name(session: Session, project_id: str, name: str) -> None:
    if name in {each.name for each in session.world.environments_of(project_id)}:
        raise Refusal(f'An environment named "{name}" already exists in this project')


def _environment_delete(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    remove_environment(session.world, session.environment(arguments["id"]).id)
    return True


def _environment_patch_commit(session: Session, _: Any, arguments: Mapping[str, Any]) -> str:
    environment, patch = session.environment(arguments["environmentId"]), arguments.get("patch")
    wrong = violations(patch)
    if wrong:
        session.breaches.extend(f"environmentPatchCommit: {each}" for each in wrong)
        raise Refusal(f"Invalid patch: {wrong[0]}")
    return commit(session, environment, patch)


def _config(session: Session, environment: Environment, arguments: Mapping[str, Any]) -> Config:
    return shown(lagging(session.world, environment), decrypt=bool(arguments.get("decryptVariables")))


def _service_instances(session: Session, environment: Environment, arguments: Mapping[str, Any]) -> Any:
    found = session.world.instances_of(environment_id=environment.id)
    shown_up = [each for each in found if visible(environment, each)]
    return connection(shown_up, arguments, session.knobs.page_size)


def _volume_instances(session: Session, environment: Environment, arguments: Mapping[str, Any]) -> Any:
    found = [each for each in session.world.volume_instances.values() if each.environment_id == environment.id]
    return connection(found, arguments, session.knobs.page_size)


def _project_token(session: Session, *_: Any) -> ProjectToken:
    if session.scope is None:
        raise Refusal("Project Token not found")
    return session.scope


def _project_tokens(session: Session, _: Any, arguments: Mapping[str, Any]) -> Any:
    project = session.project(arguments["projectId"])
    found = [each for each in session.world.project_tokens.values() if each.project_id == project.id]
    return connection(found, arguments, session.knobs.page_size)


def _project_token_create(session: Session, _: Any, arguments: Mapping[str, Any]) -> str:
    wanted = arguments["input"]
    environment = session.environment(wanted["environmentId"])
    if environment.project_id != session.open_project(wanted["projectId"]).id:
        raise Refusal("Environment not found")
    token = ProjectToken(
        project_id=environment.project_id,
        environment_id=environment.id,
        name=wanted["name"],
        secret=f"canary-project-{secrets.token_hex(16)}",
    )
    return add(session.world.project_tokens, token).secret


def _project_token_delete(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    return session.world.project_tokens.pop(arguments["id"], None) is not None


FIELDS = {
    "Query.project": lambda session, _, arguments: session.project(arguments["id"]),
    "Query.projects": _projects,
    "Query.environment": _environment,
    "Query.environments": lambda session, _, arguments: _environments(
        session, session.project(arguments["projectId"]), arguments
    ),
    "Query.projectToken": _project_token,
    "Query.projectTokens": _project_tokens,
    "Mutation.projectCreate": _project_create,
    "Mutation.projectUpdate": _project_update,
    "Mutation.projectDelete": _project_delete,
    "Mutation.projectScheduleDelete": _project_schedule_delete,
    "Mutation.environmentCreate": _environment_create,
    "Mutation.environmentRename": _environment_rename,
    "Mutation.environmentDelete": _environment_delete,
    "Mutation.environmentPatchCommit": _environment_patch_commit,
    "Mutation.projectTokenCreate": _project_token_create,
    "Mutation.projectTokenDelete": _project_token_delete,
    "Project.environments": _environments,
    "Project.services": lambda session, project, arguments: connection(
        session.world.services_of(project.id), arguments, session.knobs.page_size
    ),
    "Project.volumes": lambda session, project, arguments: connection(
        session.world.volumes_of(project.id), arguments, session.knobs.page_size
    ),
    "Project.workspace": lambda session, project, _: session.world.workspaces[project.workspace_id],
    "Project.baseEnvironment": lambda session, project, _: session.world.environments.get(project.base_environment_id),
    "Project.primaryEnvironmentId": lambda session, project, _: next(
        (each.id for each in session.world.environments_of(project.id) if not each.is_ephemeral), None
    ),
    "Project.subscriptionType": lambda session, project, _: session.plan(project.id).lower(),
    "Environment.config": _config,
    "Environment.configEtag": lambda session, environment, _: etag(lagging(session.world, environment)),
    "Environment.serviceInstances": _service_instances,
    "Environment.volumeInstances": _volume_instances,
    "Environment.sourceEnvironment": lambda session, environment, _: session.world.environments.get(
        environment.source_id
    ),
    "ProjectToken.displayToken": lambda _session, token, _: f"{token.secret[:4]}****",
    "ProjectToken.project": lambda session, token, _: session.world.projects[token.project_id],
    "ProjectToken.environment": lambda session, token, _: session.world.environments[token.environment_id],
}
