"""The zone, and everything about it that is a value rather than a rule."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_cloudflare as cloudflare

from components.base import Providers, SayarComponent
from components.edge.entitlements import Entitlements
from components.edge.spec import EdgeSpec
from components.edge.zone_settings import Setting, bot_values, zone_settings


@dataclass(frozen=True, slots=True)
class ZoneResources:
    """Every resource that `Zone` makes. `subscription` is None on plans that are not bought through the API,
    `regional_tiered_cache` on plans that do not have it.
    """

    zone: cloudflare.Zone
    subscription: cloudflare.ZoneSubscription | None
    dnssec: cloudflare.ZoneDnssec
    settings: tuple[cloudflare.ZoneSetting, ...]
    url_normalization: cloudflare.UrlNormalizationSettings
    tiered_cache: cloudflare.TieredCache
    regional_tiered_cache: cloudflare.RegionalTieredCache | None
    argo: cloudflare.ArgoSmartRouting
    leaked_credentials: cloudflare.LeakedCredentialCheck
    bots: cloudflare.BotManagement


class Zone(SayarComponent):
    """The zone of the platform's domain with its plan, DNSSEC, settings, caching and bots.

    Types that the vendor cannot delete are always made, with the value that means nothing where nothing is wanted:
    what goes from the program would stay in force at the vendor.
    """

    zone_id: pulumi.Output[str]
    name_servers: pulumi.Output[list[str]]
    entitled: tuple[pulumi.Resource, ...]
    """What a resource that needs a paid plan must wait for."""

    def __init__(self, name: str, spec: EdgeSpec, providers: Providers, *, domain: str, account_id: str) -> None:
        """`domain` is the zone's name, `account_id` the Cloudflare account (32 hexadecimal digits)."""
        super().__init__(name)
        self._provider = providers.cloudflare
        # The zone holds name servers that a registrar points to: a new one would take the domain off the internet.
        zone = cloudflare.Zone(
            "zone",
            account={"id": account_id},
            name=domain,
            type="full",
            opts=self.child(self._provider, protect=True),
        )
        self.zone_id = zone.id
        self.name_servers = zone.name_servers.apply(list)
        subscription = self._subscription(spec)
        self.entitled = (subscription,) if subscription else ()
        self.resources = ZoneResources(
            zone=zone,
            subscription=subscription,
            dnssec=cloudflare.ZoneDnssec(
                "dnssec",
                zone_id=zone.id,
                status="active" if spec.dns.dnssec == "on" else "disabled",
                opts=self.child(self._provider),
            ),
            settings=tuple(self._setting(setting) for setting in zone_settings(spec)),
            url_normalization=cloudflare.UrlNormalizationSettings(
                "url-normalization",
                zone_id=zone.id,
                type=spec.settings.url_normalization.type,
                scope=spec.settings.url_normalization.scope,
                opts=self.child(self._provider),
            ),
            tiered_cache=cloudflare.TieredCache(
                "tiered-cache", zone_id=zone.id, value=spec.caching.tiered, opts=self.child(self._provider)
            ),
            regional_tiered_cache=self._regional(spec),
            argo=cloudflare.ArgoSmartRouting(
                "argo", zone_id=zone.id, value=spec.caching.argo, opts=self.child(self._provider)
            ),
            leaked_credentials=cloudflare.LeakedCredentialCheck(
                "leaked-credentials",
                zone_id=zone.id,
                enabled=spec.waf.leaked_credentials == "on",
                opts=self.child(self._provider),
            ),
            bots=self._bots(spec),
        )
        self.finish(zone_id=self.zone_id, name_servers=self.name_servers)

    def _subscription(self, spec: EdgeSpec) -> cloudflare.ZoneSubscription | None:
        if not Entitlements(spec.plan).allows("subscription"):
            return None
        # The vendor has no deletion of a subscription; a move to Free is made by hand.
        return cloudflare.ZoneSubscription(
            "subscription",
            zone_id=self.zone_id,
            rate_plan={"id": spec.plan},
            frequency="monthly",
            opts=self.child(self._provider, retain_on_delete=True),
        )

    def _setting(self, setting: Setting) -> cloudflare.ZoneSetting:
        return cloudflare.ZoneSetting(
            setting.name,
            zone_id=self.zone_id,
            setting_id=setting.id,
            value=setting.value,
            opts=self.child(self._provider, depends_on=self.entitled if setting.gated else None),
        )

    def _regional(self, spec: EdgeSpec) -> cloudflare.RegionalTieredCache | None:
        if not Entitlements(spec.plan).allows("regional_tiered_cache"):
            return None
        return cloudflare.RegionalTieredCache(
            "regional-tiered-cache",
            zone_id=self.zone_id,
            value=spec.caching.regional_tiered,
            opts=self.child(self._provider, depends_on=self.entitled),
        )

    def _bots(self, spec: EdgeSpec) -> cloudflare.BotManagement:
        values = bot_values(spec.bots)
        return cloudflare.BotManagement(
            "bots",
            zone_id=self.zone_id,
            fight_mode=values.fight_mode,
            enable_js=values.enable_js,
            ai_bots_protection=values.ai_bots_protection,
            sbfm_definitely_automated=values.definitely_automated,
            sbfm_likely_automated=values.likely_automated,
            sbfm_verified_bots=values.verified,
            sbfm_static_resource_protection=values.static_resources,
            opts=self.child(self._provider, depends_on=self.entitled),
        )
