"""The examples in other languages have a README and their project files, and lock their packages."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from tests.harness.build import CHECKOUT

EXAMPLES = CHECKOUT / "examples"
SCHEMA = json.loads((CHECKOUT / "components" / "plugin" / "schema.json").read_text(encoding="utf-8"))
NAMES = {
    "package-yaml": set(),
    "package-typescript": {"index.ts", "package.json", "package-lock.json", "tsconfig.json"},
    "package-go": {"main.go", "go.mod", "go.sum"},
}


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_a_readme_and_project_files(name: str) -> None:
    assert f"({name}/README.md)" in (EXAMPLES / "README.md").read_text(encoding="utf-8")
    files = {file.name for file in (EXAMPLES / name).iterdir()}
    assert files >= {"README.md", "Pulumi.yaml", "Pulumi.dev.yaml", *NAMES[name]}


@pytest.mark.parametrize("name", NAMES)
def test_an_example_uses_the_package_of_a_tag(name: str) -> None:
    project = yaml.safe_load((EXAMPLES / name / "Pulumi.yaml").read_text())
    source, _, tag = project["packages"]["ecs-on-ec2"].partition("@")
    assert source == "github.com/OWNER/ecs-on-ec2/package"
    assert (CHECKOUT / "package" / "PulumiPlugin.yaml").is_file()
    assert f"{source}@{tag}" in (CHECKOUT / "docs" / "package.md").read_text(encoding="utf-8")


def test_the_typescript_example_locks_its_packages() -> None:
    folder = EXAMPLES / "package-typescript"
    asked = json.loads((folder / "package.json").read_text())
    locked = json.loads((folder / "package-lock.json").read_text())["packages"]
    for kind in ("dependencies", "devDependencies"):
        assert locked[""][kind] == asked[kind]
    sdk = {"node_modules/@pulumi/ecs-on-ec2", "sdks/ecs-on-ec2"}
    fetched = {name: each for name, each in locked.items() if name and name not in sdk}
    assert len(fetched) > 50
    assert [name for name, each in fetched.items() if not each["integrity"].startswith("sha512-")] == []
    # The lock file must not contain the address of a mirror.
    assert [name for name, each in fetched.items() if "resolved" in each] == []


def test_the_go_example_has_the_sdk_of_the_cli_that_deploys_it() -> None:
    def required(file: str) -> str:
        found = re.search(r"github.com/pulumi/pulumi/(?:pkg|sdk)/v3 (v\S+)", (CHECKOUT / file).read_text())
        assert found
        return found[1]

    versions = {
        required(file)
        for file in ("examples/package-go/go.mod", "tests/consumers/sdkgen/go.mod", "localaws/cli/go.mod")
    }
    assert len(versions) == 1


def in_yaml() -> dict[str, str]:
    """Return the programs in YAML: the example, and the program of the guide."""
    guide = (CHECKOUT / "docs" / "package.md").read_text(encoding="utf-8")
    (documented,) = re.findall(r"```yaml\n(.+?)```", guide, re.DOTALL)
    return {"guide": documented, "example": (EXAMPLES / "package-yaml" / "Pulumi.yaml").read_text()}


@pytest.mark.parametrize("place", ["guide", "example"])
def test_a_program_in_yaml_names_inputs_and_outputs_of_the_schema(place: str) -> None:
    text = in_yaml()[place]
    program = yaml.safe_load(text)
    kinds = {name: found["type"].replace(":", ":index:") for name, found in program["resources"].items()}
    for name, resource in program["resources"].items():
        schema = SCHEMA["resources"][kinds[name]]
        given = set(resource["properties"])
        assert set(schema.get("requiredInputs", ())) <= given <= set(schema["inputProperties"]), name
    referred = re.findall(r"\$\{(\w+)\.(\w+)\}", text)
    assert referred
    for name, output in referred:
        assert output in SCHEMA["resources"][kinds[name]]["properties"], f"{name}.{output}"
    # Pulumi's YAML refuses them.
    assert not re.search(r": [&*]\w", text)
