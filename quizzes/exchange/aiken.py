"""Aiken, the plain list of Moodle: text, `A.`/`A)` options, `ANSWER: B`; read more kindly than Moodle does.

Moodle throws a question away at `Đ)` or `a)`, takes `AB` for A and `F` of four for nothing right; here they are
read, or named.
"""

from quizzes.exchange.item import Reading, UnreadableFile
from quizzes.exchange.listing import Line, read


def parse(content: bytes) -> Reading:
    """The questions of a UTF-8 file. Raises UnreadableFile for any other encoding."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile("not_utf8") from None
    return read(
        (Line(line, place=number) for number, line in enumerate(text.splitlines(), start=1)), numbered=False
    )
