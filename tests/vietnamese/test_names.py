import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import given_name, initial, mask_name


@pytest.mark.parametrize(
    ("full_name", "called", "letter", "masked"),
    [
        ("Nguyễn Văn An", "An", "A", "Nguyễn V. A."),
        ("  lê   thị ánh ", "ánh", "Á", "lê T. Á."),
        (unicodedata.normalize("NFD", "Đỗ Ước"), "Ước", "Ư", "Đỗ Ư."),
        ("H'Hen Niê", "Niê", "N", "H'Hen N."),
        ("An", "An", "A", "A."),
        ("Đặng Đức (Bé)", "(Bé)", "B", "Đặng Đ. B."),
        ("", "", "", ""),
        (" \u200b ", "", "", ""),
    ],
)
def test_parts_of_a_name(full_name, called, letter, masked):
    assert (given_name(full_name), initial(full_name), mask_name(full_name)) == (called, letter, masked)


@given(st.lists(st.text(alphabet="aăâđêôơưnguy", min_size=2, max_size=6), min_size=1, max_size=5))
def test_a_mask_never_shows_the_given_name(words):
    masked = mask_name(" ".join(words)).split()
    assert masked[-1] == f"{words[-1][0].upper()}."
    assert masked[:-1] == words[:1][: len(words) - 1] + [f"{word[0].upper()}." for word in words[1:-1]]
