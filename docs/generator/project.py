"""The project's name, which is the namespace of its configuration keys."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]

PROJECT: str = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))["name"]
