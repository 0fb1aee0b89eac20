"""The commands on an index that a PostgreSQL server holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import Cluster, running
from tests.tiny import write_tiny


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with running(0) as started:
        yield started


@pytest.fixture(scope="module")
def published(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a published index of the small knowledge."""
    folder = write_tiny(tmp_path_factory.mktemp("tiny"))
    done = run("index", "build", "--from", str(folder), "--engine", cluster.address("tiny"))
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"published 3 records to {shown(cluster, 'tiny')} (generation 1)\n"
    return cluster.address("tiny")


def run(*args: str, engine: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui.cli", *args],
        capture_output=True,
        text=True,
        env={**os.environ, "FINGERPOST_ENGINE": engine},
        check=False,
    )


def shown(cluster: Cluster, tenant: str) -> str:
    return f"127.0.0.1:{cluster.nodes[0].port}/postgres (tenant {tenant})"


def test_migrate_says_when_there_is_nothing_to_do(cluster: Cluster) -> None:
    done = run("index", "migrate", "--engine", cluster.address())
    assert (done.returncode, done.stdout) == (0, "the database is up to date\n")


def test_search_and_show_answer_from_the_server(published: str) -> None:
    found = run("search", "lunch club", "--json", engine=published)
    assert [item["id"] for item in json.loads(found.stdout)["services"]] == ["hemel-lunch-club"]
    assert (
        json.loads(run("show", "helping-hand", "--json", "--engine", published).stdout)["id"]
        == "helping-hand"
    )


def test_ask_answers_from_the_server(published: str) -> None:
    done = run("ask", "i am so lonely", "--json", engine=published)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["services"][0]["id"] == "helping-hand"


def test_status_and_verify_name_the_server(cluster: Cluster, published: str) -> None:
    status = run("index", "status", "--engine", published)
    assert status.returncode == 0
    assert f"127.0.0.1:{cluster.nodes[0].port}: primary, serves generation 1" in status.stdout
    verified = run("index", "verify", engine=published)
    assert (verified.returncode, verified.stdout) == (0, "3 records and every file as they were published\n")


def test_status_with_a_changed_folder_ends_with_1(published: str, tiny: Path) -> None:
    assert run("index", "status", "--from", str(tiny), "--engine", published).returncode == 0
    (tiny / "services/all.yaml").write_text("[]", encoding="utf-8")
    done = run("index", "status", "--from", str(tiny), "--engine", published)
    assert done.returncode == 1
    assert "no: the knowledge has changed since" in done.stdout


def test_a_folder_that_is_named_wins_over_the_environment(tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    dead = "postgresql://127.0.0.1:1/x"
    assert run("index", "build", "--from", str(tiny), "--to", str(folder), engine=dead).returncode == 0
    assert run("index", "status", "--index", str(folder), "--from", str(tiny), engine=dead).returncode == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("ask", "x", "--engine", "postgresql://u:secret@127.0.0.1:1/d"), "no server answers"),
        (("search", "x", "--engine", "nonsense:secret"), "is not understood"),
        (("index", "migrate"), "migrate what?"),
        (("ask", "x", "--engine", "postgresql://u:secret@h/d", "--index", "y"), "not allowed with argument"),
    ],
)
def test_what_cannot_be_used_is_one_line_without_the_password(args: tuple[str, ...], said: str) -> None:
    done = run(*args)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
