from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = _("quizzes")

    def ready(self):
        from accounts.second_factor import ON_THE_WAY
        from quizzes import signal_handlers  # noqa: F401  (its receivers)

        # One's own sitting shows nothing of others, and nobody is turned away in the middle of it.
        ON_THE_WAY.update(
            f"quizzes:{name}"
            for name in (
                "start",
                "attempt",
                "save",
                "fix",
                "time_left",
                "check",
                "submit",
                "result",
                "try_question",
            )
        )
