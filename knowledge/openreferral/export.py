"""Documents as files for any Open Referral tool: JSON Lines, pages of `/services`, and a file for each detail."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from knowledge.openreferral.files import refuse
from knowledge.openreferral.upgrade import Document

FORMAT = "hsds-uk-3.0"
PER_PAGE = 100
LINES, LIST, DETAILS = "services.jsonl", "list", "services"
_SHALLOW = frozenset({"organization"})


def list_view(document: Document) -> Document:
    """A document as lists show it: what it says of itself, and who runs it."""
    return {
        key: value
        for key, value in document.items()
        if key in _SHALLOW or not isinstance(value, (dict, list))
    }


def envelope(contents: Sequence[Any], page: int, per_page: int, total: int) -> Document:
    """A page of results as HSDS-UK 3.0 wants it; pages are counted from 1."""
    pages = max(1, -(-total // per_page))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": page,
        "size": len(contents),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not contents,
        "contents": contents,
    }


def export_documents(documents: Iterable[Document], folder: Path) -> int:
    """Write them all; how many there were. The folder is new afterwards, or untouched where that fails.

    Raises:
        KnowledgeError: the folder holds something that is no earlier export.
        OSError: it cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise refuse(folder, "is a file; name a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / LINES).is_file():
        raise refuse(folder, "holds other things; name a new folder, or one that an earlier export made")
    staging = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(staging, ignore_errors=True)
    try:
        count = _write(list(documents), staging)
        if folder.is_dir():
            old = folder.with_name(f"{folder.name}.old")
            shutil.rmtree(old, ignore_errors=True)
            folder.rename(old)
            staging.rename(folder)
            shutil.rmtree(old)
        else:
            staging.rename(folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return count


def _write(documents: list[Document], folder: Path) -> int:
    for part in (DETAILS, LIST):
        (folder / part).mkdir(parents=True)
    with (folder / LINES).open("wb") as lines:
        for document in documents:
            data = msgspec.json.encode(document)
            lines.write(data + b"\n")
            (folder / DETAILS / f"{document['id']}.json").write_bytes(msgspec.json.format(data, indent=2))
        lines.flush()
        os.fsync(lines.fileno())
    views = [list_view(document) for document in documents]
    for number, start in enumerate(range(0, max(1, len(views)), PER_PAGE), 1):
        page = envelope(views[start : start + PER_PAGE], number, PER_PAGE, len(views))
        data = msgspec.json.format(msgspec.json.encode(page), indent=2)
        (folder / LIST / f"page-{number:04}.json").write_bytes(data)
    return len(documents)
