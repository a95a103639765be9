"""Architecture and image of machines, from the names of their types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.cluster.machines import IMAGES, Image, ami_type, architecture


@pytest.mark.parametrize("type_", ["m7g.large", "c7gn.xlarge", "t4g.small", "im4gn.large", "is4gen.medium", "a1.large"])
def test_graviton_is_known_by_the_g_after_the_generation(type_: str) -> None:
    assert architecture(type_) == "arm64"


@pytest.mark.parametrize("type_", ["g4dn.xlarge", "g6.xlarge", "m7i.large", "m7i-flex.large", "r7iz.large", "t3.small"])
def test_a_g_before_the_generation_is_a_graphics_card(type_: str) -> None:
    assert architecture(type_) == "amd64"


@given(
    st.from_regex(r"[b-z]{1,2}", fullmatch=True),
    st.integers(1, 12),
    st.from_regex(r"[a-fh-z]{0,3}", fullmatch=True),
    st.sampled_from(["large", "metal", "12xlarge"]),
)
def test_adding_the_g_and_nothing_else_changes_the_architecture(kind: str, number: int, rest: str, size: str) -> None:
    assert architecture(f"{kind}{number}{rest}.{size}") == "amd64"
    assert architecture(f"{kind}{number}g{rest}.{size}") == "arm64"


@pytest.mark.parametrize("image", ["bottlerocket", "al2023"])
def test_every_image_is_there_for_both_architectures(image: Image) -> None:
    names = {ami_type(image, "m7g.large"), ami_type(image, "m7i.large")}
    assert names == {name for (kind, _), name in IMAGES.items() if kind == image}
    assert len(names) == 2
