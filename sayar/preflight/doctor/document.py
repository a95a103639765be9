"""The checks of a stack as the document that other programs read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

from infra.config.stack import StackConfig
from sayar.documents.doctor import DoctorCheck, DoctorDocument, DoctorSummary
from sayar.preflight.doctor.judge import Check, exit_code


def document(config: StackConfig, checks: Sequence[Check]) -> DoctorDocument:
    """The document. A step is given for what is missing or was not checked."""
    states = [check.state for check in checks]
    transition = config.environment.transition
    return DoctorDocument(
        format="sayar.doctor/1",
        stack=config.stack,
        tier=config.platform.tier,
        phase=transition.phase if transition else None,
        summary=DoctorSummary(
            ok=states.count("ok"), missing=states.count("missing"), not_checked=states.count("not_checked")
        ),
        checks=tuple(
            DoctorCheck(
                id=check.id,
                vendor=check.vendor,
                state=check.state,
                text=check.text,
                how=check.how or None,
                source=check.source,
                variable=check.variable or None,
            )
            for check in checks
        ),
        exit_code=cast(Literal[0, 3, 4], exit_code(checks)),
    )
