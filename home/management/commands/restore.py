"""`manage.py restore FILE --replace`: put a backup back. Stop the site first."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from home.backups import UnusableBackup, restore_backup


class Command(BaseCommand):
    help = "Replace the database and put back the media of a backup. Stop the site first."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="yes, replace what this site holds now")

    def handle(self, *, file: Path, replace: bool, **options):
        if not replace:
            raise CommandError("A restore replaces everything this site holds now; say so with --replace.")
        try:
            manifest = restore_backup(file)
        except UnusableBackup as error:
            raise CommandError(f"Nothing was changed: {error}.") from error
        self.stdout.write(
            f"Restored {len(manifest['files'])} files of {manifest['made_at']}. Now: manage.py verify_ledger"
        )
