"""``python -m pip`` for what the language host asks of it at every command, in a fifth of pip's time.

That time is most of all the import of pip, and the CLI waits for both answers: for the version before it begins, and
for the list before it runs the program.
"""

import json
import runpy
import sys
from pathlib import Path

LIST = ["list", "-v", "--format", "json"]
VERSION = ["--version"]
FOLDER = str(Path(__file__).parent.parent)


def installed(name: str = "*") -> list[dict[str, str]]:
    """Return what pip lists of each package, or of those of a name, but for what installed it."""
    return [
        {"name": headers["Name"], "version": headers["Version"], "location": folder}
        for folder in sys.path
        for metadata in Path(folder).glob(f"{name}-*.dist-info/METADATA")
        if (headers := headers_of(metadata))
    ]


def headers_of(metadata: Path) -> dict[str, str]:
    """Return the headers of a file of package metadata.

    By hand: ``importlib.metadata`` imports a parser of mail for these two lines.
    """
    headers: dict[str, str] = {}
    with metadata.open(encoding="utf-8") as lines:
        for line in lines:
            name, colon, value = line.partition(": ")
            if not colon:
                break
            headers.setdefault(name, value.strip())
    return headers


def version(pip: dict[str, str]) -> str:
    """Return what an installed pip says of itself."""
    major, minor, *_ = sys.version_info
    return f"pip {pip['version']} from {Path(pip['location'], 'pip')} (python {major}.{minor})"


def main() -> None:
    """Answer the language host, or be pip."""
    if sys.argv[1:] == LIST:
        print(json.dumps(installed()))
        return
    if sys.argv[1:] == VERSION and (found := installed("pip")):
        print(version(found[0]))
        return
    sys.path[:] = [entry for entry in sys.path if entry != FOLDER]
    for name in [name for name in sys.modules if name.partition(".")[0] == "pip"]:
        del sys.modules[name]
    runpy.run_module("pip", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
