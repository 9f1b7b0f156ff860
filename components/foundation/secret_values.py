"""Keeps the encrypted values of a stack file secret in resources, outputs and messages."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import pulumi
from pydantic import BaseModel

from .refusal import HIDDEN

LONG_ENOUGH = 5
"""A text of this many characters counts as encrypted wherever it is part of another one. A shorter one counts only by
itself or in quotes: otherwise every text with that letter would be secret."""


class SecretValues:
    """The texts of encrypted settings, to keep them secret everywhere.

    Pulumi decrypts a structured setting, and reports only that some value in it is encrypted. So every text in it
    counts, except words that the program prescribes, such as ``public-api``. A text that becomes part of a resource's
    logical name is not covered, because the engine keeps names in plain text; neither are the tags with the name of a
    service, a job or a load balancer, which are also logical names.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts = sorted({text for text in texts if text}, key=len, reverse=True)

    @classmethod
    def of(cls, settings: Iterable[Any]) -> SecretValues:
        """Return the texts in ``settings``: args classes, and lists and maps of them."""
        return cls(text for setting in settings for text in _texts_in(setting))

    def __bool__(self) -> bool:
        return bool(self._texts)

    def hide(self, message: str) -> str:
        """Return a message without the texts."""
        for text in self._texts:
            for form in _forms(text):
                message = message.replace(form, HIDDEN)
        return message

    def keep(self, value: Any) -> Any:
        """Return an input or output in which every text that contains one of the texts is a secret."""
        if not self._texts or value is None:
            return value
        if isinstance(value, pulumi.Output):
            return value.apply(lambda known: pulumi.Output.secret(known) if self._is_in(known) else known)
        if isinstance(value, str):
            return pulumi.Output.secret(value) if self._is_in(value) else value
        if isinstance(value, Mapping):
            return {key: self.keep(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.keep(item) for item in value]
        if hasattr(type(value), "_pulumi_input_type"):
            vars(value).update({key: self.keep(item) for key, item in vars(value).items()})
        return value

    def keeping(self, args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        """Transform a resource: a text in its inputs that contains one of the texts becomes a secret.

        So does a text in the outputs that it registers, if it is a component.
        """
        if not self._texts:
            return None
        if isinstance(args.resource, pulumi.ComponentResource):
            self._keep_outputs(args.resource)
        return pulumi.ResourceTransformationResult(
            {key: self.keep(item) for key, item in args.props.items()}, args.opts
        )

    def _keep_outputs(self, component: pulumi.ComponentResource) -> None:
        # The SDK transforms inputs only: a component's outputs go from this method straight to the engine.
        register = component.register_outputs
        vars(component)["register_outputs"] = lambda outputs: register(self.keep(outputs))

    def _is_in(self, value: Any) -> bool:
        if isinstance(value, str):
            texts = (value, _decoded(value))
            return any(
                text == each or any(form in each for form in _forms(text)) for text in self._texts for each in texts
            )
        if isinstance(value, Mapping):
            return any(self._is_in(item) for item in value.values())
        if isinstance(value, (list, tuple)):
            return any(self._is_in(item) for item in value)
        return hasattr(type(value), "_pulumi_input_type") and self._is_in(vars(value))


def _decoded(value: str) -> str:
    """Return the text that ``value`` encodes in base64, like user data; empty if it is not base64."""
    try:
        return base64.b64decode(value, validate=True).decode()
    except ValueError:
        return ""


def _forms(text: str) -> list[str]:
    """Return the forms of a text in another one: unchanged, if it is long enough, and as JSON."""
    quoted = json.dumps(text)
    return [text, quoted[1:-1]] if len(text) >= LONG_ENOUGH else [quoted, json.dumps(quoted)[1:-1]]


def _texts_in(value: Any) -> Iterable[str]:
    if isinstance(value, BaseModel):
        for name in value.model_fields_set:
            if not _is_prescribed(type(value).model_fields[name].annotation):
                yield from _texts_in(getattr(value, name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts_in(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts_in(item)
    elif isinstance(value, str):
        yield value


def _is_prescribed(annotation: Any) -> bool:
    """Whether a setting allows only words that the program prescribes (a ``Literal``)."""
    members = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return all(get_origin(member) is Literal or member is type(None) for member in members)
