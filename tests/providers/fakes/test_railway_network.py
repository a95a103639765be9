"""Domains, TCP proxies and static outbound addresses at Railway's stand-in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.railway.fake import RailwayFake
from tests.providers.fakes.railway_client import DOMAIN_CREATE, PATCH, Client

Made = tuple[str, str, str]
_STATUS = """
query($id: String!, $p: String!){customDomain(id:$id, projectId:$p){
  domain targetPort
  status{verified certificateStatus verificationDnsHost verificationToken
    dnsRecords{fqdn hostlabel zone recordType requiredValue status}}
}}
"""
_DOMAINS = """
query($p: String!, $e: String!, $s: String!){domains(projectId:$p, environmentId:$e, serviceId:$s){
  customDomains{id domain} serviceDomains{id domain targetPort}
}}
"""
_EGRESS = "query($e: String!, $s: String!){egressGateways(environmentId:$e, serviceId:$s){ipv4 region}}"
_EGRESS_CREATE = "mutation($i: EgressGatewayCreateInput!){egressGatewayAssociationCreate(input:$i){ipv4 region}}"
_EGRESS_CLEAR = "mutation($i: EgressGatewayServiceTargetInput!){egressGatewayAssociationsClear(input:$i)}"


@pytest.fixture
def made(client: Client) -> Made:
    """A project, its environment and a service."""
    project, environment = client.project()
    return project, environment, client.service(project)


def _wanted(made: Made, domain: str = "api.example.com", **more: Any) -> dict[str, Any]:
    return {"projectId": made[0], "environmentId": made[1], "serviceId": made[2], "domain": domain, **more}


def _listed(client: Client, made: Made) -> list[str]:
    return [each["domain"] for each in client.ask(_DOMAINS, p=made[0], e=made[1], s=made[2])["customDomains"]]


def test_a_custom_domain_says_which_records_it_needs_and_is_verified_on_wish(
    railway: RailwayFake, client: Client, made: Made
) -> None:
    identity = client.ask(DOMAIN_CREATE, i=_wanted(made, targetPort=8080))["id"]
    read = client.ask(_STATUS, id=identity, p=made[0])
    (record,) = read["status"]["dnsRecords"]
    assert (read["domain"], read["targetPort"], read["status"]["verified"]) == ("api.example.com", 8080, False)
    assert (record["hostlabel"], record["zone"], record["fqdn"]) == ("api", "example.com", "api.example.com")
    assert record["recordType"] == "DNS_RECORD_TYPE_CNAME"
    assert read["status"]["verificationDnsHost"] == "_railway-verify.api.example.com"
    railway.verify("api.example.com")
    status = client.ask(_STATUS, id=identity, p=made[0])["status"]
    assert (status["verified"], status["certificateStatus"]) == (True, "CERTIFICATE_STATUS_TYPE_VALID")
    assert status["dnsRecords"][0]["requiredValue"] == record["requiredValue"]


def test_a_domain_exists_once_in_the_world_and_is_free_again_when_it_is_gone(client: Client, made: Made) -> None:
    identity = client.ask(DOMAIN_CREATE, i=_wanted(made))["id"]
    project, environment = client.project()
    other = (project, environment, client.service(project))
    available = 'query{customDomainAvailable(domain: "api.example.com"){available message}}'
    assert client.ask(available)["available"] is False
    assert client.refused(DOMAIN_CREATE, i=_wanted(other)) == 'Domain "api.example.com" is not available'
    client.ask("mutation($id: String!){customDomainDelete(id:$id)}", id=identity)
    assert client.ask(available)["available"] is True
    client.ask(DOMAIN_CREATE, i=_wanted(other))


@pytest.mark.parametrize(("plan", "most"), [("FREE", 1), ("HOBBY", 2), ("PRO", 20)])
def test_a_plan_allows_so_many_custom_domains_per_service(
    railway: RailwayFake, client: Client, made: Made, plan: str, most: int
) -> None:
    railway.plan = plan
    for number in range(most):
        client.ask(DOMAIN_CREATE, i=_wanted(made, f"{number}.example.com"))
    refused = client.refused(DOMAIN_CREATE, i=_wanted(made, "more.example.com"))
    assert refused == f"Your plan allows {most} custom domains per service"


def test_dns_records_and_verification_come_after_some_reads(railway: RailwayFake, client: Client, made: Made) -> None:
    railway.dns_lag, railway.verify_after = 1, 2
    created = client.ask(DOMAIN_CREATE, i=_wanted(made))
    assert created["status"] == {"verified": False, "dnsRecords": []}
    reads = [client.ask(_STATUS, id=created["id"], p=made[0])["status"] for _ in range(4)]
    assert [len(read["dnsRecords"]) for read in reads] == [0, 1, 1, 1]
    assert [read["verificationToken"] is None for read in reads] == [True, False, False, False]
    assert [read["verified"] for read in reads] == [False, False, True, True]


def test_a_custom_domain_is_listed_after_some_reads(railway: RailwayFake, client: Client, made: Made) -> None:
    railway.list_lag = 2
    client.ask(DOMAIN_CREATE, i=_wanted(made))
    assert [_listed(client, made) for _ in range(3)] == [[], [], ["api.example.com"]]


def test_the_port_of_a_custom_domain_is_changed_directly_or_by_patch(client: Client, made: Made) -> None:
    _, environment, service = made
    identity = client.ask(DOMAIN_CREATE, i=_wanted(made))["id"]
    update = "mutation($e: String!, $id: String!, $t: Int){customDomainUpdate(environmentId:$e, id:$id, targetPort:$t)}"
    client.ask(update, e=environment, id=identity, t=80)
    domains = {"api.example.com": {"port": 80}}
    assert client.read(environment, service)["networking"]["customDomains"] == domains
    client.patch_service(environment, service, networking={"customDomains": {identity: {"port": 81}}})
    assert client.read(environment, service)["networking"]["customDomains"] == {"api.example.com": {"port": 81}}
    client.patch_service(environment, service, networking={"customDomains": {"api.example.com": None}})
    assert _listed(client, made) == []
    unknown = {"services": {service: {"networking": {"customDomains": {"x": {"port": 1}}}}}}
    assert client.refused(PATCH, e=environment, p=unknown) == 'Domain "x" not found'


def test_a_generated_domain_is_made_renamed_and_deleted(client: Client, made: Made) -> None:
    _, environment, service = made
    create = "mutation($i: ServiceDomainCreateInput!){serviceDomainCreate(input:$i){id domain}}"
    where = {"environmentId": environment, "serviceId": service}
    domain = client.ask(create, i={**where, "targetPort": 80})
    update = "mutation($i: ServiceDomainUpdateInput!){serviceDomainUpdate(input:$i)}"
    wanted = {**where, "serviceDomainId": domain["id"], "domain": "shop.up.railway.app"}
    client.ask(update, i=wanted)
    other = client.ask(create, i=where)
    assert "not available" in client.refused(update, i={**wanted, "serviceDomainId": other["id"]})
    (first, _) = client.ask(_DOMAINS, p=made[0], e=environment, s=service)["serviceDomains"]
    assert (first["domain"], first["targetPort"]) == ("shop.up.railway.app", 80)
    client.ask("mutation($id: String!){serviceDomainDelete(id:$id)}", id=other["id"])
    networking = client.read(environment, service)["networking"]
    assert networking == {"serviceDomains": {"shop.up.railway.app": {"port": 80}}}


def test_tcp_proxies_come_and_go_by_patch_and_keep_their_port(client: Client, made: Made) -> None:
    _, environment, service = made
    query = "query($e: String!, $s: String!){tcpProxies(environmentId:$e, serviceId:$s){id applicationPort proxyPort}}"
    client.patch_service(environment, service, networking={"tcpProxies": {"6379": {}, "5432": {}}})
    first = client.ask(query, e=environment, s=service)
    assert [each["applicationPort"] for each in first] == [6379, 5432]
    client.patch_service(environment, service, networking={"tcpProxies": {"6379": {}, "5432": None}})
    assert client.ask(query, e=environment, s=service) == first[:1]
    assert client.read(environment, service)["networking"] == {"tcpProxies": {"6379": {}}}
    client.ask("mutation($id: String!){tcpProxyDelete(id:$id)}", id=first[0]["id"])
    assert client.ask(query, e=environment, s=service) == []


def test_static_outbound_addresses_need_pro(railway: RailwayFake, client: Client, made: Made) -> None:
    _, environment, service = made
    where = {"environmentId": environment, "serviceId": service}
    railway.plan = "HOBBY"
    assert client.refused(_EGRESS_CREATE, i=where) == "Static outbound IPs are only available on the Pro plan"
    railway.plan = "PRO"
    created = client.ask(_EGRESS_CREATE, i=where)
    assert len({each["ipv4"] for each in created}) == 3
    assert {each["region"] for each in created} == {"us-west2"}
    assert client.ask(_EGRESS, e=environment, s=service) == created
    assert len(railway.live()["egress"]) == 1
    assert client.ask(_EGRESS_CLEAR, i=where) is True
    assert client.ask(_EGRESS, e=environment, s=service) == []
    assert railway.live()["egress"] == {}


def test_what_a_service_has_goes_with_it(railway: RailwayFake, client: Client, made: Made) -> None:
    client.ask(DOMAIN_CREATE, i=_wanted(made))
    client.patch_service(made[1], made[2], networking={"tcpProxies": {"80": {}}})
    client.ask(_EGRESS_CREATE, i={"environmentId": made[1], "serviceId": made[2]})
    client.ask("mutation($id: String!){serviceDelete(id:$id)}", id=made[2])
    live = railway.live()
    assert (live["custom_domains"], live["tcp_proxies"], live["egress"]) == ({}, {}, {})
