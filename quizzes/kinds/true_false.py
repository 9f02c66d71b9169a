"""True or false: two options, which stay where they are."""

from quizzes.kinds.single import Single


class TrueFalse(Single):
    name = "true_false"

    def frozen(self, options, body, order, lot):
        return {"options": list(options)}
