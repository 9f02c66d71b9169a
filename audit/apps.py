from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("audit log")

    def ready(self):
        from audit.append_only import create_triggers

        post_migrate.connect(create_triggers, dispatch_uid="append-only triggers")
