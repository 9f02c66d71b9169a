"""What the application server calls."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
application = get_wsgi_application()


def refuse_demo_in_production() -> None:
    """Keys and people of the demo are public: a site that is no demo does not start with them, nor without keys."""
    from django.conf import settings
    from django.db import connection

    from accounts.models import User

    if settings.DEMO:
        return
    for name in ("SECRET_KEY", "LEDGER_KEY"):
        key = getattr(settings, name)
        if not key or key.startswith(("demo-only-key", "ZGVtby1vbmx5")):
            raise ImproperlyConfigured(
                f"{name} is empty or the demo's: set one of your own (see .env.example)."
            )
    try:
        migrated = User._meta.db_table in connection.introspection.table_names()
        count = User.objects.filter(is_demo=True).count() if migrated else 0
    finally:
        connection.close()
    if count:
        raise ImproperlyConfigured(
            f"This database holds {count} invented people of the demo, whose password is public, but DEMO is not set. "
            "Start with a database of your own (DATABASE_URL or VAR_DIR), or set DEMO=1 if this is a demonstration."
        )


refuse_demo_in_production()
