"""True or false: two options, which stay where they are."""

from django.utils.translation import gettext as _

from quizzes.kinds.single import Single


class TrueFalse(Single):
    name = "true_false"

    def frozen(self, options, body, order, lot):
        return {"options": list(options)}

    def obstacles(self, text, content):
        too_many = len(content.options) > 2
        return super().obstacles(text, content) + (
            [_("A true-or-false question has two options.")] if too_many else []
        )
