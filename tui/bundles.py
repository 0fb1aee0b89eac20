"""The commands that carry an index from one machine to another."""

from __future__ import annotations

import argparse

from assistant.library import take_bundle
from index.bundle import Trust, pack, read_key
from index.engine import WhooshEngine
from tui.home import index_root


def index_bundle(args: argparse.Namespace) -> int:
    """Write the index into one file."""
    key = read_key(args.key) if args.key else None
    digest = pack(args.index or index_root(), args.to, key)
    sealed = "yes" if key else "no: take it with --expect and this sha256"
    print(f"bundle  {args.to}\nsha256  {digest}\nsealed  {sealed}")
    return 0


def index_use(args: argparse.Namespace) -> int:
    """Take the index from a bundle."""
    root = args.index or index_root()
    trust = Trust(read_key(args.key) if args.key else None, args.expect)
    take_bundle(root, args.file, trust, older=args.older)
    status = WhooshEngine(root).status()
    print(f"taken: {status.records} records, built {status.built_at}, into {status.location}")
    return 0
