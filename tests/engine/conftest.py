"""Fixtures of the real engine, for every test below."""

from tests.support.engine import make_sandbox as make_sandbox
from tests.support.engine import pulumi as pulumi
