"""Parses the CLI's arguments that the launcher needs: the command, the stack, and the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# `pulumi COMMAND --help`: flags that take the next argument as their value. A test compares them with the CLI's help.
FLAGS_WITH_VALUE = {
    *("--color", "--config", "--config-file", "--copy-config-from", "--cwd", "--dependency-edge-color", "--dest"),
    *("--dot-fragment", "--exclude", "--file", "--from", "--generate-resources", "--import-file"),
    *("--import-pending-creates", "--memprofilerate", "--message", "--organization", "--otel-traces", "--out"),
    *("--output", "--override-env", "--page", "--page-size", "--parallel", "--parent", "--parent-edge-color", "--plan"),
    *("--policy-pack", "--policy-pack-config", "--profiling", "--project", "--properties", "--provider", "--replace"),
    *("--save-plan", "--secrets-provider", "--source", "--stack", "--tag", "--target", "--target-replace", "--teams"),
    *("--tracing", "--type", "--verbose", "--version"),
}
# Short flags with a value, by command. The same letter can be a switch of another command.
LETTERS_WITH_VALUE = {"about": "", "config": "d", "import": "fmop", "stack": "opt"}
LETTERS_OF_UPDATES = "cmptx"
LETTERS_OF_ALL = "Csv"

# Flags whose value is a file, relative to the user's folder; the CLI runs in another folder.
FILE_FLAGS = {
    *("--config-file", "--file", "--import-file", "--out", "--plan", "--policy-pack", "--policy-pack-config"),
    *("--profiling", "--save-plan"),
}

UPDATES = {"up", "update", "preview", "pre", "destroy", "down", "dn", "refresh", "import", "watch"}
# Commands that run in a project and on one of its stacks.
ON_A_STACK = UPDATES | {"stack", "state", "config", "cancel", "logs", "about", "console"}
# Those of them that need no stack, or no existing stack.
WITHOUT_A_STACK = {("about",), ("stack", "init"), ("stack", "list"), ("stack", "ls"), ("stack", "new")}
# Commands that must not create their stack.
WITHOUT_CREATION = {("stack", "remove"), ("stack", "rm"), ("stack", "unselect")}


@dataclass
class Argument:
    """One piece of the command line: a flag with or without its value, or a word.

    Args:
        flag: the flag as ``-s`` or ``--stack``, or None for a word.
        value: the flag's value or the word, or None for a switch.
        text: how the arguments were written.
    """

    flag: str | None
    value: str | None
    text: list[str]


@dataclass
class CommandLine:
    """The arguments of one call of ``localaws/pulumi``."""

    arguments: list[Argument]

    @classmethod
    def read(cls, arguments: Sequence[str]) -> CommandLine:
        """Split the arguments as the CLI does."""
        return cls(list(_split(arguments)))

    @property
    def words(self) -> list[str]:
        """The command, its subcommands and its positional arguments."""
        return [argument.value for argument in self.arguments if argument.flag is None and argument.value is not None]

    @property
    def command(self) -> str:
        """The first word, such as ``up``; empty if there is none."""
        return next(iter(self.words), "")

    @property
    def stack(self) -> str | None:
        """The stack in ``-s``, ``--stack`` or ``stack select NAME``."""
        named = self.value_of("-s", "--stack")
        if named is None and self.words[:2] == ["stack", "select"]:
            return next(iter(self.words[2:]), None)
        return named

    @property
    def asks_for_help(self) -> bool:
        """Whether the CLI will only print its help."""
        return any(argument.flag in {"-h", "--help"} for argument in self.arguments) or self.command in {"", "help"}

    @property
    def runs_in_project(self) -> bool:
        """Whether the command reads the project or one of its stacks."""
        return not self.asks_for_help and self.command in ON_A_STACK

    @property
    def acts_on_stack(self) -> bool:
        """Whether the command acts on one stack."""
        return self.runs_in_project and not self._is_one_of(WITHOUT_A_STACK)

    @property
    def needs_stack(self) -> bool:
        """Whether the stack has to exist before the command."""
        return self.acts_on_stack and not self._is_one_of(WITHOUT_CREATION)

    @property
    def needs_server(self) -> bool:
        """Whether the command uses resources or the state."""
        return self.needs_stack and self.command not in {"config", "cancel"}

    @property
    def changes_configuration(self) -> bool:
        """Whether the command writes to a stack file."""
        return self.command == "config" and self.words[1:2] not in ([], ["get"])

    def value_of(self, *flags: str) -> str | None:
        """Return the last value of ``flags``."""
        values = [argument.value for argument in self.arguments if argument.flag in flags]
        return values[-1] if values else None

    def has(self, *flags: str) -> bool:
        """Whether one of ``flags`` is given."""
        return any(argument.flag in flags for argument in self.arguments)

    def without(self, *flags: str) -> CommandLine:
        """Return the arguments without ``flags``."""
        return CommandLine([argument for argument in self.arguments if argument.flag not in flags])

    def with_files(self, place: Callable[[str, Path], Path], folder: Path) -> list[str]:
        """Return the arguments with each file replaced by ``place(flag, absolute path)``."""
        texts: list[str] = []
        for argument in self.arguments:
            if argument.flag in self._file_flags() and argument.value is not None:
                texts += [argument.flag or "", str(place(argument.flag or "", folder / argument.value))]
            elif argument.flag is None and self._is_file(argument):
                texts.append(str(folder / (argument.value or "")))
            else:
                texts += argument.text
        return texts

    def _is_one_of(self, commands: Iterable[tuple[str, ...]]) -> bool:
        return any(tuple(self.words[: len(words)]) == words for words in commands)

    def _file_flags(self) -> set[str]:
        if self.command == "import":
            return {*FILE_FLAGS, "-f", "-o"}
        return {*FILE_FLAGS, "--path"} if self.command == "watch" else FILE_FLAGS

    def _is_file(self, argument: Argument) -> bool:
        return self.words[:2] == ["stack", "graph"] and argument.value == self.words[-1] and len(self.words) == 3


def _split(arguments: Sequence[str]) -> Iterator[Argument]:
    rest = list(arguments)
    command = ""
    while rest:
        text = rest.pop(0)
        if text == "--":
            yield Argument("--", None, [text, *rest])
            return
        if text.startswith("--"):
            flag, equals, value = text.partition("=")
            if equals:
                yield Argument(flag, value, [text])
            elif _takes_value(flag, command) and rest:
                value = rest.pop(0)
                yield Argument(flag, value, [text, value])
            else:
                yield Argument(flag, None, [text])
        elif text.startswith("-") and len(text) > 1:
            yield from _letters(text, rest, command)
        else:
            command = command or text
            yield Argument(None, text, [text])


def _takes_value(flag: str, command: str) -> bool:
    return flag in FLAGS_WITH_VALUE or (flag == "--path" and command == "watch")


def _letters(text: str, rest: list[str], command: str) -> Iterator[Argument]:
    with_value = LETTERS_OF_ALL + LETTERS_WITH_VALUE.get(command, LETTERS_OF_UPDATES)
    for at, letter in enumerate(text[1:], start=1):
        after = text[at + 1 :]
        if letter in with_value:
            if after:
                yield Argument(f"-{letter}", after.removeprefix("="), [f"-{letter}{after}"])
            elif rest:
                value = rest.pop(0)
                yield Argument(f"-{letter}", value, [f"-{letter}", value])
            else:
                yield Argument(f"-{letter}", None, [f"-{letter}"])
            return
        if after.startswith("="):
            yield Argument(f"-{letter}", after[1:], [f"-{letter}{after}"])
            return
        yield Argument(f"-{letter}", None, [f"-{letter}"])
