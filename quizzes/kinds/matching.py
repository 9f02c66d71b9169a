"""Matching: to each prompt belongs one of the options; an option may belong to several prompts or to none.

Version: options; body {"prompts": [{"id", "text"}]}. Key: {prompt id: option id}.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import vietnamese
from quizzes.kinds.authored import Row, words
from quizzes.kinds.content import Content, same_texts
from quizzes.kinds.kind import Kind
from quizzes.kinds.selects import options_html


class Pair(Row):
    prompt = words(gettext_lazy("Prompt"))
    option_id = Row.base_fields["id"]
    option = words(gettext_lazy("What belongs to it"))


class Matching(Kind):
    name = "matching"
    takes = "pairs"
    Row = Pair
    rows_legend = gettext_lazy("Pairs")
    rows_help = gettext_lazy(
        "One line a pair. A line with only the right side is an option that belongs to nothing. Learners choose for "
        "each prompt from all options, in an order of their own."
    )

    def frozen(self, options, body, order, lot):
        return {"options": lot(options), "prompts": [prompt["id"] for prompt in body["prompts"]]}

    def hint(self, question):
        return _("Choose for each line what belongs to it")

    def fields(self, question, prefix):
        choices = [(option.id, option.text) for option in question.options]
        return {
            "rows": [
                {
                    "name": f"{prefix}piece-{prompt['id']}",
                    "text": prompt["text"],
                    "options": options_html(choices, given_to(question.given, prompt["id"])),
                }
                for prompt in question.body["prompts"]
            ]
        }

    def in_words(self, question, given):
        texts = {option.id: option.text for option in question.options}
        return [
            f"{prompt['text']}: {texts.get(given_to(given, prompt['id']), '–')}"
            for prompt in question.body["prompts"]
        ]

    def solution(self, question, right):
        texts = {option.id: option.text for option in question.options}
        right = right or {}
        return {
            "rows": [
                {
                    "label": prompt["text"],
                    "mine": texts.get(given_to(question.given, prompt["id"]), ""),
                    "right": texts.get(right.get(prompt["id"]), ""),
                    "is_right": given_to(question.given, prompt["id"]) == right.get(prompt["id"]),
                }
                for prompt in question.body["prompts"]
            ]
        }

    def begun(self, content):
        if content is None:
            return {}, []
        texts = {option["id"]: option["text"] for option in content.options}
        rows, right = [], content.right or {}
        for prompt in content.body.get("prompts", ()):
            option = right.get(prompt["id"], "")
            rows.append(
                {
                    "id": prompt["id"],
                    "prompt": prompt["text"],
                    "option_id": option,
                    "option": texts.get(option, ""),
                }
            )
        rest = [id for id in texts if id not in right.values()]
        return {}, rows + [{"option_id": id, "option": texts[id]} for id in rest]

    def written(self, fields, rows, known):
        """Options are kept in the order of their ids, so that no page can show by accident what belongs together."""
        options, prompts, right = {}, [], {}
        for row in rows:
            option = options.get(vietnamese.nfc(row["option"]))
            if row["option"] and option is None:
                option = {"id": known.keep(row["option_id"]), "text": row["option"]}
                options[vietnamese.nfc(row["option"])] = option
            if row["prompt"]:
                prompts.append({"id": known.keep(row["id"]), "text": row["prompt"]})
                if option:
                    right[prompts[-1]["id"]] = option["id"]
        return Content(sorted(options.values(), key=lambda option: option["id"]), {"prompts": prompts}, right)

    def obstacles(self, text, content):
        found, prompts = [], content.body.get("prompts", [])
        if len(prompts) < 2:
            found.append(_("Write at least two pairs."))
        if len(content.options) < 2:
            found.append(_("With one option there is nothing to choose: write at least two."))
        if any(prompt["id"] not in (content.right or {}) for prompt in prompts):
            found.append(_("Write for each prompt what belongs to it."))
        if same_texts([vietnamese.fold(prompt["text"]) for prompt in prompts]):
            found.append(_("Two prompts say the same."))
        if same_texts([vietnamese.fold(option["text"]) for option in content.options]):
            found.append(_("Two options say the same."))
        return found

    def for_authors(self, content):
        _fields, rows = self.begun(content)
        return [
            (f"{row['prompt']} → {row['option']}" if "prompt" in row else row["option"], "prompt" in row)
            for row in rows
        ]

    def from_starter(self, entry, make_id):
        rows = [
            {"id": f"prompt/{place}", "option_id": f"option/{place}", **pair}
            for place, pair in enumerate(entry["pairs"], 1)
        ]
        extra = [
            {"id": "", "prompt": "", "option_id": f"extra/{place}", "option": option}
            for place, option in enumerate(entry.get("other_options", ()), 1)
        ]
        return self.written({}, rows + extra, _Made(make_id))


class _Made:
    """Gives the ids of starter content."""

    def __init__(self, make_id):
        self.keep = make_id


def given_to(given, id: str) -> str:
    """What was given to a piece, if anything."""
    return given.get(id, "") if isinstance(given, dict) else ""
