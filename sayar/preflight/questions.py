"""What `sayar init` has to know, in the order in which it asks. Nothing but words: the command line lists them too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to know: `name` is also that of its flag, `text` what a person is asked, `metavar` what the help shows.

    `otherwise` says what is taken where the flag is left out and nobody can be asked; without it the flag is needed.
    """

    name: str
    text: str
    metavar: str
    otherwise: str = ""

    @property
    def flag(self) -> str:
        """The flag that answers it."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def help(self) -> str:
        """Its line of help."""
        return f"{self.text} (default: {self.otherwise})." if self.otherwise else f"{self.text}."


HOSTS: Final = ("api", "webhook", "feed", "web")
_AS_PROJECT: Final = "as in Pulumi.yaml"

QUESTIONS: Final = (
    Question("tier", "Tier to begin with", "TIER", "starter"),
    Question("domain", "Domain of the platform", "DOMAIN"),
    Question("api_host", "Host of the API, below the domain", "LABEL", _AS_PROJECT),
    Question("webhook_host", "Host of the webhook intake, below the domain", "LABEL", _AS_PROJECT),
    Question("feed_host", "Host of the CSV feeds, below the domain", "LABEL", _AS_PROJECT),
    Question("web_host", "Host of the web app, below the domain", "LABEL", _AS_PROJECT),
    Question("alerts_mail", "Mail address for alerts", "MAIL"),
    Question("security_mail", "Mail address for security reports", "MAIL", "that for alerts"),
    Question("dmarc_mail", "Mail address for DMARC reports", "MAIL", "that for security reports"),
    Question("cloudflare_account", "Cloudflare account id", "ID"),
    Question("vercel_team", "Vercel team id", "ID"),
    Question("railway_workspace", "Railway workspace id", "UUID"),
    Question("supabase_organization", "Supabase organization slug", "SLUG"),
    Question("backend", "Backend that keeps the state", "URL"),
    Question("secrets_provider", "Secrets provider", "PROVIDER", "default on Pulumi Cloud"),
)
"""Every question once; a later one may take an earlier answer as its default."""
