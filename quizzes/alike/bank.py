"""The bank searched for questions that say nearly the same. Only what a person sees is named to that person."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from django.core.cache import cache
from django.db.models import Count, Max, Sum

from quizzes.alike.different import called_different, standing_decisions
from quizzes.alike.likeness import THRESHOLD, alike_pairs, likeness, trigrams
from quizzes.bank import editable_categories
from quizzes.models import DifferentPair, Question

MOST_PAIRS = 2000
KEPT_SECONDS = 24 * 60 * 60
MOST_NAMED = 3


def said(text: str, options: Iterable[dict], body: dict | None = None) -> str:
    """All the words of a question, however its pieces are ordered."""
    pieces = [*options, *(body or {}).get("prompts", ())]
    return " ".join([text, *sorted(piece["text"] for piece in pieces)])


def standing():
    """What is compared: everything but what is retired."""
    return Question.objects.exclude(state=Question.State.RETIRED).filter(current__isnull=False)


def pairs_in_bank() -> list[tuple[int, int, float]]:
    """(question id, question id, how alike) over the whole bank, the most alike first; at most MOST_PAIRS.

    Kept until a question is written, retired or brought back: ten thousand questions take a second or two.
    """
    key = "alike:{last}:{count}:{total}".format(
        **standing().aggregate(last=Max("current"), count=Count("pk"), total=Sum("pk"))
    )
    found = cache.get(key)
    if found is None:
        rows = list(
            standing().order_by("pk").values_list("pk", "current__text", "current__options", "current__body")
        )
        sets = [trigrams(said(*words)) for _, *words in rows]
        pairs = islice(alike_pairs(sets), MOST_PAIRS)
        found = sorted(((rows[one][0], rows[other][0], share) for one, other, share in pairs), key=_first)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _first(pair: tuple[int, int, float]) -> tuple:
    return -pair[2], pair[0], pair[1]


def pairs_seen_by(user) -> list[tuple[int, int, float]]:
    """The pairs of which this person sees both questions, and which nobody called different."""
    different = called_different()
    pairs = [pair for pair in pairs_in_bank() if frozenset(pair[:2]) not in different]
    named = {pk for *pair, _ in pairs for pk in pair}
    seen = set(standing().visible_to(user).filter(pk__in=named).values_list("pk", flat=True))
    return [pair for pair in pairs if {pair[0], pair[1]} <= seen]


def like_this(question: Question, user) -> list[tuple[Question, float]]:
    """(question, how alike) of those this person sees that say nearly what this one says, the most alike first.

    What somebody called different from it is left out.
    """
    if question.current is None:
        return []
    own = said(question.current.text, question.current.options, question.current.body)
    grams = trigrams(own)
    if not grams:
        return []
    others = standing().visible_to(user).exclude(pk=question.pk)
    rows = others.values_list("pk", "current__text", "current__options", "current__body")
    alike = [(likeness(grams, trigrams(said(*words))), pk) for pk, *words in rows.iterator(2000)]
    alike = [(share, pk) for share, pk in alike if share >= THRESHOLD]
    different = called_different() if alike else set()
    best = sorted((one for one in alike if {one[1], question.pk} not in different), reverse=True)[:MOST_NAMED]
    questions = Question.objects.in_bulk([pk for _, pk in best])
    return [(questions[pk], share) for share, pk in best]


@dataclass
class Side:
    """One question of a pair as its page shows it: words that the other has not are marked."""

    question: Question
    text: list[tuple[str, bool]]
    options: list[tuple[str, bool]]
    may_edit: bool


@dataclass
class Pair:
    """`decision`: who called them different, where somebody did; `per_cent`: 0 where it was not asked."""

    per_cent: int
    sides: tuple[Side, Side]
    decision: DifferentPair | None = None

    @property
    def may_decide(self) -> bool:
        """Whether this person looks after one of the two."""
        return any(side.may_edit for side in self.sides)

    @classmethod
    def shown(cls, pairs: list[tuple[int, int, float]], user) -> list["Pair"]:
        """Pairs with their questions side by side; the number of queries does not grow with them."""
        ids = {pk for *pair, _ in pairs for pk in pair}
        questions = Question.objects.select_related("current", "category").in_bulk(ids)
        own = set(editable_categories(user).values_list("pk", flat=True))
        return [
            cls(int(share * 100), _sides(questions[one], questions[other], own))
            for one, other, share in pairs
        ]


def decided_seen_by(user):
    """The decisions that two questions are different of which this person sees both, the newest first."""
    seen = Question.objects.visible_to(user).values("pk")
    return standing_decisions().filter(one__question__in=seen, other__question__in=seen)


def decided_shown(decisions: list[DifferentPair], user) -> list[Pair]:
    """Pairs that were called different, as `Pair.shown` shows the others."""
    pairs = [(one.one.question_id, one.other.question_id, 0) for one in decisions]
    shown = Pair.shown(pairs, user)
    for pair, decision in zip(shown, decisions, strict=True):
        pair.decision = decision
    return shown


def _sides(one: Question, other: Question, own: set[int]) -> tuple[Side, Side]:
    texts = _marked(one.current.text, other.current.text)
    pieces = [[option["text"] for option in question.current.options] for question in (one, other)]
    odd = [set(pieces[0]) - set(pieces[1]), set(pieces[1]) - set(pieces[0])]
    left, right = (
        Side(
            question,
            texts[place],
            [(text, text in odd[place]) for text in pieces[place]],
            question.category_id in own,
        )
        for place, question in enumerate((one, other))
    )
    return left, right


def _marked(one: str, other: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Both texts in runs of words: (words, whether the other has them not)."""
    mine, theirs = one.split(), other.split()
    left, right = [], []
    for tag, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        left += [(" ".join(mine[a:b]), tag != "equal")] if a < b else []
        right += [(" ".join(theirs[c:d]), tag != "equal")] if c < d else []
    return left, right
