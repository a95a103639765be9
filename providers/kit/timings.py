"""How long is waited for what. One row, so that tests and slow networks can change it in one place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

VARIABLE: Final = "SAYAR_PROVIDER_TIMINGS"
"""JSON with some of the fields of `Timings`."""

Seconds = Annotated[float, Field(gt=0)]


class TimingsError(ValueError):
    """The environment's timings cannot be read; the text says which."""


class Timings(BaseModel):
    """Seconds, and the number of tries. Not facts about a platform: bounds on our own patience."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    request_s: Seconds = 30
    """For one answer."""
    tries: Annotated[int, Field(ge=1)] = 6
    first_wait_s: Seconds = 0.5
    """Between the first two tries; doubles from then on, with jitter."""
    longest_wait_s: Seconds = 30
    retry_s: Seconds = 180
    """For all tries of one call together, waits included."""
    poll_s: Seconds = 2
    """Between two looks at something that is on its way."""
    appear_s: Seconds = 60
    """For what was made to be seen: an id that comes late, a patch that is applied later."""
    settle_s: Seconds = 20
    """For a call whose answer is lost to show its effect, before it counts as not done."""
    ready_s: Seconds = 900
    """For what takes minutes: a database that starts, a replica that is filled."""
    paced: bool = True
    """Whether calls keep under the platform's documented limits; only a stand-in has none."""


def timings(environment: Mapping[str, str] = os.environ) -> Timings:
    """The timings, with those of the environment over the defaults. Raises TimingsError."""
    text = environment.get(VARIABLE)
    if not text:
        return Timings()
    try:
        return Timings.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the text"
        raise TimingsError(f"{VARIABLE}: {where}: {first['msg']}") from None
