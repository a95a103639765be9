"""Every document that is sent to Railway. A test holds each of them against the published schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Document:
    """A query or mutation. `again` says that sending it twice is the same as sending it once."""

    name: str
    text: str
    again: bool


def _query(name: str, text: str) -> Document:
    return Document(name, text, again=True)


PAGE: Final = 100
"""Entries of one page of a list."""

_PAGE_INFO = "pageInfo { hasNextPage endCursor }"
_DOMAIN = """
  id domain environmentId serviceId targetPort deletedAt
  status {
    verified verificationDnsHost verificationToken certificateStatus
    dnsRecords { fqdn recordType requiredValue purpose }
  }
"""

PROJECT: Final = _query(
    "project",
    f"""
query Project($id: String!, $environments: String, $services: String) {{
  project(id: $id) {{
    id name description workspaceId prDeploys isPublic createdAt deletedAt primaryEnvironmentId
    environments(first: {PAGE}, after: $environments) {{
      edges {{ node {{ id name createdAt deletedAt }} }}
      {_PAGE_INFO}
    }}
    services(first: {PAGE}, after: $services) {{
      edges {{ node {{ id name icon createdAt deletedAt }} }}
      {_PAGE_INFO}
    }}
  }}
}}
""",
)

PROJECTS: Final = _query(
    "projects",
    f"""
query Projects($workspaceId: String!, $after: String) {{
  projects(workspaceId: $workspaceId, first: {PAGE}, after: $after) {{
    edges {{
      node {{
        id name description deletedAt
        services(first: 1) {{ edges {{ node {{ id }} }} }}
        volumes(first: 1) {{ edges {{ node {{ id }} }} }}
      }}
    }}
    {_PAGE_INFO}
  }}
}}
""",
)

PROJECT_CREATE: Final = Document(
    "projectCreate",
    "mutation ProjectCreate($input: ProjectCreateInput!) { projectCreate(input: $input) { id } }",
    again=False,
)
PROJECT_UPDATE: Final = Document(
    "projectUpdate",
    "mutation ProjectUpdate($id: String!, $input: ProjectUpdateInput!) {"
    " projectUpdate(id: $id, input: $input) { id } }",
    again=True,
)
PROJECT_DELETE: Final = Document(
    "projectScheduleDelete", "mutation ProjectDelete($id: String!) { projectScheduleDelete(id: $id) }", again=True
)

ENVIRONMENT: Final = _query(
    "environment",
    f"""
