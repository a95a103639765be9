"""The sentences about a move that several commands say."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

    from infra.moves.phase import Phase

_DAYS: Final = 14
"""How long the approvals of a snippet count: it is a proposal, and whoever signs it changes the date."""
_NAMED: Final = re.compile(r"(--stack|-s) NAME\b")
"""How the texts of phases and duties name the stack."""


def way_back(stack: str, phase: Phase) -> str:
    """The one line that each report about a phase ends with: the command, and what it does."""
    if phase.one_way:
        return f"way back: none; what {phase.name} does cannot be taken back"
    return f"way back: {back_command(stack)} ({of_stack(phase.rollback, stack)})"


def back_command(stack: str) -> str:
    """The command that goes one phase back."""
    return command("back", stack)


def command(word: str, stack: str) -> str:
    """`sayar move WORD` of a stack, as it is typed."""
    return f"sayar move {word} --stack {shlex.quote(stack)}"


def up_command(stack: str) -> str:
    """The command that brings a stack to what its file says."""
    return f"sayar up --stack {shlex.quote(stack)}"


def of_stack(text: str, stack: str) -> str:
    """A text of a phase with the stack's own name where its commands say NAME."""
    return _NAMED.sub(lambda found: f"{found[1]} {shlex.quote(stack)}", text)


def approvals_snippet(resources: Iterable[str], today: date) -> str:
    """The approvals that are missing, as YAML for the stack's file; whoever signs puts the own name and reason."""
    until = (today + timedelta(days=_DAYS)).isoformat()
    rows = [
        f'    - {{resource: "{name}", action: release, by: WHO, reason: WHY, until: "{until}"}}' for name in resources
    ]
    return "\n".join(["  sayar:approvals:", *rows])
