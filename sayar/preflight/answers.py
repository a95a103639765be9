"""The answers that `sayar init` needs, checked one by one and against each other. Reads nothing, writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from components.spec import Hostname, Label, Spec
from infra.config.errors import shown
from infra.config.platform import TIERS, Accounts, Contacts, Hosts, PlatformIdentity, TierName
from sayar.graph.errors import InputError
from sayar.preflight.questions import HOSTS, QUESTIONS

Texts = Mapping[str, str]
"""Answers as they were given, by the names of their questions."""

PULUMI_CLOUD: Final = "https://api.pulumi.com"
PASSPHRASE: Final = "passphrase"  # noqa: S105  # the engine's word for the provider
CLOUD_DEFAULT: Final = "default"
NONE: Final = "none"
_BACKENDS: Final = ("s3://", "gs://", "azblob://", "file://")
_KEYS: Final = ("awskms://", "gcpkms://", "azurekeyvault://", "hashivault://")
_LONGEST_DOMAIN: Final = 253 - 64
"""What is left of a host name's 253 letters below the longest label and its dot."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
# What HTML takes for an address: quoted local parts, which other rules allow, are more trouble than anybody's name.
_MAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?P<host>[A-Za-z0-9.-]+)")
_RESERVED: Final = re.compile(r"(.+\.)?(example|invalid|test|localhost|local|example\.(com|net|org))")
_EXAMPLE_ACCOUNTS: Final = frozenset({"0" * 32, "team_example", f"{'0' * 8}-0000-0000-0000-{'0' * 12}"})
_URL: Final = re.compile(r"[!-~]+")


class Answers(Spec):
    """Everything that the file of an environment and its stack are made from."""

    name: str
    tier: TierName
    platform: PlatformIdentity
    accounts: Accounts
    backend: str
    secrets_provider: str

    @property
    def for_trials(self) -> bool:
        """True for a backend that is a folder of one machine."""
        return self.backend.startswith("file://")

    @property
    def key(self) -> str | None:
        """The cloud key that encrypts secrets, or None where the backend or a passphrase does."""
        return self.secrets_provider if self.secrets_provider.startswith(_KEYS) else None


def name_problem(name: str) -> str | None:
    """What is wrong with the name of a stack, as a line, or None."""
    if name.lower() in TIERS:
        return f"NAME: {shown(name)}: a name of its own, such as prod: that of a tier is the tier's own stack"
    if not _NAME.fullmatch(name):
        return f"NAME: {shown(name)}: 1 to 100 letters, digits, hyphens, underscores and dots, a letter or digit first"
    return None


def problem(name: str, text: str, others: Texts) -> str | None:
    """What is wrong with the answer to a question, beside the other answers, as a line, or None."""
    accepts, allowed, is_shown = _RULES[name]
    flag = _FLAGS[name]
    if not accepts(text):
        return f"{flag}: {shown(text)}: {allowed}" if is_shown else f"{flag}: {allowed}"
    for host in HOSTS:
        if name.endswith("_host") and name != f"{host}_host" and others.get(f"{host}_host") == text:
            return f"{flag}: {shown(text)}: a label of its own; {_FLAGS[f'{host}_host']} has it"
    backend = others.get("backend", PULUMI_CLOUD)
    if name == "secrets_provider" and text == CLOUD_DEFAULT and backend != PULUMI_CLOUD:
        return f"{flag}: {shown(text)}: {allowed_text('secrets_provider')}; only Pulumi Cloud has one of its own"
    return None


def allowed_text(name: str) -> str:
    """What the answer to a question may be."""
    return _RULES[name][1]


def default(name: str, settled: Texts, hosts: Hosts) -> str | None:
    """What is taken where a question stays without an answer, or None where somebody has to say it."""
    if name == "tier":
        return TIERS[0]
    if name.endswith("_host"):
        return str(getattr(hosts, name.removesuffix("_host")))
    if name == "secrets_provider" and settled.get("backend") == PULUMI_CLOUD:
        return CLOUD_DEFAULT
    return settled.get({"security_mail": "alerts_mail", "dmarc_mail": "security_mail"}.get(name, ""))


def given_problems(given: Texts, hosts: Hosts, *, complete: bool) -> tuple[dict[str, str], list[str]]:
    """The answers that stand, and a line for each that does not; `complete`: for each that is missing, too."""
    settled: dict[str, str] = {}
    lines: list[str] = []
    for question in QUESTIONS:
        name = question.name
        text = given.get(name)
        if text is None and complete:
            text = default(name, settled, hosts)
        if text is None:
            if complete and not name.endswith(("security_mail", "dmarc_mail")):  # the mail they would copy is reported
                lines.append(f"{question.flag}: missing: {allowed_text(name)}")
            continue
        wrong = problem(name, text, settled)
        if wrong is None:
            settled[name] = text
        else:
            lines.append(wrong)
    return settled, lines


