"""Domains, TCP proxies and static outbound addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.railway.plans import Refusal, check_domains, check_egress, check_region
from tests.fakes.railway.readback import current
from tests.fakes.railway.session import Session, due
from tests.fakes.railway.world import CustomDomain, Instance, ServiceDomain, TcpProxy, add, new_id

_ADDRESSES = 3  # for high availability


def _custom_domain(session: Session, _: Any, arguments: Mapping[str, Any]) -> CustomDomain:
    domain = session.custom_domain(arguments["id"])
    if domain.project_id != session.project(arguments["projectId"]).id:
        raise Refusal("Custom domain not found")
    return _read(session, domain)


def _read(session: Session, domain: CustomDomain) -> CustomDomain:
    """Count one read of a domain; it may be the one from which on it is verified."""
    domain.reads += 1
    after = session.knobs.verify_after
    domain.verified = domain.verified or (after is not None and domain.reads >= due(0, after))
    return domain


def _custom_domain_create(session: Session, _: Any, arguments: Mapping[str, Any]) -> CustomDomain:
    wanted = arguments["input"]
    instance = session.instance(wanted["serviceId"], wanted["environmentId"])
    project = session.open_project(wanted["projectId"])
    if session.service(instance.service_id).project_id != project.id:
        raise Refusal("Service not found")
    if not _available(session, wanted["domain"]):
        raise Refusal(f'Domain "{wanted["domain"]}" is not available')
    check_domains(session.plan(project.id), len(session.world.domains_at(instance.environment_id, instance.service_id)))
    domain = CustomDomain(
        domain=wanted["domain"],
        project_id=project.id,
        environment_id=instance.environment_id,
        service_id=instance.service_id,
        target_port=wanted.get("targetPort"),
    )
    return add(session.world.custom_domains, domain)


def _custom_domain_update(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    domain = session.custom_domain(arguments["id"])
    if domain.environment_id != arguments["environmentId"]:
        raise Refusal("Custom domain not found")
    domain.target_port = arguments.get("targetPort")
    return True


def _custom_domain_delete(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    del session.world.custom_domains[session.custom_domain(arguments["id"]).id]
    return True


def _custom_domain_available(session: Session, _: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:
    available = _available(session, arguments["domain"])
    return {"available": available, "message": "Domain is available" if available else "Domain is not available"}


def _available(session: Session, domain: str) -> bool:
    return domain not in {each.domain for each in session.world.custom_domains.values()}


def _status(session: Session, domain: CustomDomain, _: Any) -> dict[str, Any]:
    verified = domain.verified
    known = domain.reads >= due(0, session.knobs.dns_lag)
    return {
        "dnsRecords": [_record(domain)] if known else [],
        "verificationDnsHost": f"_railway-verify.{domain.domain}" if known else None,
        "verificationToken": domain.verification if known else None,
        "verified": verified,
        "certificateStatus": f"CERTIFICATE_STATUS_TYPE_{'VALID' if verified else 'VALIDATING_OWNERSHIP'}",
        "certificateStatusDetailed": None,
        "certificateErrorMessage": None,
        "certificateErrorType": None,
        "certificateRetryable": None,
        "cdnProvider": None,
    }


def _record(domain: CustomDomain) -> dict[str, str]:
    labels = domain.domain.split(".")
    return {
        "fqdn": domain.domain,
        "hostlabel": ".".join(labels[:-2]) or "@",
        "zone": ".".join(labels[-2:]),
        "recordType": "DNS_RECORD_TYPE_CNAME",
        "requiredValue": domain.target,
        "currentValue": domain.target if domain.verified else "",
        "purpose": "DNS_RECORD_PURPOSE_TRAFFIC_ROUTE",
        "status": f"DNS_RECORD_STATUS_{'PROPAGATED' if domain.verified else 'REQUIRES_UPDATE'}",
    }


def _domains(session: Session, _: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:
    session.project(arguments["projectId"])
    return _all_domains(session, session.instance(arguments["serviceId"], arguments["environmentId"]), None)


def _all_domains(session: Session, instance: Instance, _: Any) -> dict[str, Any]:
    at = (instance.environment_id, instance.service_id)
    custom = session.world.domains_at(*at)
    for domain in custom:
        domain.listings += 1
    listed = [_read(session, each) for each in custom if each.listings >= due(0, session.knobs.list_lag)]
    return {"customDomains": listed, "serviceDomains": session.world.service_domains_at(*at)}


def _service_domain_create(session: Session, _: Any, arguments: Mapping[str, Any]) -> ServiceDomain:
    wanted = arguments["input"]
    instance = session.instance(wanted["serviceId"], wanted["environmentId"])
    service = session.service(instance.service_id)
    domain = ServiceDomain(
        domain=f"{service.name.lower()}-{new_id()[:4]}.up.railway.app",
        project_id=service.project_id,
        environment_id=instance.environment_id,
        service_id=service.id,
        target_port=wanted.get("targetPort"),
    )
    return add(session.world.service_domains, domain)


def _service_domain_update(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    wanted = arguments["input"]
    domain = _service_domain(session, wanted["serviceDomainId"])
    taken = {each.domain for each in session.world.service_domains.values() if each is not domain}
    if wanted["domain"] in taken:
        raise Refusal(f'Domain "{wanted["domain"]}" is not available')
    domain.domain = wanted["domain"]
    domain.target_port = wanted.get("targetPort", domain.target_port)
    return True


def _service_domain_delete(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    del session.world.service_domains[_service_domain(session, arguments["id"]).id]
    return True


def _service_domain(session: Session, identity: str) -> ServiceDomain:
    domain = session.world.service_domains.get(identity)
    if domain is None:
        raise Refusal("Service domain not found")
    session.environment(domain.environment_id)
    return domain


def _tcp_proxies(session: Session, _: Any, arguments: Mapping[str, Any]) -> list[TcpProxy]:
    instance = session.instance(arguments["serviceId"], arguments["environmentId"])
    return session.world.proxies_at(instance.environment_id, instance.service_id)


def _tcp_proxy_delete(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    proxy = session.world.tcp_proxies.get(arguments["id"])
    if proxy is None:
        raise Refusal("TCP proxy not found")
    session.environment(proxy.environment_id)
    del session.world.tcp_proxies[proxy.id]
    return True


def _egress_gateways(session: Session, _: Any, arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
    return _gateways(session.instance(arguments["serviceId"], arguments["environmentId"]))


def _egress_create(session: Session, _: Any, arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
    wanted = arguments["input"]
    instance = session.instance(wanted["serviceId"], wanted["environmentId"])
    check_egress(session.plan(session.service(instance.service_id).project_id))
    config = current(session.world, session.environment(instance.environment_id))
    home = next(iter(config["services"][instance.service_id]["deploy"]["multiRegionConfig"]))
    region = wanted.get("region") or home
    check_region(region)
    taken = [address for each in session.world.instances.values() for address in each.egress]
    # Addresses of a range that is reserved for documentation: they lead nowhere.
    instance.egress = tuple(f"203.0.113.{len(taken) + number}" for number in range(1, _ADDRESSES + 1))
    instance.egress_region = region
    return _gateways(instance)


def _egress_clear(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    wanted = arguments["input"]
    named = session.instance(wanted["serviceId"], wanted["environmentId"])
    everywhere = session.world.instances_of(service_id=named.service_id)
    for instance in everywhere if wanted.get("allEnvironments") else [named]:
        instance.egress, instance.egress_region = (), None
    return True


def _gateways(instance: Instance) -> list[dict[str, Any]]:
    return [{"ipv4": address, "region": instance.egress_region, "zone": None} for address in instance.egress]


FIELDS = {
    "Query.customDomain": _custom_domain,
    "Query.customDomainAvailable": _custom_domain_available,
    "Query.domains": _domains,
    "Query.tcpProxies": _tcp_proxies,
    "Query.egressGateways": _egress_gateways,
    "Mutation.customDomainCreate": _custom_domain_create,
    "Mutation.customDomainUpdate": _custom_domain_update,
    "Mutation.customDomainDelete": _custom_domain_delete,
    "Mutation.serviceDomainCreate": _service_domain_create,
    "Mutation.serviceDomainUpdate": _service_domain_update,
    "Mutation.serviceDomainDelete": _service_domain_delete,
    "Mutation.tcpProxyDelete": _tcp_proxy_delete,
    "Mutation.egressGatewayAssociationCreate": _egress_create,
    "Mutation.egressGatewayAssociationsClear": _egress_clear,
    "CustomDomain.status": _status,
    "ServiceInstance.domains": _all_domains,
}
