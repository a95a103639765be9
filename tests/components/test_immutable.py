"""What cannot be changed in place: found in trees of specs, and compared with what was there before."""

import importlib
import pkgutil
from collections.abc import Iterator
from random import Random
from typing import Annotated, ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

import components
from components.immutable import Broken, changed, frozen_fields
from components.messaging.spec import MessagingSpec
from components.spec import Spec
from tests.components.messaging.made import EXPRESS, STANDARD, messaging


class NoStore(Spec):
    kind: Literal["none"]


class AutoNodes(Spec):
    mode: Literal["auto"]


class OwnNodes(Spec):
    IMMUTABLE: ClassVar[tuple[str, ...]] = ("image",)

    mode: Literal["own"]
    image: str


class Disk(Spec):
    IMMUTABLE: ClassVar[tuple[str, ...]] = ("key",)

    key: str
    size_gb: int


class Shard(Spec):
    """Found again by what it is for, wherever it stands in the list."""

    IMMUTABLE: ClassVar[tuple[str, ...]] = ("use", "region", "subnets")
    GROWS: ClassVar[tuple[str, ...]] = ("parts",)
    IDENTITY: ClassVar[tuple[str, ...]] = ("use", "region")

    use: str
    region: str
    subnets: str
    replicas: int
    parts: int = 1


class Slot(Spec):
    """Found again by its place only."""

    IMMUTABLE: ClassVar[tuple[str, ...]] = ("zone",)

    zone: str


class Store(Spec):
    IMMUTABLE: ClassVar[tuple[str, ...]] = ("kind", "region", "nodes.mode", "nodes.image", "owner")
    GROWS: ClassVar[tuple[str, ...]] = ("disk.size_gb", "limit")

    kind: Literal["store"]
    region: str
    limit: int | None = None
    version: str
    owner: str | None
    nodes: Annotated[AutoNodes | OwnNodes, Field(discriminator="mode")]
    disk: Disk | None
    shards: tuple[Shard, ...]
    slots: tuple[Slot, ...]
    named: dict[str, Disk]


class Vault(Spec):
    """Another kind of store that also freezes what it is and where."""

    IMMUTABLE: ClassVar[tuple[str, ...]] = ("kind", "region")

    kind: Literal["vault"]
    region: str


class Rented(Spec):
    """A store of a platform, that a tier leaves: it freezes nothing."""

    kind: Literal["rented"]
    region: str
    limit: int | None = None


class Concern(Spec):
    store: Annotated[NoStore | Store | Vault | Rented, Field(discriminator="kind")]


def shard(use: str, region: str = "us", subnets: str = "private", replicas: int = 1, parts: int = 1) -> Shard:
    return Shard(use=use, region=region, subnets=subnets, replicas=replicas, parts=parts)


AUTO, OWN = AutoNodes(mode="auto"), OwnNodes(mode="own", image="one")
STORE = Store(
    kind="store",
    region="us",
    version="1",
    owner=None,
    nodes=AUTO,
    disk=Disk(key="a", size_gb=1),
    shards=(shard("cache"), shard("queue")),
    slots=(Slot(zone="a"), Slot(zone="b")),
    named={"logs": Disk(key="l", size_gb=1)},
)
OTHER = Concern(store=Vault(kind="vault", region="us"))
NONE = Concern(store=NoStore(kind="none"))
RENTED = Concern(store=Rented(kind="rented", region="us"))
RENTED_SMALL = Concern(store=Rented(kind="rented", region="us", limit=1))


def concern(**changes: object) -> Concern:
    return Concern(store=STORE.model_copy(update=changes))


TEXT = st.sampled_from(("a", "b"))
DISKS = st.builds(Disk, key=TEXT, size_gb=st.integers(1, 3))
STORES = st.builds(
    Store,
    kind=st.just("store"),
    region=TEXT,
    limit=st.none() | st.integers(1, 3),
    version=TEXT,
    owner=st.none() | TEXT,
    nodes=st.just(AUTO) | st.builds(OwnNodes, mode=st.just("own"), image=TEXT),
    disk=st.none() | DISKS,
    shards=st.lists(
        st.builds(shard, use=TEXT, region=TEXT, subnets=TEXT, replicas=st.integers(1, 3), parts=st.integers(1, 3)),
        max_size=3,
        unique_by=lambda row: (row.use, row.region),
    ).map(tuple),
    slots=st.lists(st.builds(Slot, zone=TEXT), max_size=3).map(tuple),
    named=st.dictionaries(TEXT, DISKS, max_size=2),
)
CONCERNS = st.builds(
    Concern,
    store=STORES | st.just(NONE.store) | st.just(RENTED.store) | st.builds(Vault, kind=st.just("vault"), region=TEXT),
)


