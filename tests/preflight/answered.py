"""Answers for tests: good ones, and a strategy for any good ones."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st

from infra.config.platform import TIERS, Hosts
from sayar.preflight.answers import PULUMI_CLOUD, Answers, answers_of

GOOD = {
    "tier": "starter",
    "domain": "sayar-shop.dev",
    "api_host": "api",
    "webhook_host": "hooks",
    "feed_host": "feeds",
    "web_host": "app",
    "alerts_mail": "ops@sayar-shop.dev",
    "security_mail": "security@sayar-shop.dev",
    "dmarc_mail": "dmarc@sayar-shop.dev",
    "cloudflare_account": "0123456789abcdef0123456789abcdef",
    "vercel_team": "team_abc123",
    "railway_workspace": "12345678-1234-1234-1234-123456789012",
    "supabase_organization": "abcdefghijklmnopqrst",
    "backend": "s3://state-of-sayar?region=eu-west-1",
    "secrets_provider": "awskms://alias/sayar?region=eu-west-1",
}
HOSTS = Hosts(api="api", webhook="hooks", feed="feeds", web="app")


def answers(name: str = "prod", **changes: str) -> Answers:
    """Good answers with some changed."""
    return answers_of(name, {**GOOD, **changes})


_edge = string.ascii_lowercase + string.digits
# Words that YAML takes for something else are labels, too.
_traps = st.sampled_from(["no", "on", "null", "true", "012", "1e5", "0x1f", "1", "2026-11-24", "y", "0o17"])
labels = _traps | st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
_tlds = st.from_regex(r"[a-z]{2,10}", fullmatch=True).filter(
    lambda one: one not in {"example", "invalid", "test", "local"}
)
domains = (
    st.tuples(labels, _tlds)
    .map(".".join)
    .filter(lambda one: not one.endswith((".localhost",)) and not one.startswith("example."))
)
mails = st.tuples(
    st.text(string.ascii_letters + string.digits + ".!#$%&'*+/=?^_`{|}~-", min_size=1, max_size=20), domains
).map("@".join)
_urls = st.text(string.ascii_letters + string.digits + "-._~:/?&=+,'\"{}!*%", min_size=1, max_size=30).map(
    lambda end: f"x{end}"
)


@st.composite
def any_texts(draw: st.DrawFn) -> dict[str, str]:
    """Any good answers."""
    hosts = draw(st.lists(labels, min_size=4, max_size=4, unique=True))
    tier = draw(st.sampled_from(TIERS))
    team = st.from_regex(r"team_[A-Za-z0-9]{1,30}", fullmatch=True).filter(lambda one: one != "team_example")
    digits = st.text("0123456789abcdef", min_size=32, max_size=32).filter(lambda one: one != "0" * 32)
    backend = draw(
        st.just(PULUMI_CLOUD) | _urls.map(lambda end: f"s3://{end}") | _urls.map(lambda end: f"file:///{end}")
    )
    keys = st.sampled_from(["awskms", "gcpkms", "azurekeyvault", "hashivault"])
    providers = st.just("passphrase") | st.tuples(keys, _urls).map("://".join)
    railway = draw(digits)
    slots: dict[str, Any] = {
        "tier": tier,
        "domain": draw(domains),
        **dict(zip(("api_host", "webhook_host", "feed_host", "web_host"), hosts, strict=True)),
        **{f"{role}_mail": draw(mails) for role in ("alerts", "security", "dmarc")},
        "cloudflare_account": draw(digits),
        "vercel_team": draw(team | st.just("none") if tier == "starter" else team),
        "railway_workspace": "-".join((railway[:8], railway[8:12], railway[12:16], railway[16:20], railway[20:])),
        "supabase_organization": draw(st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True)),
        "backend": backend,
        "secrets_provider": draw(providers | st.just("default") if backend == PULUMI_CLOUD else providers),
    }
    return slots
