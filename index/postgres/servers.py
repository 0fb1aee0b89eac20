"""How each server of an address is, for `index status`."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from index.postgres.address import parse_address
from index.postgres.connection import READER, connect


@dataclass(frozen=True, slots=True)
class Server:
    """One server."""

    name: str
    """Host and port."""
    role: str
    """`primary`, `replica`, or what is wrong."""
    generation: int | None
    """What it serves to the tenant; None where that is nothing."""


def servers(address: str) -> list[Server]:
    """Every server of an address, in its order.

    Raises:
        IndexProblem: the address is not one.
    """
    where = parse_address(address)
    found = []
    for host in where.hosts:
        name = ":".join(host)
        try:
            with connect(where, [host], "any", role=READER, statement_timeout="3s") as connection:
                row = connection.execute(
                    "SELECT pg_is_in_recovery(), (SELECT number FROM fingerpost.serving WHERE tenant = %s)",
                    [where.tenant],
                ).fetchone()
        except psycopg.OperationalError:
            found.append(Server(name, "does not answer, or refuses this login", None))
        except psycopg.Error as error:
            found.append(Server(name, f"is not set up ({error.sqlstate})", None))
        else:
            assert row is not None
            found.append(Server(name, "replica" if row[0] else "primary", row[1]))
    return found
