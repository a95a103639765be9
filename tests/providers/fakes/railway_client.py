"""A small client of Railway's stand-in, over real HTTP, and the documents that the tests send."""

from __future__ import annotations

from typing import Any

import httpx

from tests.fakes.railway.fake import PATH, RailwayFake

HEADERS = {"User-Agent": "sayar-tests/1.0"}

PROJECT_CREATE = (
    "mutation($i: ProjectCreateInput!){projectCreate(input:$i){id name environments{edges{node{id name}}}}}"
)
SERVICE_CREATE = "mutation($i: ServiceCreateInput!){serviceCreate(input:$i){id name projectId}}"
ENVIRONMENT_CREATE = "mutation($i: EnvironmentCreateInput!){environmentCreate(input:$i){id name}}"
PATCH = "mutation($e: String!, $p: EnvironmentConfig){environmentPatchCommit(environmentId:$e, patch:$p)}"
ENVIRONMENT = """
query($id: String!){environment(id:$id){
  id name configEtag
  config(decryptVariables: true)
  serviceInstances{edges{node{id serviceId serviceName numReplicas region restartPolicyType}}}
  volumeInstances{edges{node{id volumeId mountPath serviceId sizeMB region isPendingDeletion}}}
}}
"""
DOMAIN_CREATE = (
    "mutation($i: CustomDomainCreateInput!){customDomainCreate(input:$i){id status{verified dnsRecords{fqdn}}}}"
)
VOLUME_CREATE = "mutation($i: VolumeCreateInput!){volumeCreate(input:$i){id name}}"


class Client:
    """Asks the stand-in; a refusal fails the test unless it is asked for by `refused`."""

    def __init__(self, fake: RailwayFake) -> None:
        self.fake = fake
        self.http = httpx.Client(base_url=fake.url, headers={**HEADERS, "Authorization": f"Bearer {fake.token}"})

    def post(self, document: str, headers: dict[str, str] | None = None, **variables: Any) -> httpx.Response:
        """The raw answer."""
        body = {"query": document, "variables": variables}
        return self.http.post(f"{PATH}?source=tests", json=body, headers=headers)

    def ask(self, document: str, **variables: Any) -> Any:
        """The data of the answer; that of its only field, if it has one."""
        answer = self.post(document, **variables).json()
        assert "errors" not in answer, answer
        data = answer["data"]
        return next(iter(data.values())) if len(data) == 1 else data

    def refused(self, document: str, **variables: Any) -> str:
        """The message of the platform's refusal."""
        answer = self.post(document, **variables)
        assert answer.status_code == 200
        return answer.json()["errors"][0]["message"]

    def project(self, name: str = "shop", **wanted: Any) -> tuple[str, str]:
        """A new project and its first environment."""
        made = self.ask(PROJECT_CREATE, i={"name": name, "workspaceId": self.fake.workspace_id, **wanted})
        return made["id"], made["environments"]["edges"][0]["node"]["id"]

    def service(self, project_id: str, name: str = "api", **wanted: Any) -> str:
        """A new service."""
        return self.ask(SERVICE_CREATE, i={"projectId": project_id, "name": name, **wanted})["id"]

    def patch(self, environment_id: str, patch: dict[str, Any]) -> None:
        """Commit a patch."""
        self.ask(PATCH, e=environment_id, p=patch)

    def patch_service(self, environment_id: str, service_id: str, **part: Any) -> None:
        """Commit a patch of one service."""
        self.patch(environment_id, {"services": {service_id: part}})

    def environment(self, environment_id: str) -> Any:
        """An environment as it is read."""
        return self.ask(ENVIRONMENT, id=environment_id)

    def read(self, environment_id: str, service_id: str) -> Any:
        """The configuration of a service as it is read; None while it is not there."""
        return self.environment(environment_id)["config"]["services"].get(service_id)

    def volume(self, project_id: str, environment_id: str, service_id: str | None = None) -> str:
        """A new volume."""
        where = {"projectId": project_id, "environmentId": environment_id, "serviceId": service_id}
        return self.ask(VOLUME_CREATE, i={**where, "mountPath": "/data"})["id"]
