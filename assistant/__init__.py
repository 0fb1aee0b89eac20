"""Understands a message and replies: a pure step from (state, text) to (state, reply)."""
