import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import fold, nfc

VIETNAMESE = "Luật Thi đua, khen thưởng: ĐẶNG QUỐC HUYỀN ưỡn ẹo"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Hoá", "hoa"),
        ("Hóa", "hoa"),
        ("Thi đua, khen thưởng", "thi dua, khen thuong"),
        ("ĐẢNG", "dang"),
        ("Ðặng", "dang"),  # eth, a common typing mistake
        ("  Thanh\u00a0 Hóa\n", "thanh hoa"),
        ("Thi\u200b đua", "thi dua"),
        ("", ""),
    ],
)
def test_fold_forgets_tones_marks_capitals_and_extra_space(text, folded):
    assert fold(text) == folded


def test_every_vietnamese_letter_folds_to_a_to_z():
    letters = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
    folded = "a" * 18 + "e" * 12 + "i" * 6 + "o" * 18 + "u" * 12 + "y" * 6 + "d"
    assert fold(letters) == fold(letters.upper()) == folded


@given(st.text())
def test_folding_twice_adds_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=VIETNAMESE))
def test_how_letters_are_composed_does_not_change_the_fold(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text())
def test_nfc_is_composed_on_one_line_and_stable(text):
    kept = nfc(text)
    assert nfc(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == " ".join(kept.split())
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in kept)


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u200d", "\u200e", "\u202e", "\u2066", "\ufeff", "\u00ad", "\x00", "\x1b"]
)
def test_nfc_strips_what_cannot_be_seen(unseen):
    assert nfc(f"{unseen}An{unseen} Bình") == "An Bình"


def test_nfc_keeps_visible_text():
    assert nfc(unicodedata.normalize("NFD", VIETNAMESE)) == VIETNAMESE
