"""Legal documents and their provisions, for everybody to read."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import clock
from legislation.force import Force
from legislation.forms import SearchForm
from legislation.models import LegalDocument, Provision

PROVISIONS_FOUND = 20


@require_safe
def index(request):
    """All documents, or those that hold the words of `?q=`, with the provisions that do."""
    search = SearchForm(request.GET)
    words = search.words
    found = (
        Provision.objects.matching(words).select_related("document") if words else Provision.objects.none()
    )
    today = clock.today()
    context = {
        "search": search,
        "words": words,
        "today": today,
        "documents": by_force(LegalDocument.objects.matching(words), today),
        "provisions": list(found[: PROVISIONS_FOUND + 1]),
        "shown": PROVISIONS_FOUND,
    }
    return render(request, "legislation/index.html", context)


def by_force(documents, today) -> list[LegalDocument]:
    """What is in force first, what has ended last; within each the latest first."""
    order = [Force.IN_FORCE, Force.NOT_YET, Force.UNKNOWN, Force.ENDED]
    return sorted(documents, key=lambda document: order.index(document.force(today)))


@require_safe
def document(request, slug):
    """A document with its dates, what it replaces and changes, and its provisions."""
    related = [
        Prefetch(name, LegalDocument.objects.order_by("in_force_from", "number"))
        for name in ["replaces", "replaced_by", "amends", "amended_by"]
    ]
    found = get_object_or_404(LegalDocument.objects.prefetch_related(*related), slug=slug)
    context = {
        "document": found,
        "today": clock.today(),
        "articles": by_article(found.provisions.in_place().select_related("document")),
        "crumbs": [(_("Legal documents"), "/van-ban/")],
    }
    return render(request, "legislation/document.html", context)


def by_article(provisions) -> list[tuple[Provision, list[Provision]]]:
    """Each article with its clauses and points; a clause whose article does not stand here comes on its own."""
    articles: list[tuple[Provision, list[Provision]]] = []
    for one in provisions:
        if articles and one.path.startswith(f"{articles[-1][0].path}."):
            articles[-1][1].append(one)
        else:
            articles.append((one, []))
    return articles


@require_safe
def provision(request, slug, path):
    """A provision: what it says in our words, its state of force, its parts, and what has changed it."""
    known = Provision.objects.select_related("document", "parent", "superseded_by__document")
    found = get_object_or_404(known, document__slug=slug, path=path)
    context = {
        "provision": found,
        "today": clock.today(),
        "parts": found.children.in_place().select_related("document"),
        "neighbours": found.neighbours(),
        "crumbs": [
            (_("Legal documents"), "/van-ban/"),
            (found.document.short_title, found.document.get_absolute_url()),
        ],
    }
    return render(request, "legislation/provision.html", context)
