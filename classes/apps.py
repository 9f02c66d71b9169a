from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassesConfig(AppConfig):
    name = "classes"
    verbose_name = _("classes")

    def ready(self):
        from accounts.roles import opens_data_of_others, was_given
        from classes.models import Session

        # Whoever teaches a session reads who registered for it.
        opens_data_of_others(
            "teaches_classes",
            condition=was_given(Session.trainers.through),
            holds=lambda user: Session.trainers.through.objects.filter(user=user).exists(),
        )
