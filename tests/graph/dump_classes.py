"""Prints what the SDK's runtime asks of provider classes, and of all classes nested in them, as JSON.

Arguments: `lazy`, `bound` (lazy, where hints do not ask builtins) or `plain`, and a JSON object of class names by
package.
"""

import importlib
import inspect
import json
import sys

if sys.argv[1] != "plain":
    from sayar.graph import fastimport_classes
    from sayar.graph.fastimport import install

    fastimport_classes.LENDS = sys.argv[1] == "lazy"
    assert install()

from pulumi import _types

USED = json.loads(sys.argv[2])
ROOTS = {package.partition(".")[0] for package in USED}
found = {}


def told(hint):
    """A type hint as text; classes of the packages in it are described as well."""
    if inspect.isclass(hint) and not getattr(hint, "__args__", None):
        if hint.__module__.partition(".")[0] in ROOTS:
            describe(hint)
        return f"{hint.__module__}.{hint.__qualname__}"
    parts = [told(one) for one in getattr(hint, "__args__", ())]
    return f"{getattr(hint, '__origin__', hint)}[{', '.join(parts)}]" if parts else str(hint)


def describe(cls):
    key = f"{cls.__module__}.{cls.__name__}"
    if key in found:
        return
    entry = found[key] = {
        "signature": str(inspect.signature(cls.__init__)),
        "bases": [one.__name__ for one in cls.__mro__],
        "doc": cls.__doc__,
    }
    if _types.is_input_type(cls):
        names, types = _types.input_type_py_to_pulumi_names(cls), _types.input_type_types(cls)
    elif _types.is_output_type(cls):
        names, types = _types._py_to_pulumi_names_from_py_properties(cls), _types.output_type_types(cls)
    else:
        entry["token"] = getattr(cls, "pulumi_type", None)
        names, types = _types.resource_py_to_pulumi_names(cls), _types.resource_types(cls)
    entry["names"] = dict(sorted(names.items()))
    entry["types"] = {name: told(hint) for name, hint in sorted(types.items())}


for package, names in USED.items():
    module = importlib.import_module(package)
    for name in names:
        describe(getattr(module, name))
        home = sys.modules[getattr(module, name).__module__]
        for beside in (f"{name}Args", f"_{name}State"):
            if hasattr(home, beside):
                describe(getattr(home, beside))
loaded = [name for name in sys.modules if name.startswith(tuple(f"{root}." for root in ROOTS))]
sys.stdout.write(json.dumps({"classes": found, "modules": len(loaded)}, sort_keys=True))
