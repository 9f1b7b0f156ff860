"""Documents, messages, docstrings and comments have no phrases that need a second reading."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "examples/**/*.md", "localaws/README.md", ".github/**/*.md")
    for path in ROOT.glob(pattern)
    if not path.is_symlink()
)
MODULES = sorted(
    path
    for pattern in (
        "*.py",
        "components/**/*.py",
        "policy/*.py",
        "policy/controls/*.py",
        "docs/**/*.py",
        "tools/**/*.py",
    )
    for path in ROOT.glob(pattern)
)

PHRASES = {
    r"\bways? out\b": "egress, a route to the internet",
    r"\banew\b": "again, replaces",
    r"\b(?:has|have|had) not(?=[.,;:)\"']|$)": "does not have",
    r"\bby the clock\b": "on a schedule",
    r"\b(?:one's|ones) own\b": "your own, custom",
    r"\bwho(?:m)?ever\b": "everyone who",
    r"\b(?:nobody|somebody|anybody)\b": "no one, others, everyone; better: name the actor",
    r"\b(?:take|takes|taken|took) away\b": "remove",
    r"\bmade[ -]up\b": "generated, invented",
    r"\bthere and back\b": "in both directions",
    r"\bbehind the (?:program|engine)'s back\b": "outside the program",
    r"\bhand(?:s|ed|ing)? over\b": "pass",
    r"\bput(?:s|ting)? off\b": "delay, import lazily",
    r"\b(?:is|are|was|be) told (?:of|by|its|his|their)\b": "reported, passed",
    r"\bmake(?:s)? (?:it|them|a resource|the resource) anew\b": "replaces",
    r"\b(?:is|are) there too\b": "also exists, is also set",
}
"""Each with words to use instead."""

WORDS = re.compile("|".join(f"(?:{phrase})" for phrase in PHRASES), re.IGNORECASE)


def phrases(path: Path) -> list[str]:
    """Find the phrases in the prose of a file, with their lines."""
    text = path.read_text(encoding="utf-8")
    prose = _prose_of_module(text) if path.suffix == ".py" else _prose_of_document(text)
    return [
        f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name}:{number}: {found[0]}"
        for number, line in prose
        for found in WORDS.finditer(line)
    ]


def _prose_of_document(text: str) -> Iterator[tuple[int, str]]:
    without_fences = re.sub(r"^ *```.*?^ *```", _blank, text, flags=re.DOTALL | re.MULTILINE)
    for number, line in enumerate(without_fences.splitlines(), start=1):
        yield number, re.sub(r"`[^`]*`", "", line)


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _prose_of_module(text: str) -> Iterator[tuple[int, str]]:
    """Yield comments and strings; a formatted string is one token before Python 3.12, and its parts from then on."""
    kinds = {tokenize.COMMENT, tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in kinds:
            for number, line in enumerate(token.string.splitlines(), start=token.start[0]):
                yield number, re.sub(r"`[^`]*`", "", line)


@pytest.mark.parametrize("path", [*DOCUMENTS, *MODULES], ids=lambda path: str(path.relative_to(ROOT)))
def test_the_prose_has_no_refused_phrase(path: Path) -> None:
    assert phrases(path) == [], f"write instead: {PHRASES}"


def test_phrases_are_found_in_prose_only(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('"""A group and its way out."""\nNAME = f"{1}: the cluster has not"  # nobody\nnobody = 1\n')
    assert phrases(module) == ["module.py:1: way out", "module.py:2: has not", "module.py:2: nobody"]
    document = tmp_path / "document.md"
    document.write_text("Scales by the clock.\n\n```yaml\nuser: nobody\n```\n\n`nobody` is made\nanew\n")
    assert phrases(document) == ["document.md:1: by the clock", "document.md:8: anew"]


def test_every_document_and_module_is_read() -> None:
    names = {str(path.relative_to(ROOT)) for path in (*DOCUMENTS, *MODULES)}
    assert names >= {"README.md", "docs/operate.md", "settings.py", "components/service/rollout.py", "tools/plan.py"}
