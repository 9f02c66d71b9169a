"""Any question of any kind, as hypothesis makes them."""

import io
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from PIL import Image as Picture

from quizzes.exchange import plain
from quizzes.exchange.item import TRUE_FALSE, Accepted, Gap, Item, Number, Shown
from quizzes.exchange.pictures import digest_of

QUICK = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WORDS = st.sampled_from(
    [
        "Điều 5",
        "thi đua",
        "khen thưởng",
        "a = b",
        "x ~ y",
        "{ngoặc}",
        "50%",
        "#1",
        "=> đúng",
        "-3,5",
        "C:\\tài liệu",
        "“trích”",
        "<b>đậm</b>",
        "& và",
        "|",
        "; hết",
        "[x]",
        "//",
        "'nháy'",
        '"kép"',
        "::tên::",
        "$CATEGORY:",
        "một/hai",
        "\\n",
    ]
)
_LETTERS = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyÀÁẢÃẠ 0123456789.,;:!?%#=~{}[]()>&|\\/*$^_\"'-+", max_size=25
)


def a_picture(colour, format="PNG", size=(6, 4)) -> bytes:
    file = io.BytesIO()
    Picture.new("RGB", size, colour).save(file, format)
    return file.getvalue()


#: By digest.
PICTURES = {
    digest_of(content): content
    for content in (
        a_picture("red"),
        a_picture("blue", "JPEG"),
        a_picture("green", "GIF"),
        a_picture("#fff", "WEBP"),
    )
}


def _clean(text):
    return plain.one_line(text)


LINE = st.one_of(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), _LETTERS).map(_clean).filter(bool)
#: Words that stand in a list beside others: they differ after folding, so that nothing is said twice.
PLAIN_LINE = st.text("aăâbcdđeêghiklmnoôơ 0123456789", min_size=1, max_size=15).map(_clean).filter(bool)
SHOWN = st.builds(Shown, st.sampled_from(sorted(PICTURES)), st.one_of(st.just(""), LINE))
TEXT = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
DECIMAL = st.decimals(-(10**6), 10**6, places=3, allow_nan=False).map(
    lambda number: Decimal(plain.written(number))
)
TOLERANCE = st.integers(0, 500).map(lambda number: Decimal(plain.written(Decimal(number) / 10)))
SHARES = st.sampled_from(
    [Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction(2, 3), Fraction(3, 4), Fraction(1, 10)]
)
NUMBER = st.builds(Number, DECIMAL, TOLERANCE)
ACCEPTED = st.lists(LINE, min_size=1, max_size=3, unique=True).flatmap(
    lambda texts: st.lists(SHARES, min_size=len(texts), max_size=len(texts)).map(
        lambda shares: tuple(map(Accepted, texts, [Fraction(1), *shares[1:]]))
    )
)


def options(least=2, most=8):
    return st.lists(LINE, min_size=least, max_size=most, unique=True).map(tuple)


@st.composite
def choices(draw):
    kind = draw(st.sampled_from(["single", "multiple"]))
    shown = draw(
        options().filter(
            lambda told: [plain.folded(o) for o in told] not in (["dung", "sai"], ["true", "false"])
        )
    )
    places = st.integers(0, len(shown) - 1)
    least = 1 if kind == "single" else 2
    count = 1 if kind == "single" else draw(st.integers(1, len(shown) - 1))
    right = (
        draw(st.sets(places, min_size=count, max_size=count)) if count >= least or kind == "multiple" else {0}
    )
    return {"kind": kind, "options": shown, "right": tuple(sorted(right))}


@st.composite
def pictured(draw, *kinds):
    """One of these with pictures: below the text, and below options where there are some to choose from."""
    content = draw(st.one_of(*kinds))
    told = {"picture": draw(st.none() | SHOWN)}
    if content["kind"] in ("single", "multiple"):
        drawn = draw(
            st.lists(st.none() | SHOWN, min_size=len(content["options"]), max_size=len(content["options"]))
        )
        told["option_pictures"] = tuple((place, shown) for place, shown in enumerate(drawn) if shown)
    return content | told


TRUE_OR_FALSE = st.integers(0, 1).map(lambda n: {"kind": "true_false", "options": TRUE_FALSE, "right": (n,)})
ORDERING = options(2, 6).map(lambda shown: {"kind": "ordering", "options": shown})
NUMERIC = NUMBER.map(lambda number: {"kind": "numeric", "number": number})
SHORT = ACCEPTED.map(lambda accepted: {"kind": "short", "accepted": accepted})
ESSAY = st.just({"kind": "essay"})


@st.composite
def matching(draw):
    targets = draw(options(2, 6))
    prompts = draw(st.lists(LINE, min_size=1, max_size=6, unique=True))
    right = draw(st.lists(st.integers(0, len(targets) - 1), min_size=len(prompts), max_size=len(prompts)))
    used = list(dict.fromkeys(right))  # formats list targets as their prompts come, spare ones last
    order = used + [place for place in range(len(targets)) if place not in used]
    return {
        "kind": "matching",
        "options": tuple(targets[place] for place in order),
        "prompts": tuple(prompts),
        "right": tuple(order.index(place) for place in right),
    }


@st.composite
def gaps(draw):
    takes = draw(st.sampled_from(["choice", "number", "text"]))
    if takes == "number":
        return Gap("number", number=draw(NUMBER))
    if takes == "text":
        return Gap("text", accepted=draw(ACCEPTED))
    shown = draw(
        st.lists(LINE.filter(lambda text: text[0] not in "*#!"), min_size=2, max_size=4, unique=True)
    )
    return Gap("choice", options=tuple(shown), right=(draw(st.integers(0, len(shown) - 1)),))


@st.composite
def blanks(draw):
    filled = draw(st.lists(gaps(), min_size=1, max_size=4))
    words = draw(st.lists(PLAIN_LINE, min_size=len(filled) + 1, max_size=len(filled) + 1))
    text = words[0] + "".join(f" [[{n}]] {after}" for n, after in enumerate(words[1:], start=1))
    return {"kind": "blanks", "text": text, "gaps": tuple(filled)}


@st.composite
def items(draw, *kinds, **fields):
    """An item of one of these strategies; `fields` give those that the format carries."""
    content = draw(st.one_of(*kinds))
    drawn = {name: draw(strategy) for name, strategy in fields.items()}
    return Item(**({"text": draw(TEXT)} | drawn | content))


CODE = st.one_of(st.just(""), st.from_regex(r"[A-Z]{2,4}-[0-9]{1,4}", fullmatch=True))
PATH = st.lists(PLAIN_LINE, max_size=3).map(tuple)
DIFFICULTY = st.sampled_from(["", "remember", "understand", "apply"])
CITATIONS = st.lists(
    st.sampled_from(["Điều 5 khoản 2 Luật 2022", "06/2022/QH15, Điều 10"]), max_size=2, unique=True
).map(tuple)
TAGS = st.lists(PLAIN_LINE, max_size=2, unique=True).map(tuple)
POINTS = st.one_of(st.none(), st.sampled_from([Decimal(1), Decimal("0.5"), Decimal("2.25")]))
EXPLANATION = st.one_of(st.just(""), PLAIN_LINE)
