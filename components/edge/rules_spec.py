"""What belongs to the rules: paths, WAF, rate limits, cache, headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from components.edge.entitlements import fact
from components.edge.words import Characteristic, CustomRule, OriginHost, RuleAction, Switch
from components.network.checks import one_of, unique
from components.spec import Label, Problem, Seconds, Spec, UrlPath

HeaderName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$")]
"""A header's name in lower case."""

OwnHeaderName = Annotated[str, StringConstraints(pattern=r"^x-[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$")]
"""A header of our own."""

HeaderValue = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{1,512}$")]


class PathsSpec(Spec):
    """Where things are below the hosts; rules match the beginning of a path."""

    api: UrlPath
    auth: UrlPath
    login: UrlPath
    admin: UrlPath
    webhook: UrlPath
    feeds: UrlPath
    images: UrlPath
    health: UrlPath

    def rules(self) -> Iterator[Problem]:
        """A rule on the root would match every request."""
        for name in type(self).model_fields:
            if getattr(self, name) == "/":
                yield Problem(name, "/", "a path below the root")


class CustomRuleSpec(Spec):
    """One rule of the WAF catalogue, with what it does to what it matches."""

    rule: CustomRule
    action: RuleAction

    def rules(self) -> Iterator[Problem]:
        """Skipping is what one rule is for, and that rule does nothing else."""
        if (self.rule == "machine-traffic") != (self.action == "skip"):
            yield Problem("action", self.action, "skip for machine-traffic, and for no other rule")


class OwaspSpec(Spec):
    """The OWASP rules: how suspicious they are (1 least), and the score from which the action is taken (25 strict)."""

    paranoia: int
    score: Annotated[int, Field(ge=1)]
    action: Literal["managed_challenge", "block", "log"]

    def rules(self) -> Iterator[Problem]:
        """Only levels that exist."""
        yield from one_of(fact("owasp_paranoia_levels"), "paranoia", self.paranoia)


class ManagedSpec(Spec):
    """Rulesets that Cloudflare writes. Free has its own, which runs without being deployed."""

    cloudflare: Switch
    owasp: OwaspSpec | None
    sensitive_data: Switch


class RateLimitSpec(Spec):
    """One rate limit: so many requests of one client in a period, then a block. Counted per data centre.

    `host` null matches every host, `methods` empty every method. Times are in seconds.
    """

    ref: Label
    host: OriginHost | None
    path: UrlPath
    except_paths: tuple[UrlPath, ...]
    methods: tuple[Literal["GET", "POST", "PUT", "PATCH", "DELETE"], ...]
    characteristic: Characteristic
    requests: Annotated[int, Field(ge=1)]
    period_s: Seconds
    mitigation_s: Seconds

    def rules(self) -> Iterator[Problem]:
        """Only times that the vendor has; an exception must be inside what it is an exception of."""
        for name in ("period_s", "mitigation_s"):
            yield from one_of(fact("rate_limit_seconds"), name, getattr(self, name))
        for index, path in enumerate(self.except_paths):
            if not path.startswith(self.path):
                yield Problem(f"except_paths[{index}]", path, f"a path below {self.path}")
        yield from unique("methods", self.methods)

    @property
    def fields(self) -> tuple[str, ...]:
        """What its expression looks at, in the words of `rate_limit_fields`."""
        return ("path", *(["host"] if self.host else []), *(["method"] if self.methods else []))


class WafSpec(Spec):
    """The firewall. `contract_rate_limits` is the number in an Enterprise contract, else null."""

    custom: tuple[CustomRuleSpec, ...]
    managed: ManagedSpec
    rate_limits: tuple[RateLimitSpec, ...]
    contract_rate_limits: Annotated[int, Field(ge=1)] | None
    leaked_credentials: Switch

    def rules(self) -> Iterator[Problem]:
        """A ref names one rule; a rule on leaked credentials needs their detection."""
        for index, problem in _twice([row.rule for row in self.custom]):
            yield Problem(f"custom[{index}].rule", problem, "each rule once")
        for index, problem in _twice([row.ref for row in self.rate_limits]):
            yield Problem(f"rate_limits[{index}].ref", problem, "each ref once")
        for index, row in enumerate(self.custom):
            if row.rule == "leaked-login" and self.leaked_credentials == "off":
                yield Problem(f"custom[{index}].rule", row.rule, "left out while leaked_credentials is off")

    def selects(self, rule: CustomRule) -> bool:
        """True where a rule of the catalogue is chosen."""
        return any(row.rule == rule for row in self.custom)


class CacheRuleSpec(Spec):
    """What is cached below some paths of a host. Later rules win.

    `edge_ttl_s` null respects what the origin says; a number overrides it. `host` null matches every host.
    """

    ref: Label
    host: OriginHost | None
    paths: Annotated[tuple[UrlPath, ...], Field(min_length=1)]
    cache: Literal["eligible", "bypass"]
    edge_ttl_s: Seconds | None
    browser_ttl_s: Seconds | None
    strong_etags: Switch

    def rules(self) -> Iterator[Problem]:
        """What is not cached has no times."""
        for name in ("edge_ttl_s", "browser_ttl_s"):
            if self.cache == "bypass" and getattr(self, name) is not None:
                yield Problem(name, getattr(self, name), "null where cache is bypass")
        if self.cache == "bypass" and self.strong_etags == "on":
            yield Problem("strong_etags", "on", "off where cache is bypass")


class ResponseHeaderSpec(Spec):
    """A header of every answer of the proxied hosts: set to a value, or removed where the value is null."""

    header: HeaderName
    value: HeaderValue | None


class DeliverySpec(Spec):
    """How answers are delivered, and the header that proves to an origin that a request came through the edge."""

    origin_header: OwnHeaderName
    browser_check_off: tuple[OriginHost, ...]
    cache: tuple[CacheRuleSpec, ...]
    response_headers: tuple[ResponseHeaderSpec, ...]

    def rules(self) -> Iterator[Problem]:
        """A ref names one rule, a header is set once, and the vendor keeps some names for itself."""
        if self.origin_header.startswith("x-cf-"):
            yield Problem(
                "origin_header", self.origin_header, "a name that does not begin with x-cf-, the vendor's own"
            )
        yield from unique("browser_check_off", self.browser_check_off)
        for index, problem in _twice([row.ref for row in self.cache]):
            yield Problem(f"cache[{index}].ref", problem, "each ref once")
        for index, problem in _twice([row.header for row in self.response_headers]):
            yield Problem(f"response_headers[{index}].header", problem, "each header once")


def _twice(names: list[str]) -> Iterator[tuple[int, str]]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield index, name
