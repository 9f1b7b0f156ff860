"""The generated documents are current, every setting has a description, and every link in the documents works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from components.network.address_plan import plan_addresses
from components.network.large_vpc_args import LargeVpcArgs
from docs.generator import GENERATED
from docs.generator.__main__ import write
from docs.generator.descriptions import descriptions
from settings import Settings

ROOT = Path(__file__).parents[3]

DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "*/*.md", "docs/*/*.md", "examples/*/*.md", "localaws/**/*.md")
    for path in ROOT.glob(pattern)
    if not path.is_symlink()
)

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def args_classes(model: type[BaseModel] = Settings) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        for found in _models_in(field.annotation):
            yield from args_classes(found)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


FIELDS = [
    pytest.param(descriptions(model).get(name), id=f"{model.__name__}.{name}")
    for model in dict.fromkeys(args_classes())
    for name in model.model_fields
]


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_a_generated_document_is_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == GENERATED[path](), "run make docs and commit the changes"


def test_the_generator_writes_every_document(tmp_path: Path) -> None:
    for path in GENERATED:
        (tmp_path / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
    write(tmp_path)
    assert {path: (tmp_path / path.relative_to(ROOT)).read_text(encoding="utf-8") for path in GENERATED} == {
        path: render() for path, render in GENERATED.items()
    }


def test_the_fields_of_every_args_class_are_checked() -> None:
    names = {model.__name__ for model in args_classes()}
    assert names >= {"Settings", "LargeVpcArgs", "Ec2EcsClusterArgs", "AwsvpcServiceArgs", "ImageBuildArgs"}


@pytest.mark.parametrize("description", FIELDS)
def test_every_setting_has_a_short_description(description: str | None) -> None:
    assert description, "it has no docstring"
    assert description.rstrip().endswith((".", "`.")), description
    assert len(description) <= 300, f"longer than two lines: {description}"


def links(document: Path) -> list[str]:
    return LINK.findall(_without_code(document.read_text(encoding="utf-8")))


def _without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors(document: Path) -> set[str]:
    """Return the anchors that GitHub generates for the headings."""
    headings = re.findall(r"^#+ +(.*?) *$", _without_code(document.read_text(encoding="utf-8")), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def link_problem(document: Path, link: str) -> str | None:
    """Return the problem of a link, or None."""
    if link.startswith(("https://", "mailto:")):
        return None
    path, _, anchor = link.partition("#")
    target = document.parent / path if path else document
    if not target.exists():
        return f"{document.name}: there is no {path}"
    if anchor and anchor not in anchors(target):
        return f"{document.name}: {target.name} has no heading for #{anchor}"
    return None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_works(document: Path) -> None:
    assert [wrong for link in links(document) if (wrong := link_problem(document, link))] == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    document = tmp_path / "one.md"
    document.write_text(
        "# A `b.<c>` d\n\n[x](two.md) [y](#a-bc-d) [z](one.md#e) ![p](gone.png)\n```\n[n](no.md)\n```\n"
    )
    assert links(document) == ["two.md", "#a-bc-d", "one.md#e"]
    assert [link_problem(document, link) for link in links(document)] == [
        "one.md: there is no two.md",
        None,
        "one.md: one.md has no heading for #e",
    ]


def test_every_required_document_exists() -> None:
    names = {str(path.relative_to(ROOT)) for path in DOCUMENTS}
    assert names >= {"README.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/configuration.md"}


def test_the_address_plan_in_the_architecture_matches_the_program() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    shown = [tuple(row) for row in re.findall(r"^\| (\d) \| (\S+) \| (\S+) \| (\S+) \|$", text, re.MULTILINE)]
    args = LargeVpcArgs()
    zones = plan_addresses(args.cidr_block, 4, task_cidr_block=args.task_cidr_block).zones
    assert shown == [(str(number), zone.public, zone.private, zone.task) for number, zone in enumerate(zones, start=1)]


def test_every_path_in_the_architecture_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:[A-Za-z0-9_.-]+/)+[A-Za-z0-9_.-]*|[A-Za-z_.-]+\.(?:py|yaml))`", text))
    assert paths >= {"components/network/address_plan.py", "settings.py", "tests/unit", "localaws/plugin"}
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []
