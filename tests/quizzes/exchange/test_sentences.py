"""Everything that a file can be told has a sentence."""

import re
from pathlib import Path

import quizzes.exchange
from quizzes.exchange.sentences import FINDINGS, REFUSALS
from spreadsheets import Reason

SOURCE = "".join(path.read_text() for path in Path(quizzes.exchange.__file__).parent.glob("*.py"))


def used(pattern):
    return set(re.findall(pattern, SOURCE))


def test_every_finding_has_a_sentence():
    found = used(r'(?:\.find|\.warn|Finding)\(\s*"([a-z_0-9]+)",') | used(
        r'(?:NoPicture|\.warn)\("([a-z_]+)"\)'
    )
    assert found <= FINDINGS.keys()
    assert FINDINGS.keys() - found <= {"kind_unknown", "no_truth", "description_left_out", "not_a_number"}


def test_every_refusal_has_a_sentence():
    found = used(r'UnreadableFile\(\s*"([a-z_0-9]+)"')
    of_archives = {"archive_bomb", "archive_damaged", "archive_empty", "archive_encrypted", "archive_macros"}
    of_archives |= {"archive_not_xlsx", "archive_too_large", "archive_too_many_members"}
    assert found | of_archives | {f"workbook_{reason}" for reason in Reason} | {
        "encrypted",
        "old_office",
    } == (REFUSALS.keys())
