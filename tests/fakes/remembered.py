"""Judgements that are made once: holding a request against a large description takes longer than answering it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from typing import ParamSpec, TypeVar

from werkzeug import Request, Response

_Given = ParamSpec("_Given")
_Judged = TypeVar("_Judged")
_MOST = 10_000


def remembered(
    key: Callable[_Given, Hashable],
) -> Callable[[Callable[_Given, _Judged]], Callable[_Given, _Judged]]:
    """Judge each `key` once; the key holds all that the judgement looks at. Forgets all when there are too many."""

    def wrap(judge: Callable[_Given, _Judged]) -> Callable[_Given, _Judged]:
        known: dict[Hashable, _Judged] = {}

        @functools.wraps(judge)
        def judged(*args: _Given.args, **kwargs: _Given.kwargs) -> _Judged:
            about = key(*args, **kwargs)
            if about not in known:
                if len(known) >= _MOST:
                    known.clear()
                known[about] = judge(*args, **kwargs)
            return known[about]

        return judged

    return wrap


def asked(request: Request) -> Hashable:
    """All of a request that a description speaks of."""
    return (request.method, request.full_path, request.content_type, request.get_data())


def answered(request: Request, response: Response) -> Hashable:
    """The same of an answer, which belongs to a way of asking."""
    return (request.method, request.path, response.status_code, response.content_type, response.get_data())
