"""What is asked of each vendor, over HTTP and DNS, and what becomes of every way to fail."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from providers.kit.errors import RefusedError
from sayar.graph.errors import InputError
from sayar.preflight.doctor.read import Cloudflare, Machine, NotRead, Railway, Supabase, Vercel
from sayar.preflight.doctor.readings import cloudflare, railway, supabase, vercel
from sayar.preflight.doctor.readings.asking import Access, access, told
from sayar.preflight.doctor.readings.cloudflare import Questions
from sayar.preflight.doctor.readings.machine import example_accounts, machine
from sayar.preflight.doctor.readings.names import names
from tests.fakes.cloudflare.fake import ACCOUNT, NAME_SERVERS, CloudflareFake
from tests.fakes.faults import Fault
from tests.fakes.names import NamesFake
from tests.fakes.railway.fake import RailwayFake
from tests.fakes.server import Fake
from tests.fakes.supabase.fake import SupabaseFake
from tests.fakes.vercel.fake import VercelFake
from tests.infra.projects import ROOT, project
from tests.preflight.doctor.made import DOMAIN
from tests.support.fake_engine import fake_engine

EVERYTHING = Questions(zone=True, proxied=True, subscriptions=True, buckets=True)
Ask = Callable[[Access], Coroutine[Any, Any, Any]]


@pytest.fixture
def serve() -> Iterator[Callable[[Any], Any]]:
    """Start a stand-in; at the end it must have found every request as described."""
    with ExitStack() as stack:
        started: list[Fake] = []

        def start(fake: Any) -> Any:
            started.append(stack.enter_context(fake))
            return fake

        yield start
        assert [breach for fake in started for breach in fake.breaches] == []


def to(fake: Any, *, within_s: float = 5, variable: str = "", token: str = "") -> Access:
    vendor = type(fake).__name__.removesuffix("Fake").lower()
    address = fake.endpoint if isinstance(fake, RailwayFake) else fake.url
    return Access(vendor, variable or f"{vendor.upper()}_API_TOKEN", token or fake.token, address, within_s)


def of_railway(fake: RailwayFake, **told: Any) -> Railway:
    return asyncio.run(railway.railway(to(fake, **told), fake.workspace_id))


def of_supabase(fake: SupabaseFake, **told: Any) -> Supabase:
    return asyncio.run(supabase.supabase(to(fake, **told), fake.organization))


def of_vercel(fake: VercelFake, **told: Any) -> Vercel:
    return asyncio.run(vercel.vercel(to(fake, **told), fake.team))


def of_cloudflare(fake: CloudflareFake, **told: Any) -> Cloudflare:
    return asyncio.run(cloudflare.cloudflare(to(fake, **told), ACCOUNT, DOMAIN, EVERYTHING))


def test_railway_tells_reach_plan_bills_and_open_regions(serve: Callable[[Any], Any]) -> None:
    fake = serve(RailwayFake("HOBBY"))
    found = of_railway(fake)
    assert found.workspaces == (fake.workspace_id,)
    assert not isinstance(found.workspace, NotRead)
    assert (found.workspace.plan, found.workspace.state, found.workspace.trialing) == ("HOBBY", "ACTIVE", False)
    assert not isinstance(found.regions, NotRead)
    assert "us-east4-eqdc4a" in found.regions


def test_a_workspace_token_of_railway_is_as_good_as_one_of_an_account(serve: Callable[[Any], Any]) -> None:
    fake = serve(RailwayFake())
    fake.workspace_token = True
    assert of_railway(fake).workspaces == (fake.workspace_id,)


def test_a_project_token_of_railway_is_sent_as_one_and_reaches_nothing(serve: Callable[[Any], Any]) -> None:
    fake = serve(RailwayFake())
    found = of_railway(fake, variable="RAILWAY_TOKEN")
    assert isinstance(found.workspaces, NotRead)
    assert found.workspaces.refused
    assert "Project-Access-Token" in fake.seen[0].headers


def test_supabase_tells_reach_plan_entitlements_and_regions(serve: Callable[[Any], Any]) -> None:
    fake = serve(SupabaseFake(plan="team"))
    found = of_supabase(fake)
    assert (found.organizations, found.plan) == ((fake.organization,), "team")
    assert not isinstance(found.entitlements, NotRead)
    pitr = found.entitlements["pitr.available_variants"]
    assert (pitr.has, pitr.members) == (True, ("pitr_7", "pitr_14", "pitr_28"))
    assert found.entitlements["backup.retention_days"].value == 14
    assert not isinstance(found.regions, NotRead)
    assert {"us-east-1", "eu-west-1"} <= set(found.regions)


def test_vercel_tells_user_plan_and_role(serve: Callable[[Any], Any]) -> None:
    found = of_vercel(serve(VercelFake("enterprise", "MEMBER")))
    assert found.user == "user-1"
    assert found.team is not None
    assert not isinstance(found.team, NotRead)
    assert (found.team.plan, found.team.role) == ("enterprise", "MEMBER")


def test_a_limited_team_has_no_plan_that_anybody_knows(serve: Callable[[Any], Any]) -> None:
    found = of_vercel(serve(VercelFake("pro", limited=True)))
    assert found.team is not None
    assert not isinstance(found.team, NotRead)
    assert isinstance(found.team.plan, NotRead)
    assert not found.team.plan.refused


def test_a_team_that_is_not_there_or_not_reached_is_known_to_be_a_matter_of_the_token(
    serve: Callable[[Any], Any],
) -> None:
    fake = serve(VercelFake())
    fake.scoped_elsewhere = True
    for team in (fake.team, "team_other"):
        found = asyncio.run(vercel.vercel(to(fake), team))
        assert found.user == "user-1"
        assert isinstance(found.team, NotRead)
        assert found.team.refused


def test_without_a_team_only_the_user_is_asked_for(serve: Callable[[Any], Any]) -> None:
    fake = serve(VercelFake())
    assert asyncio.run(vercel.vercel(to(fake), None)) == Vercel("user-1", None)
    assert len(fake.seen) == 1


def test_cloudflare_tells_token_zone_certificates_and_mode(serve: Callable[[Any], Any]) -> None:
    fake = serve(CloudflareFake(DOMAIN, "business"))
    fake.packs = [([DOMAIN], "initializing")]
    found = of_cloudflare(fake)
    assert (found.token, found.ssl) == ("active", "full")
    assert found.zone is not None
    assert not isinstance(found.zone, NotRead)
    assert (found.zone.plan, found.zone.status, found.zone.account) == ("business", "active", ACCOUNT)
    assert found.zone.name_servers == NAME_SERVERS
    assert not isinstance(found.certificates, NotRead)
    assert found.certificates
    assert found.certificates[0].status == "initializing", "packs that are not active yet are asked for too"


def test_an_account_without_the_zone_is_read_as_such(serve: Callable[[Any], Any]) -> None:
    found = of_cloudflare(serve(CloudflareFake()))
    assert (found.token, found.zone, found.certificates, found.ssl) == ("active", None, None, None)
    assert found.buckets is True, "R2 and subscriptions are the account's: they need no zone"
    assert not isinstance(found.subscriptions, NotRead)


def test_a_token_of_the_account_itself_is_verified_at_its_own_place(serve: Callable[[Any], Any]) -> None:
    fake = serve(CloudflareFake(DOMAIN))
    fake.owned = True
    assert of_cloudflare(fake).token == "active"


def test_what_is_not_proxied_is_not_asked_for(serve: Callable[[Any], Any]) -> None:
    fake = serve(CloudflareFake(DOMAIN))
    zone_alone = Questions(zone=True, proxied=False, subscriptions=False, buckets=False)
    found = asyncio.run(cloudflare.cloudflare(to(fake), ACCOUNT, DOMAIN, zone_alone))
    assert {seen.operation for seen in fake.seen} == {"GET /user/tokens/verify", "GET /zones"}
    assert all(
        isinstance(part, NotRead) for part in (found.certificates, found.ssl, found.subscriptions, found.buckets)
    )


EVERY: list[tuple[Callable[[], Any], Callable[..., Any], tuple[str, ...]]] = [
    (RailwayFake, of_railway, ("workspaces", "workspace", "regions")),
    (SupabaseFake, of_supabase, ("organizations", "plan", "entitlements", "regions")),
    (VercelFake, of_vercel, ("user", "team")),
    (
        lambda: CloudflareFake(DOMAIN),
        of_cloudflare,
        ("token", "zone", "certificates", "ssl", "subscriptions", "buckets"),
    ),
]
NAMED = pytest.mark.parametrize(("make", "ask", "parts"), EVERY, ids=["railway", "supabase", "vercel", "cloudflare"])


@NAMED
def test_a_dead_token_is_refused_in_every_part_and_shown_in_none(
    serve: Callable[[Any], Any], make: Callable[[], Any], ask: Callable[..., Any], parts: tuple[str, ...]
) -> None:
    found = ask(serve(make()), token="canary-of-another-account")
    values = [getattr(found, part) for part in parts]
    assert all(isinstance(value, NotRead) and value.refused for value in values), found
    assert "canary" not in repr(found)


@NAMED
def test_a_vendor_that_hangs_costs_the_bound_and_no_more(
    serve: Callable[[Any], Any], make: Callable[[], Any], ask: Callable[..., Any], parts: tuple[str, ...]
) -> None:
    fake = serve(make())
    fake.faults.add(Fault("*", "hang", times=100, late=False))
    began = time.monotonic()
    found = ask(fake, within_s=0.5)
    assert time.monotonic() - began < 3
    values = [getattr(found, part) for part in parts]
    assert all(isinstance(value, NotRead) and not value.refused for value in values)
    assert "within 0.5 s" in values[0].reason


@NAMED
@pytest.mark.parametrize("effect", ["500", "502", "drop_before", "429"])
def test_a_vendor_that_fails_for_good_is_not_read_and_one_that_fails_once_is_asked_again(
    serve: Callable[[Any], Any],
    make: Callable[[], Any],
    ask: Callable[..., Any],
    parts: tuple[str, ...],
    effect: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    patient, quick = Access.timings, {"first_wait_s": 0.02, "longest_wait_s": 0.05}
    monkeypatch.setattr(Access, "timings", lambda to: patient(to).model_copy(update=quick))
    fake = serve(make())
    fake.faults.add(Fault("*", effect, times=1))
    once = ask(fake)
    assert not any(isinstance(getattr(once, part), NotRead) for part in parts)
    fake.faults.add(Fault("*", effect, times=100))
    always = ask(fake, within_s=3)
    values = [getattr(always, part) for part in parts]
    assert all(isinstance(value, NotRead) and not value.refused for value in values)
    assert "\n" not in values[0].reason
    assert "done" not in values[0].reason, "nothing that is asked does anything"


@NAMED
def test_without_a_network_nothing_is_read(
    make: Callable[[], Any], ask: Callable[..., Any], parts: tuple[str, ...]
) -> None:
    with make() as fake:
        where = to(fake)
    gone = Access(where.vendor, where.variable, where.token, where.address, 5)
    asked: dict[Any, Callable[[], Coroutine[Any, Any, Any]]] = {
        of_railway: lambda: railway.railway(gone, "w"),
        of_supabase: lambda: supabase.supabase(gone, "o"),
        of_vercel: lambda: vercel.vercel(gone, "t"),
        of_cloudflare: lambda: cloudflare.cloudflare(gone, ACCOUNT, DOMAIN, EVERYTHING),
    }
    found = asyncio.run(asked[ask]())
    reason = getattr(found, parts[0]).reason
    assert "no connection" in reason


def test_no_token_names_the_variable_and_asks_nobody() -> None:
    found = access("railway", ("RAILWAY_API_TOKEN", "RAILWAY_TOKEN"), {"RAILWAY_TOKEN": "  "}, railway.ADDRESS, 5)
    assert found == NotRead("RAILWAY_API_TOKEN or RAILWAY_TOKEN is not set", "RAILWAY_API_TOKEN")
    assert isinstance(found, NotRead)
    assert asyncio.run(railway.railway(found, "w")) == Railway(found, found, found)


def test_a_token_goes_only_where_nobody_reads_it_on_the_way() -> None:
    environment = {"VERCEL_API_URL": "http://vercel.evil", "VERCEL_API_TOKEN": "canary"}
    with pytest.raises(InputError) as caught:
        access("vercel", ("VERCEL_API_TOKEN",), environment, vercel.ADDRESS, 5)
    assert caught.value.problems[0].startswith("VERCEL_API_URL: http://vercel.evil: only https")


def test_a_token_with_a_line_break_is_no_token_and_is_not_sent() -> None:
    found = access("vercel", ("VERCEL_API_TOKEN",), {"VERCEL_API_TOKEN": "can\nary"}, vercel.ADDRESS, 5)
    assert isinstance(found, NotRead)
    assert found.refused
    assert "can" not in found.reason.replace("cannot", "")


def test_a_vendor_that_repeats_the_token_is_redacted() -> None:
    to = Access("v", "V", "canary-4711", "https://v", 1)

    async def refused() -> None:
        raise RefusedError("bad token\n canary-4711 given", status=400)

    assert asyncio.run(told(refused(), to)) == NotRead("bad token [secret] given")
    assert "canary" not in repr(to)


@pytest.mark.parametrize(("servers", "read"), [(NAME_SERVERS, tuple(sorted(NAME_SERVERS))), (None, ()), ((), ())])
def test_dns_tells_the_name_servers(servers: tuple[str, ...] | None, read: tuple[str, ...]) -> None:
    with NamesFake(servers) as fake:
        found = asyncio.run(names(DOMAIN, {"SAYAR_DNS_SERVER": fake.address}, 3))
    assert found.name_servers == read
    assert fake.asked[0] == f"{DOMAIN}."


def test_a_domain_inside_of_a_zone_has_the_name_servers_of_that_zone() -> None:
    with NamesFake(("ns1.other.example",), zone="other.dev") as fake:
        found = asyncio.run(names("shop.other.dev", {"SAYAR_DNS_SERVER": fake.address}, 3))
    assert found.name_servers == ("ns1.other.example",)


def test_a_resolver_that_denies_every_name_is_no_witness() -> None:
    with NamesFake(None, blind=True) as fake:
        found = asyncio.run(names(DOMAIN, {"SAYAR_DNS_SERVER": fake.address}, 3))
    assert isinstance(found.name_servers, NotRead)
    assert ".dev either" in found.name_servers.reason


def test_dns_that_does_not_answer_is_not_read_within_the_bound() -> None:
    with NamesFake(mute=True) as fake:
        began = time.monotonic()
        found = asyncio.run(names(DOMAIN, {"SAYAR_DNS_SERVER": fake.address}, 0.5))
    assert time.monotonic() - began < 2
    assert found.name_servers == NotRead("DNS gave no answer within 0.5 s")


def test_a_resolver_that_is_written_wrongly_is_refused() -> None:
    for text in ("127.0.0.1", "ns.example:53", ":"):
        with pytest.raises(InputError, match="SAYAR_DNS_SERVER"):
            asyncio.run(names(DOMAIN, {"SAYAR_DNS_SERVER": text}, 1))


WHOAMI = """
if args[0] == "version":
    print("v3.260.1")
