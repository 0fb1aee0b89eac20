"""Reading one YAML file safely, keeping the line of every key.

Scalars are kept as the text that the editor typed, so a phone number keeps its leading zero and `no`
stays a word. Typed fields are converted later, by the record's own definition.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from knowledge.problems import Problem

MAX_BYTES = 4 * 1024 * 1024
"""A bigger file is refused unread: ours are under 300 kB."""
MAX_DEPTH = 12

Raw: TypeAlias = "str | None | list[Raw] | dict[str, Raw]"


@dataclass(slots=True)
class Entry:
    """One item of a file's list: its values, and the line of each key."""

    file: str
    line: int
    values: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)

    def line_of(self, key: str) -> int:
        """The line of `key`, or that of the whole entry."""
        return self.lines.get(key, self.line)


class _Refused(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class _Reader:
    def __init__(self) -> None:
        self._seen: set[int] = set()

    def value(self, node: Node, depth: int = 0) -> Raw:
        if id(node) in self._seen:
            raise _Refused(
                node.start_mark.line + 1, "an alias (*name) is used; write the value out in full instead"
            )
        self._seen.add(id(node))
        if depth > MAX_DEPTH:
            raise _Refused(node.start_mark.line + 1, f"nested deeper than {MAX_DEPTH} levels; flatten it")
        if isinstance(node, ScalarNode):
            return None if _is_null(node) else str(node.value)
        if isinstance(node, SequenceNode):
            return [self.value(item, depth + 1) for item in node.value]
        return {key: value for key, _, value in self.pairs(node, depth)}

    def pairs(self, node: Node, depth: int) -> list[tuple[str, int, Raw]]:
        found: list[tuple[str, int, Raw]] = []
        keys: set[str] = set()
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                raise _Refused(line, "a key must be a plain word")
            key = str(key_node.value)
            if key in keys:
                raise _Refused(line, f"the key '{key}' stands twice; keep one")
            keys.add(key)
            found.append((key, line, self.value(value_node, depth + 1)))
        return found


def _is_null(node: ScalarNode) -> bool:
    return node.style is None and node.value in ("", "~", "null")


def read_entries(path: Path, shown_as: str, max_bytes: int = MAX_BYTES) -> tuple[list[Entry], list[Problem]]:
    """Read a file that holds a list of mappings.

    Returns the entries, and the problems that kept others from being read. Never raises for what the
    file holds; a file that cannot be opened is a problem too.
    """
    root, problems = _root(path, shown_as, max_bytes)
    if root is None:
        return [], problems
    if not isinstance(root, SequenceNode):
        return [], [
            Problem(shown_as, root.start_mark.line + 1, "must be a list: each record starts with '- id:'")
        ]
    return _entries(root.value, shown_as)


def read_settings(path: Path, shown_as: str) -> tuple[Entry | None, list[Problem]]:
    """Read a file that holds one mapping; an empty file is one without keys. Otherwise as `read_entries`."""
    root, problems = _root(path, shown_as)
    if root is None:
        return (None if problems else Entry(shown_as, 1, {})), problems
    if not isinstance(root, MappingNode):
        return None, [
            Problem(shown_as, root.start_mark.line + 1, "must be settings, one 'key: value' a line")
        ]
    entries, problems = _entries([root], shown_as)
    return (entries[0] if entries else None), problems


def _root(path: Path, shown_as: str, max_bytes: int = MAX_BYTES) -> tuple[Node | None, list[Problem]]:
    """The top of a file's tree; None for an empty file, or where there is a problem."""
    try:
        size = path.stat().st_size
        if size > max_bytes:
            mega, most = size / 1024 / 1024, max_bytes // 1024 // 1024
            return None, [
                Problem(shown_as, 1, f"is {mega:.1f} MB; a knowledge file may be at most {most} MB")
            ]
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return None, [Problem(shown_as, 1, f"is not UTF-8 text (byte {error.start}); save it as UTF-8")]
    except OSError as error:
        return None, [Problem(shown_as, 1, f"cannot be read: {error.strerror}")]
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader), []
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return None, [Problem(shown_as, line, f"is not valid YAML: {error.problem or error.context}")]
    except (yaml.YAMLError, RecursionError) as error:
        return None, [Problem(shown_as, 1, f"is not valid YAML: {str(error).splitlines()[0]}")]


def _entries(nodes: list[Node], shown_as: str) -> tuple[list[Entry], list[Problem]]:
    entries: list[Entry] = []
    problems: list[Problem] = []
    reader = _Reader()
    for node in nodes:
        line = node.start_mark.line + 1
        if not isinstance(node, MappingNode):
            problems.append(Problem(shown_as, line, "must be a record with keys, starting with 'id:'"))
            continue
        try:
            pairs = reader.pairs(node, 1)
        except _Refused as refused:
            problems.append(Problem(shown_as, refused.line, str(refused)))
            continue
        entries.append(
            Entry(
                shown_as,
                line,
                {key: value for key, _, value in pairs},
                {key: key_line for key, key_line, _ in pairs},
            )
        )
    return entries, problems
