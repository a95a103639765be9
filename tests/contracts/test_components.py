"""The rules of components, read from their source: one helper for child options, no resource inside an apply."""

import ast
from pathlib import Path

import pytest

from components.tokens import TOKENS

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "components").rglob("*.py"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def component_classes(path: Path) -> list[ast.ClassDef]:
    return [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(b, ast.Name) and b.id == "SayarComponent" for b in node.bases)
    ]


def called(node: ast.AST) -> list[str]:
    return [ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)]


def test_every_component_has_a_token_and_every_token_a_component() -> None:
    classes = {node.name for path in SOURCES for node in component_classes(path)}
    assert classes == set(TOKENS)


def test_tokens_are_frozen_unique_and_name_no_tier() -> None:
    assert len(set(TOKENS.values())) == len(TOKENS)
    for name, token in TOKENS.items():
        project, concern, kind = token.split(":")
        assert (project, kind) == ("sayar", name)
        assert (ROOT / "components" / concern).is_dir()
    with pytest.raises(TypeError):
        TOKENS["New"] = "sayar:edge:New"  # type: ignore[index]


@pytest.mark.parametrize("path", [p for p in SOURCES if p.name != "base.py"], ids=named)
def test_options_of_children_come_from_the_one_helper(path: Path) -> None:
    assert not [name for name in called(tree(path)) if name.endswith("ResourceOptions")]


@pytest.mark.parametrize("path", [p for p in SOURCES if p.name != "base.py"], ids=named)
def test_every_component_ends_by_registering_its_outputs(path: Path) -> None:
    for node in component_classes(path):
        constructor = next(m for m in node.body if isinstance(m, ast.FunctionDef) and m.name == "__init__")
        assert ast.unparse(constructor.body[-1]).startswith("self.finish("), node.name


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_resource_is_made_inside_an_apply(path: Path) -> None:
    """It would vanish from previews whenever its input is unknown."""
    for call in ast.walk(tree(path)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "apply":
            for argument in call.args:
                made = [name for name in called(argument) if name.split(".")[-1][:1].isupper()]
                assert not made, f"{made} inside an apply in line {call.lineno}"


DEFINITIONS = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.Assign, ast.AnnAssign, ast.Expr, ast.If)


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_nothing_happens_at_import_but_definitions(path: Path) -> None:
    for node in tree(path).body:
        assert isinstance(node, DEFINITIONS), ast.unparse(node)
        if isinstance(node, ast.Expr):
            assert isinstance(node.value, ast.Constant), f"a call at import, line {node.lineno}"
