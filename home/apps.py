from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("home")

    def ready(self):
        from home.permission_names import name_permissions

        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(name_permissions, sender=last)  # when all the others have made theirs
