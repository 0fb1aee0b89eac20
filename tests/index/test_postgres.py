"""The PostgreSQL engine: setting up, publishing, rights, and what must never be shown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from index.generations import IndexProblem
from index.port import Query
from index.postgres import migrate, open_engine, publish, publishing, servers
from index.postgres.address import parse_address
from index.postgres.engine import PostgresEngine
from knowledge.loader import load_knowledge
from knowledge.store import Knowledge
from tests.cluster import Cluster, running
from tests.conftest import NOW
from tests.tiny import write_tiny

LUNCH = Query((("lunch", 1.0),))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with running(0) as started:
        yield started


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return load_knowledge(write_tiny(tmp_path_factory.mktemp("tiny")))


@pytest.fixture
def tenant(request: pytest.FixtureRequest) -> str:
    """A tenant of the test's own."""
    return str(request.node.originalname).replace("_", "-")[:60]


def run_sql(cluster: Cluster, statement: str, user: str = "postgres") -> None:
    address = cluster.address(user=user).partition("?")[0]
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


def count(cluster: Cluster, statement: str) -> int:
    with psycopg.connect(cluster.address().partition("?")[0]) as connection:
        row = connection.execute(statement).fetchone()
        assert row is not None
        return int(row[0])


TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'fingerpost_data'"


def test_migrating_again_changes_nothing(cluster: Cluster) -> None:
    assert migrate(cluster.address()) == []


def test_a_database_of_a_newer_version_is_left_alone(cluster: Cluster) -> None:
    run_sql(cluster, "INSERT INTO fingerpost.migration (number, name) VALUES (999, 'future')")
    try:
        with pytest.raises(IndexProblem, match="is of version 999, this program knows up to"):
            migrate(cluster.address())
    finally:
        run_sql(cluster, "DELETE FROM fingerpost.migration WHERE number = 999")


def test_a_database_that_was_never_set_up_is_said_so(cluster: Cluster, small: Knowledge) -> None:
    run_sql(cluster, "CREATE DATABASE bare")
    address = cluster.address().replace("/postgres?", "/bare?")
    with pytest.raises(IndexProblem, match="run 'fingerpost index migrate'"):
        open_engine(address)
    with pytest.raises(IndexProblem, match="run 'fingerpost index migrate'"):
        publish(address, small, NOW, {})


def test_an_administrator_who_is_no_superuser_can_migrate(cluster: Cluster) -> None:
    run_sql(cluster, "CREATE ROLE manager LOGIN CREATEROLE")
    run_sql(cluster, "GRANT fingerpost_owner TO manager WITH ADMIN OPTION")
    run_sql(cluster, "CREATE DATABASE managed OWNER manager")
    said: list[str] = []
    address = cluster.address(user="manager").replace("/postgres?", "/managed?")
    assert migrate(address, said.append) == ["001_tables"]
    assert len(said) == 1
    assert "log_parameter_max_length" in said[0]


def test_a_tenant_without_an_index_is_told_how_to_make_one(cluster: Cluster, tenant: str) -> None:
    with pytest.raises(IndexProblem, match="holds no index yet; run 'fingerpost index build"):
        open_engine(cluster.address(tenant))


def test_tenants_do_not_see_one_another(cluster: Cluster, small: Knowledge, tenant: str, tiny: Path) -> None:
    path = tiny / "services/all.yaml"
    path.write_text(path.read_text().replace("hemel-lunch-club", "other-lunch-club"), encoding="utf-8")
    publish(cluster.address(tenant), small, NOW, {})
    publish(cluster.address(f"{tenant}-2"), load_knowledge(tiny), NOW, {})
    assert [hit.id for hit in open_engine(cluster.address(tenant)).search(LUNCH)] == ["hemel-lunch-club"]
    assert [hit.id for hit in open_engine(cluster.address(f"{tenant}-2")).search(LUNCH)] == [
        "other-lunch-club"
    ]


def test_an_open_engine_stays_with_its_generation(
    cluster: Cluster, small: Knowledge, tenant: str, tiny: Path
) -> None:
    address = cluster.address(tenant)
    publish(address, small, NOW, {})
    before = open_engine(address)
    path = tiny / "services/all.yaml"
    path.write_text(path.read_text().replace("hot lunch", "hot supper"), encoding="utf-8")
    publish(address, load_knowledge(tiny), NOW, {})
    supper = Query((("supper", 1.0),))
    assert before.search(supper) == []
    assert before.status().generation != before.serving().generation
    assert [hit.id for hit in open_engine(address).search(supper)] == ["hemel-lunch-club"]
    assert before.knowledge() == small


