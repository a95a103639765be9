"""Writes every generated file of the repository, or with --check says which ones are stale."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def artefacts() -> Iterator[tuple[Path, Callable[[str], str]]]:
    """Every generated file with the function that makes its new text from the present one."""
    from infra.config.load import load_tier
    from infra.config.platform import TIERS
    from sayar.documents.schemas import NAMES, schema_text
    from sayar.report.tiers import markdown_table
    from sayar.runbook.between import moves_with_phases
    from tools.load_tests import FOLDER, script
    from tools.regions_table import table as regions_table
    from tools.strategy_coverage import page

    for name in NAMES:
        yield ROOT / "docs" / "schemas" / f"{name}.schema.json", lambda _, name=name: schema_text(name)  # type: ignore[misc]
    yield ROOT / "docs" / "strategy-coverage.md", lambda _: page()
    yield ROOT / "docs" / "pictures" / "forecast.svg", lambda _: forecast_picture()
    yield ROOT / "docs" / "diff.md", diff_page
    yield ROOT / "docs" / "downtime-model.md", downtime_page
    yield ROOT / "docs" / "pictures" / "downtime-model.svg", lambda _: downtime_picture()
    yield ROOT / "docs" / "moves.md", moves_page
    yield ROOT / "docs" / "examples" / "triggers" / "metrics.csv", lambda _: triggers_example()
    yield ROOT / "docs" / "triggers.md", triggers_page
    yield ROOT / "docs" / "cost.md", cost_page
    yield ROOT / "docs" / "examples" / "success" / "metrics.csv", lambda _: success_example()
    yield ROOT / "docs" / "success.md", success_page
    yield ROOT / "docs" / "providers.md", providers_page
    yield ROOT / "docs" / "regions.md", lambda text: between(text, "regions", regions_table())
    for tier in TIERS:
        yield ROOT / FOLDER / f"{tier}.js", lambda _, tier=tier: script(load_tier(ROOT, tier).platform)  # type: ignore[misc]
    yield ROOT / "docs" / "performance.md", performance_page
    for origin, to in moves_with_phases(ROOT):
        page_of_move = ROOT / "docs" / "moves" / f"{origin}-to-{to}.md"
        yield page_of_move, lambda _, origin=origin, to=to: move_page(origin, to)  # type: ignore[misc]
    table = markdown_table(ROOT, why=False)
    yield ROOT / "README.md", lambda text: between(text, "tiers", table)
    yield ROOT / "docs" / "tiers.md", lambda text: between(text, "tiers", markdown_table(ROOT, why=True))


def move_page(origin: str, to: str) -> str:
    """The runbook of a move between the shipped tiers, without dates."""
    from sayar.runbook.between import runbook_between
    from sayar.runbook.markdown import markdown

    return markdown(runbook_between(origin, to, config_dir=ROOT))


def moves_page(text: str) -> str:
    """The page of moves with the phases of each, the least times, and a move that begins."""
    from tools.moves_tables import begun, phases_tables, waits_table

    parts = {"move-begun": begun(), "move-phases": phases_tables(), "move-waits": waits_table()}
    for name, content in parts.items():
        text = between(text, name, content)
    return text


def triggers_page(text: str) -> str:
    """The page of triggers with its tables and its example."""
    from tools.triggers_tables import example, rows_table, series_table, triggers_table

    parts = {"triggers-example": example(), "triggers": triggers_table(), "series": series_table()}
    for name, content in {**parts, "trigger-rows": rows_table()}.items():
        text = between(text, name, content)
    return text


def cost_page(text: str) -> str:
    """The page of costs with its tables and its example."""
    from tools import cost_tables as made

    parts = {"tiers": made.tiers, "targets": made.targets_table, "alarms": made.alarms_table, "usage": made.usage_table}
    parts |= {"example": made.example, "savings": made.savings_table, "prices": made.prices_table}
    for name, make in parts.items():
        text = between(text, f"cost-{name}", make())
    return text


def triggers_example() -> str:
    """What was measured in the example of triggers."""
    from tools.triggers_tables import made_example

    return made_example()


def success_page(text: str) -> str:
    """The page of success with its tables and its example."""
    from tools.success_tables import checklist_table, example, metrics_table, series_table

    parts = {"success-example": example(), "success-metrics": metrics_table(), "success-series": series_table()}
    for name, content in {**parts, "success-checklist": checklist_table()}.items():
        text = between(text, name, content)
    return text


def success_example() -> str:
    """What was measured in the example of success."""
    from tools.success_tables import made_example

    return made_example()


def downtime_page(text: str) -> str:
    """The page of the downtime model with its example, and the same update made otherwise."""
    from tools.downtime_page import output, variants_table

    return between(between(text, "downtime-example", output()), "downtime-variants", variants_table())


def downtime_picture() -> str:
    """The picture of the downtime model."""
    from tools.downtime_picture import picture

    return picture()


def performance_page(text: str) -> str:
    """The page of the promises as arithmetic, with its example and its assumptions."""
    from infra.config.load import load_tier
    from sayar.report.expected import assumptions_table, example_table

    example = example_table(load_tier(ROOT, "scale").platform)
    return between(between(text, "scale-example", example), "assumptions", assumptions_table())


def providers_page(text: str) -> str:
    """The page of the own providers with every resource of each."""
    from providers.guard.kinds.move import Move
    from providers.railway.plugin import KINDS as RAILWAY
    from providers.supabase.plugin import KINDS as SUPABASE
    from tools.provider_reference import reference

    for name, kinds in (("guard", (Move,)), ("railway", RAILWAY), ("supabase", SUPABASE)):
        text = between(text, name, reference(kinds))
    return text


def diff_page(text: str) -> str:
    """The page of `sayar diff` with its example and its table of packages."""
    return between(between(text, "diff-example", diff_example()), "diff-packages", packages_table())


def packages_table() -> str:
    """Which packages the facts know, and how many of their types."""
    from sayar.facts.package import LayeredPackage, generated_types
    from sayar.facts.replacement import FOLDER, packages

    lines = ["| package | version | types with generated rows | types with reviewed rows |", "|---|---|---:|---:|"]
    for name in packages():
        if name in ("pulumi", "sayar"):
            continue  # the engine's own types, and components
        package = LayeredPackage(FOLDER, name)
        lines.append(
            f"| {name} | {package.version} | {len(generated_types(FOLDER, name)) or '–'} | {package.reviewed or '–'} |"
        )
    return "\n".join(lines)


def diff_example() -> str:
    """What `sayar diff` says of the example, as its page shows it."""
    from sayar.plan.diffs import between_documents
    from sayar.report.plan_text import text

    example = ROOT / "docs" / "examples" / "diff"
    return f"```\n{text(between_documents(example / 'before.json', example / 'after.json'), to_terminal=False)}```"


def forecast_picture() -> str:
    """What `make plan` prints, shortened to what a reader of the README wants to see."""
    from sayar.plan.moves import between_tiers
    from sayar.report.plan_text import picture

    document = between_tiers("starter", "growth", config_dir=ROOT)
    return picture(document, groups=5, name="make plan")


def between(text: str, name: str, content: str) -> str:
    """`text` with what stands between the markers of `name` replaced. Raises ValueError without markers."""
    start, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
    before, opened, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not opened or not closed:
        raise ValueError(f"no markers for {name}")
    return f"{before}{start}\n\n{content.strip()}\n\n{end}{after}"


def stale() -> list[tuple[Path, str]]:
    """The files whose text is not what their sources make, with the new text."""
    found = []
    for path, make in artefacts():
        present = path.read_text(encoding="utf-8") if path.exists() else ""
        fresh = make(present)
        if fresh != present:
            found.append((path, fresh))
    return found


def main() -> int:
    """With --check: exit 1 naming stale files. Else write them."""
    found = stale()
    for path, fresh in found:
        if "--check" in sys.argv[1:]:
            print(f"stale: {path.relative_to(ROOT)} (make generate)")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fresh, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if found and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
