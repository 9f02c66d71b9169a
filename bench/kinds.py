"""Questions of all ten kinds for the quizzes under load, and what people give: something right, or something wrong.

The questions are those that the tests ask of each kind.
"""

from quizzes.models import Category, QuizDraw
from tests.factories.kinds import SAMPLES, a_case, a_question_of

EACH = 6
"""So many questions a kind; two of them are drawn."""


def add_questions() -> list[QuizDraw]:
    """A drawer a kind, and the draws of a paper of twenty: two of each of nine kinds, and a case study of two parts."""
    above = Category.add_root(name="Đo tải các dạng")
    draws = []
    for kind in SAMPLES:
        drawer = above.add_child(name=f"Đo tải {kind}")
        for number in range(EACH):
            a_question_of(kind, drawer, **asked(kind, number))
        draws.append(QuizDraw(category=drawer, count=2))
    drawer = above.add_child(name="Đo tải case")
    for number in range(EACH):
        parts = (a_question_of(kind, drawer, **asked(kind, number)) for kind in ("single", "numeric"))
        a_case(*parts, category=drawer)
    return [*draws, QuizDraw(category=drawer, count=1)]


def asked(kind: str, number: int) -> dict[str, str]:
    """The text of a question, as long as those of courses; a text with blanks has its own."""
    text = f"Theo Luật Thi đua, khen thưởng, trường hợp số {number} ({kind}) được giải quyết thế nào?"
    return {"text": f"{text} {SAMPLES[kind].get('text', '')}".strip()}


def given(entry: dict, right, is_right: bool):
    """What somebody gives for an entry of a paper whose key says `right`."""
    match entry["takes"]:
        case "options":
            return right if is_right else [one for one in entry["options"] if one not in right][:1]
        case "order":
            return right if is_right else right[::-1]
        case "pairs":
            return right if is_right else dict.fromkeys(right, entry["options"][0])
        case "gaps":
            return {gap: _word(key) if is_right else "0" for gap, key in right.items()}
    if entry["kind"] == "numeric":
        return {"text": right["value"] if is_right else "3", "unit": "đồng"}
    if entry["kind"] == "short":
        return {"text": "KHOABIMAT cơ sở" if is_right else "không rõ"}
    return {"text": "Căn cứ Điều 5 và Điều 10 của Luật." if is_right else "Chưa rõ."}


def _word(key) -> str:
    if isinstance(key, list):
        return key[0]
    return key["value"] if "value" in key else key["accepted"][0]["text"]
