"""Finishing lessons, certificates and their public verification. Another's certificate is not found."""

import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Page

import vietnamese
from accounts import throttle
from completions import actions, codes, refusals
from completions.forms import CodeForm, PlaceForm, RevocationForm
from completions.models import Certificate
from completions.papers import paper_of, qr_of
from completions.pdf import pdf_of
from completions.progress import enrolment_in, next_to_do
from courses.models import Activity
from courses.outline import Outline, OutlineActivity, outline_around
from courses.restrictions import may_read

FOR_WRONG_CODES = throttle.Patience(
    free=20,
    first=datetime.timedelta(seconds=30),
    longest=datetime.timedelta(minutes=10),
    forgets_in=datetime.timedelta(seconds=30),
)
"""Only wrong codes count against an address: a hall full of people may scan their own."""


NOT_OPEN_YET = gettext_lazy(
    "Something that this course asks for is not open at the moment. You will find it here once it is."
)


def readable_activity(request, page_id) -> tuple[Activity, Outline]:
    """A published activity that this person may read, with the course around it."""
    page = get_object_or_404(Page.objects.live(), pk=page_id).specific
    if not isinstance(page, Activity) or not may_read(request, page):
        raise Http404
    outline = outline_around(page)
    if page.pk not in outline.by_id:
        raise Http404
    return page, outline


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finish_lesson(request, page_id):
    """Note that a lesson is done and go on to what comes next, or to the certificate."""
    activity, outline = readable_activity(request, page_id)
    here = outline.by_id[activity.pk]
    if request.method != "POST":
        return redirect(here.url)
    enrolment = enrolment_in(request.user, outline)
    if enrolment is None:
        return not_finished(request, here, refusals.NotEnrolled())
    try:
        record = actions.finish_lesson(enrolment=enrolment, activity=activity, outline=outline)
    except refusals.OnlyByItself:
        raise Http404 from None
    except refusals.CannotFinish as refusal:
        return not_finished(request, here, refusal)
    if record is not None:
        return redirect("completions:certificate", record.certificate.code)
    following = next_to_do(enrolment, outline, here)
    if following is None:
        messages.info(request, NOT_OPEN_YET)
        return redirect(outline.course.url)
    return redirect(following.url)


def not_finished(request, here: OutlineActivity, refusal: refusals.CannotFinish):
    """Back to the lesson, to the question that is left where there is one (`templates/blocks/check.html`)."""
    question = refusal.question_id
    messages.warning(request, str(refusal), extra_tags=str(question or ""))
    return HttpResponseRedirect(f"{here.url}#con-thieu-{question}" if question else here.url)


@login_required
@require_POST
def keep_place(request, page_id):
    """Remember how far somebody has read, told by the page when it is left."""
    activity, outline = readable_activity(request, page_id)
    enrolment = enrolment_in(request.user, outline)
    form = PlaceForm(request.POST)
    if enrolment is None or not enrolment.is_open:
        raise Http404
    if not form.is_valid():
        return HttpResponseBadRequest()
    actions.keep_place(enrolment=enrolment, activity_id=activity.pk, position=form.cleaned_data["position"])
    return HttpResponse(status=204)


def visible_certificate(request, code) -> Certificate:
    certificates = Certificate.objects.visible_to(request.user).select_related("record__revocation")
    return get_object_or_404(certificates, code=codes.normalised(code))


@login_required
@require_safe
def certificate(request, code):
    """The certificate as a page that can be printed."""
    found = visible_certificate(request, code)
    paper = paper_of(found)
    context = {
        "certificate": found,
        "paper": paper,
        "revocation": getattr(found.record, "revocation", None),
        "qr": qr_of(paper.address).svg_data_uri(border=2, dark="#221a16", light="#fff"),
        "is_own": found.record.user_id == request.user.pk,
        "may_revoke": Certificate.objects.revocable_by(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "completions/certificate.html", context)


@login_required
@require_safe
def certificate_pdf(request, code):
    found = visible_certificate(request, code)
    response = HttpResponse(pdf_of(found), content_type="application/pdf")
    name = f"giay-chung-nhan-{slugify(found.number.replace('/', '-'))}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
def revoke(request, code):
    """Take a record back, with a reason. Nobody does it to a record of their own."""
    found = get_object_or_404(Certificate.objects.revocable_by(request.user), code=codes.normalised(code))
    form = RevocationForm(request.POST or None)
    if form.is_valid():
        actions.revoke_record(
            record=found.record, by=request.user, reason=form.cleaned_data["reason"], request=request
        )
        messages.success(request, _("The certificate was taken back. Whoever verifies it sees that at once."))
        return redirect("completions:certificate", found.code)
    return render(request, "completions/revoke.html", {"form": form, "certificate": found})


@require_safe
def verify(request):
    """Type a code; the answer has an address of its own."""
    form = CodeForm(request.GET if "ma" in request.GET else None)
    if form.is_valid():
        return redirect("completions:verify_code", form.cleaned_data["ma"])
    return render(request, "completions/verify.html", {"form": form})


@never_cache
@require_safe
def verify_code(request, code):
    """Whether a certificate is genuine, was taken back, or is unknown. No sign-in, and the name only in part."""
    address = f"wrong code:{throttle.address_key(request)}"
    if throttle.has_to_wait(address):
        return render(request, "completions/too_many.html", status=429)
    code = codes.normalised(code)
    found = Certificate.objects.filter(code=code).select_related("record__revocation").first()
    if found is None:
        throttle.begin_try(address, FOR_WRONG_CODES)
        given = codes.grouped(code[: codes.LENGTH])
        context = {"form": CodeForm(initial={"ma": given}), "wrong": given}
        return render(request, "completions/verify.html", context, status=404)
    context = {
        "certificate": found,
        "paper": paper_of(found),
        "name": vietnamese.mask_name(found.full_name),
        "revocation": getattr(found.record, "revocation", None),
    }
    response = render(request, "completions/verified.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
