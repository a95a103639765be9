"""What the stand-in vendors make up."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.engine.sandbox.generators import GENERATORS, password
from sayar.engine.sandbox.schema import Property, ResourceSchema, load_schema, packages
from sayar.engine.sandbox.values import Seed, computed, follows, new_id

_URN = "urn:pulumi:prod::sayar::x:index:T::one"


def _schema(**more: Any) -> ResourceSchema:
    return ResourceSchema(token="x:index:T", inputs=more.pop("inputs", {}), outputs=more.pop("outputs", {}), **more)


def test_an_object_keeps_its_values_and_its_replacement_gets_others() -> None:
    schema = _schema(outputs={"apiUrl": Property("string")})
    first, again, next_one = (computed(schema, Seed(_URN, birth), "i", {}) for birth in (1, 1, 2))
    assert first == again
    assert first != next_one
    assert new_id(schema, Seed(_URN, 1), {}) != new_id(schema, Seed(_URN, 2), {}), "else deleting the old kills the new"


@pytest.mark.parametrize(
    ("name", "look"),
    [
        ("zoneId", r"[0-9a-f]{32}"),
        ("apiUrl", r"https://[0-9a-f]{8}\.sandbox\.example"),
        ("cname", r"[0-9a-f]{8}\.sandbox\.example"),
        ("createdOn", r"2026-01-01T00:00:00Z"),
        ("status", "active"),
        ("egressIp", r"192\.0\.2\.\d+"),
        ("secretKey", r"[0-9a-f]{40}"),
        ("colour", r"made-[0-9a-f]{8}"),
    ],
)
def test_a_value_looks_like_what_its_name_says(name: str, look: str) -> None:
    made = computed(_schema(outputs={name: Property("string")}), Seed(_URN, 1), "i", {})
    assert re.fullmatch(look, made[name])


def test_a_list_of_texts_has_two_different_ones_and_a_list_of_objects_is_empty() -> None:
    outputs = {
        "ips": Property("array", items=Property("string", made="ipv4")),
        "events": Property("array", items=Property("object")),
    }
    made = computed(_schema(outputs=outputs), Seed(_URN, 1), "i", {})
    assert len(set(made["ips"])) == 2
    assert made["events"] == []


def test_a_pattern_is_filled_with_the_id_and_with_inputs_and_follows_those_inputs() -> None:
    spec = Property("string", made="https://{ref}.{id}.example/{hex16}")
    made = computed(_schema(inputs={"ref": Property("string")}, outputs={"u": spec}), Seed(_URN, 1), "i", {"ref": "r"})
    assert re.fullmatch(r"https://r\.i\.example/[0-9a-f]{16}", made["u"])
    assert follows(spec) == {"ref"}


def test_the_vendor_fills_in_what_it_computes_and_its_defaults_but_never_overrides_the_program() -> None:
    inputs = {"a": Property("string", computed=True), "b": Property("integer", default=7), "c": Property("string")}
    assert set(computed(_schema(inputs=inputs), Seed(_URN, 1), "i", {})) == {"a", "b"}
    assert computed(_schema(inputs=inputs), Seed(_URN, 1), "i", {"a": "x", "b": 1}) == {}


@pytest.mark.parametrize("package", [each for each in packages() if each != "random"])
def test_every_output_of_every_type_can_be_made(package: str) -> None:
    schema = load_schema(package)
    for token in schema.tokens:
        resource = schema.resource(token)
        assert resource is not None
        assert set(resource.outputs) <= set(computed(resource, Seed(_URN, 1), "i", {})), token
        assert new_id(resource, Seed(_URN, 1), {}), token


@given(
    length=st.integers(1, 64),
    classes=st.sets(st.sampled_from(["lower", "upper", "numeric", "special"]), min_size=1),
    seed=st.text("0123456789abcdef", min_size=1, max_size=8),
)
def test_a_password_has_the_length_and_only_the_classes_asked_for(length: int, classes: set[str], seed: str) -> None:
    inputs: dict[str, Any] = {"length": length, **{each: each in classes for each in ("lower", "upper", "numeric")}}
    inputs |= {"special": "special" in classes, "overrideSpecial": "#"}
    made = password(seed, inputs)
    letters = {"lower": "[a-z]", "upper": "[A-Z]", "numeric": "[0-9]", "special": "#"}
    allowed = "|".join(letters[each] for each in classes)
    assert re.fullmatch(f"(?:{allowed}){{{length}}}", made)


def test_a_password_has_at_least_what_is_asked_of_a_class() -> None:
    made = password("5eed", {"length": 20, "minNumeric": 12, "minUpper": 8})
    assert sum(each.isdigit() for each in made) >= 12
    assert sum(each.isupper() for each in made) >= 8


@pytest.mark.parametrize(
    ("kind", "inputs", "look"),
    [
        ("random.hex", {"byteLength": 4}, r"[0-9a-f]{8}"),
        ("random.hex", {"byteLength": 4, "prefix": "p-"}, r"p-[0-9a-f]{8}"),
        ("random.base64", {"length": 3}, r"[A-Za-z0-9+/]{4}"),
        ("random.base64url", {"byteLength": 4}, r"[A-Za-z0-9_-]{6}"),
        ("random.decimal", {"byteLength": 1}, r"\d{1,3}"),
        ("random.uuid", {}, r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
        ("random.pet", {"length": 3, "separator": "_", "prefix": "p"}, r"p_[a-z]+_[a-z]+_[a-z]+"),
        ("random.integer", {"min": 7, "max": 7}, "7"),
        ("random.hash", {}, r"\$2a\$10\$.{53}"),
    ],
)
def test_a_random_value_has_the_form_of_the_real_package(kind: str, inputs: dict[str, Any], look: str) -> None:
    assert re.fullmatch(look, str(GENERATORS[kind]("00ff" * 16, inputs)))


def test_a_shuffle_gives_the_values_that_it_was_given() -> None:
    shuffle = GENERATORS["random.shuffle"]
    assert sorted(shuffle("ab", {"inputs": ["x", "y", "z"]})) == ["x", "y", "z"]
    assert len(shuffle("ab", {"inputs": ["x", "y", "z"], "resultCount": 2})) == 2


def test_a_list_of_objects_has_as_many_as_its_row_says_and_each_is_its_own() -> None:
    row = Property("array", items=Property("object", fields={"arn": Property("string")}), least=2)
    schema = ResourceSchema("aws:x/y:Y", {}, {"secrets": row})
    made = computed(schema, Seed(_URN, 1), "i", {})["secrets"]
    assert len(made) == 2
    assert made[0] != made[1]


def test_the_proofs_of_a_certificate_are_one_for_each_name_and_the_same_in_every_region() -> None:
    """Two certificates for one name ask for one record: whoever publishes both would make it twice."""
    schema = load_schema("aws").resource("aws:acm/certificate:Certificate")
    assert schema is not None
    inputs = {"domainName": "a.example", "subjectAlternativeNames": ["b.example", "a.example"]}
    here, there = (computed(schema, Seed(urn, 1), urn, inputs)["domainValidationOptions"] for urn in ("here", "there"))
    assert [each["domainName"] for each in here] == ["a.example", "b.example"]
    assert here == there
    assert computed(schema, Seed(_URN, 1), "i", {})["domainValidationOptions"] == []
