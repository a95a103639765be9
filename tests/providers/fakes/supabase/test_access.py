"""The Supabase stand-in: the custom hostname and the API keys, through which a project is reached."""

from typing import Any

import pytest

from tests.providers.fakes.supabase.conftest import Api

_NAME = "db.sayar.example"


@pytest.fixture
def ref(api: Api) -> str:
    """A project with the add-on for a custom hostname."""
    ref = api.ready("small")
    api.buy(ref, "custom_domain", "cd_default")
    return ref


def _hostname(api: Api, ref: str, act: str, body: dict | None = None) -> Any:
    return api.ok("POST", f"projects/{ref}/custom-hostname/{act}", body)


def _keys(api: Api, ref: str, **query: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {(key["type"], key["name"]): key for key in api.ok("GET", f"projects/{ref}/api-keys", **query)}


def test_without_a_hostname_it_is_not_started(api: Api, ref: str) -> None:
    told = api.ok("GET", f"projects/{ref}/custom-hostname")
    assert (told["status"], told["custom_hostname"]) == ("1_not_started", "")


def test_a_hostname_goes_through_its_steps_once_its_records_resolve(api: Api, ref: str) -> None:
    told = _hostname(api, ref, "initialize", {"custom_hostname": _NAME})
    assert told["status"] == "2_initiated"
    assert told["data"]["result"]["custom_origin_server"] == f"{ref}.supabase.co"
    (record,) = told["data"]["result"]["ssl"]["validation_records"]
    assert record["txt_name"] == f"_acme-challenge.{_NAME}"
    assert _hostname(api, ref, "reverify")["status"] == "2_initiated"
    path = f"projects/{ref}/custom-hostname"
    assert api.no("POST", f"{path}/activate") == (400, f"Custom hostname {_NAME} is not verified yet")
    api.fake.dns_ready(_NAME)
    assert _hostname(api, ref, "reverify")["status"] == "3_challenge_verified"
    assert _hostname(api, ref, "reverify")["status"] == "4_origin_setup_completed"
    assert _hostname(api, ref, "activate")["status"] == "5_services_reconfigured"
    assert api.ok("GET", path)["status"] == "5_services_reconfigured"


def test_records_may_resolve_after_some_attempts(api: Api, ref: str) -> None:
    api.fake.verify_reads = 2
    _hostname(api, ref, "initialize", {"custom_hostname": _NAME})
    assert [_hostname(api, ref, "reverify")["status"][0] for _ in range(5)] == ["2", "2", "3", "4", "4"]


def test_the_record_to_publish_may_come_late(api: Api, ref: str) -> None:
    api.fake.records_late = 1
    ssl = _hostname(api, ref, "initialize", {"custom_hostname": _NAME})["data"]["result"]["ssl"]
    assert ssl == {"status": "initializing", "validation_records": []}
    reads = [api.ok("GET", f"projects/{ref}/custom-hostname")["data"]["result"]["ssl"] for _ in range(2)]
    assert [len(each["validation_records"]) for each in reads] == [0, 1]


def test_a_hostname_needs_its_addon_and_keeps_it(api: Api, ref: str) -> None:
    other = api.ready("small")
    for act, body in (("initialize", {"custom_hostname": _NAME}), ("reverify", None), ("activate", None)):
        refused = api.no("POST", f"projects/{other}/custom-hostname/{act}", body)
        assert refused == (400, "Custom hostname needs the custom domain add-on")
    assert api.no("POST", f"projects/{ref}/custom-hostname/reverify")[1] == "Custom hostname is not initialized"
    _hostname(api, ref, "initialize", {"custom_hostname": _NAME})
    addon = f"projects/{ref}/billing/addons/cd_default"
    assert api.no("DELETE", addon) == (400, "Delete the custom hostname first")
    api.ok("DELETE", f"projects/{ref}/custom-hostname")
    api.ok("DELETE", addon)


def test_a_hostname_can_be_given_up_with_its_addon(api: Api, ref: str) -> None:
    _hostname(api, ref, "initialize", {"custom_hostname": _NAME})
    assert api.fake.live()["projects"][ref]["hostname"] == {"name": _NAME, "step": 2}
    api.ok("DELETE", f"projects/{ref}/custom-hostname", remove_addon="true")
    live = api.fake.live()["projects"][ref]
    assert (live["hostname"], live["addons"]) == (None, [])


def test_a_new_project_has_its_first_keys_and_reveals_the_secret_one_on_request(api: Api, ref: str) -> None:
    hidden, shown = _keys(api, ref), _keys(api, ref, reveal="true")
    assert hidden[("publishable", "default")] == shown[("publishable", "default")]
    assert hidden[("secret", "default")]["api_key"] != shown[("secret", "default")]["api_key"]
    assert shown[("secret", "default")]["api_key"].startswith("sb_secret_")
    assert shown[("secret", "default")]["api_key"] not in str(api.fake.live())


def test_the_first_keys_may_come_late(api: Api) -> None:
    api.fake.keys_late = 2
    ref = api.ready("small")
    assert [len(_keys(api, ref)) for _ in range(3)] == [0, 0, 4]


def test_a_key_is_made_changed_and_revoked(api: Api, ref: str) -> None:
    keys = f"projects/{ref}/api-keys"
    made = api.ok("POST", keys, {"type": "secret", "name": "sayar_api", "description": "CI"}, reveal="true")
    key = f"{keys}/{made['id']}"
    changed = api.ok("PATCH", key, {"name": "sayar_app"}, reveal="true")
    assert (changed["name"], changed["description"], changed["api_key"]) == ("sayar_app", "CI", made["api_key"])
    assert api.ok("GET", key)["name"] == "sayar_app"
    assert "secret sayar_app" in api.fake.live()["projects"][ref]["keys"]
    api.ok("DELETE", key, was_compromised="false")
    assert ("secret", "sayar_app") not in _keys(api, ref)
    assert api.no("DELETE", key) == (404, "API key not found")


def test_names_of_keys_are_unique_among_their_type(api: Api, ref: str) -> None:
    keys = f"projects/{ref}/api-keys"
    first = api.ok("POST", keys, {"type": "secret", "name": "sayar_api"})
    refused = api.no("POST", keys, {"type": "secret", "name": "sayar_api"})
    assert refused == (400, "A secret API key named sayar_api exists already")
    api.ok("POST", keys, {"type": "publishable", "name": "sayar_api"})
    assert api.no("PATCH", f"{keys}/{first['id']}", {"name": "default"})[0] == 400
    templated = {"type": "publishable", "name": "other", "secret_jwt_template": {"role": "x"}}
    assert api.no("POST", keys, templated) == (400, "secret_jwt_template is for secret API keys")


def test_the_legacy_keys_can_be_switched_off(api: Api, ref: str) -> None:
    legacy = f"projects/{ref}/api-keys/legacy"
    assert api.ok("GET", legacy) == {"enabled": True}
    assert ("legacy", "service_role") in _keys(api, ref)
    assert api.ok("PUT", legacy, enabled="false") == {"enabled": False}
    assert not [kind for kind, _ in _keys(api, ref) if kind == "legacy"]
