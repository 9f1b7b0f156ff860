"""AWS's public SSM parameters, created once, because moto reads thousands of them again after every reset."""

from __future__ import annotations

from typing import Any

from moto.ssm.models import ParameterDict

_created: dict[tuple[str, str], dict[str, list[Any]]] = {}


def load(parameters: Any, path: str) -> None:
    """Add the parameters of one of moto's files to an account."""
    key = (parameters.account_id, path)
    if key not in _created:
        before = set(dict.keys(parameters))
        _moto_load(parameters, path)
        # moto's own look-ups load the file again.
        _created[key] = {name: list(found) for name, found in dict.items(parameters) if name not in before}
    # Each account has its own list, to which it can add versions.
    dict.update(parameters, {name: list(versions) for name, versions in _created[key].items()})


_moto_load = ParameterDict._load_tree_parameters
ParameterDict._load_tree_parameters = load  # type: ignore[method-assign,assignment]
