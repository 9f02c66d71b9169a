"""What an author of questions types."""

import unicodedata

from django import forms
from django.forms.utils import ErrorList
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.rich_text import expand_db_html

import vietnamese
from courses.editor import TextArea
from courses.shelves import units_authored_by
from legislation.models import Provision
from quizzes.authoring.markup import from_plain, to_plain
from quizzes.authoring.pictured_forms import PicturedForm
from quizzes.authoring.soundness import newest_key
from quizzes.authoring.writing import Written, WrittenOption, stamp
from quizzes.bank import editable_categories
from quizzes.kinds import KINDS
from quizzes.kinds.authored import MOST_ROWS, Parts
from quizzes.kinds.content import Content
from quizzes.models import Category, Question
from quizzes.pictures import chosen_by, pictures_of

FEWEST_ROWS = 4
MOST_OPTIONS = 12
ROWS_ADDED = 2


def composed(text: str) -> str:
    """What was typed over several lines, in composed letters, without blanks around the lines."""
    return "\n".join(vietnamese.nfc(line) for line in unicodedata.normalize("NFC", text).splitlines()).strip()


class CategoryField(forms.ModelChoiceField):
    """Categories as a tree: one below another is indented."""

    def label_from_instance(self, category):
        return category.indented


class ProvisionsField(forms.ModelMultipleChoiceField):
    """Provisions grouped by their document, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        provisions = Provision.objects.select_related("document").in_place()
        super().__init__(queryset=provisions, required=False, **kwargs)

    def label_from_instance(self, provision):
        return f"{provision.label}. {provision.heading}"


class ExplanationEditor(TextArea):
    """The rich text editor of the lessons; what is not its JSON counts as nothing written."""

    def value_from_datadict(self, data, files, name):
        try:
            return super().value_from_datadict(data, files, name)
        except (ValueError, LookupError, TypeError, AttributeError):
            return ""


CHOSEN_FROM_OPTIONS = (Question.Kind.SINGLE, Question.Kind.MULTIPLE, Question.Kind.TRUE_FALSE)
"""The kinds that share one form; every other kind has a form of its own."""


def written_kinds():
    """The kinds for which there is a form."""
    return [(kind.value, kind.label) for kind in Question.Kind if kind in KINDS]


def choices_of_kind(kind: str) -> list[tuple[str, str]]:
    """What a question of this kind may be changed to."""
    together = CHOSEN_FROM_OPTIONS if kind in CHOSEN_FROM_OPTIONS else (kind,)
    return [(value, label) for value, label in written_kinds() if value in together]


def content_of(question: Question | None) -> Content | None:
    """What a question asks and what is right, as they are kept."""
    if question is None or question.current is None:
        return None
    key = newest_key(question)
    return Content(question.current.options, question.current.body, key.right if key else None)


CREDIT = [
    ("", _("the usual: all or nothing with one or two right answers, by parts with three or more")),
    ("all", _("all or nothing")),
    ("partial", _("by parts: right ones less wrong ones")),
]


class QuestionForm(PicturedForm):
    category = CategoryField(queryset=Category.objects.none(), label=_("Category"), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=written_kinds, initial=Question.Kind.SINGLE)
    difficulty = forms.ChoiceField(
        label=_("Difficulty"),
        choices=Question.Difficulty.choices,
        initial=Question.Difficulty.REMEMBER,
    )
    use_until = forms.DateField(
        label=_("Asked until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text=_("Drawn into no paper after this day. Empty: no end."),
    )
    text = forms.CharField(
        label=_("Question text"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Ask one thing, with a question mark. Write KHÔNG in capitals where the answer is an exception."
        ),
    )
    credit = forms.ChoiceField(
        label=_("How it is marked"),
        choices=CREDIT,
        required=False,
        help_text=_("Only for multiple choice."),
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=10_000,
        widget=ExplanationEditor(features=["bold", "italic", "link", "ol", "ul"]),
        help_text=_("Why it is right, and where the law says so. Learners read it after their answer."),
    )
    explanation_plain = forms.CharField(
        required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}), label=_("Explanation")
    )
    provisions = ProvisionsField(
        label=_("Rests on"),
        help_text=_(
            "When one of these provisions is changed, the question is not drawn until it was reviewed."
        ),
    )
    reason = forms.CharField(
        label=_("Why the key changes"),
        required=False,
        max_length=300,
        help_text=_("Needed only where another answer is right from now on."),
    )
    based_on = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, question=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = editable_categories(user)
        if question is None or question.state == Question.State.DRAFT:
            del self.fields["reason"]

    def clean_text(self):
        return composed(self.cleaned_data["text"])

    def clean_reason(self):
        return vietnamese.nfc(self.cleaned_data["reason"])

    def clean_explanation(self):
        return expand_db_html(self.cleaned_data["explanation"])

    def clean(self):
        cleaned = super().clean()
        if "explanation_plain" in self.data:
            cleaned["explanation"] = from_plain(composed(cleaned.get("explanation_plain", "")))
        return cleaned


class OptionForm(PicturedForm):
    id = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Option"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_right = forms.BooleanField(label=_("Right"), required=False)
    is_fixed = forms.BooleanField(label=_("stays in its place"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_permitted = False  # a row that is left as it was shown counts like any other

    def clean_text(self):
        return vietnamese.nfc(self.cleaned_data["text"])


OptionFormSet = forms.formset_factory(OptionForm, extra=0, max_num=MOST_OPTIONS, absolute_max=MOST_OPTIONS)


class QuestionEditor:
    """The form of a question with its rows of options, as one thing."""

    def __init__(self, *, user, question: Question | None = None, data=None, initial: dict | None = None):
        self.question = question
        if data is not None and "more" in data:
            data = with_more_rows(data)
        start = started_from(question) if question else {"based_on": "0.0"} | (initial or {})
        self.kind = kind_wanted(question, start, data)
        standing = (
            pictures_of(question.current.options, question.current.body)
            if question and question.current
            else ()
        )
        pictures = chosen_by(user, {one["image"] for one in standing})
        self.form = QuestionForm(
            data, user=user, question=question, pictures=pictures, initial=start | {"kind": self.kind}
        )
        self.form.fields["kind"].choices = choices_of_kind(self.kind)
        self.parts = self.options = None
        if self.kind in CHOSEN_FROM_OPTIONS:
            self.options = OptionFormSet(
                data, initial=rows_of(question), prefix="options", form_kwargs={"pictures": pictures}
            )
        else:
            self.parts = Parts(KINDS[self.kind], data=data, content=content_of(question))
        self.wants_more = data is not None and "more" in data

    def is_valid(self) -> bool:
        """Whether it can be kept. A draft can be kept unfinished, so only what no row can hold is refused."""
        pieces = self.options if self.parts is None else self.parts
        return not self.wants_more and all([self.form.is_valid(), pieces.is_valid()])

    @property
    def has_errors(self) -> bool:
        pieces = self.options.total_error_count() if self.parts is None else self.parts.has_errors
        return bool(self.form.errors or pieces)

    @property
    def written(self) -> Written:
        written = self._common
        if self.parts is not None:
            written.content = self.parts.content
        else:
            written.options = self._options
        return written

    @property
    def _options(self) -> list[WrittenOption]:
        rows = [row.cleaned_data for row in self.options]
        options = [
            WrittenOption(
                row.cleaned_data["id"],
                row.cleaned_data["text"],
                row.cleaned_data["is_right"],
                row.cleaned_data["is_fixed"],
                row.kept,
            )
            for row in self.options
            if row.cleaned_data["text"]
        ]
        if not options and self.form.cleaned_data["kind"] == Question.Kind.TRUE_FALSE:
            words = [gettext("True"), gettext("False")]
            options = [
                WrittenOption(row["id"], word, row["is_right"])
                for row, word in zip(rows, words, strict=False)
            ]
        return options

    @property
    def _common(self) -> Written:
        cleaned = self.form.cleaned_data
        return Written(
            category=cleaned["category"],
            kind=cleaned["kind"],
            difficulty=cleaned["difficulty"],
            use_until=cleaned["use_until"],
            credit=cleaned["credit"] if "credit" in self.form.data else None,
            text=cleaned["text"],
            picture=self.form.kept,
            explanation=cleaned["explanation"],
            provisions=list(cleaned["provisions"]),
        )

    @property
    def reason(self) -> str:
        return self.form.cleaned_data.get("reason", "")

    def refuse(self, sentences) -> None:
        """Show why it was not kept, above the fields, with everything that was typed."""
        self.form.errors["__all__"] = ErrorList([*self.form.non_field_errors(), *sentences])

    @property
    def media(self):
        return self.form.media  # a row's picture is chosen by the same scripts

    @property
    def documents(self) -> list[tuple]:
        """The boxes of provisions by document: (document, whether any is ticked, boxes)."""
        documents = {
            provision.pk: provision.document for provision in self.form.fields["provisions"].queryset
        }
        groups: dict = {}
        for box in self.form["provisions"]:
            groups.setdefault(documents[int(str(box.data["value"]))], []).append(box)
        return [
            (document, any(box.data["selected"] for box in boxes), boxes)
            for document, boxes in groups.items()
        ]


def kind_wanted(question: Question | None, start: dict, data) -> str:
    """The kind whose form is shown: that of the question, or what was chosen for a new one."""
    wanted = question.kind if question else (data.get("kind") if data is not None else start.get("kind"))
    return wanted if wanted in dict(written_kinds()) else Question.Kind.SINGLE


def started_from(question: Question) -> dict:
    """What the form shows of a question as it is kept."""
    key = newest_key(question)
    explanation = key.explanation if key else ""
    return {
        "category": question.category_id,
        "kind": question.kind,
        "difficulty": question.difficulty,
        "use_until": question.use_until,
        "credit": question.current.body.get("credit", "") if question.current else "",
        "text": question.current.text if question.current else "",
        **shown_picture(question.current.body if question.current else {}),
        "explanation": explanation,
        "explanation_plain": to_plain(explanation),
        "provisions": list(question.citations.values_list("provision", flat=True)),
        "based_on": stamp(question),
    }


def shown_picture(piece: dict) -> dict:
    """What the fields of a picture show."""
    picture = piece.get("picture")
    return {"picture": picture and picture["image"], "alt": picture["alt"] if picture else ""}


def rows_of(question: Question | None) -> list[dict]:
    """One row an option, and empty ones up to the usual number."""
    key = newest_key(question) if question else None
    options = question.current.options if question and question.current else []
    fixed = question.current.body.get("fixed", ()) if options else ()
    rows = [
        option
        | shown_picture(option)
        | {"is_right": key is not None and option["id"] in key.right, "is_fixed": option["id"] in fixed}
        for option in options
    ]
    return rows + [{}] * max(0, FEWEST_ROWS - len(rows))


def with_more_rows(data):
    """The same form with a few rows more: what the button does where no script runs."""
    data = data.copy()
    try:
        total = int(data.get("options-TOTAL_FORMS", 0))
    except ValueError:
        total = 0
    data["options-TOTAL_FORMS"] = str(min(total + ROWS_ADDED, MOST_ROWS))
    return data


class CategoryForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160)
    owner = forms.ModelChoiceField(queryset=None, label=_("Owner"), required=False)
    below = CategoryField(queryset=Category.objects.none(), label=_("Part of"), required=False)

    def __init__(self, *args, user, category=None, **kwargs):
        super().__init__(*args, **kwargs)
        units = units_authored_by(user)
        self.fields["owner"].queryset = units
        self.fields["owner"].required = not user.is_superuser
        self.fields["owner"].empty_label = gettext("The province: every unit may use it")
        self.fields["below"].queryset = editable_categories(user)
        self.fields["below"].empty_label = gettext("Stands alone")
        if not user.is_superuser and len(units) == 1:
            self.initial.setdefault("owner", units[0].pk)
            self.fields["owner"].disabled = True
        if category is not None:
            del self.fields["owner"], self.fields["below"]

    def clean_name(self):
        return vietnamese.nfc(self.cleaned_data["name"])
