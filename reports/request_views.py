"""The queue of requests: one list for every kind, each decided where it stands."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisation.permissions import for_observers
from reports.forms import with_query
from reports.requests import AGES, KINDS, Queue, may_correct, settle

PAGE = 20
DONE = "da-xong"


@require_safe
@for_observers
def requests(request):
    """What waits, the longest first; or what was decided, the latest first. Filters live in the address."""
    asked = {
        "loai": request.GET.get("loai", "") if request.GET.get("loai") in KINDS else "",
        "cho": request.GET.get("cho", "") if request.GET.get("cho") in AGES else "",
        "trang_thai": DONE if request.GET.get("trang_thai") == DONE else "",
    }
    queue = Queue(request.user, kind=asked["loai"], age=asked["cho"], is_settled=asked["trang_thai"] == DONE)
    page = Paginator(queue.keys(), PAGE).get_page(request.GET.get("page"))
    waiting = queue.waiting
    kinds = [("", _("All"), sum(waiting.values()))]
    kinds += [(slug, kind.title, waiting[slug]) for slug, kind in KINDS.items()]
    context = {
        "section": "reports",
        "page": page,
        "rows": queue.rows(page.object_list),
        "waiting": sum(waiting.values()),
        "is_settled": queue.is_settled,
        "kinds": [
            (title, number, with_query(request.path, asked | {"loai": slug}), slug == asked["loai"])
            for slug, title, number in kinds
        ],
        "ages": [("", _("however long"), "")] + [(name, days, name) for name, days in AGES.items()],
        "asked": asked,
        "done_url": with_query(request.path, asked | {"trang_thai": DONE}),
        "waiting_url": with_query(request.path, asked | {"trang_thai": ""}),
        "query": with_query("", asked)[1:] + "&" if any(asked.values()) else "",
    }
    return render(request, "reports/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_observers
def one_request(request, kind: str, request_id: int):
    """One request by itself; whoever is in charge of the person decides it, once, and nobody his own."""
    if kind not in KINDS:
        raise Http404
    found, answering = KINDS[kind], request.method == "POST"
    one = get_object_or_404(found.visible_to(request.user, acting=answering), pk=request_id)
    (row,) = Queue(request.user).rows([(kind, one.pk, None)])
    form = row.form
    if answering and form is not None:
        form = found.form(one, request.POST, prefix=form.prefix)
        if form.is_valid():
            said = settle(found, one, by=request.user, request=request, **form.cleaned_data)
            messages.success(request, f"{row.person}: {said}")
            return redirect("reports:requests")
    elif answering:
        messages.info(request, _("Somebody decided before you. Their answer stands."))
        return redirect("reports:request", kind, one.pk)
    context = {
        "section": "reports",
        "row": row,
        "form": form,
        "may_correct": may_correct(request.user, one.person_id),
    }
    return render(request, "reports/request.html", context)
