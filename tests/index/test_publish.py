"""What happens to a build on the way never breaks what serves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index import publish as publishing
from index.engine import WhooshEngine
from index.generations import IndexProblem, current
from index.publish import building
from tests.index.small import indexed, query, some_services

REPOSITORY = Path(__file__).resolve().parents[2]
ROOT_USER = hasattr(os, "geteuid") and os.geteuid() == 0

BUILD = """
import sys
from pathlib import Path
from tests.index.small import indexed, some_services
{before}
try:
    indexed(some_services(40, seed=2), Path(sys.argv[1]))
except Exception as error:
    print(type(error).__name__, error)
"""


def built_elsewhere(root: Path, before: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BUILD.format(before=before), str(root)],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        timeout=120,
    )


def answers(root: Path) -> bool:
    engine = WhooshEngine(root)
    try:
        return bool(engine.search(query("lunch")))
    finally:
        engine.close()


KILLS = {
    "while records are written": ("index.build.write", 1),
    "before the manifest": ("index.publish.sha256_of", 3),
    "while files are flushed": ("index.publish._flush", 2),
    "before the pointer": ("index.publish._point", 1),
}
KILLED = """
import os, signal
import {module} as module
real, calls = module.{name}, 0
def killed(*args, **values):
    global calls
    calls += 1
    if calls == {at}:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **values)
module.{name} = killed
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("moment", KILLS)
def test_a_killed_build_leaves_the_old_index_and_the_next_sweeps(moment: str, tmp_path: Path) -> None:
    root = indexed(some_services(40), tmp_path / "index")
    before = current(root)
    where, at = KILLS[moment]
    module, _, name = where.rpartition(".")
    done = built_elsewhere(root, KILLED.format(module=module, name=name, at=at))
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert current(root) == before
    assert answers(root)
    assert len([path for path in root.iterdir() if path.is_dir()]) == 2
    indexed(some_services(40, seed=3), root)
    assert answers(root)
    left = {path.name for path in root.iterdir()} - {"CURRENT", "build.lock"}
    assert len(left) == 2  # the serving one and the one before it
    assert before is not None
    assert before.name in left


@pytest.mark.skipif(os.name != "posix", reason="needs file size limits")
def test_a_full_disk_is_said_in_a_line_and_the_old_index_serves(tmp_path: Path) -> None:
    root = indexed(some_services(40), tmp_path / "index")
    before = current(root)
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))"
    done = built_elsewhere(root, limit)
    assert done.stdout.startswith(f"IndexProblem the index at {root} cannot be written: "), (
        done.stdout + done.stderr
    )
    assert done.stdout.count("\n") == 1
    assert current(root) == before
    assert answers(root)


@pytest.mark.skipif(os.name != "posix", reason="needs ordinary permissions")
def test_a_folder_that_may_not_be_written_is_said_in_a_line(tmp_path: Path) -> None:
    root = indexed(some_services(40), tmp_path / "index")
    if ROOT_USER:
        pytest.skip("the superuser may write everywhere; the next test stands in")
    root.chmod(0o500)
    with pytest.raises(IndexProblem, match="cannot be written: Permission denied"):
        indexed(some_services(40, seed=2), root)
    assert answers(root)


@pytest.mark.parametrize("number", [13, 28, 30], ids=["no permission", "disk full", "read-only"])
def test_whatever_the_disk_refuses_is_said_in_a_line(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = indexed(some_services(40), tmp_path / "index")
    before = current(root)

    def refuse(path: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(publishing, "_flush", refuse)
    with pytest.raises(IndexProblem, match=os.strerror(number)) as problem:
        indexed(some_services(40, seed=2), root)
    assert "\n" not in str(problem.value)
    monkeypatch.undo()
    assert current(root) == before
    assert answers(root)
    assert len([path for path in root.iterdir() if path.is_dir()]) == 1


def test_a_second_builder_leaves_with_a_clear_line(tmp_path: Path) -> None:
    root = indexed(some_services(40), tmp_path / "index")
    with building(root):
        done = built_elsewhere(root, "import index.publish; index.publish.LOCK_SECONDS = 0.1")
    assert "IndexProblem another process is building the index at" in done.stdout
    assert answers(root)


def test_a_second_builder_waits_for_the_first(tmp_path: Path) -> None:
    root = tmp_path / "index"
    with building(root):
        waiting = subprocess.Popen(
            [sys.executable, "-c", BUILD.format(before="print('here', flush=True)"), str(root)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        )
        assert waiting.stdout is not None
        assert waiting.stdout.readline() == "here\n"
        indexed(some_services(40), root)
    assert waiting.communicate(timeout=120)[0] == ""
    assert waiting.returncode == 0
    assert answers(root)


def test_files_of_others_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    root = tmp_path / "index"
    for name in ("Documents", "letters-1", "abc-0"):
        (root / name).mkdir(parents=True)
        (root / name / "letter.txt").write_text("Dear all")
    root.chmod(0o700)
    for seed in range(4):
        indexed(some_services(40, seed=seed), root)
    for name in ("Documents", "letters-1", "abc-0"):
        assert (root / name / "letter.txt").read_text() == "Dear all"
