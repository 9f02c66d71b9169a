"""What the kinds have in common in which one chooses from options."""

from html import escape

from quizzes.kinds.kind import Kind


class Choices(Kind):
    """Options, of which some are right."""

    field = "radio"

    def answer_html(self, question, prefix=""):
        """As `components/choice.html` draws them; a page may hold hundreds of these, so without a template."""
        return "".join(
            f'<label class="opt"><input type="{self.field}" name="{prefix}chosen" value="{escape(option.id)}"'
            f"{' checked' if option.is_chosen else ''}>"
            f'<span class="opt-text">{escape(option.text)}</span></label>'
            for option in question.options
        )

    def in_words(self, question, given):
        return [option.text for option in question.options if option.id in (given or ())]

    def solution(self, question, right):
        return {
            "is_multiple": self.field == "checkbox",
            "options": [
                {"text": option.text, "is_chosen": option.is_chosen, "is_right": option.id in (right or ())}
                for option in question.options
            ],
        }
