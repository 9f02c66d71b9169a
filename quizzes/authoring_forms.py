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
from quizzes.authoring import Written, stamp
from quizzes.authoring_markup import from_plain, to_plain
from quizzes.bank import editable_categories
from quizzes.kinds import KINDS
from quizzes.models import Category, Question
from quizzes.soundness import newest_key

FEWEST_ROWS = 4
MOST_OPTIONS = 12
ROWS_ADDED = 2


def composed(text: str) -> str:
    """What was typed over several lines, in composed letters, without blanks around the lines."""
    return "\n".join(vietnamese.nfc(line) for line in unicodedata.normalize("NFC", text).splitlines()).strip()


class CategoryField(forms.ModelChoiceField):
    """Categories as a tree: one below another is indented."""

    def label_from_instance(self, category):
        return f"{'– ' * (category.depth - 1)}{category.name}"


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


def written_kinds():
    """The kinds for which there is a form."""
    return [(kind.value, kind.label) for kind in Question.Kind if kind in KINDS]


class QuestionForm(forms.Form):
    category = CategoryField(queryset=Category.objects.none(), label=_("Category"), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=written_kinds, initial=Question.Kind.SINGLE)
    difficulty = forms.ChoiceField(
        label=_("Difficulty"),
        choices=Question.Difficulty.choices,
        initial=Question.Difficulty.REMEMBER,
    )
    text = forms.CharField(
        label=_("Question text"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Ask one thing, with a question mark. Write KHÔNG in capitals where the answer is an exception."
        ),
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


class OptionForm(forms.Form):
    id = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Option"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_right = forms.BooleanField(label=_("Right"), required=False)

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
        rows = rows_of(question)
        self.form = QuestionForm(data, user=user, question=question, initial=start)
        self.options = OptionFormSet(data, initial=rows, prefix="options")
        self.wants_more = data is not None and "more" in data

    def is_valid(self) -> bool:
        """Whether it can be kept. A draft can be kept unfinished, so only what no row can hold is refused."""
        return not self.wants_more and all([self.form.is_valid(), self.options.is_valid()])

    @property
    def written(self) -> Written:
        cleaned = self.form.cleaned_data
        rows = [row.cleaned_data for row in self.options]
        options = [(row["id"], row["text"], row["is_right"]) for row in rows if row["text"]]
        if not options and cleaned["kind"] == Question.Kind.TRUE_FALSE:
            words = [gettext("True"), gettext("False")]
            options = [(row["id"], word, row["is_right"]) for row, word in zip(rows, words, strict=False)]
        return Written(
            category=cleaned["category"],
            kind=cleaned["kind"],
            difficulty=cleaned["difficulty"],
            text=cleaned["text"],
            options=options,
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
        return self.form.media + self.options.media

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


def started_from(question: Question) -> dict:
    """What the form shows of a question as it is kept."""
    key = newest_key(question)
    explanation = key.explanation if key else ""
    return {
        "category": question.category_id,
        "kind": question.kind,
        "difficulty": question.difficulty,
        "text": question.current.text if question.current else "",
        "explanation": explanation,
        "explanation_plain": to_plain(explanation),
        "provisions": list(question.citations.values_list("provision", flat=True)),
        "based_on": stamp(question),
    }


def rows_of(question: Question | None) -> list[dict]:
    """One row an option, and empty ones up to the usual number."""
    key = newest_key(question) if question else None
    options = question.current.options if question and question.current else []
    rows = [option | {"is_right": key is not None and option["id"] in key.right} for option in options]
    return rows + [{}] * max(0, FEWEST_ROWS - len(rows))


def with_more_rows(data):
    """The same form with a few rows more: what the button does where no script runs."""
    data = data.copy()
    try:
        total = int(data.get("options-TOTAL_FORMS", 0))
    except ValueError:
        total = 0
    data["options-TOTAL_FORMS"] = str(min(total + ROWS_ADDED, MOST_OPTIONS))
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
