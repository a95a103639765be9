"""The page of cost: the budget that it shows is one that a stack can have, and does what is said beside it."""

from __future__ import annotations

import re
from pathlib import Path

from infra.config.load import load_stack
from sayar.cost.asked import of
from sayar.cost.document import described, month_of
from sayar.cost.reading import NOTHING_OBSERVED
from tests.cli.ran import PROD
from tests.infra.projects import project

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cost.md"


def test_the_budget_of_the_page_is_one_that_a_stack_can_have(tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\nconfig:\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    folder = project(tmp_path, live=PROD.format(tier="enterprise") + text)
    config = load_stack(folder, "live")
    assert config.environment.budget is not None
    assert [row.product for row in config.environment.budget.cloudflare_usage] == ["worker_requests"]
    before, after = (of(NOTHING_OBSERVED, as_of=day) for day in ("2026-12-31", "2027-01-01"))
    month = month_of(config, before)
    held = described(config, month, before)
    assert held.budget is not None
    assert (held.budget.verdict, held.verdict) == ("over", "ok"), "Enterprise costs ten times as much"
    assert held.budget.waived_until == "2026-12-31"
    assert described(config, month, after).verdict == "breach"
