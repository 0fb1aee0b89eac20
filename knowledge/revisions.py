"""One state of the knowledge to compare: a folder, or a revision of it in git."""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from knowledge.trust.log import FOLDER

PARTS = ("services", FOLDER)
"""What is taken out of a revision."""
GIT_SECONDS = 60


@contextmanager
def state_at(name: str, content: Path) -> Iterator[Path]:
    """The folder that `name` stands for: itself, or the revision of `content` of that name, while it is needed.

    Raises:
        ValueError: it is neither.
    """
    if Path(name).is_dir():
        yield Path(name)
        return
    with TemporaryDirectory(prefix="fingerpost-") as folder:
        _extract(name, content, Path(folder))
        yield Path(folder)


def _extract(name: str, content: Path, target: Path) -> None:
    shown = "".join(char if char.isprintable() else "?" for char in name[:80])
    neither = f"'{shown}' is neither a folder nor a git revision of {content}; name one, such as HEAD~1"
    if name.startswith("-") or ":" in name:
        raise ValueError(neither)
    commit = _git(content, neither, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()
    held = _git(content, neither, "ls-tree", "--name-only", commit).splitlines()
    wanted = [part for part in PARTS if part in held]
    if not wanted:
        raise ValueError(f"'{shown}' holds no knowledge at {content}; name a later revision")
    with TemporaryFile() as archive:
        if _run(content, "archive", "--format=tar", commit, "--", *wanted, stdout=archive).returncode:
            raise ValueError(f"git cannot give the files of '{shown}'; name two folders instead")
        archive.seek(0)
        with tarfile.open(fileobj=archive) as members:
            members.extractall(target, filter="data")


def _git(content: Path, refused: str, *args: str) -> str:
    done = _run(content, *args)
    if done.returncode:
        raise ValueError(refused)
    return done.stdout.decode(errors="replace")


def _run(
    content: Path, *args: str, stdout: int | IO[bytes] = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", "-C", str(content), *args],
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=GIT_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise ValueError("git is not installed; name two folders instead") from error
    except subprocess.TimeoutExpired as error:
        raise ValueError(
            f"git did not answer within {GIT_SECONDS} seconds; name two folders instead"
        ) from error
