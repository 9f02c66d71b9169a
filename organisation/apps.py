from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "organisation"
    verbose_name = _("organisation")

    def ready(self):
        from accounts.roles import opens_data_of_others, was_given
        from organisation.models import Administration
        from organisation.scope import sees_reports

        opens_data_of_others("sees_reports", condition=was_given(Administration), holds=sees_reports)