query Environment($id: String!, $instances: String, $volumes: String) {{
  environment(id: $id) {{
    id name projectId createdAt deletedAt
    config(decryptVariables: true)
    serviceInstances(first: {PAGE}, after: $instances) {{
      edges {{ node {{ serviceId domains {{ customDomains {{ {_DOMAIN} }} }} }} }}
      {_PAGE_INFO}
    }}
    volumeInstances(first: {PAGE}, after: $volumes) {{
      edges {{
        node {{
          volumeId serviceId mountPath region sizeMB deletedAt isPendingDeletion createdAt volume {{ name projectId }}
        }}
      }}
      {_PAGE_INFO}
    }}
  }}
}}
""",
)
ENVIRONMENT_CREATE: Final = Document(
    "environmentCreate",
    "mutation EnvironmentCreate($input: EnvironmentCreateInput!) { environmentCreate(input: $input) { id } }",
    again=False,
)
ENVIRONMENT_RENAME: Final = Document(
    "environmentRename",
    "mutation EnvironmentRename($id: String!, $name: String!) {"
    " environmentRename(id: $id, input: {name: $name}) { id } }",
    again=True,
)
ENVIRONMENT_DELETE: Final = Document(
    "environmentDelete", "mutation EnvironmentDelete($id: String!) { environmentDelete(id: $id) }", again=True
)
PATCH_COMMIT: Final = Document(
    "environmentPatchCommit",
    "mutation PatchCommit($environmentId: String!, $patch: EnvironmentConfig!, $message: String) {"
    " environmentPatchCommit(environmentId: $environmentId, patch: $patch, commitMessage: $message) }",
    again=True,
)

SERVICE: Final = _query("service", "query Service($id: String!) { service(id: $id) { id projectId deletedAt } }")
SERVICE_CREATE: Final = Document(
    "serviceCreate",
    "mutation ServiceCreate($input: ServiceCreateInput!) { serviceCreate(input: $input) { id } }",
    again=False,
)
SERVICE_UPDATE: Final = Document(
    "serviceUpdate",
    "mutation ServiceUpdate($id: String!, $input: ServiceUpdateInput!) {"
    " serviceUpdate(id: $id, input: $input) { id } }",
    again=True,
)
SERVICE_DELETE: Final = Document(
    "serviceDelete", "mutation ServiceDelete($id: String!) { serviceDelete(id: $id) }", again=True
)

DOMAIN_CREATE: Final = Document(
    "customDomainCreate",
    f"mutation DomainCreate($input: CustomDomainCreateInput!) {{ customDomainCreate(input: $input) {{ {_DOMAIN} }} }}",
    again=False,
)
DOMAIN_UPDATE: Final = Document(
    "customDomainUpdate",
    "mutation DomainUpdate($environmentId: String!, $id: String!, $targetPort: Int) {"
    " customDomainUpdate(environmentId: $environmentId, id: $id, targetPort: $targetPort) }",
    again=True,
)
DOMAIN_DELETE: Final = Document(
    "customDomainDelete", "mutation DomainDelete($id: String!) { customDomainDelete(id: $id) }", again=True
)

VOLUME_CREATE: Final = Document(
    "volumeCreate",
    "mutation VolumeCreate($input: VolumeCreateInput!) { volumeCreate(input: $input) { id } }",
    again=False,
)
VOLUME_RENAME: Final = Document(
    "volumeUpdate",
    "mutation VolumeRename($id: String!, $name: String!) { volumeUpdate(volumeId: $id, input: {name: $name}) { id } }",
    again=True,
)
VOLUME_MOVE: Final = Document(
    "volumeInstanceUpdate",
    "mutation VolumeMove($id: String!, $environmentId: String!, $input: VolumeInstanceUpdateInput!) {"
    " volumeInstanceUpdate(volumeId: $id, environmentId: $environmentId, input: $input) }",
    again=True,
)
VOLUME_DELETE: Final = Document(
    "volumeDelete", "mutation VolumeDelete($id: String!) { volumeDelete(volumeId: $id) }", again=True
)

EGRESS: Final = _query(
    "egressGateways",
    "query Egress($environmentId: String!, $serviceId: String!) {"
    " egressGateways(environmentId: $environmentId, serviceId: $serviceId) { ipv4 region } }",
)
EGRESS_CREATE: Final = Document(
    "egressGatewayAssociationCreate",
    "mutation EgressCreate($input: EgressGatewayCreateInput!) {"
    " egressGatewayAssociationCreate(input: $input) { ipv4 region } }",
    again=False,
)
EGRESS_CLEAR: Final = Document(
    "egressGatewayAssociationsClear",
    "mutation EgressClear($input: EgressGatewayServiceTargetInput!) { egressGatewayAssociationsClear(input: $input) }",
    again=True,
)

WORKSPACE: Final = _query(
    "workspace",
    "query Workspace($workspaceId: String!) { workspace(workspaceId: $workspaceId) {"
    " plan customer { id state isTrialing usageLimit { softLimit hardLimit } } } }",
)
USAGE_LIMIT_SET: Final = Document(
    "usageLimitSet", "mutation UsageLimitSet($input: UsageLimitSetInput!) { usageLimitSet(input: $input) }", again=True
)
USAGE_LIMIT_REMOVE: Final = Document(
    "usageLimitRemove",
    "mutation UsageLimitRemove($input: UsageLimitRemoveInput!) { usageLimitRemove(input: $input) }",
    again=True,
)
REGIONS: Final = _query(
    "regions", "query Regions { regions { name deploymentConstraints { deprecationInfo { isDeprecated } } } }"
)
API_TOKEN: Final = _query("apiToken", "query ApiToken { apiToken { workspaces { id } } }")


def all_documents() -> tuple[Document, ...]:
    """Every document of this module."""
    return tuple(each for each in globals().values() if isinstance(each, Document))
