"""Documents, messages, docstrings, comments and names contain no phrases that need a second reading."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

FOLDERS = ("bench", "components", "docs", "examples", "localaws", "policy", "tests", "tools")
INSTALLED = {".venv", "node_modules", "sdks"}


def _files(pattern: str) -> Iterator[Path]:
    """Yield files of the project, without links and installed packages."""
    for found in (ROOT.glob(pattern), *((ROOT / folder).rglob(pattern) for folder in (*FOLDERS, ".github"))):
        yield from (path for path in found if not path.is_symlink() and not INSTALLED & set(path.parts))


DOCUMENTS = sorted(path for pattern in ("*.md", "*.toml", "*.yaml", "*.yml") for path in _files(pattern))
MODULES = sorted(_files("*.py"))

PHRASES = {
    r"\bways? out\b": "egress, a route to the internet",
    r"\banew\b": "again, replaces",
    r"\b(?:has|have|had) not(?=[.,;:)\"']|$)": "does not have",
    r"\bby the clock\b": "on a schedule",
    r"\b(?:one's|ones) own\b": "your own, custom",
    r"\bwho(?:m)?ever\b": "everyone who",
    r"\b(?:nobody|somebody|anybody|everybody)\b": "no one, others, everyone; better: name the actor",
    r"\b(?:take|takes|taken|took) (?:away|back)\b": "remove",
    r"\bmade[ -]up\b": "generated, invented",
    r"\bthere and back\b": "in both directions",
    r"\bbehind (?:our|the (?:program|engine)'s) back\b": "outside the program",
    r"\bhand(?:s|ed|ing)? over\b": "pass",
    r"\bput(?:s|ting)? off\b": "delay, import lazily",
    r"\btold\b": "reported, passed",
    r"\b(?:is|are) there (?:too|already)\b": "exists, is also set",
    r"\bwhatever\b": "any, independent of",
    r"\b(?:is|are|was|be) tried again\b": "retry",
    r"\b(?:ride|rides|ridden) out\b": "retry",
    r"\breckon": "compute",
    r"\bgoes? without a trace\b": "is destroyed completely",
    r"\ba moment ago\b": "new",
    r"\bknob\b": "setting, argument",
    r"\b(?:small|capital) letters\b": "lowercase, uppercase",
    r"\bin silence\b|\bwithout a word\b": "silently",
    r"\bcalls? of (?:its|their) own\b": "a separate call",
    r"\b(?:is|are) warned of\b": "causes a warning",
    r"\ban? (?:file|name|role|row|rule|task|test) an? (?:resource|service|stack|task|test|type|zone)\b": "for each",
    r"\b(?:that|which|what) (?:is|are|was) there\b": "existing",
    r"\bpass(?:es|ed)? over\b": "ignore",
    r"\bwhere it is (?:left out|absent|missing)\b": "if it is omitted",
    r"\bwhat is in\b": "the content of",
    r"\bpossibly not\b": "may not",
    r"\blikewise\b": "also; repeat the verb",
    r"\bmeanwhile\b": "at the same time, until then",
    r"\bonce removed\b": "if it is removed",
    r"\b(?:by which|of whom)\b": "that ... uses to",
    r"\bas far as (?:it|its|they|their|these|there|possible)\b": "unless, until, the part that",
    r"(?<!there )\b(?:is|are) no (?!longer\b|more\b|less\b|way\b)": "is not a",
    r"\banother(?: \w+)? than\b": "other than",
    r"\bsome (?:hundred|thousand)s?\b": "several hundred",
    r"\bwithout (?:a second try|trying again)\b": "without retries",
    r"^\s*\"\"\"(?:What|Who|Whom)\b": "a noun or a verb: The effect of, Return the",
    r"^\s*\"\"\"moto \w": "the effect of the function; then moto's behavior that it replaces",
}
"""Each with words to use instead."""

WORDS = re.compile("|".join(f"(?:{phrase})" for phrase in PHRASES), re.IGNORECASE | re.MULTILINE)

NAMES = re.compile(
    r"(?:^|_)(?:told|judged?|judges|anew|whatever|whoever|nobody|somebody|everybody|ways?_out|ones_own|made_up"
    r"|taken_(?:over|away|back)|take_over|handed_over|by_the_clock|knobs?|there_already)(?:_|$)",
    re.IGNORECASE,
)

Line = tuple[int, str, re.Pattern[str]]
"""The number of a line, its text, and the words that it must not have."""

ALLOWED = {
    "tests/unit/project/test_wording.py": "it lists the phrases",
}
"""Files with such words, and the reason."""


def phrases(path: Path) -> list[str]:
    """Find the phrases in the prose of a file, and the words in its names, with their lines."""
    text = path.read_text(encoding="utf-8")
    if not WORDS.search(text) and not (path.suffix == ".py" and any(map(NAMES.search, re.findall(r"\w+", text)))):
        return []
    lines = _lines_of_module(text) if path.suffix == ".py" else _lines_of_document(text)
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
    return [
        f"{shown}:{number}: {line if words is NAMES else found[0].strip()}"
        for number, line, words in lines
        for found in words.finditer(line)
    ]


def _lines_of_document(text: str) -> Iterator[Line]:
    without_fences = re.sub(r"^ *```.*?^ *```", _blank, text, flags=re.DOTALL | re.MULTILINE)
    for number, line in enumerate(without_fences.splitlines(), start=1):
        yield number, re.sub(r"`[^`]*`", "", line), WORDS


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _lines_of_module(text: str) -> Iterator[Line]:
    """Yield comments, strings and names; a formatted string is one token before Python 3.12, and then its parts."""
    kinds = {tokenize.COMMENT, tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME:
            yield token.start[0], token.string, NAMES
        elif token.type == tokenize.COMMENT or (token.type in kinds and " " in token.string):
            for number, line in enumerate(token.string.splitlines(), start=token.start[0]):
                yield number, re.sub(r"(`+)[^`]*\1", "", line), WORDS


@pytest.mark.parametrize("path", [*DOCUMENTS, *MODULES], ids=lambda path: str(path.relative_to(ROOT)))
def test_the_prose_has_no_refused_phrase(path: Path) -> None:
    if str(path.relative_to(ROOT)) not in ALLOWED:
        assert phrases(path) == [], "PHRASES in this file has words to use instead"


def test_phrases_are_found_in_prose_and_words_in_names(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('"""A group and its way out."""\nNAME = f"{1}: the cluster has not"  # nobody\nwas_told = 1\n')
    assert phrases(module) == [
        "module.py:1: way out",
        "module.py:2: has not",
        "module.py:2: nobody",
        "module.py:3: was_told",
    ]
    module.write_text('def way_out() -> None:\n    """What it does."""\n    user = "nobody"\n')
    assert phrases(module) == ["module.py:1: way_out", 'module.py:2: """What']
    module.write_text('def update() -> None:\n    """moto drops the tags."""\n')
    assert phrases(module) == ['module.py:2: """moto d']
    document = tmp_path / "document.md"
    document.write_text("Scales by the clock.\n\n```yaml\nuser: nobody\n```\n\n`nobody` is made\nanew\n")
    assert phrases(document) == ["document.md:1: by the clock", "document.md:8: anew"]


@pytest.mark.parametrize(
    "text",
    [
        "A role is possibly not visible.",
        "an endpoint likewise",
        "The port is open meanwhile.",
        "once removed, nothing is sent",
        "the rule by which texts are equal",
        "Continue as far as possible.",
        "a value that is no ARN",
        "They are no network.",
        "a type of another kind than ip",
        "some hundred thousand objects",
        "deletes it without trying again",
    ],
)
def test_a_sentence_that_needs_a_second_reading_is_refused(text: str, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(f"# {text}\n")
    assert phrases(module) != []


@pytest.mark.parametrize(
    "text",
    [
        "It is no longer used; there is no route, and there are no tasks. It is no more than a name.",
        "another task, other than the first",
        "Return ``meanwhile``, or `whatever`.",
    ],
)
def test_idiomatic_sentences_are_accepted(text: str, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(f'"""{text}"""\n')
    assert phrases(module) == []


def test_every_document_and_module_is_read() -> None:
    names = {str(path.relative_to(ROOT)) for path in (*DOCUMENTS, *MODULES)}
    assert names >= {
        "README.md",
        "docs/operate.md",
        "settings.py",
        "components/service/rollout/rollout.py",
        "tools/plan.py",
    }
    assert names >= {
        "tests/engine/conftest.py",
        "localaws/server/operations.py",
        "localaws/README.md",
        "bench/growth.py",
    }
    assert names >= ALLOWED.keys()
