"""What our questions have and other programs have not – difficulty, citations – carried in their tags."""

from collections.abc import Iterable

from quizzes.exchange import plain
from quizzes.exchange.item import DIFFICULTIES, Item

_DIFFICULTY = "độ khó:"
_CITATION = "căn cứ:"
_IN_WORDS = {"remember": "nhớ", "understand": "hiểu", "apply": "vận dụng"}
_READ = {plain.folded(word): difficulty for difficulty, word in _IN_WORDS.items()} | {
    "nhan biet": "remember",
    "biet": "remember",
    "de": "remember",
    "thong hieu": "understand",
    "trung binh": "understand",
    "van dung cao": "apply",
    "kho": "apply",
    **{name: name for name in DIFFICULTIES},
}


def difficulty_of(text: str) -> str | None:
    """remember, understand or apply for what trainers write; None for anything else."""
    return _READ.get(plain.folded(text))


def difficulty_in_words(difficulty: str) -> str:
    return _IN_WORDS.get(difficulty, "")


def marked(item: Item) -> list[str]:
    """The tags of an item, with its difficulty and citations among them."""
    found = [f"{_DIFFICULTY} {difficulty_in_words(item.difficulty)}"] if item.difficulty else []
    return found + [f"{_CITATION} {citation}" for citation in item.citations] + list(item.tags)


def unmarked(tags: Iterable[str]) -> dict:
    """`difficulty`, `citations` and `tags` of an item out of its tags."""
    found: dict = {"difficulty": "", "citations": [], "tags": []}
    for tag in tags:
        low = tag.lower()
        if low.startswith(_DIFFICULTY) and (difficulty := difficulty_of(tag[len(_DIFFICULTY) :])):
            found["difficulty"] = difficulty
        elif low.startswith(_CITATION):
            found["citations"].append(tag[len(_CITATION) :].strip())
        elif tag:
            found["tags"].append(tag)
    return found | {"citations": tuple(found["citations"]), "tags": tuple(found["tags"])}
