"""What people ask their administrators for, in one queue: a wrong name or unit, more time, an exemption, training elsewhere.

Each kind stays what its own app says it is; here they stand in one order, and are decided in one place.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import CharField, F, Q, QuerySet, Value
from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import clock
from completions.models import OutsideTraining
from completions.outside import decide_training
from completions.volume_forms import TrainingDecisionForm
from enrolments.actions import NothingToDispense, decide_dispensation
from enrolments.forms import DecisionForm
from enrolments.models import Dispensation
from organisation.actions import answer_request
from organisation.forms import AnswerForm
from organisation.models import Membership, Unit
from organisation.scope import entrusted_people, visible_requests

AGES = {"tuan": 7, "thang": 30}
"""What an age is called in the address → how many days somebody has waited at least."""


@dataclass(frozen=True)
class Kind:
    """One kind of request. `settled`: the field that says when it was decided."""

    slug: str
    title: Promise
    settled: str
    visible_to: Callable[..., QuerySet]
    form: Callable[..., Form]
    decide: Callable[..., bool]


def _dispensations(kind: str) -> Callable[..., QuerySet]:
    def visible_to(user, *, acting=False):
        found = Dispensation.objects.visible_to(user, acting=acting).filter(kind=kind, is_asked=True)
        # What is asked about a course that is closed meanwhile waits for nobody.
        found = found.filter(Q(decided_at__isnull=False) | Q(enrolment__closed_at__isnull=True))
        return found.select_related(
            "enrolment__course", "enrolment__unit", "enrolment__user", "decided_by"
        ).annotate(person_id=F("enrolment__user"))

    return visible_to


def _dispensation_form(one: Dispensation, answered, **more) -> Form:
    return DecisionForm(answered, initial={"is_granted": "1", "until": one.until}, dispensation=one, **more)


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            slug="sai",
            title=gettext_lazy("Wrong name or unit"),
            settled="answered_at",
            visible_to=lambda user, *, acting=False: (
                visible_requests(user, acting=acting)
                .select_related("user", "answered_by")
                .annotate(person_id=F("user"))
            ),
            form=lambda one, answered, **more: AnswerForm(answered, **more),
            decide=lambda one, **more: answer_request(correction=one, **more),
        ),
        *(
            Kind(
                slug=slug,
                title=title,
                settled="decided_at",
                visible_to=_dispensations(kind),
                form=_dispensation_form,
                decide=lambda one, **more: decide_dispensation(dispensation=one, **more),
            )
            for slug, title, kind in (
                ("gia-han", gettext_lazy("More time"), Dispensation.Kind.EXTENSION),
                ("mien", gettext_lazy("Exemption"), Dispensation.Kind.EXEMPTION),
            )
        ),
        Kind(
            slug="dao-tao",
            title=gettext_lazy("Training elsewhere"),
            settled="decided_at",
            visible_to=lambda user, *, acting=False: (
                OutsideTraining.objects.entered()
                .visible_to(user, acting=acting)
                .select_related("user", "decided_by")
                .annotate(person_id=F("user"))
            ),
            form=lambda one, answered, **more: TrainingDecisionForm(
                answered, initial={"is_approved": "1"}, **more
            ),
            decide=lambda one, **more: decide_training(training=one, **more),
        ),
    )
}


@dataclass
class Request:
    """One request as a row shows it. `form`: what decides it, for whoever may."""

    kind: Kind
    one: object
    person: object
    unit: Unit | None
    waited: int
    form: Form | None

    @property
    def is_settled(self) -> bool:
        return getattr(self.one, self.kind.settled) is not None

    @property
    def is_old(self) -> bool:
        return self.waited >= AGES["tuan"]


class Queue:
    """The requests that somebody sees. `kind`: a slug or ""; `age`: one of AGES or ""; `is_settled`: what was decided."""

    def __init__(self, reader, *, kind: str = "", age: str = "", is_settled: bool = False):
        self.reader, self.kind, self.age, self.is_settled = reader, kind, age, is_settled
        self.moment = clock.now()

    @cached_property
    def waiting(self) -> dict[str, int]:
        """How many wait, by kind."""
        return {slug: self._of(kind, is_settled=False).count() for slug, kind in KINDS.items()}

    def keys(self) -> QuerySet:
        """Kind and id of what is asked for: the longest waiting first, or the latest decided."""
        some = []
        for kind in [KINDS[self.kind]] if self.kind else KINDS.values():
            found = self._of(kind, is_settled=self.is_settled).order_by()
            at = kind.settled if self.is_settled else "made_at"
            slug = Value(kind.slug, output_field=CharField())
            some.append(found.annotate(slug=slug, at=F(at)).values_list("slug", "pk", "at"))
        order = ("-at", "-pk") if self.is_settled else ("at", "pk")
        first, *others = some
        return (first.union(*others, all=True) if others else first).order_by(*order)

    def rows(self, keys) -> list[Request]:
        """These requests in their order, whatever their number in the same statements a kind."""
        found = {}
        for kind in KINDS.values():
            ids = [pk for slug, pk, _at in keys if slug == kind.slug]
            if ids:
                seen = kind.visible_to(self.reader).in_bulk(ids)
                acting = set(
                    kind.visible_to(self.reader, acting=True).filter(pk__in=ids).values_list("pk", flat=True)
                )
                found |= {(kind.slug, pk): (one, pk in acting) for pk, one in seen.items()}
        places = _places({one.person_id for one, _acting in found.values()})
        return [
            self._row(KINDS[slug], *found[slug, pk], places) for slug, pk, _at in keys if (slug, pk) in found
        ]

    def _of(self, kind: Kind, *, is_settled: bool) -> QuerySet:
        found = kind.visible_to(self.reader).filter(**{f"{kind.settled}__isnull": not is_settled})
        if self.age:
            found = found.filter(made_at__lt=self.moment - datetime.timedelta(days=AGES[self.age]))
        return found

    def _row(self, kind: Kind, one, may_decide: bool, places: dict[int, Unit]) -> Request:
        is_settled = getattr(one, kind.settled) is not None
        prefix = f"{kind.slug}-{one.pk}"
        return Request(
            kind=kind,
            one=one,
            person=one.enrolment.user if hasattr(one, "enrolment") else one.user,
            unit=places.get(one.person_id),
            waited=(self.moment - one.made_at).days,
            form=kind.form(one, None, prefix=prefix) if may_decide and not is_settled else None,
        )


def _places(people: set[int]) -> dict[int, Unit]:
    present = Membership.objects.present().primary().filter(user__in=people).select_related("unit")
    return {one.user_id: one.unit for one in present}


def waiting_for(user) -> int:
    """How many requests wait for this person's decision; one statement."""
    first, *others = (
        kind.visible_to(user, acting=True).filter(**{f"{kind.settled}__isnull": True}).order_by().values("pk")
        for kind in KINDS.values()
    )
    return first.union(*others, all=True).count()


def may_correct(user, person_id: int) -> bool:
    return entrusted_people(user).filter(pk=person_id).exists()


def settle(kind: Kind, one, *, by, request, **answer) -> str:
    """Decide, and say what came of it."""
    try:
        settled = kind.decide(one, by=by, request=request, **answer)
    except NothingToDispense:
        return _("The course is finished or withdrawn meanwhile.")
    return _("The decision was saved.") if settled else _("Somebody decided before you. Their answer stands.")