def test_publishing_the_same_build_again_adds_nothing(
    cluster: Cluster, small: Knowledge, tenant: str
) -> None:
    first = publish(cluster.address(tenant), small, NOW, {})
    assert publish(cluster.address(tenant), small, NOW, {}) == first


def test_a_publish_that_fails_leaves_the_old_generation_and_nothing_else(
    cluster: Cluster, small: Knowledge, tenant: str
) -> None:
    address = cluster.address(tenant)
    serving = publish(address, small, NOW, {}).generation
    tables = count(cluster, TABLES)

    def stop(done: int, total: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        publish(address, small, NOW.replace(year=2027), {}, stop)
    assert open_engine(address).status().generation == serving
    assert count(cluster, TABLES) == tables


def test_a_server_that_ends_the_session_is_tried_once_more(
    cluster: Cluster, small: Knowledge, tenant: str
) -> None:
    address, said = cluster.address(tenant), list[str]()

    def cut_once(done: int, total: int) -> None:
        if not said:
            run_sql(
                cluster,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'fingerpost' AND state = 'idle in transaction'",
            )

    publish(address, small, NOW, {}, cut_once, said.append)
    assert said == ["the database went away; trying once more"]
    assert open_engine(address).search(LUNCH)


def test_old_generations_are_removed_once_nobody_needs_them(
    cluster: Cluster, small: Knowledge, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "KEPT_FOR", "0 seconds")
    made = [publish(cluster.address(tenant), small, NOW.replace(minute=n), {}).generation for n in range(4)]
    left = f"SELECT count(*) FROM fingerpost.generation WHERE tenant = '{tenant}'"
    assert count(cluster, left) == 1
    gone = f"SELECT count(*) FROM pg_tables WHERE tablename IN ('record_{made[0]}', 'term_{made[0]}')"
    assert count(cluster, gone) == 0


def test_what_served_within_the_last_day_is_kept(cluster: Cluster, small: Knowledge, tenant: str) -> None:
    first, second = (publish(cluster.address(tenant), small, NOW.replace(minute=n), {}) for n in range(2))
    aged = "UPDATE fingerpost.generation SET published_at = now() - interval '{} days' WHERE number = {}"
    run_sql(cluster, aged.format(9, first.generation))
    run_sql(cluster, aged.format(8, second.generation))
    open_ = open_engine(cluster.address(tenant))
    for minute in range(10, 14):
        publish(cluster.address(tenant), small, NOW.replace(minute=minute), {})
    assert open_.search(LUNCH)
    left = f"SELECT count(*) FROM fingerpost.generation WHERE tenant = '{tenant}'"
    assert count(cluster, left) == 5


def test_a_generation_that_is_gone_is_said_and_not_taken_for_nothing_found(
    cluster: Cluster, small: Knowledge, tenant: str
) -> None:
    engine = open_engine_of(cluster, small, tenant)
    run_sql(cluster, f"DROP TABLE fingerpost_data.record_{engine.status().generation}")
    with pytest.raises(IndexProblem, match="lacks these records"):
        engine.search(LUNCH)


def open_engine_of(cluster: Cluster, knowledge: Knowledge, tenant: str) -> PostgresEngine:
    publish(cluster.address(tenant), knowledge, NOW, {})
    return open_engine(cluster.address(tenant))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE fingerpost.generation SET format = 999 WHERE number = {number}",
        "UPDATE fingerpost.blob SET data = '{{\"new\":1}}', sha256 = encode(sha256('{{\"new\":1}}'), 'hex')"
        " WHERE generation = {number} AND name = 'knowledge.json'",
    ],
)
def test_what_another_version_published_is_said_so(
    cluster: Cluster, small: Knowledge, tenant: str, change: str
) -> None:
    tenant = f"{tenant}-{len(change)}"
    number = publish(cluster.address(tenant), small, NOW, {}).generation
    run_sql(cluster, change.format(number=number))
    with pytest.raises(IndexProblem, match="another version of Fingerpost"):
        open_engine(cluster.address(tenant)).knowledge()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM fingerpost_data.record_{} WHERE id = 'helping-hand'", "holds 2 of 3 records"),
        (
            "UPDATE fingerpost.blob SET data = '{{}}' WHERE generation = {} AND name = 'knowledge.json'",
            "damaged",
        ),
        ("DELETE FROM fingerpost.blob WHERE generation = {} AND name = 'words.txt'", "lacks words.txt"),
    ],
)
def test_verify_notices_what_was_changed(
    cluster: Cluster, small: Knowledge, tenant: str, damage: str, said: str
) -> None:
    engine = open_engine_of(cluster, small, f"{tenant}-{len(said)}")
    assert engine.verify() == 3
    run_sql(cluster, damage.format(engine.status().generation))
    with pytest.raises(IndexProblem, match=said):
        engine.verify()


