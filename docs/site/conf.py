"""The documentation as a site, from the Markdown that GitHub shows: ``make site``.

Sphinx warns about a link to a missing document or heading, and ``make site`` treats warnings as errors. The build does
not use the network.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).parents[2]

SECTIONS = {
    "Deploy, operate": ["docs/examples", "docs/configuration", "docs/operate", "docs/github-actions", "docs/migrate"],
    "Examples of stack files": sorted(
        path.relative_to(ROOT).with_suffix("").as_posix() for path in ROOT.glob("docs/examples/*.md")
    ),
    "Costs and limits": ["docs/cost", "docs/quotas", "docs/scale"],
    "Security": ["docs/security", "deploy/README", "SECURITY"],
    "Changes": ["docs/updates", "docs/drift", "CHANGELOG"],
    "Components and other tools": ["docs/comparison", "docs/components", "docs/package", "examples/README"],
    "Contribute": ["CONTRIBUTING", "ARCHITECTURE", "docs/differences", "bench/RESULTS", "AGENTS"],
    "Examples of programs": sorted(
        path.relative_to(ROOT).with_suffix("").as_posix() for path in ROOT.glob("examples/*/README.md")
    ),
    "The local AWS": [
        "localaws/README",
        "localaws/server/README",
        "localaws/plugin/README",
        "localaws/plugin/facts/README",
        "localaws/plugin/facts/DIFFERENCES",
    ],
}
"""Every document of the site but the README, by the headings of its sidebar."""

project = "ecs-on-ec2"
language = "en"
extensions = ["myst_parser"]
root_doc = "README"
include_patterns = [
    "*.md",
    "bench/*.md",
    "deploy/*.md",
    "docs/**.md",
    "examples/**.md",
    "localaws/*.md",
    "localaws/plugin/**.md",
    "localaws/server/*.md",
]
exclude_patterns = [".*"]
myst_heading_anchors = 4

html_theme = "furo"
html_title = project
html_copy_source = False
html_show_copyright = False
templates_path = ["templates"]
html_additional_pages = {"index": "index.html"}


def setup(app: Sphinx) -> None:
    """Give the README a sidebar, and take its badges away, whose addresses are relative to its page on GitHub."""
    app.connect("source-read", _change_readme)


def _change_readme(_app: Sphinx, document: str, source: list[str]) -> None:
    if document == root_doc:
        source[0] = "\n".join(line for line in source[0].splitlines() if not line.startswith("<a href="))
        blocks = [
            "\n".join(["```{toctree}", f":caption: {heading}", ":hidden:", "", *documents, "```"])
            for heading, documents in SECTIONS.items()
        ]
        source[0] += "\n\n" + "\n\n".join(blocks) + "\n"
