"""The pictures are current, legible, and the same for the same stack."""

from __future__ import annotations

import json
import random
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.diagram.drawn import area, flaws, within
from tests.diagram.exported_state import exported
from tests.diagram.pictures import PICTURES, picture_of, write
from tests.diagram.stacks import BUSY, CONFIGURATIONS, deployment_of, entries, picture_with
from tests.harness.build import CHECKOUT, STACKS, build_stack
from tools.diagram.deployment import read_deployment
from tools.diagram.geometry import SIZES, Box, Drawing, Line, Text
from tools.diagram.layout import lay_out
from tools.diagram.picture import DARK, LIGHT
from tools.state import read_state

SVG = "{http://www.w3.org/2000/svg}"

PAGE = 840
"""The width of a README on GitHub, in CSS pixels."""
SMALLEST = 10.5

LEAST_CONTRAST = 4.5
"""https://www.w3.org/TR/WCAG22/#contrast-minimum"""


@pytest.mark.parametrize("stack", STACKS)
def test_a_committed_picture_is_current(stack: str) -> None:
    committed = (PICTURES / f"{stack}.svg").read_text(encoding="utf-8")
    assert committed == picture_of(stack), "run make docs and commit the changes"


def test_each_committed_picture_belongs_to_a_stack(tmp_path: Path) -> None:
    write(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in PICTURES.iterdir()
    }


def test_the_readme_shows_both_topologies() -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\((\S+)\)", readme.partition("\n## ")[0])
    assert shown == ["docs/pictures/dev.svg", "docs/pictures/public-api.svg"]


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_nothing_overlaps_or_is_crossed(name: str) -> None:
    assert flaws(*lay_out(deployment_of(CONFIGURATIONS[name]))) == []


@pytest.mark.parametrize("stack", STACKS)
def test_nothing_overlaps_or_is_crossed_in_the_committed_stacks(stack: str) -> None:
    assert flaws(*lay_out(read_deployment(read_state(exported(build_stack(stack), stack))))) == []


@pytest.mark.parametrize("stack", STACKS)
def test_each_text_is_large_enough_in_a_readme(stack: str) -> None:
    drawing, width, _ = lay_out(read_deployment(read_state(exported(build_stack(stack), stack))))
    assert min(SIZES[text.kind] for text in drawing.texts) * min(1, PAGE / width) >= SMALLEST


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_cluster_and_its_instances_surround_the_services(name: str) -> None:
    deployment = deployment_of(CONFIGURATIONS[name])
    boxes = lay_out(deployment)[0].boxes
    kinds = ["cluster", *(["instances"] if deployment.instances else []), *(["service"] if deployment.services else [])]
    for outer, inner in pairwise(kinds):
        (around,) = [box for box in boxes if box.kind == outer]
        assert all(within(area(box), area(around)) for box in boxes if box.kind == inner)
    assert sum(box.kind == "service" for box in boxes) == len(deployment.services)


def test_load_balancers_have_their_names_and_arrows_have_no_labels() -> None:
    deployment = deployment_of(BUSY)
    drawing = lay_out(deployment)[0]
    texts = {text.content for text in drawing.texts}
    assert texts >= {"gateway-public", "orders-private"}
    assert not texts & {flow.label for flow in deployment.flows}
    tooltips = [line.tooltip for line in drawing.lines if line.tooltip]
    assert "The service orders can connect to the service payments on 9000." in tooltips


@pytest.mark.parametrize(
    ("drawing", "flaw"),
    [
        (Drawing(texts=[Text(90, 20, "too far", "name")]), "is outside the page"),
        (Drawing(texts=[Text(10, 20, "one", "name"), Text(20, 22, "two", "name")]), "overlap"),
        (Drawing(boxes=[Box(0, 0, 20, 20, "service"), Box(10, 10, 20, 20, "service")]), "overlap"),
        (Drawing(boxes=[Box(0, 0, 20, 20, "service")], texts=[Text(10, 15, "wide", "name")]), "crosses the edge"),
        (
            Drawing(lines=[Line(((0, 16), (99, 16)), "flow")], texts=[Text(10, 20, "struck", "name")]),
            "crosses 'struck'",
        ),
        (
            Drawing(lines=[Line(((0, 5), (50, 5)), "flow"), Line(((40, 5), (90, 5)), "flow")]),
            "cover each other",
        ),
        (Drawing(boxes=[Box(20, 0, 20, 20, "service")], lines=[Line(((0, 9), (99, 9)), "flow")]), "crosses service"),
    ],
)
def test_a_flaw_is_found(drawing: Drawing, flaw: str) -> None:
    assert any(flaw in found for found in flaws(drawing, 100, 100))


def test_another_deployment_of_the_same_stack_has_the_same_picture() -> None:
    resources = entries("prod")
    again = json.loads(re.sub(r"/id\b", "/another-id", json.dumps(resources)))
    random.Random(1).shuffle(again)
    assert again != resources
    assert picture_with(again) == picture_with(resources)


@pytest.mark.parametrize("stack", STACKS)
def test_the_picture_contains_no_ids(stack: str) -> None:
    assert not re.search(r"arn:|/id\b|address-of|elb\.amazonaws|\d{12}", picture_of(stack))


@pytest.mark.parametrize("stack", STACKS)
def test_the_picture_has_descriptions_for_screen_readers(stack: str) -> None:
    root = ET.fromstring(picture_of(stack))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert title is not None
    assert description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == f"ecs-on-ec2, stack {stack}"
    assert "10.0.0.0/18, with a NAT gateway." in (description.text or "")


def luminance(color: str) -> float:
    """Return the relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    dark = 0.04045
    red, green, blue = [part / 12.92 if part <= dark else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_contrast_with_their_background(theme: dict[str, tuple[str, str]]) -> None:
    assert LIGHT.keys() == DARK.keys()
    for color in theme["text"]:
        for kind, (fill, _) in theme.items():
            if kind not in {"text", "line", "zone"}:
                darker, lighter = sorted((luminance(color), luminance(fill)))
                assert (lighter + 0.05) / (darker + 0.05) >= LEAST_CONTRAST, (color, kind)


def test_names_are_escaped_in_the_markup() -> None:
    resources = json.loads(json.dumps(entries()).replace('"worker"', '"<b>&\'"'))
    root = ET.fromstring(picture_with(resources))
    assert "<b>&'" in [text.text for text in root.iter(f"{SVG}text")]