def test_frozen_fields_are_found_in_specs_inside_in_lists_and_in_mappings() -> None:
    assert frozen_fields(concern(nodes=OWN)) == (
        "store.kind",
        "store.region",
        "store.nodes.mode",
        # Named by the store and by the nodes, and there once.
        "store.nodes.image",
        "store.owner",
        "store.disk.size_gb",
        "store.limit",
        "store.disk.key",
        *(f"store.shards[{at}].{name}" for at in (0, 1) for name in ("use", "region", "subnets", "parts")),
        "store.slots[0].zone",
        "store.slots[1].zone",
        "store.named.logs.key",
    )


def test_what_is_not_there_has_no_frozen_fields() -> None:
    assert frozen_fields(NONE) == ()
    found = frozen_fields(concern(disk=None, shards=(), slots=(), named={}))
    assert found == ("store.kind", "store.region", "store.nodes.mode", "store.owner", "store.limit")


def test_a_frozen_field_that_changes_is_named_with_both_values() -> None:
    assert changed(concern(), concern(region="eu")) == (Broken("store.region", "us", "eu"),)
    assert changed(concern(), concern(version="2", disk=Disk(key="a", size_gb=9))) == ()
    assert changed(concern(), concern(disk=Disk(key="b", size_gb=1))) == (Broken("store.disk.key", "a", "b"),)


@pytest.mark.parametrize(("old", "new", "shrinks"), [(5, 6, False), (5, 5, False), (5, 4, True), (1, 0, True)])
def test_a_number_that_may_only_grow_is_named_when_it_becomes_less(old: int, new: int, shrinks: bool) -> None:
    """A disk of a spec inside, by the path that the spec around it names."""
    found = changed(concern(disk=Disk(key="a", size_gb=old)), concern(disk=Disk(key="a", size_gb=new)))
    assert found == ((Broken("store.disk.size_gb", old, new, "shrinks"),) if shrinks else ())


def test_an_item_of_a_list_shrinks_where_it_stands_now() -> None:
    was = concern(shards=(shard("cache", parts=4), shard("queue", parts=2)))
    becomes = concern(shards=(shard("queue", parts=3), shard("cache", parts=3)))
    assert changed(was, becomes) == (Broken("store.shards[1].parts", 4, 3, "shrinks"),)


def test_a_number_that_nobody_said_is_neither_more_nor_less() -> None:
    assert changed(concern(limit=None), concern(limit=1)) == changed(concern(limit=1), concern(limit=None)) == ()
    assert changed(concern(limit=2), concern(limit=1)) == (Broken("store.limit", 2, 1, "shrinks"),)


def test_what_went_and_what_is_new_does_not_shrink() -> None:
    assert changed(concern(), concern(disk=None)) == changed(concern(disk=None), concern()) == ()
    assert changed(concern(limit=9), RENTED_SMALL) == changed(RENTED_SMALL, concern(limit=9)) == ()


def test_a_nested_path_is_compared_where_both_sides_have_it() -> None:
    assert changed(concern(), concern(nodes=OWN)) == (Broken("store.nodes.mode", "auto", "own"),)
    other = concern(nodes=OwnNodes(mode="own", image="two"))
    assert changed(concern(nodes=OWN), other) == (Broken("store.nodes.image", "one", "two"),)


def test_a_plain_field_that_is_null_is_a_value_and_a_spec_that_is_null_is_not_there() -> None:
    assert changed(concern(), concern(owner="me")) == (Broken("store.owner", None, "me"),)
    assert changed(concern(owner="me"), concern()) == (Broken("store.owner", "me", None),)
    assert changed(concern(disk=None), concern()) == changed(concern(), concern(disk=None)) == ()


def test_from_nothing_and_to_nothing_no_kind_is_changed() -> None:
    assert changed(NONE, concern()) == changed(concern(), NONE) == ()
    assert changed(RENTED, concern()) == changed(concern(), RENTED) == ()


def test_another_kind_counts_between_two_that_freeze_it_and_nothing_below_does() -> None:
    moved = Concern(store=Vault(kind="vault", region="eu"))
    assert changed(concern(), OTHER) == (Broken("store.kind", "store", "vault"),)
    assert changed(OTHER, concern()) == (Broken("store.kind", "vault", "store"),)
    assert changed(concern(), moved) == (
        Broken("store.kind", "store", "vault"),
        Broken("store.region", "us", "eu"),
    )


def test_items_with_an_identity_are_found_again_at_another_place() -> None:
    turned = concern(shards=(shard("queue", subnets="intra", replicas=5), shard("cache")))
    assert changed(concern(), turned) == (Broken("store.shards[0].subnets", "private", "intra"),)


def test_an_item_that_comes_or_goes_is_no_change_and_neither_is_another_identity() -> None:
    assert changed(concern(), concern(shards=(shard("new"), *STORE.shards))) == ()
    assert changed(concern(), concern(shards=STORE.shards[1:])) == ()
    assert changed(concern(), concern(shards=(shard("cache", "eu"), shard("queue")))) == ()
    assert changed(concern(), concern(named={"others": Disk(key="x", size_gb=1)})) == ()


def test_items_without_an_identity_are_those_at_their_index() -> None:
    assert changed(concern(), concern(slots=(Slot(zone="b"), Slot(zone="a")))) == (
        Broken("store.slots[0].zone", "a", "b"),
        Broken("store.slots[1].zone", "b", "a"),
    )
    assert changed(concern(), concern(slots=STORE.slots[:1])) == ()


def test_two_items_of_one_identity_are_both_compared() -> None:
    """Rules refuse them elsewhere; here neither must hide the other."""
    twice = concern(shards=(shard("cache"), shard("cache")))
    assert changed(twice, concern(shards=(shard("cache"), shard("cache", subnets="intra")))) == (
        Broken("store.shards[1].subnets", "private", "intra"),
    )
    apart = concern(shards=(shard("cache"), shard("cache", subnets="intra")))
    assert changed(apart, apart) == ()


def test_a_key_of_a_mapping_is_a_word_of_the_path() -> None:
    assert changed(concern(), concern(named={"logs": Disk(key="m", size_gb=1)})) == (
        Broken("store.named.logs.key", "l", "m"),
    )


def test_a_class_that_freezes_a_field_which_it_has_not_is_a_defect() -> None:
    class Misspelt(Spec):
        IMMUTABLE: ClassVar[tuple[str, ...]] = ("regoin",)

        region: str

    with pytest.raises(AttributeError, match="regoin"):
        frozen_fields(Misspelt(region="us"))
    with pytest.raises(AttributeError, match="regoin"):
        changed(Misspelt(region="us"), Misspelt(region="us"))


@given(CONCERNS)
def test_nothing_has_changed_where_nothing_has(spec: Concern) -> None:
    assert changed(spec, spec) == ()


@given(CONCERNS, CONCERNS)
def test_what_changed_is_frozen_differs_and_is_named_once(old: Concern, new: Concern) -> None:
    found = changed(old, new)
    assert {row.path for row in found} <= set(frozen_fields(new))
    assert all(row.old != row.new for row in found)
    assert len({row.path for row in found}) == len(found)


@given(CONCERNS, CONCERNS)
def test_the_way_back_changes_as_many_fields_the_other_way_round(old: Concern, new: Concern) -> None:
    """Places in lists may be others, so the values are compared. What shrinks on one way grows on the other."""

    def pairs(rows: tuple[Broken, ...], turned: bool) -> list[str]:
        return sorted(
            repr((row.new, row.old) if turned else (row.old, row.new)) for row in rows if row.kind == "changes"
        )

    there, back = changed(old, new), changed(new, old)
    assert pairs(there, False) == pairs(back, True)
    assert all(row.new < row.old for row in (*there, *back) if row.kind == "shrinks")  # type: ignore[operator]


@given(STORES, st.randoms())
def test_the_order_of_items_with_an_identity_is_no_change(store: Store, random: Random) -> None:
    shards = list(store.shards)
    random.shuffle(shards)
    assert changed(Concern(store=store), Concern(store=store.model_copy(update={"shards": tuple(shards)}))) == ()


