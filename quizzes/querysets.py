"""Reading the bank and attempts."""

from django.db import models
from django.db.models import Exists, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Now

import clock
import vietnamese
from quizzes.sitting.deadlines import GRACE


def moment_asked():
    """The moment at which the database is asked, by its own clock, as a part of the same statement."""
    frozen = clock.frozen()
    return Now() if frozen is None else Value(frozen, output_field=models.DateTimeField())


class QuestionQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(state="in_use")

    def drawable(self):
        """Those that may be drawn or fixed today: what may be asked, whole case studies, and no part of one alone."""
        parts = self.model.objects.askable().exclude(case=None)
        is_whole = ~Q(kind="case") | Q(pk__in=parts.values("case"))
        return self.askable().filter(is_whole, case=None)

    def askable(self, today=None):
        """In use, before the end of their last day, and resting on no provision in review.

        `today`: the day in Vietnam, where the caller knows it. Citations are asked question by question: to gather all
        doubtful ones first would cost every start a look at the whole bank.
        """
        today = today or clock.today()
        citation = self.model._meta.get_field("citations").related_model
        doubtful = Q(provision__needs_review=True) | Q(provision__superseded_by__isnull=False)
        return (
            self.in_use()
            .filter(Q(use_until=None) | Q(use_until__gte=today))
            .filter(~Exists(citation.objects.filter(doubtful, question=OuterRef("pk"))))
        )

    def visible_to(self, user):
        """Those in the categories this person may choose from."""
        from quizzes.bank import visible_categories

        return self.filter(category__in=visible_categories(user).order_by().values("pk"))

    def editable_by(self, user):
        """Those in the categories of this person's own units."""
        from quizzes.bank import editable_categories

        return self.filter(category__in=editable_categories(user).order_by().values("pk"))

    def within(self, *categories):
        """Those of these categories and of all below them."""
        condition = Q(pk__in=[])
        for category in categories:
            condition |= Q(category__path__startswith=category.path)
        return self.filter(condition)

    def matching(self, words: str):
        found = self
        for word in vietnamese.fold(words).split():
            found = found.filter(search_text__contains=word)
        return found


class AttemptQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state="open")

    def closed(self):
        return self.exclude(state="open")

    def by(self, learner):
        return self.filter(user=learner)

    def at_the_moment(self):
        """With `asked_at`: the moment of the question by the database's clock."""
        return self.annotate(asked_at=moment_asked())

    def for_a_page(self):
        """With of the quiz only what its learners' pages show: a page of Wagtail has some forty columns."""
        own = [field.attname for field in self.model._meta.concrete_fields if field.name != "quiz"]
        shown = [
            "title",
            "url_path",
            "path",
            "depth",
            "prerequisite",
            "attempts_allowed",
            "closed_because",
            "opens_at",
            "closes_at",
            "is_single_attempt",
            "shows_all",
            "waiting_minutes",
            "grading",
            "review",
            "review_after",
            "review_open",
            "review_closed",
            "message_passed",
            "message_failed",
        ]
        return self.only(*own, "quiz", *(f"quiz__{name}" for name in shown))

    def overdue(self, moment):
        """Open ones whose deadline and grace have passed."""
        return self.open().filter(deadline_at__lt=moment - GRACE)


class KeyRevisionQuerySet(models.QuerySet):
    def newest(self):
        """Those that count: of every version the one with the highest number."""
        highest = self.model.objects.filter(version=OuterRef("version")).order_by().values("version")
        return self.filter(number=Subquery(highest.annotate(last=Max("number")).values("last")))


class ResultQuerySet(models.QuerySet):
    def newest(self):
        """Those that count: of every attempt the one with the highest number."""
        highest = self.model.objects.filter(attempt=OuterRef("attempt")).order_by().values("attempt")
        return self.filter(number=Subquery(highest.annotate(last=Max("number")).values("last")))
