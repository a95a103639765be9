"""The sums behind the promises. Pure: numbers in, numbers out; times in seconds, rates a second."""

from __future__ import annotations

from math import ceil, floor, sqrt

EXACT = 9
"""Decimals that count: what is above a whole number by less is a rounding of the machine and no replica."""


def whole(value: float) -> int:
    """The least whole number that is enough, at least 1."""
    return max(1, ceil(round(value, EXACT)))


def fitting(value: float) -> int:
    """The greatest whole number that fits, at least 1: nothing can be served with none."""
    return max(1, floor(round(value, EXACT)))


def users_rate(users: float, think_s: float, response_s: float) -> float:
    """Requests a second of users who each wait for an answer and think before the next request (closed loop)."""
    return users / (think_s + response_s)


def in_flight(rate: float, seconds: float) -> float:
    """Requests that are under way at a time (Little's law)."""
    return rate * seconds


def capacity(vcpu: float, share: float, cpu_s: float) -> float:
    """Requests a second that one replica serves with this share of its vCPU."""
    return vcpu * share / cpu_s


def staffed(busy: float, sigmas: float) -> int:
    """Places so that random arrivals (Poisson), of which `busy` need one in the mean, find all taken only rarely."""
    return whole(busy + sigmas * sqrt(busy))


def hit_rate(rate: float, lifetime_s: float) -> float:
    """Share of the reads that a cache answers, of which `rate` a second ask for one thing: one miss a lifetime."""
    return rate * lifetime_s / (1 + rate * lifetime_s)


def lifetime(rate: float, wanted: float) -> float:
    """Seconds that a thing must be kept so that the share `wanted` of its reads is answered by the cache."""
    return wanted / (1 - wanted) / rate
