"""`manage.py prepare`: bring a machine to where it can serve, in one process: what `script/run` calls.

Migrations, static files, starter content, and (DEMO=1) the demo province; each only where it is missing.
Leaves a stamp by which the next `script/run` knows that there is nothing to do.
"""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from courses.models import CoursePage
from starter import stamp


class Command(BaseCommand):
    help = "Migrate, collect static files, load the starter content and, with DEMO=1, the demo province."

    def add_arguments(self, parser):
        parser.add_argument("--staff", type=int, default=1200, help="people of the demo province")

    def handle(self, *, staff: int, **options):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", verbosity=0)
        if self.static_files_changed():
            self.stdout.write("Collecting static files …")
            call_command("collectstatic", interactive=False, verbosity=0)
        if not CoursePage.objects.exists():
            self.stdout.write("Loading the starter content …")
            call_command("load_starter", stdout=self.stdout)
        if settings.DEMO and not User.objects.filter(is_demo=True).exists():
            self.stdout.write("Inventing the demo province …")
            call_command("demo", staff=staff, stdout=self.stdout)
        elif settings.DEMO:
            self.stdout.write(self.sign_ins())
        stamp.leave(self.sign_ins() if settings.DEMO else "")

    def sign_ins(self) -> str:
        said = StringIO()
        call_command("demo", sign_ins=True, stdout=said)
        return said.getvalue()

    def static_files_changed(self) -> bool:
        """Whether a source file is newer than what was collected last, or a package was."""
        manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
        if not manifest.exists():
            return True
        collected = manifest.stat().st_mtime
        sources = [path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*")]
        stamp = settings.BASE_DIR / ".venv" / ".requirements.txt.installed"
        return any(
            path.stat().st_mtime > collected for path in [*sources, *([stamp] if stamp.exists() else [])]
        )
