"""A migrated SQLite database kept between runs, so that a test run need not migrate from nothing (a quarter of a minute).

Its name carries a digest of every migration of ours and of the packages' versions: a change makes a new one.
"""

import hashlib
import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

PACKAGES = ["django", "wagtail", "django-allauth", "django-taggit", "django-tasks-db"]


def template() -> Path:
    """Where the migrated database of this state of the code lies, or would."""
    digest = hashlib.sha256()
    for path in sorted(Path(settings.BASE_DIR).glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    models = [*Path(settings.BASE_DIR).glob("*/models.py"), *Path(settings.BASE_DIR).glob("*/models/*.py")]
    for path in sorted(models):
        digest.update(path.read_bytes())  # names of models and permissions are rows too
    for package in PACKAGES:
        digest.update(version(package).encode())
    folder = Path(tempfile.gettempdir()) / f"lms-tests-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"migrated-{digest.hexdigest()[:16]}.sqlite3"


def copy_to(target: Path) -> bool:
    """Put the kept database at `target`; False where there is none yet."""
    if not template().exists():
        return False
    shutil.copyfile(template(), target)
    return True


def keep(source: Path) -> None:
    """Keep a database that was just migrated, in one step, so that two at once leave one whole file."""
    unfinished = template().with_suffix(f".{os.getpid()}")
    shutil.copyfile(source, unfinished)
    unfinished.rename(template())