@given(STORES, st.integers(1, 9), TEXT)
def test_fields_that_are_not_frozen_change_freely(store: Store, number: int, text: str) -> None:
    free = {
        "version": text,
        # More than there ever is: a disk may grow.
        "disk": store.disk.model_copy(update={"size_gb": 3 + number}) if store.disk else None,
        "shards": tuple(row.model_copy(update={"replicas": number}) for row in store.shards),
        "named": {key: row.model_copy(update={"size_gb": number}) for key, row in store.named.items()},
    }
    assert changed(Concern(store=store), Concern(store=store.model_copy(update=free))) == ()


@pytest.mark.parametrize(
    ("field", "value", "frozen"),
    [
        ("region", "eu-west", True),
        ("zones", 2, True),
        ("brokers", 9, False),
        ("version", "4.1.x", False),
        ("instance_type", "kafka.m7g.xlarge", False),
    ],
)
def test_brokers_keep_their_region_and_zones_and_may_become_more_and_larger(
    field: str, value: object, frozen: bool
) -> None:
    old, new = (
        messaging({**STANDARD, "zones": 3, "brokers": 6}),
        messaging({**STANDARD, "zones": 3, "brokers": 6, field: value}),
    )
    assert [row.path for row in changed(old, new)] == ([f"broker.{field}"] if frozen else [])


def test_brokers_do_not_become_another_kind() -> None:
    alike = {**STANDARD, "zones": EXPRESS["zones"], "brokers": 6}
    assert changed(messaging(alike), messaging(EXPRESS)) == (Broken("broker.kind", "msk_standard", "msk_express"),)


def test_partitions_and_disks_grow_and_copies_of_a_topic_stay() -> None:
    """Kafka adds partitions and takes none away; MSK grows a broker's disk and never shrinks it."""

    def brokers(storage: int = 100, **of_first: int) -> MessagingSpec:
        first, *others = STANDARD["topics"]
        # Another place in the list is no other topic.
        return messaging({**STANDARD, "storage_gb": storage, "topics": [*others, {**first, **of_first}]})

    was = messaging({**STANDARD, "storage_gb": 100})
    assert changed(was, brokers(101, partitions=49)) == ()
    assert changed(was, brokers(99, partitions=47)) == (
        Broken("broker.storage_gb", 100, 99, "shrinks"),
        Broken("broker.topics[1].partitions", 48, 47, "shrinks"),
    )
    assert changed(was, brokers(replication=2)) == (Broken("broker.topics[1].replication", 3, 2),)


def test_a_first_broker_breaks_nothing() -> None:
    none = MessagingSpec.model_validate_json('{"broker": {"kind": "none"}}')
    assert changed(none, messaging(EXPRESS)) == changed(messaging(EXPRESS), none) == ()
    assert frozen_fields(messaging(EXPRESS))[:4] == ("broker.kind", "broker.region", "broker.zones", "broker.metadata")


def _specs(of: type[Spec] = Spec) -> Iterator[type[Spec]]:
    """The classes that values are of."""
    for each in of.__subclasses__():
        # A base that leaves fields to its kinds is looked at in each of them.
        yield from _specs(each) if each.__subclasses__() else (each,)


def test_every_name_that_a_spec_freezes_or_is_found_by_is_one_of_its_fields() -> None:
    for module in pkgutil.walk_packages(components.__path__, "components."):
        if module.name.endswith("spec"):
            importlib.import_module(module.name)
    ours = [each for each in _specs() if each.__module__.startswith("components.")]
    declaring = [each for each in ours if any(hasattr(each, name) for name in ("IMMUTABLE", "GROWS", "IDENTITY"))]
    # Brokers, topics, clusters, caches, databases and networks at least: nothing found would be nothing checked.
    assert len({each.__module__ for each in declaring}) >= 6
    for each in declaring:
        frozen, grows, known_by = (getattr(each, name, ()) for name in ("IMMUTABLE", "GROWS", "IDENTITY"))
        names = {name.split(".")[0] for name in (*frozen, *grows, *known_by)}
        assert names <= set(each.model_fields), each
        assert not set(frozen) & set(grows), f"{each}: what must not change cannot grow either"
