"""The plain chat: a line in, lines out. For screen readers, braille, slow links and pipes.

Every choice has a number. A service's number shows it in full; a choice's number takes that choice.
"""

from __future__ import annotations

from typing import TextIO

from assistant.dialogue import State
from assistant.engine import Assistant
from assistant.reply import Reply
from tui.lines import reply_lines


def message_for(line: str, reply: Reply | None) -> str:
    """What a typed line means: a number stands for the service or choice that has it in the last reply."""
    typed = line.strip().rstrip(".")
    if reply is None or not typed.isascii() or not typed.isdigit() or len(typed) > 2:
        return line
    number = int(typed)
    if 1 <= number <= len(reply.services):
        return f"number {number}"
    if 1 <= number - len(reply.services) <= len(reply.options):
        return reply.options[number - len(reply.services) - 1]
    return line


class PlainChat:
    """One conversation over two streams."""

    def __init__(
        self, assistant: Assistant, state: State, source: TextIO, target: TextIO, prompt: bool
    ) -> None:
        self._assistant = assistant
        self._state = state
        self._source = source
        self._target = target
        self._prompt = prompt

    def run(self) -> None:
        """Talk until the input ends or the person says goodbye."""
        say = self._assistant.text
        self._write([f"{say('assistant')}: {self._assistant.greeting()}"])
        reply: Reply | None = None
        while (line := self._read()) is not None:
            if not line.strip():
                continue
            self._state, reply = self._assistant.step(self._state, message_for(line, reply))
            lines = reply_lines(reply, say, number_choices=True)
            self._write([f"{say('assistant')}: {lines[0]}" if lines else "", *lines[1:], ""])
            if reply.kind == "chat" and reply.message == say("goodbye"):
                return
        self._write([say("ended")])

    def _read(self) -> str | None:
        if self._prompt:
            self._target.write(f"\n{self._assistant.text('you')}: ")
            self._target.flush()
        return self._source.readline() or None

    def _write(self, lines: list[str]) -> None:
        self._target.write("\n".join(lines) + "\n")
        self._target.flush()
