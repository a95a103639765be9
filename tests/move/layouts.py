"""Stack files in the forms that people write them in."""

from __future__ import annotations

from hypothesis import strategies as st

HASH = "ab" * 32
TRANSITION = {"from": "starter", "phase": "prepare", "base": HASH, "started": "2026-11-26"}

_COMMENTS = st.sampled_from(["", "  # why", " # é ü 漢 🚀", "   #"])
_BEFORE = st.sampled_from(["", "# top\n", "# é 🚀: {not: yaml}\n\n"])
_BETWEEN = st.sampled_from(["", "\n", "  # between\n", "# at the edge\n", "\n\n  # sayar:transition: {phase: none}\n"])
_PLATFORM = st.sampled_from(
    [
        "{domain: shop.dev}",
        "\n    domain: shop.dev",
        "\n      # ours\n      domain: 'shop.dev'",
        '{"domain": "shop.dev"}',
    ]
)
_BUDGET = st.sampled_from(
    [
        "",
        "  sayar:budget: {monthly_usd: 40, owner: Élodie 🚀}\n",
        "  sayar:budget:\n    monthly_usd: 40\n    owner: who\n",
    ]
)
_SALT = st.sampled_from(["", "encryptionsalt: v1:abc=:v1:def\n"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """The text of a starter's file with LF line ends, a last line break or none, in some order of its keys."""
    tier = draw(st.sampled_from(["starter", '"starter"', "'starter'"]))
    rows = [
        f"  sayar:tier: {tier}{draw(_COMMENTS)}\n",
        f"  sayar:platform: {draw(_PLATFORM)}{draw(_COMMENTS)}\n",
        draw(_BUDGET),
    ]
    order = draw(st.permutations(rows))
    between = [draw(_BETWEEN) for _ in order]
    body = "".join(row + gap for row, gap in zip(order, between, strict=True))
    text = f"{draw(_BEFORE)}config:{draw(_COMMENTS)}\n{body}{draw(_SALT)}"
    return text if draw(st.booleans()) else text.removesuffix("\n")
