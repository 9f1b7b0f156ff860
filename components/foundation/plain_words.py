"""The allowed values in plain words for each kind of pydantic's errors."""

from __future__ import annotations

import difflib
import json
import re
import shlex
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from pydantic_core import ErrorDetails

from .instance_memory import CPU_UNITS_PER_VCPU

MIB: dict[str, float] = {"B": 1 / 1024**2, "K": 1 / 1024, "M": 1, "G": 1024, "T": 1024**2}
"""MiB in each unit of memory, by its first letter."""

UNITS = {
    "AwsvpcServiceArgs.cpu": "CPU units",
    "AwsvpcServiceArgs.memory": "MiB",
    "JobArgs.cpu": "CPU units",
    "JobArgs.memory": "MiB",
    "ProxyArgs.cpu": "CPU units",
    "ProxyArgs.memory": "MiB",
    "RootVolumeArgs.size": "GiB",
    "SidecarArgs.cpu": "CPU units",
    "SidecarArgs.memory": "MiB",
    "TmpfsArgs.size": "MiB",
}
"""The units of numbers for which users often write another unit, by arguments class and key."""

LIKENESS = 0.65
"""The least similarity of a suggested word, from 0 to 1; ``idleTimeout`` and ``desiredCount`` have 0.61."""

PLAIN = re.compile(r"(?!(?:true|false|yes|no|on|off|null|y|n)$)[A-Za-z/][A-Za-z0-9_./:-]*(?<!:)", re.IGNORECASE)
"""Texts that YAML reads unchanged without quotes, also in brackets."""

LARGEST_MEANT = 2**31
"""More than any setting allows. YAML reads such a number as a fraction, which loses digits."""

COMMANDS = ("command", "entryPoint")
"""Lists of words that users write as one text."""

FOR_A_SHELL = re.compile(r"[|&;<>()$`\\\"'*?\[#~=%!{}\n]")
"""The characters that a shell interprets; Docker passes them on unchanged."""

FEWEST_CPU_UNITS = 128
"""The minimum that ECS accepts for a task. Below it, a number without a unit is a number of vCPUs."""

VCPUS = re.compile(r"(\d*\.?\d+)\s*(v?cpus?)?", re.IGNORECASE)
BYTES = re.compile(r"(\d*\.?\d+)\s*([BKMGT])i?B?", re.IGNORECASE)


class Words(NamedTuple):
    """The allowed values, the text to write instead if the value implies it, and how a stack file lays it out."""

    allowed: str
    write: str | None = None
    in_yaml: str = ""


def words_for(details: ErrorDetails, key: str, args_class: str) -> Words:
    """Return the allowed values of ``key`` in an arguments class, given the ``details`` of pydantic's error."""
    kind, value = details["type"], details["input"]
    if kind == "value_error":
        return Words(str(details["ctx"]["error"]))
    say = _WORDS.get(kind)
    if say is None:
        message = details["msg"]
        return Words(message[:1].lower() + message[1:])
    unit = UNITS.get(f"{args_class}.{key}", "")
    said = say(value, key, {**details.get("ctx", {}), "unit": unit, "args_class": args_class})
    return Words(said) if isinstance(said, str) else said


