from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnrolmentsConfig(AppConfig):
    name = "enrolments"
    verbose_name = _("enrolments")

    def ready(self):
        from enrolments import signal_handlers  # noqa: F401
