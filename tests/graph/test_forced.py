"""Which dependents go with something that is deleted before its successor is there."""

from sayar.graph.forced import Forced, forced_by
from sayar.graph.model import UNKNOWN
from tests.graph.builders import TYPE, FakeFacts, thing, urn

COMPONENT = "sayar:test:Group"
FACTS = FakeFacts(replace={TYPE: ("forced",), COMPONENT: ("forced",)})


def test_dependents_of_dependents_go_with_the_first_one() -> None:
    olds = (
        thing("base"),
        thing("child", {"forced": "id-1"}, on={"forced": ("base",)}),
        thing("grandchild", {"forced": UNKNOWN}, on={"forced": ("child",)}),
    )
    expected = Forced(urn("base"), ("forced",))
    assert forced_by(urn("base"), olds, FACTS) == {urn("child"): expected, urn("grandchild"): expected}


def test_the_chain_ends_at_a_dependent_that_is_updated_in_place() -> None:
    olds = (
        thing("base"),
        thing("child", {"size": UNKNOWN}, on={"size": ("base",)}),
        thing("grandchild", {"forced": UNKNOWN}, on={"forced": ("child",)}),
    )
    assert forced_by(urn("base"), olds, FACTS) == {}


def test_components_reads_and_plain_dependencies_stay() -> None:
    link = {"forced": ("base",)}
    olds = (
        thing("base"),
        thing("group", {"forced": UNKNOWN}, on=link, type=COMPONENT, custom=False),
        thing("seen", {"forced": UNKNOWN}, on=link, external=True),
        thing("after", {"forced": 1}, dependencies=(urn("base"),)),
    )
    assert forced_by(urn("base"), olds, FACTS) == {}


def test_a_type_that_nobody_knows_is_not_forced() -> None:
    olds = (thing("base"), thing("child", {"forced": UNKNOWN}, on={"forced": ("base",)}, type="other:index:Thing"))
    assert forced_by(urn("base"), olds, FACTS) == {}
