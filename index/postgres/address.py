"""The one setting of this engine: an address such as

    postgresql://reader@db1.example.uk,db2.example.uk/fingerpost?tenant=thurrock&sslmode=verify-full

It is libpq's own form (several hosts, each with its port if need be), and `tenant`, which names whose knowledge is
meant. Passwords belong in a password file or in PGPASSWORD; one that stands in the address is never shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from psycopg import Error
from psycopg.conninfo import conninfo_to_dict

from index.generations import IndexProblem

DEFAULT_TENANT = "main"
DEFAULT_PORT = "5432"
_TENANT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")

Host = tuple[str, str]
"""(host name, address or socket folder; port)."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address, taken apart."""

    hosts: tuple[Host, ...]
    tenant: str
    database: str
    rest: dict[str, str] = field(repr=False)
    """Every other parameter of the connection, the password among them."""

    def __str__(self) -> str:
        """For messages: hosts, database and tenant, nothing else."""
        hosts = ",".join(f"{host}:{port}" for host, port in self.hosts)
        return f"{hosts}/{self.database} (tenant {self.tenant})"


def parse_address(text: str) -> Address:
    """Take an address apart.

    Raises:
        IndexProblem: it is not one; the message does not repeat it, since it may hold a password.
    """
    plain, _, query = text.partition("?")
    given = parse_qsl(query, keep_blank_values=True)
    tenants = [value for key, value in given if key == "tenant"] or [DEFAULT_TENANT]
    if not plain.startswith(("postgresql://", "postgres://")):
        raise IndexProblem(
            "the engine's address is not understood; give postgresql://USER@HOST[,HOST]/DATABASE"
        )
    if len(tenants) > 1 or not _TENANT.fullmatch(tenants[0]):
        raise IndexProblem(
            "the tenant in the engine's address is not a name; give ?tenant= with small letters, digits and hyphens"
        )
    others = urlencode([(key, value) for key, value in given if key != "tenant"])
    try:
        params = {key: str(value) for key, value in conninfo_to_dict(f"{plain}?{others}").items()}
    except (Error, UnicodeError):
        raise IndexProblem(
            "the engine's address is not understood; give postgresql://USER@HOST[,HOST]/DATABASE[?sslmode=…]"
        ) from None
    hosts = _hosts(params.pop("host", "") or "localhost", params.pop("port", "") or DEFAULT_PORT)
    return Address(hosts, tenants[0], params.pop("dbname", "fingerpost"), params)


def _hosts(names: str, ports: str) -> tuple[Host, ...]:
    hosts, numbers = names.split(","), ports.split(",")
    if len(numbers) == 1:
        numbers *= len(hosts)
    if len(numbers) != len(hosts):
        raise IndexProblem(
            "the engine's address has more ports than hosts; give one port, or one for each host"
        )
    return tuple((host, port or DEFAULT_PORT) for host, port in zip(hosts, numbers, strict=True))