def test_a_reader_can_change_nothing(cluster: Cluster, small: Knowledge, tenant: str) -> None:
    run_sql(cluster, "CREATE ROLE kiosk LOGIN IN ROLE fingerpost_reader")
    number = publish(cluster.address(tenant), small, NOW, {}).generation
    assert open_engine(cluster.address(tenant, "kiosk")).search(LUNCH)
    for statement in (
        "DELETE FROM fingerpost.serving",
        "UPDATE fingerpost.blob SET data = ''",
        f"DELETE FROM fingerpost_data.record_{number}",
        f"DROP TABLE fingerpost_data.record_{number}",
        "CREATE TABLE fingerpost_data.mine (a int)",
        "DROP SCHEMA fingerpost CASCADE",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run_sql(cluster, statement, "kiosk")
    with pytest.raises(IndexProblem, match="lacks the rights"):
        publish(cluster.address(tenant, "kiosk"), small, NOW.replace(year=2027), {})


def test_a_publisher_can_publish_and_not_change_the_tables_themselves(
    cluster: Cluster, small: Knowledge, tenant: str
) -> None:
    run_sql(cluster, "CREATE ROLE editor LOGIN IN ROLE fingerpost_publisher")
    publish(cluster.address(tenant, "editor"), small, NOW, {})
    assert open_engine(cluster.address(tenant, "editor")).search(LUNCH)
    for statement in (
        "DROP TABLE fingerpost.serving",
        "ALTER TABLE fingerpost.generation DROP COLUMN tenant",
        "UPDATE fingerpost.blob SET data = ''",
        "DELETE FROM fingerpost.migration",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run_sql(cluster, statement, "editor")


def test_words_asked_for_never_get_into_the_servers_log(
    cluster: Cluster, small: Knowledge, tenant: str
) -> None:
    engine = open_engine_of(cluster, small, tenant)
    engine.search(Query((("lunch", 1.0), ("verysecretword", 1.0))))
    run_sql(cluster, f"DROP TABLE fingerpost_data.record_{engine.status().generation}")
    with pytest.raises(IndexProblem):
        engine.search(Query((("lunch", 1.0), ("verysecretword", 1.0))))
    log = cluster.nodes[0].log.read_text(encoding="utf-8", errors="replace")
    assert "ts_rank" in log
    assert "ERROR" in log
    assert "verysecretword" not in log


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://secret@x/y", "is not understood"),
        ("postgresql://u:secret@h/d?nonsense=1", "is not understood"),
        ("postgresql://u:secret@h:port/d", "no server answers"),
        ("postgresql://u:secret@h/d?tenant=No%20Name", "is not a name"),
        ("postgresql://u:secret@h/d?tenant=a&tenant=b", "is not a name"),
        ("postgresql://u:secret@a:1,b:2,c/d?port=1,2", "more ports than hosts"),
        ("postgresql://u:secret@127.0.0.1:1/d", "no server answers"),
        ("postgresql://u:secret@no-such-host.invalid/d", "no server answers"),
    ],
)
def test_a_wrong_address_is_one_line_without_its_password(address: str, said: str) -> None:
    with pytest.raises(IndexProblem, match=said) as caught:
        open_engine(address)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_address_shows_hosts_and_never_its_password() -> None:
    address = parse_address("postgresql://u:secret@a,b:6000/county?tenant=thurrock&sslmode=require")
    assert str(address) == "a:5432,b:6000/county (tenant thurrock)"
    assert "secret" not in repr(address)
    assert address.rest == {"user": "u", "password": "secret", "sslmode": "require"}


def test_a_refused_login_is_said_at_once(cluster: Cluster, small: Knowledge) -> None:
    with pytest.raises(IndexProblem, match="refuses this login"):
        publish(cluster.address(user="stranger"), small, NOW, {})


def test_without_psycopg_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(IndexProblem, match=r"pip install 'fingerpost\[postgres\]'"):
        open_engine("postgresql://a/b")


def test_each_server_of_an_address_is_named(cluster: Cluster, small: Knowledge, tenant: str) -> None:
    number = int(publish(cluster.address(tenant), small, NOW, {}).generation)
    port = cluster.nodes[0].port
    found = servers(f"postgresql://postgres@127.0.0.1:{port},127.0.0.1:1/postgres?tenant={tenant}")
    assert [(server.role, server.generation) for server in found] == [
        ("primary", number),
        ("does not answer, or refuses this login", None),
    ]
