"""Writing the question bank over HTTP, inside the editor's frame. Another unit's question is not found."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from quizzes.alike.bank import like_this
from quizzes.authoring.forms import CHOSEN_FROM_OPTIONS, CategoryForm, QuestionEditor, written_kinds
from quizzes.authoring.pages import QuestionCard, category_rows, effects_of_leaving
from quizzes.authoring.soundness import newest_key
from quizzes.authoring.usage import times_asked
from quizzes.authoring.writing import (
    CannotBeWritten,
    delete_category,
    delete_question,
    obstacles_to_deleting,
    save_category,
    save_question,
    set_state,
)
from quizzes.bank import authors_questions, editable_categories
from quizzes.models import Question
from quizzes.pictures import gives_away, pictures_of

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def page(request, template, title, *, subtitle="", crumbs=(), status=200, **context):
    """A page in the editor's frame."""
    home = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("bank:index"), "label": _("Question bank")},
    ]
    context |= {
        "header_title": f"{title}: {subtitle}" if subtitle else title,
        "page_title": title,
        "page_subtitle": subtitle,
        "header_icon": "help",
        "breadcrumbs_items": [*home, *crumbs, {"url": "", "label": title, "sublabel": subtitle}],
    }
    return render(request, f"quizzes/authoring/{template}.html", context, status=status)


def visible(request, question_id) -> Question:
    questions = Question.objects.visible_to(request.user).select_related("category__owner", "current")
    return get_object_or_404(questions, pk=question_id)


def editable(request, question_id) -> Question:
    questions = Question.objects.editable_by(request.user).select_related("category__owner", "current")
    return get_object_or_404(questions, pk=question_id)


@require_GET
def question(request, question_id):
    """A question with its key, what it rests on, where it stands and how it changed."""
    card = QuestionCard.of(visible(request, question_id), request.user)
    return page(request, "question", card.question.code, card=card)


@get_or_post
def add(request):
    """Write a new question."""
    if not editable_categories(request.user).exists():
        return _needs_category(request)
    editor = QuestionEditor(user=request.user, data=request.POST or None, initial=asked_for(request))
    saved = _save(request, editor)
    if saved:
        return _after_saving(request, saved)
    status = _status(request, editor)
    return page(
        request,
        "edit",
        _("Write a question"),
        status=status,
        editor=editor,
        kinds=kinds_to_write(editor.kind),
    )


def asked_for(request) -> dict:
    """What an address says a new question is to be: its category and its kind."""
    return {"category": request.GET.get("muc"), "kind": request.GET.get("dang")}


def kinds_to_write(current: str) -> list[tuple[str, str, bool]]:
    """The forms there are for a new question: (kind, words, whether it is shown)."""
    kinds = [(value, label) for value, label in written_kinds() if value not in CHOSEN_FROM_OPTIONS]
    together = ("single", _("choice from options"), current in CHOSEN_FROM_OPTIONS)
    return [together, *((value, label, value == current) for value, label in kinds)]


@get_or_post
def edit(request, question_id):
    """Change a question: who answered it before keeps the version they answered."""
    found = editable(request, question_id)
    editor = QuestionEditor(user=request.user, question=found, data=request.POST or None)
    saved = _save(request, editor)
    if saved:
        return _after_saving(request, saved)
    return page(
        request,
        "edit",
        _("Edit"),
        subtitle=found.code,
        crumbs=[{"url": reverse("bank:question", args=[found.pk]), "label": found.code}],
        status=_status(request, editor),
        editor=editor,
        card=QuestionCard.of(found, request.user),
    )


def _status(request, editor) -> int:
    return 422 if request.method == "POST" and not editor.wants_more else 200


def _save(request, editor):
    if request.method != "POST" or not editor.is_valid():
        return None
    state = {"use": Question.State.IN_USE, "draft": Question.State.DRAFT}.get(request.POST.get("act"))
    if state == Question.State.DRAFT and editor.question is not None:
        state = None
    try:
        return save_question(
            written=editor.written,
            question=editor.question,
            by=request.user,
            state=state,
            reason=editor.reason,
            based_on=editor.form.cleaned_data["based_on"],
            request=request,
        )
    except CannotBeWritten as refusal:
        editor.refuse(refusal.sentences)
        return None


def _after_saving(request, saved):
    if saved.new_version and saved.question.current.number > 1:
        sentence = _("Saved as version %(number)d.")
        if times_asked(saved.question):
            sentence = _("Saved as version %(number)d. Whoever answered before keeps what they answered.")
        messages.success(request, sentence % {"number": saved.question.current.number})
    elif saved.new_key and saved.question.state != Question.State.DRAFT:
        messages.success(request, _("The key is corrected. Marks given before stay as they are."))
    else:
        messages.success(request, _("The question is saved."))
    drawable = Question.objects.drawable().filter(pk=saved.question.pk)
    if saved.question.state == Question.State.IN_USE and not drawable.exists():
        sentence = _("It rests on a provision that needs review: until that is done it is not drawn.")
        messages.warning(request, sentence)
    _warn_of_likeness(request, saved.question)
    _warn_of_words(request, saved.question)
    if request.POST.get("next") == "another":
        wanted = {"muc": saved.question.category_id, "dang": saved.question.kind}
        return redirect(f"{reverse('bank:add')}?{urlencode(wanted)}")
    return redirect("bank:question", saved.question.pk)


