"""Pictures of strangers' files: known by what they are, bounded, looked at once, and named where they are left out."""

import base64
import io
import os

import docx
import pytest
from docx.shared import Mm
from PIL import Image as Picture

from quizzes.exchange import formats, moodle, pictures
from quizzes.exchange.item import Reading
from quizzes.exchange.pictures import Found, NoPicture, digest_of, preview_of, shown, take
from tests.quizzes.exchange import files
from tests.quizzes.exchange.items import PICTURES, a_picture
from tests.security.test_uploads import SVG, a_claim, a_polyglot

RED, BLUE = a_picture("red"), a_picture("blue")
NOT_KEPT = {
    "svg": (SVG, "picture_unreadable"),
    "html": (b"<html>", "picture_unreadable"),
    "nothing": (b"", "picture_unreadable"),
    "bmp": (a_picture("red", "BMP"), "picture_unreadable"),
    "half a picture": (a_picture("red", size=(64, 64))[:90], "picture_unreadable"),
    "60,000 × 60,000": (a_claim(60_000, 60_000), "picture_of_too_many_pixels"),
    "10,000 × 10,000": (a_claim(10_000, 10_000), "picture_of_too_many_pixels"),
    "too many bytes": (RED + b"\0" * pictures.MOST_BYTES, "picture_too_large"),
}


@pytest.mark.parametrize("name", NOT_KEPT)
def test_what_is_no_picture_is_named_and_not_kept(name):
    content, code = NOT_KEPT[name]
    reading = Reading()
    with pytest.raises(NoPicture) as refusal:
        take(reading, content)
    assert (refusal.value.code, reading.pictures) == (code, {})


def test_every_kind_is_kept_once_however_often_it_is_shown(monkeypatch):
    reading = Reading()
    looked = []
    look = pictures._drawn_pixels
    monkeypatch.setattr(pictures, "_drawn_pixels", lambda *given: looked.append(1) or look(*given))
    for _ in range(3):
        assert {take(reading, content) for content in PICTURES.values()} == PICTURES.keys()
    assert (reading.pictures, len(looked)) == (PICTURES, len(PICTURES))


def a_large_one(less=0) -> bytes:
    """16 million pixels in a few kilobytes."""
    file = io.BytesIO()
    Picture.new("1", (4000, 4000 - less)).save(file, "PNG")
    return file.getvalue()


def test_many_small_files_of_enormous_pictures_cost_no_more_than_half_a_second():
    large = [a_large_one(less) for less in range(6)]
    reading, refused = Reading(), []
    began = os.times()[0]
    for content in large:
        try:
            take(reading, content)
        except NoPicture as refusal:
            refused.append(refusal.code)
    assert (len(reading.pictures), refused) == (3, ["pictures_too_many"] * 3)
    assert os.times()[0] - began < 1


def test_a_preview_is_drawn_anew():
    drawn = preview_of(a_polyglot())
    assert b"<script>" in a_polyglot() and b"<script>" not in drawn
    with Picture.open(io.BytesIO(preview_of(a_large_one()))) as small:
        assert (small.format, small.size) == ("PNG", (240, 240))


def test_a_text_shows_its_first_sound_picture_and_the_others_are_named():
    reading = Reading()
    told = [
        Found(None, "", "mất.png"),
        Found(SVG, "", "vẽ.svg"),
        Found(RED, "Đỏ", "đỏ.png"),
        Found(BLUE, "", "x"),
    ]
    kept = shown(reading, told, 3)
    assert (kept.digest, kept.alt) == (digest_of(RED), "Đỏ")
    assert [(one.code, one.place, one.words.get("name")) for one in reading.findings] == [
        ("picture_missing", 3, "mất.png"),
        ("picture_unreadable", 3, "vẽ.svg"),
        ("more_pictures_left_out", 3, None),
    ]
    assert len(shown(reading, [Found(RED, "a" * 400)], 4).alt) == 300
    assert reading.findings[-1].code == "alt_cut"


def a_moodle_text(html, *attached):
    told = "".join(f'<file name="{name}" path="/" encoding="base64">{text}</file>' for name, text in attached)
    return moodle.parse(
        f'<quiz><question type="essay"><questiontext format="html"><text><![CDATA[{html}]]></text>{told}'
        "</questiontext></question></quiz>".encode()
    )


