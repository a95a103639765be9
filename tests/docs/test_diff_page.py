"""The figures on the page of `sayar diff` are those that the tests find."""

import re
from pathlib import Path

from tests.facts.test_edits import ALL, TOLD

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "diff.md").read_text(encoding="utf-8")


def test_the_page_tells_how_many_edits_there_are_and_how_well_they_are_told() -> None:
    real = {edit.id for edit in ALL if edit.verdict == "replace"}
    flagged = {id_ for id_, verdict in TOLD.items() if verdict in ("replace", "maybe")}
    found = re.search(r"([\d,]+) single-property edits of (\d+) types.*recall ([\d.]+).*precision ([\d.]+)", PAGE)
    assert found is not None
    assert found[1] == f"{len(ALL):,}"
    assert int(found[2]) == len({edit.type for edit in ALL})
    assert found[3] == f"{len(real & flagged) / len(real):.3f}"
    assert found[4] == f"{len(real & flagged) / len(flagged):.3f}"
