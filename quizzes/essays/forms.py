"""What a marker fills in: levels by the rubric, a comment; and for a decision its reason."""

from django import forms
from django.utils.translation import gettext_lazy

import vietnamese
from quizzes.essays.marking import LONGEST_COMMENT
from quizzes.essays.queue import EssayInHand
from quizzes.kinds.numeric import shown


class EssayForm(forms.Form):
    """A level for every criterion of the rubric, a comment, and perhaps one that was written before."""

    saved = forms.ChoiceField(label=gettext_lazy("Add a comment of before"), required=False)
    comment = forms.CharField(
        label=gettext_lazy("Comment for the learner"),
        required=False,
        max_length=LONGEST_COMMENT // 2,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, rubric, comments=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.rubric, self.comments = rubric, comments
        self.fields["saved"].choices = [("", "–")] + [
            (str(place), comment[:120]) for place, comment in enumerate(comments)
        ]
        for place, criterion in enumerate(rubric):
            self.fields[f"criterion_{place}"] = forms.TypedChoiceField(
                label=criterion["text"],
                coerce=int,
                choices=[
                    (str(number), f"{shown(level['points'])}: {level['text']}")
                    for number, level in enumerate(criterion["levels"])
                ],
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Choose a level for every criterion.")},
            )

    @property
    def criteria(self):
        return [self[f"criterion_{place}"] for place in range(len(self.rubric))]

    @property
    def levels(self) -> dict[str, int]:
        """Criterion id → the number of its level."""
        return {
            criterion["id"]: self.cleaned_data[f"criterion_{place}"]
            for place, criterion in enumerate(self.rubric)
        }

    @property
    def words(self) -> str:
        """The comment with the one of before, if that was chosen."""
        saved = self.cleaned_data["saved"]
        parts = [self.comments[int(saved)]] if saved else []
        own = "\n".join(vietnamese.nfc(line) for line in self.cleaned_data["comment"].splitlines())
        return "\n".join([*parts, own.strip()]).strip()

    @classmethod
    def begun(cls, essay: EssayInHand, comments, sent=None) -> "EssayForm":
        """The form of an essay, with what was said of it last."""
        rubric = essay.question.body.get("rubric", [])
        last = essay.last
        initial = {"comment": last.comment} if last else {}
        if last:
            initial |= {f"criterion_{place}": last.levels.get(one["id"]) for place, one in enumerate(rubric)}
        return cls(sent, rubric=rubric, comments=comments, initial=initial)


class DecisionForm(EssayForm):
    """The levels that count in the end, and why."""

    reason = forms.CharField(
        max_length=300,
        label=gettext_lazy("Reason of the decision"),
        error_messages={"required": gettext_lazy("Write the reason: the learner reads it.")},
    )

    def clean_reason(self):
        return vietnamese.nfc(self.cleaned_data["reason"])