def answers_of(name: str, texts: Texts) -> Answers:
    """The answers to all questions as one value. Raises InputError, a line a problem."""
    lines = [line for line in (name_problem(name),) if line]
    lines += [f"{_FLAGS[key]}: missing: {allowed_text(key)}" for key in _RULES if key not in texts]
    lines += [line for key, text in texts.items() if (line := problem(key, text, texts))]
    if lines:
        raise InputError(lines)
    return Answers(
        name=name,
        tier=next(tier for tier in TIERS if tier == texts["tier"]),
        platform=PlatformIdentity(
            domain=texts["domain"],
            hosts=Hosts(**{host: texts[f"{host}_host"] for host in HOSTS}),
            contacts=Contacts(alerts=texts["alerts_mail"], security=texts["security_mail"], dmarc=texts["dmarc_mail"]),
        ),
        accounts=Accounts(
            cloudflare=texts["cloudflare_account"],
            vercel_team=None if texts["vercel_team"] == NONE else texts["vercel_team"],
            railway_workspace=texts["railway_workspace"],
            supabase_organization=texts["supabase_organization"],
        ),
        backend=texts["backend"],
        secrets_provider=texts["secrets_provider"],
    )


def _fits(kind: Any) -> Callable[[str], bool]:
    """A check by the type that the stack file has at that place."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def check(text: str) -> bool:
        try:
            adapter.validate_python(text)
        except ValidationError:
            return False
        return True

    return check


def _account(name: str) -> Callable[[str], bool]:
    fits = _fits(Accounts.model_fields[name].rebuild_annotation())
    return lambda text: fits(text) and text not in _EXAMPLE_ACCOUNTS


_is_hostname: Final = _fits(Hostname)


def _is_domain(text: str) -> bool:
    tld = text.rpartition(".")[2]
    return _is_hostname(text) and len(text) <= _LONGEST_DOMAIN and len(tld) > 1 and not _RESERVED.fullmatch(text)


def _is_mail(text: str) -> bool:
    found = _MAIL.fullmatch(text)
    host = found["host"].lower() if found else ""
    return len(text) <= 254 and _is_hostname(host) and not _RESERVED.fullmatch(host)


def _is_url(text: str, schemes: tuple[str, ...]) -> bool:
    """A URL of one of these kinds that names something and holds no user, no password and no fragment."""
    if not text.startswith(schemes) or not _URL.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.netloc or parts.path.strip("/")) and "@" not in parts.netloc and not parts.fragment


def _is_backend(text: str) -> bool:
    if text.startswith("file://"):
        return _is_url(text, _BACKENDS) and text.startswith(("file:///", "file://~"))
    return text == PULUMI_CLOUD or _is_url(text, _BACKENDS)


_LABEL: Final = (_fits(Label), "a DNS label: small letters, digits and hyphens inside", True)
_ADDRESS: Final = (_is_mail, "one of your own, such as ops@your-domain.com", True)
# The values of accounts and URLs are not repeated: what is put there by mistake is most likely a token or a password.
_RULES: Final[dict[str, tuple[Callable[[str], bool], str, bool]]] = {
    "tier": (lambda text: text in TIERS, f"one of {', '.join(TIERS)}", True),
    "domain": (
        _is_domain,
        "one of your own in small letters, such as your-domain.com, and no example",
        True,
    ),
    "api_host": _LABEL,
    "webhook_host": _LABEL,
    "feed_host": _LABEL,
    "web_host": _LABEL,
    "alerts_mail": _ADDRESS,
    "security_mail": _ADDRESS,
    "dmarc_mail": _ADDRESS,
    "cloudflare_account": (_account("cloudflare"), "32 hexadecimal digits, as in the address of the dashboard", False),
    "vercel_team": (
        lambda text: text == NONE or _account("vercel_team")(text),
        f"team_ with letters and digits, or {NONE} for a personal account",
        False,
    ),
    "railway_workspace": (_account("railway_workspace"), "a UUID in small letters", False),
    "supabase_organization": (
        lambda text: _account("supabase_organization")(text) and text != "example-organization",
        "small letters, digits and hyphens",
        False,
    ),
    "backend": (
        _is_backend,
        f"{PULUMI_CLOUD}, s3://…, gs://…, azblob://…, or file:///… for trials; without user and password",
        False,
    ),
    "secrets_provider": (
        lambda text: text in (PASSPHRASE, CLOUD_DEFAULT) or _is_url(text, _KEYS),
        f"{PASSPHRASE}, {', '.join(f'{one}…' for one in _KEYS)}, or {CLOUD_DEFAULT} on Pulumi Cloud",
        False,
    ),
}
_FLAGS: Final = {question.name: question.flag for question in QUESTIONS}
