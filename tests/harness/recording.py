"""The registrations of a program, with queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.harness.recording_monitor import Call
from tests.harness.registration import Registration


@dataclass(frozen=True)
class Recording:
    """A finished build: its resources, the stack's exports, the names of secret exports, and the function calls."""

    registrations: Mapping[str, Registration]
    exports: Mapping[str, Any]
    secret_exports: frozenset[str]
    calls: Sequence[Call]
    messages: Sequence[str]

    def __iter__(self) -> Iterator[Registration]:
        return iter(sorted(self.registrations.values(), key=lambda found: found.urn))

    def all(self, kind: str) -> list[Registration]:
        """Return every resource of a kind (``ec2.Subnet``) by name; fail if there is none."""
        found = [registration for registration in self if registration.kind == kind]
        assert found, f"no {kind} among {self._kinds}"
        return found

    def names(self, kind: str) -> list[str]:
        """Return the names of the resources of a kind, possibly none."""
        return [registration.name for registration in self if registration.kind == kind]

    def one(self, kind: str, name: str | None = None) -> Registration:
        """Return the only resource of a kind, or of a kind and name."""
        found = [registration for registration in self.all(kind) if name in (None, registration.name)]
        assert len(found) == 1, f"{len(found)} of {kind} {name or ''} among {self.names(kind)}"
        return found[0]

    @property
    def listed(self) -> list[str]:
        """Every resource as ``kind name``, sorted."""
        return sorted(str(registration) for registration in self)

    @property
    def custom(self) -> list[Registration]:
        """The resources of providers, without components."""
        return [registration for registration in self if registration.custom or registration.remote]

    def children(self, parent: Registration) -> list[Registration]:
        """Return the resources whose parent is this one."""
        return [registration for registration in self if registration.parent == parent.urn]

    def waits_for(self, registration: Registration) -> set[Registration]:
        """Return everything that the engine creates before a resource and deletes after it."""
        return {self.registrations[urn] for urn in self._needs[registration.urn]}

    @cached_property
    def _needs(self) -> dict[str, frozenset[str]]:
        needs: dict[str, frozenset[str]] = {}

        def add(urn: str, path: tuple[str, ...]) -> frozenset[str]:
            assert urn not in path, f"a cycle of dependencies: {path}"
            if urn not in needs:
                direct = set(self._direct_needs(self.registrations[urn]))
                needs[urn] = frozenset(direct.union(*(add(needed, (*path, urn)) for needed in direct)))
            return needs[urn]

        for urn in self.registrations:
            add(urn, ())
        return needs

    def _direct_needs(self, registration: Registration) -> Iterable[str]:
        properties = (urn for urns in registration.property_dependencies.values() for urn in urns)
        parent = [registration.parent] if registration.parent in self.registrations else []
        return {*registration.depends_on, *properties, *parent}

    @property
    def _kinds(self) -> list[str]:
        return sorted({registration.kind for registration in self})
