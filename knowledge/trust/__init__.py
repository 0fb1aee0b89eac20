"""Who checked which record, and what someone said is wrong: an append-only log beside the records.

An edit of a record is never a check. What the log says is folded into the records when they are loaded.
"""
