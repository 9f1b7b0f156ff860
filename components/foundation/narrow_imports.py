"""Imports of only those modules of ``pulumi_aws`` that a program uses.

``pulumi_aws`` imports a whole service (``aws.ec2``) when a program first uses one of its names. The modules that these
components do not use take a fifth of a preview's time.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
import types
from typing import Any

import pulumi_aws

BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
SUFFIX = re.compile(r"(Args|ArgsDict|Result|_output)$")
OF_THE_WHOLE_SERVICE = ("_inputs", "_enums")


class ServicePackage(types.ModuleType):
    """A package such as ``pulumi_aws.ec2``, which imports one of its modules when a name of the module is used.

    A name without a module of the same name is looked up in all of them, as in the unchanged package.
    """

    def __getattr__(self, name: str) -> Any:
        """Import the module that has ``name``.

        Raises:
            AttributeError: the service has no such name.
        """
        if name == "outputs":
            # The only module whose names the package does not contain.
            return importlib.import_module(f"{self.__name__}.outputs")
        if not name.startswith("__"):
            for module in (module_named_after(name), *OF_THE_WHOLE_SERVICE):
                if name in take_names(self, module):
                    return self.__dict__[name]
        if name == "__all__" or not name.startswith("__"):
            import_all(self)
        return types.ModuleType.__getattribute__(self, name)

    def __dir__(self) -> list[str]:
        """Return the names of the whole service."""
        import_all(self)
        return dir(self)


def import_only_what_is_used() -> None:
    """Replace each unused service of ``pulumi_aws`` with a :class:`ServicePackage`."""
    for name, module in list(sys.modules.items()):
        package, _, service = name.rpartition(".")
        # The provider's configuration has its own module class.
        if package == pulumi_aws.__name__ and service != "config" and is_lazy(module):
            module.__class__ = ServicePackage


def is_lazy(module: types.ModuleType) -> bool:
    """Return whether a module is imported lazily, by pulumi's copy of ``importlib.util.LazyLoader``."""
    return type(module).__name__ == "_LazyModule"


def module_named_after(name: str) -> str:
    """Return the module of a class, of its arguments, or of a function: ``launch_template`` of ``LaunchTemplate``."""
    return BETWEEN_WORDS.sub("_", SUFFIX.sub("", name)).lower()


def take_names(package: types.ModuleType, module: str) -> list[str]:
    """Copy a module's public names into the package, like the package's own import, and return them.

    If the module does not exist, there are none.
    """
    full_name = f"{package.__name__}.{module}"
    if not importlib.util.find_spec(full_name):
        return []
    imported = importlib.import_module(full_name)
    # The function ``get_ami`` replaces the module ``get_ami``, which the import has added.
    package.__dict__.update({name: getattr(imported, name) for name in imported.__all__})
    return list(imported.__all__)


def import_all(package: types.ModuleType) -> None:
    """Import every module of a service; those that are imported stay the same."""
    package.__class__ = types.ModuleType
    importlib.reload(package)
