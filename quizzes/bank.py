"""Who sees and who writes what of the question bank. A category belongs to a unit that authors, or to the province."""

from django.db.models import Q, QuerySet

from courses.shelves import units_authored_by
from quizzes.models import Category


def visible_categories(user) -> QuerySet[Category]:
    """The categories of the units this person authors for, and those that the province shares."""
    if not user.is_active:
        return Category.objects.none()
    if user.is_superuser:
        return Category.objects.order_by("path")
    units = units_authored_by(user)
    if not units.exists():
        return Category.objects.none()
    return Category.objects.filter(Q(owner__in=units) | Q(owner=None)).order_by("path")


def editable_categories(user) -> QuerySet[Category]:
    """Those of this person's own units; what is shared is written by the province."""
    if user.is_superuser and user.is_active:
        return Category.objects.order_by("path")
    return Category.objects.filter(owner__in=units_authored_by(user)).order_by("path")


def authors_questions(user) -> bool:
    """Whether the bank is anything to this person at all."""
    return user.is_active and (user.is_superuser or units_authored_by(user).exists())
