"""A copy of the project's files to which the CLI can write, because it never runs with the committed ones."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from localaws.launcher.console import LocalAwsError, say
from localaws.launcher.encryption import PASSPHRASE, Encryption
from localaws.launcher.environment import VIRTUAL_ENVIRONMENT
from localaws.launcher.home import ROOT, keep_private, write_whole

PROJECT_FILE = "Pulumi.yaml"
RECORD = "copies.json"
# Encryption settings of a real stack. The copy has those of the local AWS instead.
ENCRYPTION = re.compile(r"^(?:encryptionsalt|encryptedkey|secretsprovider):.*\n?", re.MULTILINE)
# Ciphertexts of passphrase and cloud keys start with v1:, those of Pulumi Cloud with AAA.
SECRET = re.compile(r"^.*\bsecure[\"']?\s*:\s*[\"']?(?:v1:|AAA)", re.MULTILINE)


class _Copied(TypedDict):
    sha256: str
    edited: bool


_Record = dict[str, _Copied]


def project_folder(start: Path) -> Path:
    """Return the folder of the nearest project around ``start``, or the folder that contains ``localaws``."""
    return next((folder for folder in (start, *start.parents) if (folder / PROJECT_FILE).is_file()), ROOT)


@dataclass(frozen=True)
class ProjectCopy:
    """The copy of one project's Pulumi.yaml and stack files.

    Args:
        source: the folder with the committed files.
        folder: the folder of the copies.
        encryption: the secrets provider of its stacks.
    """

    source: Path
    folder: Path
    encryption: Encryption = PASSPHRASE

    @classmethod
    def of(cls, source: Path, home: Path, encryption: Encryption = PASSPHRASE) -> ProjectCopy:
        """Return the copy, under ``home``, of the project in ``source``."""
        key = hashlib.sha256(str(source).encode()).hexdigest()[:12]
        return cls(source, home / ("project" if source == ROOT else f"project-{key}"), encryption)

    @property
    def name(self) -> str:
        """The project's name in Pulumi.yaml.

        Raises:
            LocalAwsError: it has none.
        """
        found = re.search(r"^name:\s*[\"']?([^\s\"'#]+)", (self.source / PROJECT_FILE).read_text(), re.MULTILINE)
        if not found:
            raise LocalAwsError(f"{self.source / PROJECT_FILE} has no `name:`")
        return found[1]

    @property
    def stacks(self) -> list[str]:
        """The stacks with a file, committed or created in the copy by ``stack init``."""
        files = {file.name for folder in (self.source, self.folder) for file in folder.glob("Pulumi.*.yaml")}
        return sorted(file.removeprefix("Pulumi.").removesuffix(".yaml") for file in files)

    def refresh(self) -> None:
        """Copy every new or changed committed file, and delete the copies of removed ones.

        Raises:
            LocalAwsError: there is no Pulumi.yaml.
        """
        keep_private(self.folder)
        self._copy_project_file()
        record = self._record()
        committed = {file.name: file for file in self.source.glob("Pulumi.*.yaml")}
        for name in [name for name in record if "/" not in name and name not in committed]:
            (self.folder / name).unlink(missing_ok=True)
            del record[name]
        for name, file in committed.items():
            self._copy_stack_file(file, self.folder / name, record)
        self._write_record(record)

    def copy_config_file(self, file: Path) -> Path:
        """Return the copy of a file given as ``--config-file``, so that the CLI does not write to the file itself.

        Raises:
            LocalAwsError: there is no such file.
        """
        file = file.resolve()
        if file.parent in {self.source, self.folder} and file.match("Pulumi.*.yaml"):
            return self.folder / file.name
        if not file.is_file():
            raise LocalAwsError(f"--config-file {file}: there is no such file")
        key = hashlib.sha256(str(file.parent).encode()).hexdigest()[:12]
        copy = self.folder / "config-files" / key / file.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        record = self._record()
        self._copy_stack_file(file, copy, record)
        self._write_record(record)
        return copy

    def note_edit(self, copy: Path) -> None:
        """Remember that a `config` command changes ``copy``, which then differs from the committed file."""
        record = self._record()
        entry = record.get(copy.relative_to(self.folder).as_posix())
        if entry:
            entry["edited"] = True
            self._write_record(record)

    def refuse_secrets(self, file: Path) -> None:
        """Refuse a committed stack file with encrypted values: only the real stack's key can decrypt them.

        Raises:
            LocalAwsError: the file has such a value.
        """
        found = SECRET.search(file.read_text()) if file.is_file() else None
        if found:
            line = found.string.count("\n", 0, found.end()) + 1
            raise LocalAwsError(
                f"{file.name}, line {line}: the value is encrypted for the real stack and cannot be decrypted here; "
                "give the local AWS a stack file without `secure:` values with --config-file FILE"
            )

    def _copy_project_file(self) -> None:
        source = self.source / PROJECT_FILE
        if not source.is_file():
            raise LocalAwsError(f"there is no {PROJECT_FILE} in {self.source}")
        text = source.read_text()
        main = re.search(r"^main:\s*[\"']?([^\s\"'#]+).*\n?", text, re.MULTILINE)
        program = self.source / main[1] if main else self.source
        text = text.replace(main[0], "") if main else text
        _write_if_changed(self.folder / PROJECT_FILE, f"{text.rstrip()}\nmain: {json.dumps(str(program))}\n")
        # Pulumi.yaml names the virtual environment relative to itself.
        link = self.folder / ".venv"
        if not link.is_symlink():
            link.symlink_to(VIRTUAL_ENVIRONMENT)

    def _copy_stack_file(self, source: Path, copy: Path, record: _Record) -> None:
        text = source.read_text()
        digest = hashlib.sha256(text.encode()).hexdigest()
        name = copy.relative_to(self.folder).as_posix()
        before = record.get(name)
        if before and before["sha256"] == digest and copy.exists():
            return
        plain = ENCRYPTION.sub("", text)
        # No line can be added to a file in YAML's flow style, such as JSON. The CLI adds its own salt there.
        copy.write_text(plain if plain.lstrip().startswith("{") else f"{plain.rstrip()}\n{self.encryption.settings}")
        if before and before["edited"]:
            say(f"{source.name} changed: discarded the changes that `config` commands made in the local copy")
        record[name] = {"sha256": digest, "edited": False}

    def _record(self) -> _Record:
        try:
            record: Any = json.loads((self.folder / RECORD).read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return record if isinstance(record, dict) else {}

    def _write_record(self, record: _Record) -> None:
        _write_if_changed(self.folder / RECORD, json.dumps(record, indent=1, sort_keys=True))


def _write_if_changed(file: Path, text: str) -> None:
    if not file.exists() or file.read_text() != text:
        write_whole(file, text)
