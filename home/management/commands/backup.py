"""`manage.py backup FOLDER`: one file with the database, the media and the seal heads."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

import clock
from home.backups import UnusableBackup, make_backup


class Command(BaseCommand):
    help = "Write a backup of database and media into a folder; people may go on working."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **options):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"hoc-thi-dua-{timezone.localtime(clock.now()):%Y%m%d-%H%M%S}.tar.gz"
        try:
            manifest = make_backup(target)
        except UnusableBackup as error:
            raise CommandError(f"No backup was made: {error}.") from error
        self.stdout.write(f"{target}: {len(manifest['files'])} files, {target.stat().st_size:,} bytes")
