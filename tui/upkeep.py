"""Commands that look after the knowledge and the index: check, build, status, verify, doctor."""

from __future__ import annotations

import argparse
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assistant.library import build_index, serves
from index.engine import WhooshEngine
from index.generations import IndexProblem, current, verify
from knowledge.loader import CONTENT, fingerprint, load_knowledge
from knowledge.problems import KnowledgeError
from tui import shared
from tui.health import health_lines, log_problems
from tui.opened import address_of, now, root_of, warn
from tui.progress import ProgressBar
from tui.summary import summary_lines


def knowledge_check(args: argparse.Namespace) -> int:
    """Check every record of a folder."""
    folder = args.dir or CONTENT
    try:
        knowledge = load_knowledge(folder)
    except KnowledgeError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        warn(str(error))
        return 1
    print("\n".join(summary_lines(knowledge)))
    problems = log_problems(folder, knowledge)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def index_build(args: argparse.Namespace) -> int:
    """Build the index."""
    knowledge = load_knowledge(args.source or CONTENT)
    if address := address_of(args):
        return shared.publish(address, knowledge, now())
    root = root_of(args)
    build_index(knowledge, root, now(), ProgressBar("Building the index"))
    status = WhooshEngine(root).status()
    print(f"built {status.records} records into {status.location} (generation {status.generation})")
    return 0


def index_status(args: argparse.Namespace) -> int:
    """Which index is serving."""
    if address := address_of(args):
        return shared.status(address, args.source)
    try:
        status = WhooshEngine(root_of(args)).status()
    except IndexProblem as error:
        warn(str(error))
        return 1
    fresh = serves(status, fingerprint(args.source or CONTENT))
    print(f"generation  {status.generation}\nrecords     {status.records}\nbuilt       {status.built_at}")
    print(
        f"folder      {status.location}\nup to date  {'yes' if fresh else 'no: the knowledge has changed since'}"
    )
    if status.instead_of is not None:
        print("from        a bundle, until the knowledge of this machine changes")
    return 0 if fresh else 1


def index_verify(args: argparse.Namespace) -> int:
    """Check every file of the index."""
    if address := address_of(args):
        return shared.verify(address)
    folder = current(root_of(args))
    if folder is None:
        warn("there is no index; run 'fingerpost index build'")
        return 1
    try:
        manifest = verify(folder, trust_stamp=False)
    except IndexProblem as error:
        warn(str(error))
        return 1
    print(f"{len(manifest.files)} files as they were written")
    return 0


def doctor(args: argparse.Namespace) -> int:
    """What is installed, how old, and what is wrong."""
    wrong: list[str] = []
    print(f"fingerpost  {version('fingerpost')} on Python {platform.python_version()}, {platform.system()}")
    for name in ("textual", "rapidfuzz", "whoosh", "pyyaml"):
        try:
            print(f"{name:<11} {version(name)}")
        except PackageNotFoundError:
            wrong.append(f"{name} is not installed")
    try:
        knowledge = load_knowledge()
        dates = sorted(service.read_on for service in knowledge.services)
        print(f"knowledge   {len(knowledge.services)} services, read {dates[0]} to {dates[-1]}, at {CONTENT}")
        print("\n".join(health_lines(knowledge, now())))
        wrong += [str(problem) for problem in log_problems(CONTENT, knowledge)]
    except KnowledgeError as error:
        wrong.append(f"{error}; run 'fingerpost knowledge check'")
    wrong += _index_troubles(args)
    free = shutil.disk_usage(Path.home()).free // 1_000_000
    print(f"disk        {free} MB free")
    for item in wrong:
        print(f"WRONG       {item}")
    print("all is well" if not wrong else f"{len(wrong)} thing(s) wrong")
    return 1 if wrong else 0


def _index_troubles(args: argparse.Namespace) -> list[str]:
    if address := address_of(args):
        return shared.troubles(address)
    try:
        status = WhooshEngine(root_of(args)).status()
    except IndexProblem as error:
        return [str(error)]
    print(f"index       {status.records} records, built {status.built_at}, at {status.location}")
    if not serves(status, fingerprint()):
        return ["the index is older than the knowledge; run 'fingerpost index build'"]
    return []
