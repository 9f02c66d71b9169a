"""In the room: the code on the screen, opening a code with a phone, the list, the printed sheet, a filled-in file."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

import clock
from classes import actions, codes, refusals
from classes.actions.attending import newest_marks
from classes.forms import FilledListForm, NotedForm, WalkInForm
from classes.managing import Management, people_who_may_walk_in
from classes.models import AttendanceMark, Registration, Session, TrainingClass
from classes.permissions import for_keepers
from classes.sheets import attendance_of, list_to_fill, overview_of, read_list
from organisation.permissions import for_observers

Way = AttendanceMark.Way
IN_ROOM = "classes.in_room"
"""In the browser's session: id of a session of a class → when a good code of its screen was opened, in seconds."""


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request, code):
    """Somebody opened a code: the own one or the screen's says "I am there"; a trainer notes the owner of a sheet's code.

    Opening changes nothing but the browser's session; what is noted is noted by POST.
    """
    found = codes.read(code)
    if found is None:
        raise Http404
    if isinstance(found, codes.ScreenCode) and found.is_fresh(clock.now()):
        remembered = {**request.session.get(IN_ROOM, {}), str(found.session): clock.now().timestamp()}
        request.session[IN_ROOM] = dict(list(remembered.items())[-10:])
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    session, registration = _spoken_of(request, found)
    refusal = _why_not(request, found, session, registration)
    if request.method == "POST" and refusal is None:
        way = Way.CODE if isinstance(found, codes.ScreenCode) else Way.SHEET
        try:
            actions.check_in(session=session, registration=registration, by=request.user, way=way)
        except refusals.Refusal as raised:
            refusal = raised
        else:
            messages.success(
                request, _("Present: %(name)s. It is noted.") % {"name": registration.user.full_name}
            )
            if registration.user_id == request.user.pk:
                return redirect("classes:class", session.training_class_id)
            return redirect("classes:attendance", session.pk)
    context = {
        "session": session,
        "registration": registration,
        "refusal": refusal,
        "noted": newest_marks(session, [registration.pk]).get(registration.pk) if registration else None,
    }
    return render(request, "classes/check_in.html", context)


def _spoken_of(request, found) -> tuple[Session, Registration | None]:
    """The session of a code and whose attendance it notes; a sheet's code of somebody else is the trainer's alone."""
    sessions = Session.objects.select_related("training_class__unit").filter(
        training_class__cancelled_at=None
    )
    session = get_object_or_404(sessions, pk=found.session)
    seated = Registration.objects.seated().filter(training_class=session.training_class_id)
    seated = seated.select_related("user", "training_class")
    if isinstance(found, codes.ScreenCode):
        return session, seated.by(request.user).first()
    registration = get_object_or_404(seated, pk=found.registration)
    keeps = Session.objects.kept_by(request.user).filter(pk=session.pk).exists()
    if registration.user_id != request.user.pk and not keeps:
        raise Http404
    return session, registration


def _why_not(request, found, session, registration) -> refusals.Refusal | None:
    """Why this code notes nobody now."""
    if registration is None:
        return refusals.HasNoSeat()
    if not session.takes_codes(clock.now()):
        return refusals.NotNow()
    if isinstance(found, codes.ScreenCode):
        opened = request.session.get(IN_ROOM, {}).get(str(session.pk), 0)
        if clock.now().timestamp() - opened > codes.TIME_TO_SIGN_IN.total_seconds():
            return refusals.CodeIsStale()
    return None


