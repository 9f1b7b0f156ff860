"""A minimal AWS CLI for the commands that a stack exports: ``aws SERVICE OPERATION --option value``.

:func:`put_on_path` adds it to the ``PATH`` as ``aws``. It calls the server at ``AWS_ENDPOINT_URL``, follows pages, and
prints ``--query`` in the format of ``--output text``: a row for each list, and ``None`` for nothing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import botocore.session
import jmespath  # type: ignore[import-untyped]


def put_on_path(folder: Path) -> None:
    """Write the command ``aws`` into a folder."""
    command = folder / "aws"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).resolve()}" "$@"\n')
    command.chmod(0o755)


def _parameters(model: Any, options: dict[str, list[str]]) -> dict[str, Any]:
    members = {name.lower(): (name, shape) for name, shape in model.input_shape.members.items()}
    parameters = {}
    for option, words in options.items():
        if option == "enable-ecs-managed-tags":
            parameters["enableECSManagedTags"] = True
            continue
        name, shape = members[option.replace("-", "")]
        parameters[name] = _value(shape, words)
    return parameters


def _value(shape: Any, words: list[str]) -> Any:
    text = words[0]
    if shape.type_name == "list" and shape.member.type_name == "structure":
        return [_structure(shape.member, word) for word in words]
    if shape.type_name == "list":
        return words
    return json.loads(text) if shape.type_name in ("structure", "map") else text


def _structure(shape: Any, shorthand: str) -> dict[str, Any]:
    """Parse a structure in the form ``name=value,name=value``, with numbers as in the CLI."""
    pairs = [pair.split("=") for pair in shorthand.split(",")]
    return {key: int(value) if shape.members[key].type_name == "integer" else value for key, value in pairs}


def _options(words: list[str]) -> dict[str, list[str]]:
    options: dict[str, list[str]] = {}
    name = ""
    for word in words:
        if word.startswith("--"):
            name = word[2:]
            options[name] = []
        else:
            options[name].append(word)
    return options


def _text(found: Any) -> str:
    if isinstance(found, list) and any(isinstance(each, list) for each in found):
        return "\n".join(map(_text, found))
    if isinstance(found, list):
        return "\t".join(map(_text, found))
    return str(found)


def main(service: str, operation: str, *words: str) -> None:
    """Make one call and print the query's result."""
    options = _options(list(words))
    query, output = options.pop("query", ["@"])[0], options.pop("output", ["json"])[0]
    client = botocore.session.get_session().create_client(service)
    method = operation.replace("-", "_")
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[method])
    parameters = _parameters(model, options)
    if client.can_paginate(method):
        answer = client.get_paginator(method).paginate(**parameters).build_full_result()
    else:
        answer = getattr(client, method)(**parameters)
    found = jmespath.search(query, answer)
    print(_text(found) if output == "text" else json.dumps(found, default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