elif args[:3] == ["whoami", "--verbose", "--json"]:
    {then}
"""


@pytest.mark.parametrize(
    ("then", "backend"),
    [
        ('print(\'{"user": "ops", "url": "s3://state"}\')', "s3://state"),
        (
            "sys.exit('error: PULUMI_ACCESS_TOKEN must be set for login')",
            NotRead("pulumi is not logged in", refused=True),
        ),
        ("sys.exit('error: unable to open state directory')", NotRead("unable to open state directory")),
        ('print(\'{"url": "postgres://ops:canary@db/state"}\')', "postgres://[secret]@db/state"),
        ("sys.exit('error: no postgres://ops:canary@db/x')", NotRead("no postgres://[secret]@db/x")),
        ("print('hello')", NotRead("pulumi does not tell its backend")),
        ("sys.exit(9)", NotRead("pulumi whoami ended with exit code 9")),
        ("time.sleep(60)", None),
    ],
)
def test_the_engine_tells_version_and_backend(tmp_path: Any, then: str, backend: Any) -> None:
    engine = fake_engine(project(tmp_path, prod="config: {}\n"), WHOAMI.format(then=then))
    began = time.monotonic()
    found = machine(tmp_path, "prod", {"A": "x", "B": " "}, 2, engine=engine)
    assert time.monotonic() - began < 5
    assert (found.pulumi, found.secrets, found.variables) == ("v3.260.1", "", frozenset({"A"}))
    if backend is None:
        assert isinstance(found.backend, NotRead)
        assert "gave no answer" in found.backend.reason
    else:
        assert found.backend == backend


def test_no_engine_is_known_to_be_missing(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYAR_ENGINE", str(tmp_path / "none"))
    found = machine(project(tmp_path), "growth", {}, 2)
    assert isinstance(found.pulumi, NotRead)
    assert found.pulumi.refused
    assert isinstance(found.backend, NotRead)


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("encryptionsalt: v1:abc\n", "passphrase"),
        ("secretsprovider: awskms://alias/x\nencryptedkey: abc\n", "key"),
        ("config: {}\n", ""),
    ],
)
def test_the_stacks_file_tells_how_its_secrets_are_encrypted(tmp_path: Any, text: str, secrets: str) -> None:
    engine = fake_engine(project(tmp_path, prod=text), WHOAMI.format(then="pass"))
    found: Machine = machine(tmp_path, "prod", {}, 2, engine=engine)
    assert found.secrets == secrets


def test_the_shipped_accounts_are_those_of_the_project_file() -> None:
    assert set(example_accounts(ROOT)) == {"cloudflare", "vercel_team", "railway_workspace", "supabase_organization"}
