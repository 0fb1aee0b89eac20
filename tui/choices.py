"""Numbers that stand for services and choices. Every face numbers them alike: services first, then choices."""

from __future__ import annotations

from assistant.reply import Reply


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
