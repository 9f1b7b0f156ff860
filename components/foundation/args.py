"""The base of all arguments classes, and their shared field types."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
)
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from typing_extensions import dataclass_transform

from .deferred import Input, known_texts
from .ordered import ordered
from .refusal import PYTHON_NAMES, Problem, RefusedError
from .validation_problems import problems_of

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
    from typing_extensions import Self
else:
    ModelMetaclass = type(BaseModel)


# Type checkers do not inherit it from pydantic's metaclass: without it, they check no argument of these constructors.
@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(Field,))
class ArgsMeta(ModelMetaclass):
    """Makes the constructor of an arguments class raise :class:`RefusedError`.

    A metaclass, because pydantic would also call ``__init__`` for nested arguments.
    """

    # Type checkers would use this signature for the constructor.
    if not TYPE_CHECKING:

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            """Return the arguments. Raises ``RefusedError`` with a problem for each mistake."""
            kwargs = {name: ordered(value, (name,)) for name, value in kwargs.items()}
            try:
                return super().__call__(*args, **kwargs)
            except ValidationError as error:
                raise _refused(error, self, kwargs) from None


_INDENTATION = re.compile(r": indent it (less|below ).*$")
"""The advice for a stack file in the message about a key in the wrong place."""


def _refused(error: ValidationError, model: type[BaseModel], arguments: Mapping[str, Any]) -> RefusedError:
    unknown = arguments.keys() - model.model_fields.keys()
    return RefusedError(
        _of_unknown_argument(problem, model) if unknown.intersection(problem.path[:1]) else _in_python(problem)
        for problem in problems_of(error, model, arguments)
    )


def _in_python(problem: Problem) -> Problem:
    """Return the problem for a Python caller, with an unknown key of a dict in its original spelling."""
    worded = problem.in_python()
    place = _INDENTATION.sub("", worded.allowed)
    worded = replace(worded, allowed=place.replace("a key of the stack itself", "an argument of the component itself"))
    is_unknown = problem.allowed.startswith("there is no such key")
    return replace(worded, path=(*worded.path[:-1], problem.path[-1])) if is_unknown else worded


def _of_unknown_argument(problem: Problem, model: type[BaseModel]) -> Problem:
    """Return the problem in Python's terms: arguments instead of keys, and no indentation."""
    meant = PYTHON_NAMES.get(str(problem.path[0]))
    if meant in model.model_fields:
        return replace(problem, allowed=f"there is no such argument; did you mean {meant}?")
    place = re.fullmatch(r"(\w+) is a key of (.+): indent it below (?:that|one of them)", problem.allowed)
    allowed = f"{place[1]} is an argument of {place[2]}" if place else problem.allowed
    return replace(replace(problem, allowed=allowed).in_python(), path=problem.path)


class Args(BaseModel, metaclass=ArgsMeta):
    """A frozen set of settings, in snake_case in Python and in camelCase in a stack file; unknown keys are refused.

    Both get the same message for a mistake, with the names of their own language.
    """

    MOVED: ClassVar[Mapping[str, str]] = {}
    """Keys of a stack file that have moved since an earlier version, with their new paths."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Record the Python names of the keys."""
        PYTHON_NAMES.update({field.alias: name for name, field in cls.model_fields.items() if field.alias})

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=False,
        validate_default=True,
        allow_inf_nan=False,
        # The input of a refused model may hold a secret.
        hide_input_in_errors=True,
    )

    @classmethod
    def of(cls, value: Self | Mapping[str, Any] | None) -> Self:
        """Return the arguments from an instance of this class, from a dict with Python's names, or from None.

        Raises:
            RefusedError: a value of the dict is refused, or a required one is missing.
            TypeError: ``value`` is of another class.
        """
        if value is None or isinstance(value, Mapping):
            return cls(**(value or {}))
        if not isinstance(value, cls):
            raise TypeError(f"args must be {cls.__name__} or a dict of its arguments, not {type(value).__name__}")
        return value

    @classmethod
    def of_each(cls, values: Mapping[str, Self | Mapping[str, Any]]) -> dict[str, Self]:
        """Return the arguments of several components by name: see :meth:`of`.

        Raises:
            RefusedError: a dict has mistakes; their paths start with its name.
        """
        found: dict[str, Self] = {}
        problems: list[Problem] = []
        for name, value in values.items():
            try:
                found[name] = cls.of(value)
            except RefusedError as error:
                problems += [problem.under(name) for problem in error.problems]
        if problems:
            raise RefusedError(problems)
        return found

    @classmethod
    def from_stack_file(cls, value: Any) -> Any:
        """Parse the value of a stack file (only camelCase keys).

        Parses JSON, in which pydantic's strict mode accepts an array for a tuple.
        """
        return cls.model_validate_json(json.dumps(value), by_alias=True, by_name=False)


