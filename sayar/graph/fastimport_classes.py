"""Modules of generated classes, each of which is made when it is first named. See `fastimport`.

A type hint of a generated class names other classes in quotes, and the SDK evaluates the hints of a class when a value
of it is sent. Names that are not global are looked for among the builtins of the module, so the classes stand in line
after the builtins there: a hint makes the classes that it mentions, and theirs are not made before their own hints are
asked for. A rule of AWS WAF mentions 1,700 classes in the end, and a stack sends ten.
"""

from __future__ import annotations

import builtins
import importlib
import re
import typing
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Final

ALL: Final = re.compile(r"^__all__ = \[(.*?)\]", re.MULTILINE | re.DOTALL)
QUOTED: Final = re.compile(r"'(?:outputs\.)?(\w+)'")

_CLASS: Final = re.compile(r"\n(?:@pulumi\.(?:input_type|output_type)\n)?class (\w+)(?=[:(])")
_INPUTS: Final = "_inputs"


class _Names(dict[str, Any]):
    """The builtins, and after them whatever `find` finds or raises AttributeError for."""

    def __init__(self, find: Callable[[str], Any]) -> None:
        super().__init__(vars(builtins))
        self._find = find

    def __missing__(self, name: str) -> Any:
        try:
            return self._find(name)
        except AttributeError:
            raise KeyError(name) from None


def _hints_ask_builtins() -> bool:
    """True where typing evaluates a name as any other expression. Python 3.14 looks a lone name up by itself."""

    def hinted(_: Any) -> None: ...

    hinted.__annotations__ = {"_": "Found"}
    try:
        return typing.get_type_hints(hinted, globalns={"__builtins__": _Names({"Found": int}.__getitem__)}) == {
            "_": int
        }
    except (NameError, KeyError):
        return False


LENDS = _hints_ask_builtins()
"""False: a class is made together with all that its hints mention, and theirs, which costs time and nothing else."""


class Classes(ModuleType):
    """A module of classes whose file is not read before one is named."""

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            # An importer of everything gets nothing; its hints find what they mention.
            return []
        if name.startswith("__") or name not in _chunks(self):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        _make(self, name)
        return self.__dict__[name]

    def __dir__(self) -> list[str]:
        return sorted({*_chunks(self), *self.__dict__})


class ClassesLoader(SourceFileLoader):
    """For `_inputs` and `outputs`: runs nothing yet."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """An empty module of classes."""
        return Classes(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Let hints find the classes."""
        module.__dict__["__builtins__"] = _Names(lambda name: getattr(module, name))


class ResourceLoader(SourceFileLoader):
    """Runs a module as it is; the input classes that it imports all of are found when they are asked for."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the compiled module, which Python caches."""
        code = self.get_code(module.__name__)
        if code is None:
            raise ImportError(f"{module.__name__} has no code", name=module.__name__)
        if _INPUTS not in code.co_names:
            exec(code, module.__dict__)  # noqa: S102 - the installed package's own code
            return
        inputs = importlib.import_module(f"{module.__name__.rpartition('.')[0]}.{_INPUTS}")

        def find(name: str) -> Any:
            if name.startswith("__") or name not in _chunks(inputs):
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            return getattr(inputs, name)

        module.__dict__["__builtins__"] = _Names(find)
        module.__dict__["__getattr__"] = find
        exec(code, module.__dict__)  # noqa: S102 - the installed package's own code
        if not LENDS:
            chunks = _chunks(inputs)
            for name in mentioned(self.get_data(self.path).decode("utf-8")):
                if name in chunks:
                    module.__dict__.setdefault(name, getattr(inputs, name))


def _chunks(module: ModuleType) -> dict[str, str]:
    """The source of each class. The first call runs what comes before the first one."""
    if "_chunks" not in module.__dict__:
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        starts = list(_CLASS.finditer(source))
        ends = [*(start.start() for start in starts[1:]), len(source)]
        module.__dict__["_chunks"] = {
            start[1]: source[start.start() : end] for start, end in zip(starts, ends, strict=True)
        }
        prelude = source[: starts[0].start()] if starts else source
        execute(ALL.sub("", prelude), module)
    chunks: dict[str, str] = module.__dict__["_chunks"]
    return chunks


def _make(module: ModuleType, first: str) -> None:
    chunks = _chunks(module)
    waiting = [first]
    while waiting:
        name = waiting.pop()
        if name in module.__dict__:
            continue
        execute(chunks[name], module)
        if not LENDS:
            waiting += [one for one in mentioned(chunks[name]) if one in chunks]


def mentioned(source: str) -> Iterator[str]:
    """Names in quotes: that is how generated code refers to classes in annotations."""
    return iter(dict.fromkeys(QUOTED.findall(source)))


def execute(source: str, module: ModuleType) -> None:
    """Run a part of an installed package's source in its module."""
    code: CodeType = compile(source, str(module.__file__), "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 - the installed package's own source
