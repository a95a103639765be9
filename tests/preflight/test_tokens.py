"""Which tokens are there is told by their names alone."""

from __future__ import annotations

from sayar.preflight.tokens import VARIABLES, check_tokens


def test_every_vendor_has_one_result_and_an_empty_environment_misses_all() -> None:
    found = check_tokens({})
    assert [check.vendor for check in found] == [vendor for vendor, _ in VARIABLES]
    assert {check.state for check in found} == {"missing"}
    assert found[2].text == "RAILWAY_API_TOKEN or RAILWAY_TOKEN is missing"


def test_a_token_that_is_there_is_named_and_never_shown() -> None:
    canary = "canary-4711"
    found = check_tokens({name: canary for _, names in VARIABLES for name in names})
    assert [check.variable for check in found] == [names[0] for _, names in VARIABLES]
    assert {check.state for check in found} == {"not_checked"}
    assert canary not in repr(found)


def test_either_name_of_railways_token_will_do_and_an_empty_value_will_not() -> None:
    found = check_tokens({"RAILWAY_API_TOKEN": " ", "RAILWAY_TOKEN": "x", "VERCEL_API_TOKEN": ""})
    assert {check.vendor: (check.variable, check.state) for check in found[1:3]} == {
        "vercel": ("VERCEL_API_TOKEN", "missing"),
        "railway": ("RAILWAY_TOKEN", "not_checked"),
    }
