"""Whether `manage.py prepare` has anything to do, answered without loading Django, which alone takes seconds.

`prepare` leaves a stamp in VAR_DIR: a digest of every file of the site that is not a test, what the environment said,
and what it saw in the database. `python -m starter.stamp` exits 0 and repeats what `prepare` said where all of that is
still so; where anything differs or cannot be told it exits 1, and `prepare` looks for itself.
"""

import hashlib
import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BESIDE = {"tests", "docs", "bench", "var", "node_modules", "__pycache__"}
"""Folders that serving does not depend on. Hidden ones neither, but for the stamp of installed requirements."""

INSTALLED = Path(".venv") / ".requirements.txt.installed"
SETTINGS = ("DATABASE_URL", "VAR_DIR", "DEMO", "STAFF", "DJANGO_SETTINGS_MODULE")
SEEN = (
    "SELECT count(*), max(id), (SELECT count(*) > 0 FROM courses_coursepage), "
    "(SELECT count(*) > 0 FROM accounts_user WHERE is_demo) FROM django_migrations"
)


def folder(root: Path = ROOT) -> Path:
    return Path(os.environ.get("VAR_DIR") or root / "var")


def digest_of_site(root: Path = ROOT) -> str:
    """Of the path and content of every file that decides what a site is."""
    digest = hashlib.sha256()
    for path in sorted(_files(root)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(root: Path):
    for inside, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in BESIDE and not name.startswith(".")]
        yield from (Path(inside) / name for name in names if not name.startswith("."))
    if (root / INSTALLED).exists():
        yield root / INSTALLED


def seen_in_database(root: Path = ROOT) -> list | None:
    """Migrations, and whether there are courses and invented people; None where it cannot be told."""
    address = os.environ.get("DATABASE_URL") or f"sqlite:///{folder(root) / 'lms.sqlite3'}"
    try:
        if address.startswith("sqlite:///"):
            file = Path(address.removeprefix("sqlite:///"))
            with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                return list(connection.execute(SEEN).fetchone())
        if address.startswith(("postgres://", "postgresql://")):
            import psycopg

            with psycopg.connect(address, connect_timeout=3) as connection:
                return list(connection.execute(SEEN).fetchone())
    except Exception:  # whatever it is: then `prepare` finds out and says it properly
        return None
    return None


def state(root: Path = ROOT) -> dict | None:
    """All that a stamp stands for; None where it cannot be told, such as beside a .env, which only Django reads."""
    manifest = folder(root) / "static" / "staticfiles.json"
    seen = seen_in_database(root)
    if (root / ".env").exists() or seen is None or not manifest.exists():
        return None
    return {
        "site": digest_of_site(root),
        "settings": {name: os.environ.get(name, "") for name in SETTINGS},
        "static": hashlib.sha256(manifest.read_bytes()).hexdigest(),
        "database": seen,
    }


def leave(says: str, root: Path = ROOT) -> None:
    """Note that everything is prepared; `says` is repeated at the next start."""
    present, stamp = state(root), folder(root) / "prepared.json"
    if present is None:
        stamp.unlink(missing_ok=True)
    else:
        stamp.write_text(json.dumps({"state": present, "says": says}), encoding="utf-8")


def believed(root: Path = ROOT) -> str | None:
    """What `prepare` said, where nothing has changed since; else None."""
    try:
        left = json.loads((folder(root) / "prepared.json").read_text(encoding="utf-8"))
        return left["says"] if left["state"] == state(root) else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


if __name__ == "__main__":
    said = believed()
    if said is None:
        sys.exit(1)
    sys.stdout.write(said)
