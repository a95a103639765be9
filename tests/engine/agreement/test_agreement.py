"""Random pairs of graphs: the comparison says what the real engine says, operation and order."""

import os
from pathlib import Path

import pytest

from tests.engine.agreement.agree import Batch, differences, undecided, unexplained

pytestmark = pytest.mark.engine

BATCH = 75
BATCHES = int(os.environ.get("SAYAR_AGREEMENT_PAIRS", "300")) // BATCH
"""300 pairs; `make soak` puts 3,000 through."""


@pytest.mark.parametrize("number", range(BATCHES))
def test_the_comparison_agrees_with_the_engine_on_random_pairs(tmp_path: Path, pulumi: Path, number: int) -> None:
    batch = Batch(tmp_path, pulumi, range(number * BATCH, (number + 1) * BATCH))
    engine, offline, from_state = batch.run()
    assert len(engine.changes) > BATCH / 2, "edits that change nothing would prove nothing"
    assert len(undecided(offline)) <= 2, "nor would a comparison that leaves it open"
    wrong = differences(batch, offline, engine)
    assert not wrong, "\n".join(wrong)
    wrong = unexplained(batch, from_state, engine)
    assert not wrong, "\n".join(wrong)
