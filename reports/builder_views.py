"""Reports that people put together themselves."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.builder.ready import READY
from reports.builder.subjects import SUBJECTS
from reports.builder.tables import PAGE, Question, Table, chosen_words
from reports.forms import with_query
from reports.keeping import address_of
from reports.models import SavedView
from reports.words import as_of_words, number_words


@require_safe
@login_required
def builder(request):
    """Ready reports to begin from; then the table asked for, and the form to change it."""
    question = Question.of(request.user, request.GET)
    page = {
        "form": question.form,
        "subject": question.subject,
        "subjects": _subjects(question, request.GET),
        "ready": [(one, f"{reverse('reports:builder')}?{one.query}") for one in READY],
        "saved": SavedView.objects.found_by(request.user)[:12],
        "as_of": as_of_words(question.moment),
        "is_asked": "hang" in request.GET,
        "crumbs": [(_("Reports"), reverse("reports:dashboard"))],
        "section": "reports",
    }
    if page["is_asked"]:
        page |= _answer(request, question)
    return render(request, "reports/builder.html", page)


def _answer(request, question: Question) -> dict:
    """One page of the table and the ways on."""
    table = Table(question)
    number = min(question.asked["trang"] or 1, table.pages)
    kept = request.GET.copy()
    kept.pop("trang", None)

    def at(place: int) -> str:
        return f"{reverse('reports:builder')}?{kept.urlencode()}&trang={place}"

    return {
        "table": table,
        "rows": table.page(number),
        "chosen": chosen_words(question),
        "number": number_words(table.number),
        "first": (number - 1) * PAGE + 1,
        "last": min(number * PAGE, table.number),
        "before_url": at(number - 1) if number > 1 else "",
        "after_url": at(number + 1) if number < table.pages else "",
        "excel_url": f"{reverse('reports:builder_file')}?{kept.urlencode()}&dang=xlsx",
        "csv_url": f"{reverse('reports:builder_file')}?{kept.urlencode()}&dang=csv",
        "save_url": with_query(
            reverse("reports:save_view"), {"dia_chi": address_of(reverse("reports:builder"), kept) or ""}
        ),
    }


def _subjects(question: Question, query) -> list[tuple[str, str, bool]]:
    """What else a report can be about, with the filters that apply there too."""
    found = []
    for key, one in SUBJECTS.items():
        kept = {name: query[name] for name in (*one.filters, "don_vi", "khi") if query.get(name)}
        if "tu" not in one.filters:
            kept.pop("khi", None)
        address = with_query(reverse("reports:builder"), {"hang": key}, kept)
        found.append((str(one.label), address, key == question.subject.key))
    return found
