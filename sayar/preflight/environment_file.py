"""The text of an environment's stack file. Pure: answers in, YAML out."""

from __future__ import annotations

import json
from typing import Final

from sayar.preflight.answers import CLOUD_DEFAULT, PASSPHRASE, Answers

# The engine keeps comments when it writes its own keys into the file, but not a comment of a key that it takes out:
# so all of them belong to what stays.
_FILE: Final = """\
# yaml-language-server: $schema=docs/schemas/config.schema.json
# {name}: one environment of the platform, written by `sayar init`. What is not said here, its tier's file says.
# State: {backend}{trials}
# Secrets of the state: {secrets}.
# No token belongs in this file: tokens come from the environment of whoever runs `sayar up`.
config:
  sayar:tier: {tier}  # another tier here, reviewed, and `sayar up --stack {name}` moves the platform
  # What stays the same in every tier: changing it later means other host names for everybody.
  sayar:platform:
    domain: {domain}
    hosts:  # labels below the domain
      api: {api}
      webhook: {webhook}  # where Meta sends events
      feed: {feed}  # CSV catalogues
      web: {web}
    contacts:
      alerts: {alerts}
      security: {security}  # who reports a hole, and authorities that were refused a certificate
      dmarc: {dmarc}  # reports about forged mail
  # Identifiers only.
  sayar:accounts:
    cloudflare: {cloudflare}
    vercel_team: {vercel_team}
    railway_workspace: {railway_workspace}
    supabase_organization: {supabase_organization}
  # What a live environment needs beside it; `sayar doctor` asks for both:
  # sayar:telemetry: {{endpoint: "https://..."}}  # OTLP over HTTP; its header is the secret sayar:secrets.telemetry
  # sayar:keys: {{dumps: age1...}}  # the public key that dumps are encrypted for; keep the other half safe
  # What may be added: single leaves of a concern that differ from the tier, each with its reason; and the budget:
  # sayar:budget: {{monthly_usd: 40, owner: who decides}}
"""
_TRIALS: Final = " (for trials: a folder of one machine)"
_BY: Final = {
    PASSPHRASE: "encrypted with a passphrase; whoever loses it loses them",
    CLOUD_DEFAULT: "encrypted by Pulumi Cloud",
}


def environment_text(answers: Answers) -> str:
    """The file of an environment. Its values are printable ASCII, which the checks of the answers see to."""
    platform, accounts = answers.platform, answers.accounts
    text = _FILE.format(
        name=answers.name,
        tier=answers.tier,
        backend=answers.backend,
        trials=_TRIALS if answers.for_trials else "",
        secrets=_BY.get(answers.secrets_provider, "encrypted with the key named below"),
        domain=_quoted(platform.domain),
        **{role: _quoted(label) for role, label in platform.hosts.model_dump().items()},
        **{role: _quoted(mail) for role, mail in platform.contacts.model_dump().items()},
        **{name: _quoted(account) for name, account in accounts.model_dump().items()},
    )
    return text if answers.key is None else f"{text}secretsprovider: {_quoted(answers.key)}\n"


def _quoted(value: str | None) -> str:
    """A scalar that every YAML reads alike: JSON's strings are YAML's, and unquoted `no` or `1.e5` are traps."""
    return json.dumps(value)