def near_match(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most similar to ``word``."""
    by_letters = {each.lower().replace("_", ""): each for each in known}
    close = difflib.get_close_matches(word.lower().replace("_", ""), by_letters, n=1, cutoff=LIKENESS)
    return by_letters[close[0]] if close else None


def _number(value: Any, _: str, context: dict[str, Any]) -> Words:
    unit = context["unit"]
    of_what = f" of {unit}" if unit else ""
    of_what += f", {CPU_UNITS_PER_VCPU} to a vCPU," if unit == "CPU units" else ""
    meant = _meant_number(value, unit)
    is_whole = meant is not None and 1 <= meant < LARGEST_MEANT and float(meant).is_integer()
    return Words(f"a whole number{of_what} is allowed", str(int(meant)) if is_whole and meant else None)


def _meant_number(value: Any, unit: str) -> float | None:
    """Return the intended number of a text such as ``512MB`` or of a fraction of a vCPU."""
    if isinstance(value, float):
        return value * CPU_UNITS_PER_VCPU if unit == "CPU units" and value < FEWEST_CPU_UNITS else value
    if not isinstance(value, str):
        return None
    if value.isdecimal():
        return int(value)
    if unit == "CPU units":
        vcpus = VCPUS.fullmatch(value)
        if vcpus is None:
            return None
        number = float(vcpus[1])
        return number if vcpus[2] is None and number >= FEWEST_CPU_UNITS else number * CPU_UNITS_PER_VCPU
    size = BYTES.fullmatch(value) if unit else None
    return float(size[1]) * MIB[size[2].upper()] / (MIB["G"] if unit == "GiB" else 1) if size else None


def _text(value: Any, _: str, __: dict[str, Any]) -> Words:
    if isinstance(value, (bool, int, float)):
        return Words("a string is allowed", f'"{json.dumps(value)}"', ", in quotes")
    return Words(f"a string is allowed{_not_what(value)}")


def _truth(value: Any, _: str, __: dict[str, Any]) -> Words:
    meant = {"true": "true", "yes": "true", "on": "true", "1": "true"} | dict.fromkeys(
        ("false", "no", "off", "0"), "false"
    )
    word = meant.get(str(value).lower()) if isinstance(value, (str, int)) else None
    return Words("true or false is allowed", word, ", without quotes" if word else "")


def _keys(value: Any, key: str, _: dict[str, Any]) -> Words:
    indented = f", each on a line below {key} and indented further"
    if value is None:
        return Words("keys are needed", in_yaml=indented)
    if isinstance(value, list):
        return Words("keys with values are allowed, not a list", in_yaml=": remove the hyphens")
    return Words("keys with values are allowed", in_yaml=indented)


def _list(value: Any, key: str, context: dict[str, Any]) -> Words:
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        text = str(value)
        words = _words_of(text, context["args_class"]) if key in COMMANDS else [text]
        return Words("a list is allowed", f"[{', '.join(_item(word) for word in words)}]")
    if isinstance(value, dict):
        return Words("a list is allowed, not keys", in_yaml=": start each item with a hyphen")
    return Words(f"a list is allowed{_not_what(value)}")


def _words_of(command: str, args_class: str) -> list[str]:
    """Return the items of a command that was written as one text."""
    if args_class == "ContainerHealthCheckArgs":
        return ["CMD-SHELL", command]
    return ["sh", "-c", command] if FOR_A_SHELL.search(command) else shlex.split(command)


def _item(text: str) -> str:
    return text if PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _choice(value: Any, _: str, context: dict[str, Any]) -> str:
    choices = re.findall(r"'([^']*)'", context["expected"])
    meant = near_match(value, choices) if isinstance(value, str) else None
    hint = f"; did you mean {meant}?" if meant else ""
    return f"{_either(choices)} is allowed{hint}"


def _either(choices: list[str]) -> str:
    return f"{', '.join(choices[:-1])} or {choices[-1]}" if len(choices) > 1 else choices[0]


def _bound(words: str, limit: str) -> Callable[[Any, str, dict[str, Any]], str]:
    def say(_: Any, __: str, context: dict[str, Any]) -> str:
        number = context[limit]
        whole = int(number) if float(number).is_integer() else number
        return words.format(f"{whole} {context['unit']}".rstrip()) + " is allowed"

    return say


def _not_what(value: Any) -> str:
    return {list: ", not a list", dict: ", not keys", type(None): ""}.get(type(value), "")


_WORDS: dict[str, Callable[[Any, str, dict[str, Any]], str | Words]] = {
    "bool_type": _truth,
    "dict_type": _keys,
    "float_type": lambda value, _, __: Words(
        "a number is allowed", in_yaml=", without quotes" if isinstance(value, str) else ""
    ),
    "finite_number": lambda *_: "a finite number is allowed",
    "greater_than": _bound("more than {}", "gt"),
    "greater_than_equal": _bound("{} or more", "ge"),
    "int_from_float": _number,
    "int_type": _number,
    "less_than": _bound("less than {}", "lt"),
    "less_than_equal": _bound("{} or less", "le"),
    "literal_error": _choice,
    "model_type": _keys,
    "string_too_short": lambda *_: "a string that is not empty is allowed",
    "string_type": _text,
    "too_short": lambda _, __, context: f"at least {context['min_length']} is needed",
    "tuple_type": _list,
}
