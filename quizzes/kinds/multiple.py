"""Multiple choice: several options, all right ones of which are to be chosen."""

from django.utils.translation import gettext as _

from quizzes.kinds.choices import Choices


class Multiple(Choices):
    name = "multiple"
    field = "checkbox"

    def hint(self, question):
        return _("Choose every right answer")

    def frozen(self, options, body, order, lot):
        credit = {"credit": body["credit"]} if body.get("credit") else {}
        return {"options": order(options), **credit}
