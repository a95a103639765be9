"""This machine: the engine, its backend, what the stack's file holds, and which variables are set."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from infra.config.load import PROJECT_FILE, stack_file
from infra.config.stack_file import read_document
from sayar.engine.errors import EngineError, EngineMissingError
from sayar.engine.look import look
from sayar.engine.process import Engine
from sayar.preflight.doctor.read import Machine, NotRead
from sayar.preflight.doctor.readings.addresses import local_addresses

_LEAST_S: Final = 0.1
_LOGIN: Final = re.compile(r"://[^/@\s]+@")
_NOT_LOGGED_IN: Final = "PULUMI_ACCESS_TOKEN must be set"
"""What the engine says without a login where nobody can be asked; seen with 3.259."""


def machine(
    folder: Path, stack: str, environment: Mapping[str, str], within_s: float, *, engine: Engine | None = None
) -> Machine:
    """Everything; at most `within_s` seconds for both questions to the engine together. Without one it is found."""
    variables = frozenset(name for name, text in environment.items() if text.strip())
    secrets, aws, addresses = stack_secrets(folder, stack), _aws(environment), local_addresses()
    try:
        found = engine or _engine(folder)
    except EngineMissingError as error:
        missing = NotRead(str(error), refused=True)
        return Machine(missing, NotRead("there is no pulumi"), secrets, variables, aws, addresses)
    end = time.monotonic() + within_s
    version = _version(found, within_s)
    backend = backend_of(found, max(end - time.monotonic(), _LEAST_S))
    return Machine(version, backend, secrets, variables, aws, addresses)


def _aws(environment: Mapping[str, str]) -> str | NotRead:
    """Where the AWS CLI is. It is not run: `aws` starts slowly, and its version is not what a token depends on."""
    found = shutil.which("aws", path=environment.get("PATH", ""))
    return found or NotRead("it is not on the path", refused=True)


def _engine(folder: Path) -> Engine:
    from sayar.engine.binary import find_pulumi

    return Engine(find_pulumi(), folder.resolve())


def stack_secrets(folder: Path, stack: str) -> str:
    """What a stack's file holds for decrypting: `passphrase`, `key`, or "" for nothing and for no file."""
    path = folder / stack_file(stack)
    document = read_document(path) if path.is_file() else {}
    if document.get("encryptionsalt"):
        return "passphrase"
    return "key" if document.get("secretsprovider") or document.get("encryptedkey") else ""


def example_accounts(folder: Path) -> dict[str, str | None]:
    """The accounts that the project ships as an example, by field."""
    declared = (read_document(folder / PROJECT_FILE).get("config") or {}).get("sayar:accounts") or {}
    return dict(declared.get("default") or {})


def _version(engine: Engine, within_s: float) -> str | NotRead:
    try:
        finished = look(engine, "version", within_s=within_s)
    except EngineError as error:
        return NotRead(str(error))
    lines = finished.stdout.split()
    return lines[0] if finished.code == 0 and lines else NotRead("pulumi does not tell its version")


def backend_of(engine: Engine, within_s: float) -> str | NotRead:
    """The URL of the engine's backend, or why nobody can say; at most `within_s` seconds.

    Of what the engine complains of the first line is told: it names backend and file, never a secret.
    """
    try:
        finished = look(engine, "whoami", "--verbose", "--json", within_s=within_s)
    except EngineError as error:
        return NotRead(str(error))
    if finished.code != 0:
        said = next((line.strip() for line in finished.stderr.splitlines() if line.strip()), "")
        if _NOT_LOGGED_IN in said:
            return NotRead("pulumi is not logged in", refused=True)
        return NotRead(
            _without_login(said.removeprefix("error: ")) or f"pulumi whoami ended with exit code {finished.code}"
        )
    try:
        url = json.loads(finished.stdout)["url"]
    except (ValueError, KeyError, TypeError):
        return NotRead("pulumi does not tell its backend")
    return _without_login(str(url))


def _without_login(text: str) -> str:
    """The URL of a database that keeps state may hold a password."""
    return _LOGIN.sub("://[secret]@", text)
