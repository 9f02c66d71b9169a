"""Single choice: several options, one of which is right."""

from django.utils.translation import gettext as _

from quizzes.kinds.choices import Choices


class Single(Choices):
    name = "single"

    def hint(self, question):
        return _("Choose one answer")
