"""Domain names, and the rule that an invalid one breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .args import Matching

LONGEST_DOMAIN = 253
LONGEST_LABEL = 63
"""https://datatracker.ietf.org/doc/html/rfc1035#section-2.3.4; 253 is what remains of 255 bytes for the text."""

SHOWN = 20

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_TOP_LEVEL = r"([a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])"
PUBLIC = rf"(?=.{{1,{LONGEST_DOMAIN}}}$)({_LABEL}\.)+{_TOP_LEVEL}"
PRIVATE = rf"(?=.{{1,{LONGEST_DOMAIN}}}$)({_LABEL}\.)*{_LABEL}"
"""The domain of a private hosted zone, which may have one label."""


@dataclass(frozen=True)
class DomainName(Matching):
    """Requires a domain name that matches ``pattern``. The refusal says which rule the text breaks."""

    def _check(self, value: str) -> str:
        if re.fullmatch(self.pattern, value):
            return value
        broken = next(_broken_rules(value), None)
        raise ValueError(f"{broken}; {self.allowed} allowed" if broken else f"{self.allowed} allowed")


def _broken_rules(value: str) -> Iterator[str]:
    if "/" in value or ":" in value:
        yield "it is a URL or has a port"
    if value.startswith("*."):
        yield "no DNS record is created for a wildcard: name each domain, or give its certificate in certificateArns"
    if len(value) > LONGEST_DOMAIN:
        yield f"it has {len(value)} characters, and a domain has at most {LONGEST_DOMAIN}"
    if value.startswith(".") or value.endswith(".") or ".." in value:
        yield "a dot is only between two parts of the name"
    for label in value.split("."):
        yield from _broken_by(label)
    if "." not in value:
        yield "it has no dot"
    if not re.fullmatch(_TOP_LEVEL, value.rpartition(".")[2]):
        yield "its last part is not a top-level domain such as com"


def _broken_by(label: str) -> Iterator[str]:
    shown = label if len(label) <= LONGEST_LABEL else f"{label[:SHOWN]}..."
    if len(label) > LONGEST_LABEL:
        yield f"{shown} has {len(label)} characters, and a part between two dots has at most {LONGEST_LABEL}"
    if not re.fullmatch("[A-Za-z0-9-]*", label):
        yield f"{shown} has characters other than letters, digits and hyphens"
    if label.startswith("-") or label.endswith("-"):
        yield f"{shown} begins or ends with a hyphen"
    if label != label.lower():
        yield "it has uppercase letters"
