"""What belongs to the zone itself: origins, DNS, settings, bots and caching."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from components.edge.entitlements import fact, platform_fact
from components.edge.words import ORIGIN_HOSTS, OriginHost, Platform, SslMode, Switch, Verdict
from components.network.checks import cited, one_of, unique
from components.spec import Hostname, Problem, Seconds, Spec


class OriginSpec(Spec):
    """One origin behind the edge: the platform it runs on and how the edge checks its certificate.

    `full` encrypts and accepts any certificate, `strict` demands a valid one. Some platforms cannot do `strict`.
    """

    platform: Platform
    ssl: SslMode

    def rules(self) -> Iterator[Problem]:
        """The TLS mode must be one that the platform can do."""
        yield from one_of(platform_fact("origin_ssl", self.platform), "ssl", self.ssl)


class OriginsSpec(Spec):
    """The origins of the hosts that the edge can proxy."""

    api: OriginSpec
    webhook: OriginSpec
    feed: OriginSpec

    def of(self, host: OriginHost) -> OriginSpec:
        """The origin of a host."""
        origins: dict[OriginHost, OriginSpec] = {"api": self.api, "webhook": self.webhook, "feed": self.feed}
        return origins[host]

    @property
    def zone_ssl(self) -> SslMode:
        """The mode of the whole zone: the weakest one, so that no order of updates ever breaks an origin.

        Hosts whose origin can do more get a configuration rule.
        """
        return "strict" if all(self.of(host).ssl == "strict" for host in ORIGIN_HOSTS) else "full"

    @property
    def raised(self) -> tuple[OriginHost, ...]:
        """Hosts whose origin can do more than the zone as a whole."""
        return tuple(host for host in ORIGIN_HOSTS if self.of(host).ssl != self.zone_ssl)


class CaaSpec(Spec):
    """Which authorities may issue certificates (RFC 8659). An empty `issue_wild` leaves wildcards to `issue`."""

    issue: Annotated[tuple[Hostname, ...], Field(min_length=1)]
    issue_wild: tuple[Hostname, ...]
    report: Switch

    def rules(self) -> Iterator[Problem]:
        """Each authority is one record, so once is enough."""
        for name in ("issue", "issue_wild"):
            yield from unique(name, getattr(self, name))


class SpfSpec(Spec):
    """Who may send mail for the domain (RFC 7208): the senders' includes, and what happens to everybody else."""

    includes: Annotated[tuple[Hostname, ...], Field(max_length=10)]
    otherwise: Literal["reject", "softfail"]


class DmarcSpec(Spec):
    """What receivers do with mail that fails (RFC 7489), for the domain and below it."""

    policy: Literal["none", "quarantine", "reject"]
    subdomains: Literal["none", "quarantine", "reject"]
    alignment: Literal["strict", "relaxed"]


class DnsSpec(Spec):
    """The zone's records. `ttl_s` is that of records that are not proxied, in seconds."""

    ttl_s: Seconds
    dnssec: Switch
    caa: CaaSpec
    spf: SpfSpec
    dmarc: DmarcSpec


class HstsSpec(Spec):
    """Strict-Transport-Security: browsers keep to HTTPS for `max_age_s` seconds, whatever happens here."""

    enabled: Switch
    max_age_s: Seconds
    include_subdomains: Switch
    preload: Switch
    nosniff: Switch

    def rules(self) -> Iterator[Problem]:
        """Preload lists take a domain only with all its subdomains and for a long time."""
        if self.preload == "off":
            return
        least = fact("hsts_preload_min_age_s", "hstspreload")
        if self.enabled == "off":
            yield Problem("preload", "on", "off while enabled is off")
        if self.include_subdomains == "off":
            yield Problem("include_subdomains", "off", f"on where preload is on ({cited(least)})")
        if self.max_age_s < least.value:
            yield Problem("max_age_s", self.max_age_s, f"at least {least.value} where preload is on ({cited(least)})")


class UrlNormalizationSpec(Spec):
    """How paths are made equal before rules see them."""

    type: Literal["cloudflare", "rfc3986"]
    scope: Literal["incoming", "both", "none"]


class SettingsSpec(Spec):
    """Settings of the whole zone. `polish` and `webp` are null on plans that do not have them."""

    min_tls: Literal["1.2", "1.3"]
    tls_1_3: Switch
    zero_rtt: Switch
    always_https: Switch
    https_rewrites: Switch
    http3: Switch
    browser_check: Switch
    hsts: HstsSpec
    url_normalization: UrlNormalizationSpec
    polish: Literal["off", "lossless", "lossy"] | None
    webp: Switch | None

    def rules(self) -> Iterator[Problem]:
        """TLS 1.3 as the least needs TLS 1.3; WebP is made by Polish."""
        if self.min_tls == "1.3" and self.tls_1_3 == "off":
            yield Problem("tls_1_3", "off", "on where min_tls is 1.3")
        if self.webp == "on" and self.polish in ("off", None):
            yield Problem("webp", "on", "off while polish is off")


class SuperFightSpec(Spec):
    """Super Bot Fight Mode: what happens to each kind of bot. `likely_automated` is null below Business."""

    definitely_automated: Verdict
    likely_automated: Verdict | None
    verified: Literal["allow", "block"]
    static_resources: Switch

    @property
    def neutral(self) -> bool:
        """True where it does nothing to any bot."""
        verdicts = (self.definitely_automated, self.likely_automated or "allow", self.verified)
        return set(verdicts) == {"allow"} and self.static_resources == "off"


class BotsSpec(Spec):
    """Bots. `fight_mode` is the mode of Free, which no rule can skip; `super_fight` is null on Free."""

    fight_mode: Switch
    super_fight: SuperFightSpec | None
    ai_crawlers: Literal["allow", "block"]
    javascript_detections: Switch


class CachingSpec(Spec):
    """Where cached answers live, and whether requests take Argo's paths (billed by traffic)."""

    tiered: Switch
    regional_tiered: Switch
    argo: Switch

    def rules(self) -> Iterator[Problem]:
        """Regional tiers stand on the tiered cache."""
        if self.regional_tiered == "on" and self.tiered == "off":
            yield Problem("regional_tiered", "on", "off while tiered is off")
