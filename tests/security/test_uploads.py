"""Files that are not what they say, fed to every form of the editor that takes one, and how the others are handed out."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from tests.factories import signed_in

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def a_png(width=8, height=8) -> bytes:
    out = io.BytesIO()
    Picture.new("RGB", (width, height), "white").save(out, "PNG")
    return out.getvalue()


def a_claim(width, height) -> bytes:
    """A PNG of a few bytes that says it is this large."""

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_polyglot() -> bytes:
    """A GIF that is whole, with a page behind it."""
    out = io.BytesIO()
    Picture.new("P", (8, 8)).save(out, "GIF")
    return out.getvalue() + HTML


NO_PICTURES = {
    "anh.svg": SVG,
    "anh.png": SVG,
    "anh.jpg": HTML,
    "anh.html": a_png(),
    "anh.png.html": a_png(),
    "anh.jpeg": b"",
    "anh.webp": a_png(),
    "ngan.png": a_png(64, 64)[:60],
    "dau.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    "to.png": a_claim(60_000, 60_000),
    "hoi-to.png": a_claim(10_000, 10_000),
}
NO_DOCUMENTS = {
    "trang.html": HTML,
    "trang.htm": HTML,
    "trang.svg": SVG,
    "trang.pdf.html": HTML,
    "trang.xhtml": HTML,
    "trang.js": b"alert(1)",
    "trang": HTML,
    "trang.PHP": b"<?php system($_GET[0]);",
    "trang.xlsm": b"PK\x03\x04",
    "rong.pdf": b"",
}


@pytest.fixture
def trainer(world, client):
    """The trainer of shelf S; what she uploads is gone after the test."""
    from django.db import transaction

    atomic = transaction.atomic()
    with atomic:
        yield signed_in(client, world.people["trainer"])
        transaction.set_rollback(True)


def sent(trainer, world, door, name, content):
    form = {"title": "Tệp", "collection": world.things["collection S"], "tags": ""}
    return trainer.post(reverse(door), form | {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("door", ["wagtailimages:add"])
@pytest.mark.parametrize("name", NO_PICTURES)
def test_what_is_no_picture_is_refused(world, trainer, door, name):
    before = get_image_model().objects.count()
    assert sent(trainer, world, door, name, NO_PICTURES[name]).status_code in (200, 400)
    assert get_image_model().objects.count() == before
    sent(trainer, world, door, "that.png", a_png())
    assert get_image_model().objects.count() == before + 1, "nothing at all could be uploaded"


@pytest.mark.parametrize("door", ["wagtailimages:add", "wagtailimages_chooser:create"])
@pytest.mark.parametrize("size", [(60_000, 60_000), (13_000, 13_000), (7_000, 7_000)])
def test_a_picture_that_claims_too_many_pixels_is_refused_in_words(world, trainer, door, size):
    form = {"title": "Tệp", "collection": world.things["collection S"], "tags": ""}
    form |= {"file": SimpleUploadedFile("anh.png", a_claim(*size))}
    if door == "wagtailimages_chooser:create":
        form = {f"image-chooser-upload-{name}": value for name, value in form.items()}
    before = get_image_model().objects.count()
    answer = trainer.post(reverse(door), form)
    assert answer.status_code == 200
    said = answer.json()["htmlFragment"] if "chooser" in door else answer.content.decode()
    assert "quá nhiều điểm ảnh" in said
    assert get_image_model().objects.count() == before


def test_a_page_behind_a_picture_never_leaves_the_house(world, trainer):
    """Wagtail takes a GIF with HTML behind it. Pages show sizes drawn anew; what was uploaded has no address."""
    before = get_image_model().objects.count()
    sent(trainer, world, "wagtailimages:add", "anh.gif", a_polyglot())
    assert get_image_model().objects.count() == before + 1
    uploaded = get_image_model().objects.latest("pk")
    assert HTML in uploaded.file.open("rb").read()
    assert trainer.get(uploaded.file.url).status_code == 404
    for wanted, kind in [("original|format-gif", "image/gif"), ("width-4|format-webp", "image/webp")]:
        answer = trainer.get(uploaded.get_rendition(wanted).url)
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert HTML not in answer.getvalue()


@pytest.mark.parametrize("door", ["wagtaildocs:add"])
@pytest.mark.parametrize("name", NO_DOCUMENTS)
def test_what_a_browser_would_run_is_no_document(world, trainer, door, name):
    before = get_document_model().objects.count()
    assert sent(trainer, world, door, name, NO_DOCUMENTS[name]).status_code in (200, 400)
    assert get_document_model().objects.count() == before
    sent(trainer, world, door, "that.pdf", b"%PDF-1.4 that")
    assert get_document_model().objects.count() == before + 1, "nothing at all could be uploaded"


@pytest.mark.parametrize(
    "name",
    [
        "a" * 250 + ".pdf",
        "\u202efdp.exe.pdf",
        "..%2f..%2fetc.pdf",
        "CON.pdf",
        "../../a.pdf",
    ],
)
def test_a_page_that_calls_itself_a_document_is_handed_out_as_one(world, trainer, settings, name):
    """Its name leads nowhere else, and a browser neither guesses what it is nor runs anything in it."""
    sent(trainer, world, "wagtaildocs:add", name, b"%PDF-1.4 " + HTML)
    document = get_document_model().objects.latest("pk")
    assert document.title == "Tệp"
    assert document.file.path.startswith(f"{settings.MEDIA_ROOT}/documents/")
    assert "/" not in document.file.name.removeprefix("documents/")
    answer = trainer.get(document.url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'"
