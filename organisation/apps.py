from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "organisation"
    verbose_name = _("organisation")

    def ready(self):
        from accounts.second_factor import asks_for_second_factor
        from organisation.scope import sees_reports

        asks_for_second_factor(sees_reports)