def test_moodle_shows_what_lies_beside_the_text_or_in_it_and_fetches_nothing():
    red = base64.b64encode(RED).decode()
    beside = a_moodle_text(
        'a<img src="@@PLUGINFILE@@/c%E1%BB%9D%20%C4%91%E1%BB%8F.png?x=1" alt="Cờ">', ("cờ đỏ.png", red)
    )
    within = a_moodle_text(f'a<img src="data:image/png;base64,{red}" alt="Cờ">')
    for reading in (beside, within):
        assert (reading.items[0].text, reading.items[0].picture.alt, reading.findings) == ("a", "Cờ", [])
        assert reading.pictures == {digest_of(RED): RED}
    left = {
        '<img src="https://example.org/a.png">': "picture_missing",
        '<img src="file:///etc/passwd">': "picture_missing",
        '<img src="@@PLUGINFILE@@/../../x.png">': "picture_missing",
        '<img src="@@PLUGINFILE@@/bad.png">': "picture_missing",
        '<video src="a.mp4"></video>': "media_left_out",
    }
    for html, code in left.items():
        reading = (
            a_moodle_text(f"a{html}", ("bad.png", "%%%")) if "bad" in html else a_moodle_text(f"a{html}")
        )
        assert (reading.items[0].picture, [one.code for one in reading.findings]) == (None, [code])
    assert [one.code for one in a_moodle_text("a", ("a.pdf", red)).findings] == ["file_left_out"]


def a_document() -> bytes:
    """Two questions: a picture before the words of the first, one below its option B; the second has a shape of none."""
    written = docx.Document()
    written.add_picture(io.BytesIO(BLUE), width=Mm(9))  # the letterhead
    first = written.add_paragraph()
    first.add_run().add_picture(io.BytesIO(RED), width=Mm(9))
    first.add_run("Câu 1. Đây là cờ gì?")
    written.add_paragraph("A. Cờ thi đua")
    second = written.add_paragraph("B. Cờ khác ")
    second.add_run().add_picture(io.BytesIO(BLUE), width=Mm(9))
    for about, alt in zip(
        [*first._p.iter("{*}docPr"), *second._p.iter("{*}docPr")], ["Một lá cờ", "Lá cờ xanh"], strict=True
    ):
        about.set("descr", alt)
    written.add_paragraph("Đáp án: A")
    written.add_paragraph("Câu 2. Hình nào?")
    written.add_paragraph().add_run().add_picture(io.BytesIO(RED), width=Mm(9))
    for line in ("A. một", "B. hai", "Đáp án: B"):
        written.add_paragraph(line)
    return files.saved(written)


def test_word_puts_pictures_below_the_question_and_the_option_that_they_stand_in():
    _, reading = formats.parse(a_document())
    first, second = reading.items
    assert (first.text, first.options, first.right) == ("Đây là cờ gì?", ("Cờ thi đua", "Cờ khác"), (0,))
    assert (first.picture.digest, first.picture.alt) == (digest_of(RED), "Một lá cờ")
    assert [(n, one.digest, one.alt) for n, one in first.option_pictures] == [
        (1, digest_of(BLUE), "Lá cờ xanh")
    ]
    assert (second.text, second.picture.digest, second.option_pictures) == ("Hình nào?", digest_of(RED), ())
    assert [(one.code, one.place) for one in reading.findings] == [("pictures_left_out", 1)]  # the letterhead
    assert reading.pictures == {digest_of(RED): RED, digest_of(BLUE): BLUE}


def test_word_names_the_question_whose_picture_is_none():
    content = files.repacked(a_document(), lambda name, part: SVG if name.startswith("word/media") else part)
    _, reading = formats.parse(content)
    assert [item.picture for item in reading.items] == [None, None]
    places = [item.place for item in reading.items]
    told = [(one.code, one.place) for one in reading.findings if one.code == "picture_unreadable"]
    assert told == [("picture_unreadable", places[0])] * 2 + [("picture_unreadable", places[1])]
