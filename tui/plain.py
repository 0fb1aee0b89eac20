"""The plain chat: a line in, lines out. For screen readers, braille, slow links and pipes.

Every choice has a number. A service's number shows it in full; a choice's number takes that choice.
"""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from assistant.dialogue import State
from assistant.engine import Assistant
from assistant.pack import pack_text
from assistant.reply import Reply
from tui.choices import message_for
from tui.files import save_text
from tui.lines import reply_lines


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
        self._state, reply = self._assistant.greet(self._state)
        self._show(reply)
        while (line := self._read()) is not None:
            if not line.strip():
                continue
            if self._asks_to_save(line, reply):
                self._save()
                continue
            self._state, reply = self._assistant.step(self._state, message_for(line, reply))
            self._show(reply)
            if reply.kind == "chat" and reply.message == say("goodbye"):
                return
        self._write([say("ended")])

    def _show(self, reply: Reply) -> None:
        first, *others = reply_lines(reply, self._assistant.text, number_choices=True)
        if self._state.kept:
            others.append(f"  {_save_number(reply)}. {self._assistant.text('button-save')}")
        self._write([f"{self._assistant.text('assistant')}: {first}", *others, ""])

    def _asks_to_save(self, line: str, reply: Reply) -> bool:
        typed = line.strip().rstrip(".")
        wanted = {str(_save_number(reply)), self._assistant.text("button-save").casefold()}
        return bool(self._state.kept) and typed.casefold() in wanted

    def _save(self) -> None:
        """Save the list in the person's own folder."""
        assistant = self._assistant
        text = pack_text(assistant.kept(self._state), assistant.text, assistant.house.name, assistant.today())
        try:
            path = save_text(text, Path.home(), f"fingerpost-list-{assistant.today()}")
        except OSError as error:
            self._write([assistant.text("not-saved", why=error.strerror or type(error).__name__)])
        else:
            self._write([assistant.text("saved", path=str(path))])

    def _read(self) -> str | None:
        if self._prompt:
            self._target.write(f"\n{self._assistant.text('you')}: ")
            self._target.flush()
        return self._source.readline() or None

    def _write(self, lines: list[str]) -> None:
        self._target.write("\n".join(lines) + "\n")
        self._target.flush()


def _save_number(reply: Reply) -> int:
    """The number of the choice to save the list: after all services and choices."""
    return len(reply.services) + len(reply.options) + 1
