"""A row of the table, which describes a resource type."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from localaws.plugin.facts.document import facts_of

if TYPE_CHECKING:
    from localaws.plugin.api import Api

Inputs = dict[str, Any]
State = dict[str, Any]


@dataclass(frozen=True)
class Property:
    """An input of a resource type, with the behavior of the real provider.

    ``replace``: a change replaces the resource. ``computed``: AWS sets it if the program does not, so absence is not a
    change. ``default``: the provider's default, added to the checked inputs. ``unordered``: a list without order.
    ``canonical``: two values with the same canonical form are equal. ``fields``: the rules of a nested object's
    properties; the plugin then refuses other nested properties. ``filled``: AWS can set it, so absence is a change only
    if the program set it before.
    """

    replace: bool = False
    computed: bool = False
    default: Any = None
    unordered: bool = False
    canonical: Callable[[Any], Any] | None = None
    fields: Mapping[str, Property] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()
    filled: bool = False


@dataclass(frozen=True)
class AutoName:
    """The automatic name of a resource: logical name, separator, random characters.

    ``lower``: the logical or proposed name is converted to lower case. ``fifo``: the property that adds ``.fifo`` to
    the name if it is true.
    """

    property: str = "name"
    max_length: int = 255
    random_length: int = 7
    separator: str = "-"
    charset: str = "0123456789abcdef"
    lower: bool = False
    fifo: str = ""


@dataclass(frozen=True)
class Created:
    """A new resource: its id, and other data that a read needs."""

    resource_id: str
    properties: State = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One resource type: its properties and the API calls behind it.

    ``create`` returns the id as soon as the resource exists; ``finish`` makes the following calls. If one fails, the
    resource stays in the state with an error. ``read`` returns the properties from the API, or ``None`` if the resource
    no longer exists. ``update`` gets the names of the changed properties. ``write_tags`` gets the tags to set and the
    keys to remove; a row without it has no tags. ``not_stored`` maps each property that the server does not store to
    the reason; its value comes from the last state, so a refresh does not detect changes. ``changing`` returns the
    outputs that are unknown in a preview of an update; ``also_replaces`` returns the changed properties that replace
    the resource only under some conditions.
    """

    resource_type: str
    label: str
    properties: Mapping[str, Property]
    create: Callable[[Api, Inputs], str | Created]
    read: Callable[[Api, str, State], State | None]
    delete: Callable[[Api, str, State], None]
    import_id: str
    update: Callable[[Api, str, State, Inputs, frozenset[str]], None] | None = None
    finish: Callable[[Api, str, Inputs], None] | None = None
    outputs: frozenset[str] = frozenset()
    auto_name: AutoName | None = None
    write_tags: Callable[[Api, str, State, Mapping[str, str], list[str]], None] | None = None
    default_tags: bool = True
    delete_before_replace: bool = False
    changing: Callable[[frozenset[str], Inputs], Iterable[str]] = lambda changed, inputs: ()
    also_replaces: Callable[[frozenset[str], State, Inputs], Iterable[str]] = lambda changed, state, inputs: ()
    check: Callable[[Inputs], Iterable[tuple[str, str]]] = lambda inputs: ()
    not_stored: Mapping[str, str] = field(default_factory=dict)
    global_service: bool = False

    @functools.cached_property
    def inputs(self) -> dict[str, Property]:
        """Every supported input with the facts of the type, including the shared inputs for region and tags."""
        shared: dict[str, Property] = {}
        if not self.global_service:
            shared["region"] = Property(replace=True, computed=True)
        if self.write_tags is not None:
            shared["tags"] = Property()
            shared["tagsAll"] = Property(computed=True)
        facts = facts_of(self.resource_type).properties
        own = {name: by_facts(rule, facts[name]) if name in facts else rule for name, rule in self.properties.items()}
        return {**own, **shared}


def by_facts(rule: Property, fact: Mapping[str, Any]) -> Property:
    """Return the rule of a property with its facts."""
    return replace(
        rule,
        replace=fact.get("replace", False),
        computed=fact.get("computed", False),
        default=fact.get("default"),
        unordered=rule.unordered or fact.get("set", False),
    )


def plain(*names: str) -> dict[str, Property]:
    """Return properties that the facts of the type describe completely."""
    return dict.fromkeys(names, PLAIN)


REPLACE = Property(replace=True)
COMPUTED = Property(computed=True)
REPLACE_COMPUTED = Property(replace=True, computed=True)
PLAIN = Property()
UNORDERED = Property(unordered=True)
