"""The keys are held against an order spelled out letter by letter, compared the slow and obvious way."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import SORT_KEY_LENGTH, sort_key, text_sort_key

# Six tones a vowel (ngang, huyền, hỏi, ngã, sắc, nặng), vowels and consonants in the order of the alphabet.
ALPHABET = (
    *(
        "aàảãáạ",
        "ăằẳẵắặ",
        "âầẩẫấậ",
        *"bcdđ",
        "eèẻẽéẹ",
        "êềểễếệ",
        *"fgh",
        "iìỉĩíị",
        *"jklmn",
        "oòỏõóọ",
        "ôồổỗốộ",
    ),
    *("ơờởỡớợ", *"pqrst", "uùủũúụ", "ưừửữứự", *"vwx", "yỳỷỹýỵ", "z"),
)
PLACE = {letter: (place, tone) for place, row in enumerate(ALPHABET) for tone, letter in enumerate(row)}

words = st.text(alphabet="".join(ALPHABET), min_size=1, max_size=6)
names = st.lists(words, min_size=1, max_size=4).map(" ".join)


def spelled_out(words):
    """Word by word: the places of the letters, then the tones that are not ngang."""
    return [
        ([PLACE[letter][0] for letter in word], [PLACE[letter][1] for letter in word if PLACE[letter][1]])
        for word in words
    ]


def agree(one, other, one_key, other_key):
    one_bytes, other_bytes = one_key.encode("ascii"), other_key.encode("ascii")
    return (one < other, one == other) == (one_bytes < other_bytes, one_bytes == other_bytes)


@given(names, names)
def test_titles_sort_as_the_alphabet_says(one, other):
    assert agree(
        spelled_out(one.split()), spelled_out(other.split()), text_sort_key(one), text_sort_key(other)
    )


@given(names, names)
def test_people_sort_by_given_name_then_the_rest(one, other):
    def by_given_name(name):
        *others, given_name = name.split()
        return spelled_out([given_name, *others])

    assert agree(by_given_name(one), by_given_name(other), sort_key(one), sort_key(other))


@given(st.integers(min_value=0), st.integers(min_value=0))
def test_numbers_sort_by_value(one, other):
    assert agree(one, other, text_sort_key(f"Bài {one}a"), text_sort_key(f"Bài {other}a"))


@given(st.text(), st.text())
def test_a_key_is_short_printable_ascii_and_the_same_for_the_same_text(one, other):
    for key in (sort_key, text_sort_key):
        assert len(key(one)) <= SORT_KEY_LENGTH
        assert all(" " <= byte <= "~" for byte in key(one))
        assert key(one) == key(unicodedata.normalize("NFD", one))
        assert (key(one) <= key(other)) or (key(other) <= key(one))


@given(st.lists(words, min_size=40, max_size=60), st.integers(0, 39), words)
def test_cutting_a_long_key_never_reverses_an_order(one, position, word):
    other = [*one[:position], word, *one[position + 1 :]]
    if spelled_out(one) <= spelled_out(other):
        assert text_sort_key(" ".join(one)) <= text_sort_key(" ".join(other))
    else:
        assert text_sort_key(" ".join(one)) >= text_sort_key(" ".join(other))


def test_a_class_list_reads_as_it_is_called_out():
    called_out = [
        "Nguyễn Văn An",
        "Trần Thị An",
        "Lê Thị Ánh",
        "Lê Văn Ẩn",
        "Phạm Thị Bình",
        "Phạm Thị Chi",
        "Lê Dũng",
        "Lê Đức",
        "Đỗ Thu Hà",
        "Nguyễn Thu Hà",
        "Bùi Thị Hạ",
        "Lê Hùng",
        "Lê Thị Hương",
        "Lê Nam",
        "Lê Oanh",
        "Lê Ông",
        "Lê Ơn",
        "Lê Yến",
    ]
    assert sorted(set(called_out), key=lambda name: sort_key(name).encode()) == called_out


def test_tones_stand_in_their_order():
    assert "".join(sorted("ạáãảàa", key=text_sort_key)) == "aàảãáạ"


@pytest.mark.parametrize(
    ("one", "same"), [("Hoá", "Hóa"), ("Thuý", "THÚY"), ("H’Hen", "H'Hen"), ("Bài 01: A", "bài 1 – a")]
)
def test_two_spellings_of_the_same_have_the_same_place(one, same):
    assert text_sort_key(one) == text_sort_key(same)


def test_titles_read_in_natural_order():
    titles = [
        "Bài 1: Mở đầu",
        "Bài 2",
        "Bài 10",
        "Bài 10a",
        "Bài ôn",
        "Chuyên đề 1",
        "Đề thi",
        "Êm",
        "Zulu",
        "Право",
    ]
    assert sorted(set(titles), key=text_sort_key) == titles


@pytest.mark.parametrize("empty", ["", "  ", "\u200b", "…", "."])
def test_nothing_to_read_comes_first(empty):
    assert sort_key(empty) == text_sort_key(empty) == ""