@dataclass(frozen=True)
class Matching:
    """Requires the whole string to match ``pattern``, which ``allowed`` describes."""

    pattern: str
    allowed: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            **handler(schema),
            "pattern": f"^({self.pattern})$",
            # yaml-language-server shows this instead of the pattern.
            "patternErrorMessage": f"{self.allowed} allowed",
        }

    def _check(self, value: str) -> str:
        if not re.fullmatch(self.pattern, value):
            raise ValueError(f"{self.allowed} allowed")
        return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("a string that is not blank is allowed")
    return value


LOG_RETENTION_DAYS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip
"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""


def _retention_that_logs_have(value: int) -> int:
    if value not in LOG_RETENTION_DAYS:
        raise ValueError(f"one of {', '.join(map(str, LOG_RETENTION_DAYS))} is allowed")
    return value


# Not a Literal: True equals 1, so pydantic would accept it.
LogRetentionDays = Annotated[
    int, AfterValidator(_retention_that_logs_have), Field(json_schema_extra={"enum": list(LOG_RETENTION_DAYS)})
]

_POLICY_ARN = Matching(
    r"arn:aws[a-z-]*:iam::(aws|[0-9]{12}):policy/[A-Za-z0-9_+=,.@/-]+",
    "a managed policy's ARN (arn:aws:iam::...:policy/...) is",
)

_POLICY_ACTION = Matching(r"\*|[A-Za-z0-9*-]+:\S+", 'SERVICE:ACTION such as s3:GetObject or "*" is')
_POLICY_RESOURCE = Matching(r"\*|arn:.+", 'an ARN (arn:aws:...) or "*" is')


def arn_of(what: str, service: str, resource: str, example: str) -> Matching:
    """Return the rule for the ARNs of one kind of resource, with a region and an account.

    ``resource`` is the pattern of the ARN's last part; ``what`` and ``example`` describe it.
    :mod:`components.foundation.arn_checks` checks the region.
    """
    return Matching(
        rf"arn:aws[a-z-]*:{service}:[a-z0-9-]+:[0-9]{{12}}:{resource}",
        f"the ARN of {what} (arn:aws:{service}:REGION:ACCOUNT:{example}) is",
    )


_CERTIFICATE = arn_of("an ACM certificate", "acm", "certificate/[A-Za-z0-9-]+", "certificate/ID")
_KEY = arn_of("a KMS key, not of an alias,", "kms", "key/[A-Za-z0-9-]+", "key/ID")
_TOPIC = arn_of("an SNS topic", "sns", r"[A-Za-z0-9_-]{1,256}(\.fifo)?", "NAME")
_WEB_ACL = arn_of(
    "a regional WAF web ACL", "wafv2", "regional/webacl/[A-Za-z0-9_-]+/[A-Za-z0-9-]+", "regional/webacl/NAME/ID"
)

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
_SECRET = Matching(
    r"arn:aws[a-z-]*:ssm:[a-z0-9-]+:[0-9]{12}:parameter/[A-Za-z0-9_./-]+"
    r"|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@!-]+"
    # A key of the JSON, and either the stage or the id of a version.
    r"(:[^:\s]*:([^:\s]*:|:[^:\s]*))?",
    "the ARN of an SSM parameter (arn:aws:ssm:REGION:ACCOUNT:parameter/NAME) or of a secret"
    " (arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX, and with :KEY:: after it one key of its JSON) is",
)

PolicyAction = Annotated[str, _POLICY_ACTION]

InputStr = Input[Annotated[str, Field(min_length=1), AfterValidator(_not_blank)]]
CertificateArn = Input[Annotated[str, _CERTIFICATE]]
KeyArn = Input[Annotated[str, _KEY]]
PolicyArnStr = Input[Annotated[str, _POLICY_ARN]]
PolicyResource = Input[Annotated[str, _POLICY_RESOURCE]]
SecretArn = Input[Annotated[str, _SECRET]]
TopicArn = Input[Annotated[str, _TOPIC]]
WebAclArn = Input[Annotated[str, _WEB_ACL]]


def _canonical_cidr_block(value: str) -> str:
    try:
        return str(ipaddress.IPv4Network(value))
    except ValueError as error:
        raise ValueError(f"an IPv4 block such as 10.0.0.0/16 with no host bits set is allowed ({error})") from None


CidrBlock = Annotated[str, AfterValidator(_canonical_cidr_block), Field(json_schema_extra={"pattern": r"^[\d.]+/\d+$"})]


def refuse_repeated(values: Sequence[object], allowed: str) -> None:
    """Raise ``ValueError`` with the allowed values if ``values`` contains a duplicate; Outputs are not compared."""
    known = known_texts(values)
    if len(set(known)) < len(known):
        raise ValueError(allowed)


def each_once(allowed: str) -> AfterValidator:
    """Return the rule that a list contains each value once."""

    def check(values: tuple[Any, ...]) -> tuple[Any, ...]:
        refuse_repeated(values, allowed)
        return values

    return AfterValidator(check)


def refusal_at(key: str, allowed: str) -> PydanticCustomError:
    """Return the error about one key (camelCase) that a validator of a whole model raises."""
    return PydanticCustomError("refusal_at", "{key}: {allowed}", {"key": key, "allowed": allowed})
