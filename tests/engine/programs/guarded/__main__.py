"""A guard and something that stands on it; the variable WANT is the guard's whole input, in the wire's own form."""

from __future__ import annotations

import hashlib
import json
import os

import pulumi

from providers.guard import sdk as guard

want = json.loads(os.environ["WANT"])
transition, database = want["transition"], want["database"]
provider = guard.Provider("guard")
move = guard.Move(
    "move",
    tier=want["tier"],
    order=want["order"],
    spec_hash=want["specHash"],
    pools={
        name: guard.PoolArgs(weight=pool["weight"], strict_tls=pool["strictTls"])
        for name, pool in want["pools"].items()
    },
    drain_s=want["drainS"],
    origin_tls=want["originTls"],
    waivers=[guard.WaiverArgs(**waiver) for waiver in want["waivers"]],
    transition=transition
    and guard.TransitionArgs(
        from_=transition["from"],
        phase=transition["phase"],
        phases=transition["phases"],
        one_way=transition["oneWay"],
        base=transition["base"],
        base_now=transition["baseNow"],
        started=transition["started"],
    ),
    database=database
    and guard.DatabaseArgs(engine=database["engine"], version=database["version"], replicas=database["replicas"]),
    opts=pulumi.ResourceOptions(provider=provider),
)
# Whatever is asked for, this changes: it shows whether a refusal comes before what stands on the guard. A resource of
# the same provider needs no further process.
guard.Move(
    "behind",
    tier="starter",
    order=["starter"],
    spec_hash=hashlib.sha256(os.environ["WANT"].encode()).hexdigest(),
    pools={},
    drain_s=0,
    origin_tls="full",
    waivers=[],
    opts=pulumi.ResourceOptions(provider=provider, depends_on=[move]),
)
pulumi.export("zeroed", move.zeroed_at)
