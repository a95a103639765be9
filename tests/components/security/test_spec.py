"""Secrets long enough, proof of the edge in the right order, guards of AWS that guard something; each at its bound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.components.security.specs import AWS, BASE, NAMES, problems, spec


def test_the_document_that_the_tests_change_is_sound_with_aws_and_without() -> None:
    assert problems() == problems(cloud={"kind": "none"}) == {}


@pytest.mark.parametrize("path", ["origin_auth", "secrets", "cloud", "compliance"])
def test_nothing_has_a_default(path: str) -> None:
    for name in BASE[path]:
        less = {key: value for key, value in BASE[path].items() if key != name}
        with pytest.raises(ValidationError):
            spec(**{path: less})


@pytest.mark.parametrize("mode", ["none", "header", "mtls"])
@pytest.mark.parametrize("stage", ["off", "accept", "require"])
def test_nothing_can_be_required_that_is_not_sent(mode: str, stage: str) -> None:
    found = problems(origin_auth={"mode": mode, "stage": stage})
    if mode == "none" and stage != "off":
        assert found == {"origin_auth.stage": "off while mode is none"}
    else:
        assert found == {}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "jwt"])
@pytest.mark.parametrize(("length", "sound"), [(31, False), (32, True), (128, True), (129, False)])
def test_a_secret_cannot_be_guessed_and_fits_into_a_header(name: str, length: int, sound: bool) -> None:
    found = problems(**{f"secrets__{name}__length": length})
    assert set(found) == (set() if sound else {f"secrets.{name}.length"})


@given(st.integers(0, 200))
def test_a_signing_key_has_the_bits_of_its_hash(length: int) -> None:
    # 43 letters and digits are the first that hold 256 bits.
    assert 62**42 < 2**256 <= 62**43
    assert set(problems(secrets__jwt__length=length)) == (set() if 43 <= length <= 128 else {"secrets.jwt.length"})


@pytest.mark.parametrize("length", [42, 43])
def test_a_signing_key_of_42_characters_is_refused_and_one_of_43_is_not(length: int) -> None:
    found = problems(secrets__jwt__length=length)
    assert [text.split(" (")[0] for text in found.values()] == ([] if length == 43 else ["at least 43"])


@pytest.mark.parametrize("name", NAMES)
def test_generations_count_from_one(name: str) -> None:
    assert problems(**{f"secrets__{name}__generation": 7}) == {}
    with pytest.raises(ValidationError, match="generation"):
        spec(**{f"secrets__{name}__generation": 0})


def test_evidence_over_a_period_is_as_old_as_the_period() -> None:
    def found(frameworks: list[str], months: int) -> dict[str, str]:
        return problems(compliance={"frameworks": frameworks, "evidence_months": months})

    assert found(["soc2_type2"], 12) == {}
    assert found(["soc2_type2"], 11) == {
        "compliance.evidence_months": "at least 12 with soc2_type2, as it looks at a period"
    }
    assert found(["soc2_type1"], 1) == found([], 0) == {}
    assert found(["soc2_type1"], 0) == {"compliance.evidence_months": "at least 1 with any framework"}
    assert found(["gdpr", "gdpr"], 1) == {"compliance.frameworks[1]": "each framework once"}
    with pytest.raises(ValidationError, match="evidence_months"):
        found([], -1)


@pytest.mark.parametrize(
    ("mode", "platforms", "sound"),
    [
        ("mtls", ("aws",), True),
        ("mtls", ("railway",), False),
        ("mtls", ("aws", "railway"), False),
        ("mtls", (), True),
        ("header", ("railway", "aws"), True),
    ],
)
def test_railway_checks_no_client_certificates(mode: str, platforms: tuple[str, ...], sound: bool) -> None:
    found = list(spec(origin_auth__mode=mode).with_origins(platforms, proxied=True))
    assert (found == []) == sound
    for problem in found:
        assert (problem.path, problem.value) == ("origin_auth.mode", "mtls")
        assert problem.allowed.startswith("one of none, header with an origin on railway (")


def test_three_hosts_on_one_platform_are_one_problem() -> None:
    found = list(spec(origin_auth__mode="mtls").with_origins(("railway", "railway", "railway"), proxied=True))
    assert len(found) == 1


@pytest.mark.parametrize("stage", ["off", "accept", "require"])
@pytest.mark.parametrize("proxied", [True, False])
def test_without_the_proxy_nobody_sends_the_header_that_could_be_required(stage: str, proxied: bool) -> None:
    found = list(spec(origin_auth__stage=stage).with_origins(("railway",), proxied=proxied))
    wrong = stage == "require" and not proxied
    assert [(problem.path, problem.value) for problem in found] == ([("origin_auth.stage", "require")] if wrong else [])


def test_the_trail_is_in_a_region_of_the_platform() -> None:
    assert list(spec().in_regions(("us-east", "eu-west"))) == []
    (problem,) = spec().in_regions(("eu-west",))
    assert (problem.path, problem.value) == ("cloud.audit.region", "us-east")
    assert problem.allowed == "a region of the platform: one of eu-west"
    assert list(spec(cloud={"kind": "none"}).in_regions(("eu-west",))) == []


@pytest.mark.parametrize(
    ("path", "least", "most"),
    [("keys__rotation_days", 90, 2560), ("keys__deletion_days", 7, 30), ("audit__retention_days", 365, None)],
)
def test_times_are_those_that_aws_takes_and_audits_need(path: str, least: int, most: int | None) -> None:
    where = f"cloud.{path.replace('__', '.')}"
    assert problems(**{f"cloud__{path}": least}) == {}
    assert set(problems(**{f"cloud__{path}": least - 1})) == {where}
    if most is None:
        assert problems(**{f"cloud__{path}": 10_000}) == {}
    else:
        assert problems(**{f"cloud__{path}": most}) == {}
        assert set(problems(**{f"cloud__{path}": most + 1})) == {where}


def test_a_use_has_one_key_and_there_is_one_at_least() -> None:
    assert problems(cloud__keys__uses=["logs"]) == {}
    assert problems(cloud__keys__uses=["logs", "cache", "logs"]) == {"cloud.keys.uses[2]": "each use once"}
    with pytest.raises(ValidationError, match="uses"):
        spec(cloud__keys__uses=[])


@pytest.mark.parametrize(
    ("guard", "field", "values"),
    [
        ("guard_duty", "features", ["malware", "rds_login_events"]),
        ("security_hub", "standards", ["cis_3_0", "nist_800_53"]),
    ],
)
def test_a_guard_that_is_off_looks_at_nothing_and_at_nothing_twice(guard: str, field: str, values: list[str]) -> None:
    where = f"cloud__{guard}"

    def found(enabled: str, chosen: list[str]) -> dict[str, str]:
        return problems(**{where: {**AWS[guard], "enabled": enabled, field: chosen}})

    assert found("on", values) == found("on", []) == found("off", []) == {}
    assert found("off", values) == {f"cloud.{guard}.{field}": "none while enabled is off"}
    assert found("on", values[:1] * 2) == {f"cloud.{guard}.{field}[1]": f"each {field.removesuffix('s')} once"}
