"""The zone's settings as rows (logical name, the vendor's id, value), and its bots as the vendor's values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from components.edge.spec import EdgeSpec
    from components.edge.zone_spec import BotsSpec, HstsSpec


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `gated` ones exist on paid plans only, so they come after the subscription."""

    name: str
    id: str
    value: Any
    gated: bool = False


def zone_settings(spec: EdgeSpec) -> tuple[Setting, ...]:
    """Every setting with an explicit value: what is left unsaid keeps whatever somebody once chose."""
    return tuple(_settings(spec))


def _settings(spec: EdgeSpec) -> Iterator[Setting]:
    settings = spec.settings
    yield Setting("ssl", "ssl", spec.origins.zone_ssl)
    yield Setting("min-tls", "min_tls_version", settings.min_tls)
    yield Setting("tls-1-3", "tls_1_3", settings.tls_1_3)
    yield Setting("zero-rtt", "0rtt", settings.zero_rtt)
    yield Setting("always-https", "always_use_https", settings.always_https)
    yield Setting("https-rewrites", "automatic_https_rewrites", settings.https_rewrites)
    yield Setting("http3", "http3", settings.http3)
    yield Setting("browser-check", "browser_check", settings.browser_check)
    yield Setting("hsts", "security_header", _hsts(settings.hsts))
    if settings.polish is not None:
        yield Setting("polish", "polish", settings.polish, gated=True)
    if settings.webp is not None:
        yield Setting("webp", "webp", settings.webp, gated=True)


def _hsts(hsts: HstsSpec) -> dict[str, dict[str, bool | int]]:
    # A flat object crashed the provider or never settled (cloudflare/terraform-provider-cloudflare#6436).
    return {
        "strict_transport_security": {
            "enabled": hsts.enabled == "on",
            "max_age": hsts.max_age_s,
            "include_subdomains": hsts.include_subdomains == "on",
            "preload": hsts.preload == "on",
            "nosniff": hsts.nosniff == "on",
        }
    }


@dataclass(frozen=True, slots=True)
class BotValues:
    """Bots in the vendor's words; None is a field that the plan does not have, which is then not sent."""

    fight_mode: bool
    enable_js: bool
    ai_bots_protection: str
    definitely_automated: str | None
    likely_automated: str | None
    verified: str | None
    static_resources: bool | None


def bot_values(bots: BotsSpec) -> BotValues:
    """Every value said, `fight_mode` too where it is off: a zone that comes from Free would keep it."""
    fight = bots.super_fight
    return BotValues(
        fight_mode=bots.fight_mode == "on",
        enable_js=bots.javascript_detections == "on",
        ai_bots_protection="block" if bots.ai_crawlers == "block" else "disabled",
        definitely_automated=fight.definitely_automated if fight else None,
        likely_automated=fight.likely_automated if fight else None,
        verified=fight.verified if fight else None,
        static_resources=fight.static_resources == "on" if fight else None,
    )
