"""People who never signed in: one-use codes for many of them, to be printed and cut, and links mailed to those who can be
written to."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

import clock
import vietnamese
from accounts.actions import CODE_LIFETIME, LINKS_A_DAY, ask_for_links, issue_codes
from accounts.codes import grouped, picture_of, sign_in_address
from accounts.models import User
from organisation import scope
from organisation.activation import (
    SHEETFUL,
    never_signed_in,
    next_to_hand_out,
    refused_by_mail,
    with_address,
    with_codes,
    with_links,
)
from organisation.forms import ActivationForm
from organisation.models import Membership, StaffImport
from organisation.permissions import for_administrators
from organisation.tree import way_to

SHOWN = 50
"""How many of the receivers a preview names."""


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def activation(request):
    """How many never signed in; by POST the slips of the next of them. It answers the POST itself: a redirect would have
    to keep the codes somewhere."""
    asked = _asked_for(request)
    waiting = never_signed_in(request.user, **asked)
    form = ActivationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        people = waiting.filter(email="") if form.cleaned_data["without_address"] else waiting
        slips = next_to_hand_out(people, again=form.cleaned_data["again"])
        return render(request, "organisation/slips.html", _slips(request, slips))
    context = _context(request, asked) | {
        "form": form,
        "waiting": waiting.count(),
        "handed_out": with_codes(waiting).count(),
        "reachable": with_address(waiting).count(),
        "linked": with_links(waiting).count(),
        "refused": refused_by_mail(waiting).count(),
        "sheetful": SHEETFUL,
    }
    return render(request, "organisation/activation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def send_links(request):
    """To whom a link would be mailed, and who cannot be written to; by POST they are asked for."""
    asked = _asked_for(request)
    waiting = never_signed_in(request.user, **asked)
    reachable = with_address(waiting)
    without_link = reachable.exclude(pk__in=with_links(reachable).order_by().values("pk"))
    if request.method == "POST":
        sent = ask_for_links(people=without_link, asked_by=request.user, request=request)
        said = ngettext(
            "A link is on its way to %(people)s person.", "Links are on their way to %(people)s people.", sent
        )
        messages.success(request, said % {"people": vietnamese.format_number(sent)})
        return redirect(reverse("organisation:activation") + _query(asked))
    receivers = without_link.count()
    context = _context(request, asked) | {
        "people": without_link.order_by("sort_key", "pk")[:SHOWN],
        "receivers": receivers,
        "without_address": waiting.filter(email="").count(),
        "linked": reachable.count() - receivers,
    }
    return render(request, "organisation/send_links.html", context)


@require_POST
@for_administrators
def send_link(request, user_id):
    """A link to one person."""
    found = get_object_or_404(scope.entrusted_people(request.user).active(), pk=user_id)
    if ask_for_links(people=User.objects.filter(pk=found.pk), asked_by=request.user, request=request):
        said = _("A link is on its way to %(address)s, within a minute.")
        messages.success(request, said % {"address": found.email})
    else:
        said = _(
            "No link was sent: one is on its way already, the person has signed in or has no e-mail, or %(most)s were "
            "sent today."
        )
        messages.error(request, said % {"most": LINKS_A_DAY})
    return redirect("organisation:person", found.pk)


def _asked_for(request) -> dict:
    """Of which unit, or brought by which of one's own lists; of neither: of everybody."""
    unit, listed = (request.GET.get(name, "") for name in ("don_vi", "danh_sach"))
    units = scope.visible_units(request.user, acting=True).present()
    lists = StaffImport.objects.by(request.user).standing(clock.now()).defer("upload")
    return {
        "unit": get_object_or_404(units, pk=unit) if _is_id(unit) else None,
        "listed": get_object_or_404(lists, pk=listed) if _is_id(listed) else None,
    }


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def _query(asked: dict) -> str:
    """The same as a query."""
    named = {"don_vi": asked["unit"], "danh_sach": asked["listed"]}
    query = urlencode({name: one.pk for name, one in named.items() if one is not None})
    return f"?{query}" if query else ""


def _context(request, asked: dict) -> dict:
    return {
        "section": "reports",
        "query": _query(asked),
        "units": scope.top_units(request.user, acting=True).order_by("path"),
        "crumbs": way_to(request.user, asked["unit"]),
        **asked,
    }


def _slips(request, people) -> dict:
    issued = issue_codes(people=people, issued_by=request.user, request=request)
    places = Membership.objects.present().primary().filter(user__in=people).select_related("unit")
    units = {place.user_id: place.unit for place in places}
    return {
        "section": "reports",
        "slips": [
            {
                "person": person,
                "unit": units.get(person.pk),
                "code": grouped(code),
                "picture": mark_safe(picture_of(sign_in_address(person.username))),  # noqa: S308  our own SVG
            }
            for person, code in issued
        ],
        "valid_until": clock.now() + CODE_LIFETIME,
        "sign_in_address": sign_in_address(),
        "crumbs": way_to(request.user),
    }