@require_safe
@for_keepers
def screen(request, session_id):
    """The code for the screen of the room; the page loads itself again with another one."""
    session = _session(request, session_id)
    code = codes.screen_code(session.pk, clock.now())
    seated = Registration.objects.seated().filter(training_class=session.training_class_id)
    marks = newest_marks(session, seated.values_list("pk", flat=True))
    context = {
        "session": session,
        "is_time": session.takes_codes(clock.now()),
        "picture": mark_safe(codes.picture_of(code)),  # noqa: S308  our own SVG
        "code": code,
        "seconds": codes.SHOWN_FOR,
        "present": sum(mark.is_present for mark in marks.values()),
        "seated": seated.count(),
    }
    return render(request, "classes/screen.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def attendance(request, session_id):
    """The list: a tick a person. "All present" ticks everybody whom nobody noted as absent."""
    session = _session(request, session_id)
    people = list(_people(session))
    marks = newest_marks(session, [one.pk for one in people])
    form = NotedForm(request.POST or None, people=people, marks=marks)
    if form.is_valid() and _note(request, session, form):
        return redirect("classes:attendance", session.pk)
    context = {
        "section": "reports",
        "session": session,
        "form": form,
        "rows": [(one, marks.get(one.pk), one.pk in form.ticked) for one in people],
        "present": sum(mark.is_present for mark in marks.values()),
        "is_early": clock.now() < session.check_in_from,
        "crumbs": _crumbs(session.training_class),
    }
    return render(request, "classes/attendance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def walk_ins(request, session_id):
    """Somebody is in the room and not on the list: by staff code, on the list and present in one go."""
    session = _session(request, session_id)
    form = WalkInForm(request.POST or None, people=people_who_may_walk_in(session.training_class))
    if form.is_valid():
        try:
            marks = actions.note_walk_ins(
                session=session, by=request.user, request=request, **form.cleaned_data
            )
        except refusals.Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell_noted(request, marks)
            return redirect("classes:attendance", session.pk)
    context = {
        "section": "reports",
        "session": session,
        "form": form,
        "crumbs": _crumbs(session.training_class),
    }
    return render(request, "classes/walk_ins.html", context)


def _note(request, session, form) -> bool:
    if clock.now() < session.check_in_from:
        form.add_error(None, str(refusals.TooEarly()))
        return False
    try:
        marks = actions.note_attendance(
            session=session,
            present=form.said,
            by=request.user,
            way=Way.LIST,
            reason=form.cleaned_data["reason"],
            request=request,
        )
    except refusals.ReasonMissing as refusal:
        form.add_error("reason", str(refusal))
        return False
    _tell_noted(request, marks)
    return True


def _tell_noted(request, marks) -> None:
    if not marks:
        messages.info(request, _("Nothing was different."))
        return
    messages.success(
        request,
        ngettext("Noted: %(n)d person.", "Noted: %(n)d people.", len(marks)) % {"n": len(marks)},
    )
    if any(not mark.is_present and mark.registration.training_class.activity_id for mark in marks):
        messages.info(
            request,
            _(
                "Who had completed the course by this keeps the record; revoke the certificate if it was a mistake."
            ),
        )


@require_safe
@for_keepers
def sheet(request, session_id):
    """The printed list with a code and a place to sign for everybody."""
    session = _session(request, session_id)
    rows = [
        (one, mark_safe(codes.picture_of(codes.sheet_code(one.pk, session.pk))))  # noqa: S308
        for one in _people(session)
    ]
    context = {
        "section": "reports",
        "session": session,
        "rows": rows,
        "crumbs": _crumbs(session.training_class),
    }
    return render(request, "classes/sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def upload(request, session_id):
    """A list that was filled in without a network: first what it says, then, agreed, all of it or nothing."""
    session = _session(request, session_id)
    form, found = FilledListForm(request.POST or None, request.FILES or None), None
    if "confirmed" in request.POST:
        people = _people(session).filter(pk__in=request.POST.getlist("present")[:3000])
        present = dict.fromkeys(people.values_list("pk", flat=True), True)
        if clock.now() < session.check_in_from:
            messages.error(request, str(refusals.TooEarly()))
        else:
            _note_file(request, session, present)
        return redirect("classes:attendance", session.pk)
    if form.is_valid():
        found = read_list(form.cleaned_data["file"], session)
        for error in found.errors[:20]:
            form.add_error("file", error)
    marks = newest_marks(session, [one.pk for one in found.present]) if found else {}
    context = {
        "section": "reports",
        "session": session,
        "form": form,
        "found": found if found and not found.errors else None,
        "fresh": [one for one in found.present if one.pk not in marks] if found else [],
        "differs": [one for one in found.present if one.pk in marks and not marks[one.pk].is_present]
        if found
        else [],
        "crumbs": _crumbs(session.training_class),
    }
    return render(request, "classes/upload.html", context)


def _note_file(request, session, present) -> None:
    try:
        marks = actions.note_attendance(
            session=session,
            present=present,
            by=request.user,
            way=Way.FILE,
            reason=_("By the list of the file"),
            request=request,
        )
    except refusals.Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        _tell_noted(request, marks)


@require_safe
@for_keepers
def list_file(request, session_id):
    session = _session(request, session_id)
    return FileResponse(
        list_to_fill(session), as_attachment=True, filename=f"diem-danh-buoi-{session.pk}.xlsx"
    )


@require_safe
@for_keepers
def results_file(request, class_id):
    """The attendance of the class, as far as the reader sees its people."""
    found = get_object_or_404(
        TrainingClass.objects.visible_to(request.user).select_related("unit", "activity"), pk=class_id
    )
    page = Management(found, request.user)
    return FileResponse(
        attendance_of(found, page.seated, page.share),
        as_attachment=True,
        filename=f"diem-danh-lop-{found.pk}.xlsx",
    )


@require_safe
@for_observers
def overview_file(request):
    """The classes of the reader's branch, a line each; those of others that invite it are not among them."""
    classes = TrainingClass.objects.organised_by(request.user).with_numbers()
    classes = list(classes.select_related("unit", "activity").order_by("starts_at", "pk"))
    return FileResponse(overview_of(classes, clock.now()), as_attachment=True, filename="lop-tap-huan.xlsx")


@require_safe
@for_keepers
def history(request, session_id):
    """Every mark of a session, the newest first: who noted what, when, how, and why it was corrected."""
    session = _session(request, session_id)
    marks = (
        AttendanceMark.objects.filter(session=session)
        .select_related("registration__user", "marked_by")
        .order_by("-marked_at", "-pk")[:1000]
    )
    context = {
        "section": "reports",
        "session": session,
        "marks": marks,
        "crumbs": _crumbs(session.training_class),
    }
    return render(request, "classes/history.html", context)


def _session(request, session_id) -> Session:
    """A session of a class this person organises or teaches."""
    classes = TrainingClass.objects.kept_by(request.user).standing().values("pk")
    sessions = Session.objects.filter(training_class__in=classes).select_related("training_class__unit")
    return get_object_or_404(sessions, pk=session_id)


def _people(session: Session):
    seated = Registration.objects.seated().filter(training_class=session.training_class_id)
    return seated.select_related("user").with_unit().by_name()


def _crumbs(training_class) -> list[tuple[str, str]]:
    return [
        (_("Classes"), reverse("classes:classes")),
        (training_class.title, reverse("classes:manage", args=[training_class.pk])),
    ]
