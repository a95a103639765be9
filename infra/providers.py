"""The explicit providers of a stack. Tokens come from the environment, so none of them takes one here."""

from __future__ import annotations

import pulumi
import pulumi_random as random
import pulumiverse_vercel as vercel

from components.base import Providers
from infra.config.platform import PlatformSpec
from providers.railway import sdk as railway
from providers.supabase import sdk as supabase


def explicit(spec: PlatformSpec) -> Providers:
    """One provider a vendor, under names that are the same in every tier.

    Cloudflare's is left out where nothing is there: the engine configures every provider that is registered, and a
    stack that has neither a zone nor buckets would need its token.
    """
    return Providers(
        cloudflare=_cloudflare() if spec.uses_cloudflare else None,
        vercel=vercel.Provider("vercel", team=spec.accounts.vercel_team),
        railway=railway.Provider("railway"),
        supabase=supabase.Provider("supabase"),
        random=random.Provider("random"),
    )


def _cloudflare() -> pulumi.ProviderResource:
    # The SDK is the heaviest of all; a stack without an edge should not load it.
    import pulumi_cloudflare as cloudflare

    return cloudflare.Provider("cloudflare")
