"""``python -m pip`` for the requests of the language host at every command, in a fifth of pip's time.

Importing pip takes most of its time, and the CLI waits for both answers: for the version before it starts, and for the
list before it runs the program.
"""

import json
import runpy
import sys
from pathlib import Path

LIST = ["list", "-v", "--format", "json"]
VERSION = ["--version"]
FOLDER = str(Path(__file__).parent.parent)


def installed(name: str = "*") -> list[dict[str, str]]:
    """Return pip's list of packages, or of those with a name, without the installer."""
    return [
        {"name": headers["Name"], "version": headers["Version"], "location": folder}
        for folder in sys.path
        for metadata in Path(folder).glob(f"{name}-*.dist-info/METADATA")
        if (headers := headers_of(metadata))
    ]


def headers_of(metadata: Path) -> dict[str, str]:
    """Return the headers of a file of package metadata.

    Without ``importlib.metadata``, which imports an email parser for these two lines.
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
    """Return the version line of an installed pip."""
    major, minor, *_ = sys.version_info
    return f"pip {pip['version']} from {Path(pip['location'], 'pip')} (python {major}.{minor})"


def main() -> None:
    """Answer the language host, or run pip."""
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
