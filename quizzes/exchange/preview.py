"""What the page of an import shows: a sheet of its rows, each with what is wrong in place and the fields to mend it."""

from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

import vietnamese
from quizzes.exchange.checked import Checked
from quizzes.exchange.checking import Paths, check
from quizzes.exchange.excel import HEADINGS
from quizzes.exchange.formats import WRITERS
from quizzes.exchange.item import CHOSEN, LETTERS, LONGEST_ALT, Finding, Severity, Shown, join_path
from quizzes.exchange.preparing import LONGEST_CELL
from quizzes.exchange.rows import FIELDS
from quizzes.exchange.sentences import sentence
from quizzes.models import Category, Question, QuestionImport

ROWS_A_PAGE = 25
SHOWN = ("wrong", "doubtful", "all")
_LONG = {"text", "explanation"}


class CategoryChoice(forms.ModelChoiceField):
    def label_from_instance(self, category):
        return category.indented


class UploadForm(forms.Form):
    category = CategoryChoice(
        queryset=Category.objects.none(), label=_("Into the category"), empty_label=None
    )
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_(
            "Excel or Word; also GIFT, Aiken, Moodle XML and QTI. At most 10 MB and 5,000 questions."
        ),
    )

    def __init__(self, *args, categories, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories


class ExportForm(forms.Form):
    category = CategoryChoice(queryset=Category.objects.none(), label=_("Category"), empty_label=None)
    format = forms.ChoiceField(
        label=_("File format"), choices=[(name, writer.NAME) for name, writer in WRITERS.items()]
    )
    only_in_use = forms.BooleanField(label=_("only questions in use"), required=False)

    def __init__(self, *args, categories, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories


class RowForm(forms.Form):
    """The cells of one row, and the words for those who do not see its pictures."""

    def __init__(self, *args, cells=None, pictures=None, **kwargs):
        super().__init__(*args, initial=cells, **kwargs)
        self.pictures = pictures or {}
        for name in FIELDS:
            widget = forms.Textarea(attrs={"rows": 2}) if name in _LONG else forms.TextInput()
            self.fields[name] = forms.CharField(
                label=HEADINGS[name], required=False, max_length=LONGEST_CELL, widget=widget
            )

        for name, picture in self.pictures.items():
            label = _("What the picture shows, for those who do not see it")
            if name in LETTERS:
                label = _("What the picture of option %(letter)s shows, for those who do not see it")
                label %= {"letter": name}
            self.fields[f"alt_{name}"] = forms.CharField(
                label=label, required=False, max_length=LONGEST_ALT, initial=picture["alt"]
            )

    @property
    def cells(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in FIELDS}

    @property
    def alts(self) -> dict[str, str]:
        """By the field that a picture stands below."""
        return {name: vietnamese.nfc(self.cleaned_data[f"alt_{name}"]) for name in self.pictures}

    @property
    def described(self):
        """The picture of each field, and where it is described: (digest, bound field)."""
        return [(picture["digest"], self[f"alt_{name}"]) for name, picture in self.pictures.items()]

    @property
    def options(self):
        return [self[letter] for letter in LETTERS]

    @property
    def others(self):
        return [self[name] for name in FIELDS if name not in LETTERS]


@dataclass
class ShownRow:
    """A row on the page."""

    checked: Checked
    is_open: bool

    @property
    def place(self) -> int:
        return self.checked.place

    @property
    def kind(self) -> str:
        return str(Question.Kind(self.checked.item.kind).label)

    @property
    def options(self) -> list[tuple[str, bool, Shown | None]]:
        """(words, whether they are right, picture)."""
        item = self.checked.item
        if item.kind in CHOSEN:
            pictures = dict(item.option_pictures)
            return [(text, n in item.right, pictures.get(n)) for n, text in enumerate(item.options)]
        if item.kind == "matching":
            pairs = zip(item.prompts, item.right, strict=True)
            return [(f"{prompt} → {item.options[target]}", False, None) for prompt, target in pairs]
        told = [one.text for one in item.accepted] or list(item.options)
        return [(text, item.kind == "short", None) for text in told]

    @property
    def difficulty(self) -> str:
        return str(Question.Difficulty(self.checked.item.difficulty).label)

    @property
    def answer(self) -> str:
        return self.checked.cells.get("answer", "") if self.checked.item.kind == "numeric" else ""

    @property
    def category(self) -> str:
        return join_path(self.checked.item.category)

    @property
    def picture(self) -> Shown | None:
        return self.checked.item.picture

    @cached_property
    def form(self) -> RowForm:
        return RowForm(cells=self.checked.cells, pictures=self.checked.pictures, auto_id=f"r{self.place}_%s")


class Preview:
    """An import as its page shows it: `shown` is one of SHOWN."""

    def __init__(self, prepared: QuestionImport, user, shown: str = "", number: int | str = 1) -> None:
        self.prepared = prepared
        self.rows = check(prepared, user) if prepared.confirmed_at is None else []
        self.asked = [row for row in self.rows if not row.is_left_out]
        self.wrong = [row for row in self.asked if row.errors]
        self.doubtful = [row for row in self.asked if row.warnings and not row.errors]
        self.shown = shown if shown in SHOWN else "wrong" if self.wrong else "all"
        self.page = Paginator(self._chosen(), ROWS_A_PAGE).get_page(number)

    def _chosen(self) -> list[ShownRow]:
        rows = {"wrong": self.wrong, "doubtful": self.doubtful}.get(self.shown, self.rows)
        return [ShownRow(row, bool(row.errors) and not row.is_left_out) for row in rows]

    @property
    def counts(self) -> list[tuple[str, object, int]]:
        """(which, its label, how many)."""
        return [
            ("wrong", _("To put right"), len(self.wrong)),
            ("doubtful", _("To look at"), len(self.doubtful)),
            ("all", _("All rows"), len(self.rows)),
        ]

    @property
    def beside(self) -> list[tuple[int, str]]:
        """(place in the file, sentence) of what was found that belongs to no row."""
        return [(place, words) for place, words in self._findings if place]

    @property
    def about_file(self) -> list[str]:
        """What was found that is true of the file as a whole."""
        return [words for place, words in self._findings if not place]

    @cached_property
    def _findings(self) -> list[tuple[int, str]]:
        told = []
        for found in self.prepared.findings:
            words = Finding(found["code"], found["place"], "", Severity(found["severity"]), found["words"])
            told.append((found["place"], sentence(words)))
        return told

    @property
    def drafts(self) -> int:
        return sum(not row.is_sound for row in self.asked)

    @property
    def changing(self) -> int:
        return sum(row.existing is not None for row in self.asked)

    @cached_property
    def new_categories(self) -> list[str]:
        return Paths.below(self.prepared.category).missing(self.rows)