def _warn_of_likeness(request, question):
    """Name the questions that say nearly what was just saved: two of one kind make a quiz ask twice."""
    for other, share in like_this(question, request.user):
        words = _("It is %(per_cent)d %% like %(code)s: perhaps one of them is enough.")
        words %= {"per_cent": int(share * 100), "code": other.code}
        seen = messages.button(reverse("bank:question", args=[other.pk]), other.code)
        messages.warning(request, words, buttons=[seen])


def _warn_of_words(request, question):
    """Say where the words of a picture hold a right answer."""
    version, key = question.current, newest_key(question)
    right = [option["text"] for option in version.options if option["id"] in (key.right or ())]
    if any(gives_away(one, right) for one in pictures_of(version.options, version.body)):
        words = _(
            "The words for those who do not see the picture hold the right answer: describe it otherwise."
        )
        messages.warning(request, words)


def _needs_category(request):
    if not authors_questions(request.user):
        raise PermissionDenied
    messages.info(request, _("Questions stand in categories: make the first one."))
    return redirect("bank:add_category")


@get_or_post
def state(request, question_id, state):
    """Put a question into use or take it out: first what follows, then the deed."""
    found = editable(request, question_id)
    if state not in Question.State.values:
        raise Http404
    if request.method == "POST":
        try:
            set_state(
                question=found,
                state=state,
                by=request.user,
                reason=request.POST.get("reason", "")[:300],
                request=request,
            )
        except CannotBeWritten as refusal:
            for sentence in refusal.sentences:
                messages.error(request, sentence)
            return redirect("bank:edit", found.pk)
        messages.success(
            request, _("The question is now: %(state)s.") % {"state": Question.State(state).label}
        )
        return redirect("bank:question", found.pk)
    return page(
        request,
        "state",
        Question.State(state).label,
        subtitle=found.code,
        crumbs=[{"url": reverse("bank:question", args=[found.pk]), "label": found.code}],
        question=found,
        state=Question.State(state),
        effects=effects_of_leaving(found, request.user) if found.state == Question.State.IN_USE else [],
    )


@get_or_post
def delete(request, question_id):
    """Delete a draft; say why not for everything else."""
    found = editable(request, question_id)
    obstacles = obstacles_to_deleting(found)
    if request.method == "POST" and not obstacles:
        delete_question(question=found, by=request.user, request=request)
        messages.success(request, _("%(code)s is deleted.") % {"code": found.code})
        return redirect("bank:index")
    return page(
        request,
        "delete",
        _("Delete"),
        subtitle=found.code,
        crumbs=[{"url": reverse("bank:question", args=[found.pk]), "label": found.code}],
        status=409 if request.method == "POST" else 200,
        question=found,
        obstacles=obstacles,
    )


@require_GET
def categories(request):
    """The categories this person sees, as a tree with counts."""
    if not authors_questions(request.user):
        raise PermissionDenied
    return page(request, "categories", _("Categories"), rows=category_rows(request.user))


@get_or_post
def add_category(request):
    if not authors_questions(request.user):
        raise PermissionDenied
    form = CategoryForm(request.POST or None, user=request.user, initial={"below": request.GET.get("duoi")})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        made = save_category(
            name=cleaned["name"],
            owner=cleaned["owner"],
            below=cleaned["below"],
            by=request.user,
            request=request,
        )
        messages.success(request, _("“%(name)s” is made.") % {"name": made.name})
        return redirect("bank:categories")
    crumbs = [{"url": reverse("bank:categories"), "label": _("Categories")}]
    return page(request, "category", _("New category"), crumbs=crumbs, form=form)


@get_or_post
def edit_category(request, category_id):
    category = get_object_or_404(editable_categories(request.user), pk=category_id)
    form = CategoryForm(
        request.POST or None, user=request.user, category=category, initial={"name": category.name}
    )
    if request.method == "POST" and form.is_valid():
        save_category(
            category=category,
            name=form.cleaned_data["name"],
            owner=category.owner,
            by=request.user,
            request=request,
        )
        messages.success(request, _("“%(name)s” is saved.") % {"name": category.name})
        return redirect("bank:categories")
    crumbs = [{"url": reverse("bank:categories"), "label": _("Categories")}]
    return page(request, "category", category.name, crumbs=crumbs, form=form, category=category)


@require_POST
def remove_category(request, category_id):
    category = get_object_or_404(editable_categories(request.user), pk=category_id)
    try:
        delete_category(category=category, by=request.user, request=request)
    except CannotBeWritten as refusal:
        messages.error(request, " ".join(refusal.sentences))
        return redirect("bank:edit_category", category.pk)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": category.name})
    return redirect("bank:categories")
