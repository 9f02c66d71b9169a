from django.apps import AppConfig
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


class CompletionsConfig(AppConfig):
    name = "completions"
    verbose_name = _("completions")

    def ready(self):
        checks.register(ledger_key_is_usable)


def ledger_key_is_usable(app_configs, **kwargs):
    """Without its key the ledger could not write a record: say so at the start, not when somebody finishes."""
    from completions import ledger

    try:
        ledger.public_key()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="completions.E001")]
    return []
