"""What a vendor does with an order: makes, changes and removes objects, and refuses what it would refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sayar.engine.sandbox.schema import ResourceSchema
from sayar.engine.sandbox.values import Seed, computed, follows, new_id
from sayar.engine.sandbox.wire import UNKNOWN, Value, like, plain, secret
from sayar.engine.sandbox.world import Contents, Thing, World


class RefusedError(RuntimeError):
    """The vendor refuses an order. The text is what the user is to read."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """The vendors of a world."""

    world: World

    def create(self, schema: ResourceSchema, urn: str, inputs: Mapping[str, Value]) -> tuple[str, dict[str, Value]]:
        """Make an object: its id and its outputs. Raises RefusedError for a second one where only one may be."""
        with self.world.change() as contents:
            seed = Seed(urn, contents.born(urn))
            identity = new_id(schema, seed, inputs)
            if (there := contents.find(schema.token, identity)) is not None and there.id == identity:
                raise RefusedError(f"{schema.token} {identity} exists already")
            properties = {**plain(inputs), **computed(schema, seed, identity, inputs)}
            _refuse_second(contents, schema, properties, None)
            contents.put("create", Thing(schema.token, identity, urn, seed.birth, properties))
        return identity, outputs(schema, properties, inputs)

    def update(self, schema: ResourceSchema, identity: str, inputs: Mapping[str, Value]) -> dict[str, Value]:
        """Change an object: its outputs. Raises RefusedError when it is gone or would be a forbidden second one."""
        with self.world.change() as contents:
            thing = contents.find(schema.token, identity)
            if thing is None:
                raise RefusedError(f"{schema.token} {identity} is not there any more; refresh the stack")
            made = computed(schema, Seed(thing.urn, thing.birth), thing.id, inputs)
            stays = [name for name, spec in schema.outputs.items() if not follows(spec)]
            stays += [name for name, spec in schema.inputs.items() if spec.computed and name not in inputs]
            kept = {name: thing.properties[name] for name in stays if name in thing.properties}
            properties = {**plain(inputs), **made, **kept}
            _refuse_second(contents, schema, properties, thing)
            contents.put("update", Thing(thing.type, thing.id, thing.urn, thing.birth, properties))
        return outputs(schema, properties, inputs)

    def delete(self, schema: ResourceSchema, identity: str) -> None:
        """Remove an object. One that is gone already is no error, as vendors' providers take a 404 for done."""
        with self.world.change() as contents:
            if (thing := contents.find(schema.token, identity)) is None:
                return
            contents.remove(thing)
            if schema.takes_along is not None:
                for inside in [each for each in contents.things if each.properties.get(schema.takes_along) == thing.id]:
                    contents.remove(inside)

    def read(self, schema: ResourceSchema, identity: str) -> Thing | None:
        """The object as it is now, or None."""
        return self.world.contents().find(schema.token, identity)


def outputs(schema: ResourceSchema, properties: Mapping[str, Any], inputs: Mapping[str, Value]) -> dict[str, Value]:
    """An object's plain properties as the engine gets them: the program's inputs as they came, secrets wrapped."""
    values = {**properties, **inputs}
    return {name: secret(value) if schema.is_secret(name) else value for name, value in values.items()}


def planned_create(schema: ResourceSchema, inputs: Mapping[str, Value]) -> dict[str, Value]:
    """The outputs that a preview can promise of a new object: what the vendor makes is not known yet."""
    unknown = {name: UNKNOWN for name, spec in schema.inputs.items() if name not in inputs and spec.computed}
    defaults = {name: spec.default for name, spec in schema.inputs.items() if spec.default is not None}
    return outputs(schema, {**defaults, **unknown, **dict.fromkeys(schema.outputs, UNKNOWN)}, inputs)


def planned_update(
    schema: ResourceSchema,
    state: Mapping[str, Value],
    old: Mapping[str, Value],
    inputs: Mapping[str, Value],
    *,
    all_unknown: bool,
) -> dict[str, Value]:
    """The outputs that a preview can promise of a changed object: those of the state, unless made of what changes."""
    before, after = plain(old), plain(inputs)
    changed = {name for name in {**before, **after} if before.get(name) != after.get(name)}
    values = {name: value for name, value in state.items() if name in schema.outputs or name in _filled(schema, after)}
    for name, spec in schema.outputs.items():
        if all_unknown or follows(spec) & changed:
            values[name] = UNKNOWN
    return outputs(schema, values, inputs)


def as_read(
    schema: ResourceSchema, thing: Thing, inputs: Mapping[str, Value], state: Mapping[str, Value]
) -> tuple[dict[str, Value], dict[str, Value]]:
    """Inputs and outputs of an object as it is now. Of the inputs, those that the program declared; all on import."""
    names = inputs or schema.inputs
    current = {name: thing.properties[name] for name in names if name in thing.properties}
    read_inputs = like(current, dict(inputs)) if current != plain(inputs) else dict(inputs)
    if thing.properties == plain(state):
        return read_inputs, dict(state)
    return read_inputs, outputs(schema, like(thing.properties, dict(state)), read_inputs)


def _filled(schema: ResourceSchema, given: Mapping[str, Any]) -> set[str]:
    return {
        name
        for name, spec in schema.inputs.items()
        if name not in given and (spec.computed or spec.default is not None)
    }


def _refuse_second(contents: Contents, schema: ResourceSchema, new: Mapping[str, Any], but: Thing | None) -> None:
    for rule in schema.unique:
        if any(new.get(name) != value for name, value in rule.when.items()):
            continue
        for thing in contents.things:
            other = thing is not but and thing.type == schema.token
            if other and all(thing.properties.get(key) == new.get(key) for key in rule.keys):
                shared = ", ".join(f"{key} {new.get(key)}" for key in rule.keys)
                raise RefusedError(f"{schema.token} with {shared} exists already ({thing.id})")
