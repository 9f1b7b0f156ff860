"""The site of the documentation builds without a network, has every document, and fails on a broken link."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WITHOUT_A_NETWORK = """
import socket, sys
def refuse(*_):
    raise AssertionError("the build of the site opens a connection")
socket.socket.connect = socket.getaddrinfo = refuse
from sphinx.cmd.build import main
sys.exit(main(sys.argv[1:]))
"""


def build(source: Path, site: Path) -> subprocess.CompletedProcess[str]:
    options = ["--fail-on-warning", "--keep-going", "--quiet"]
    command = [sys.executable, "-c", WITHOUT_A_NETWORK, "-c", str(source / "docs" / "site"), *options]
    return subprocess.run([*command, str(source), str(site)], capture_output=True, text=True, check=False)


def test_the_site_has_every_document(tmp_path: Path) -> None:
    done = build(ROOT, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    front = (tmp_path / "README.html").read_text(encoding="utf-8")
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "localaws" / "README.md"]:
        page = document.relative_to(ROOT).with_suffix(".html")
        assert (tmp_path / page).is_file(), f"{page} is missing"
        assert f'href="{page}"' in front or page.name == "README.html", f"the sidebar does not contain {page}"
    assert "url=README.html" in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert (tmp_path / "_images" / "dev.svg").is_file()


def test_the_make_target_builds_the_site_with_the_same_options() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "sphinx-build -c docs/site --fail-on-warning --keep-going --quiet . .site\n" in makefile


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a checkout whose only documents are a README and one with a heading, both in the sidebar."""
    source = tmp_path / "source"
    shutil.copytree(ROOT / "docs" / "site", source / "docs" / "site")
    configuration = source / "docs" / "site" / "conf.py"
    text = configuration.read_text(encoding="utf-8")
    start, end = text.index("SECTIONS = {"), text.index('"""Every document')
    configuration.write_text(f'{text[:start]}SECTIONS = {{"Use it": ["docs/cost"]}}\n{text[end:]}', encoding="utf-8")
    (source / "docs" / "cost.md").write_text("# Cost\n\n## Unit prices\n\nNone.\n", encoding="utf-8")
    return source


def test_a_broken_link_or_a_document_outside_the_sidebar_fails_the_build(small: Path, tmp_path: Path) -> None:
    links = ["docs/cost.md#unit-prices", "docs/costs.md", "docs/cost.md#the-unit-price"]
    lines = [f"See [the cost]({link}).\n\n" for link in links]
    (small / "README.md").write_text("# Project\n\n" + "".join(lines), encoding="utf-8")
    (small / "NOTES.md").write_text("# Notes\n\nText.\n", encoding="utf-8")
    done = build(small, tmp_path / "site")
    assert done.returncode == 1
    complaints = [line.partition("WARNING: ")[2] for line in done.stderr.splitlines() if "WARNING" in line]
    assert len(complaints) == 3, done.stderr
    for expected in ("'docs/costs.md'", "'the-unit-price'", "document isn't included in any toctree"):
        assert any(expected in complaint for complaint in complaints), (expected, complaints)
