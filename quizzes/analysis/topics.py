"""Success by topic: the categories of the bank, the weakest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from quizzes.marking import per_cent
from quizzes.models import Question


@dataclass
class Topic:
    """A category with how much was earned of what its questions are worth."""

    name: str
    questions: int = 0
    earned: Fraction = Fraction(0)
    worth: Fraction = Fraction(0)

    @property
    def percent(self) -> Decimal:
        return per_cent(self.earned, self.worth)


def topics_of(marks: Iterable[tuple[int, Fraction, Fraction]]) -> list[Topic]:
    """Marks (question, earned, worth) by category, the weakest first; one query."""
    marks = list(marks)
    questions = {question for question, _, _ in marks}
    named = {
        pk: (category, name)
        for pk, category, name in Question.objects.filter(pk__in=questions).values_list(
            "pk", "category", "category__name"
        )
    }
    topics: dict[int, Topic] = {}
    for question, earned, worth in marks:
        category, name = named[question]
        topic = topics.setdefault(category, Topic(name))
        topic.questions += 1
        topic.earned += earned
        topic.worth += worth
    return sorted(topics.values(), key=lambda topic: (topic.percent, topic.name))
