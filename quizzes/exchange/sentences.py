"""What people read about a file: a sentence for each code that the formats find."""

from django.utils.translation import gettext_lazy as _

from quizzes.exchange.item import Finding, UnreadableFile
from quizzes.models import Question

FIELDS = {
    "code": _("code"),
    "kind": _("kind"),
    "text": _("question"),
    "options": _("options"),
    "answer": _("right answer"),
    "points": _("points"),
    "category": _("topic"),
    "difficulty": _("difficulty"),
    "citations": _("legal basis"),
    "explanation": _("explanation"),
    "case": _("the case study it belongs to"),
    "tags": _("keywords"),
    "credit": _("how parts of the answer count"),
    "unit": _("the unit of the number"),
    "tones": _("that tones must be typed"),
    "pictures": _("pictures"),
    "fixed": _("which options stay in their place"),
}

#: Files that are refused as a whole.
REFUSALS = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than 10 MB, or unpacks to more than any list of questions needs."),
    "encrypted": _(
        "The file is protected by a password. Take the password off in Excel or Word, save, and upload it again."
    ),
    "old_office": _("This is an old .xls or .doc file. Open it, save it as .xlsx or .docx, and upload that."),
    "pdf": _("This is a PDF. Upload the Word or Excel file that it was made from."),
    "web_page": _(
        "This is a web page, whatever its name says. Open it in Excel or Word, save it as .xlsx or .docx, and upload that."
    ),
    "archive_leads_outside": _(
        "The archive holds files that would lie outside of it: it is refused for safety."
    ),
    "not_utf8": _(
        "The text of this file cannot be read: save it with the encoding UTF-8 and upload it again."
    ),
    "unknown": _("This is no file of questions: use Excel, Word, GIFT, Aiken, Moodle XML or QTI."),
    "unknown_archive": _("This archive holds no questions: use Excel, Word, or a QTI package."),
    "unknown_xml": _("This XML file (%(root)s) holds no questions: Moodle XML and QTI are read."),
    "not_moodle": _("This XML file holds no questions of Moodle."),
    "qti_1": _("This is QTI 1.2. Export it as QTI 2.1 or 3.0, or as Moodle XML."),
    "no_questions": _("No question was found: a question needs options A, B, … and a line “Đáp án: …”."),
    "no_headings": _(
        "No heading row was found: the table needs at least the columns “Nội dung” and “Đáp án”. Use the template."
    ),
    "no_qti_items": _("The package lists no questions."),
    "no_dump": _("This is no dumpdata file of django-quiz-app."),
    "too_many_questions": _("There are more than %(most)s questions in the file: divide it."),
    "unsafe_xml": _(
        "The file declares a document type, which a file of questions never needs: it is refused for safety."
    ),
    "damaged_xml": _("The file is damaged or only half there (line %(line)s)."),
    "archive_empty": _("The file is empty."),
    "archive_too_large": _("The file is larger than 10 MB."),
    "archive_not_xlsx": _("This is no file of questions."),
    "archive_encrypted": _("The archive is protected by a password."),
    "archive_macros": _("The file carries programs (macros): save it without them."),
    "archive_too_many_members": _("The archive holds more parts than a file of questions has."),
    "archive_bomb": _("The file is small but unpacks to an enormous size: it is refused for safety."),
    "archive_damaged": _("The file is damaged or only half there: save it again and upload that."),
    "workbook_empty": _("The file is empty."),
    "workbook_too_large": _("The workbook is too large."),
    "workbook_not_xlsx": _("This is no .xlsx workbook."),
    "workbook_encrypted": _("The workbook is protected by a password."),
    "workbook_macros": _("The file carries programs (macros): save it without them."),
    "workbook_too_many_members": _("The workbook holds more parts than a list of questions has."),
    "workbook_bomb": _("The file is small but unpacks to an enormous size: it is refused for safety."),
    "workbook_embedded_archive": _("Another file is inserted into the workbook: take it out."),
    "workbook_unsafe_xml": _(
        "The workbook is built in a way that Excel does not use: it is refused for safety."
    ),
    "workbook_too_many_rows": _(
        "The sheet has more rows than can be read: delete what stands far below the list."
    ),
    "workbook_too_many_columns": _(
        "The sheet has more columns than can be read: delete what stands far to the right."
    ),
    "workbook_too_slow": _("The workbook took too long to read."),
    "workbook_damaged": _("The workbook is damaged or only half there: save it again and upload that."),
}

#: What is found at a row or question.
FINDINGS = {
    "no_text": _("The question is empty."),
    "no_answer": _("No right answer is given."),
    "no_options": _("There are no options."),
    "no_truth": _("“%(text)s” is neither Đúng nor Sai."),
    "answer_is_no_option": _("The answer “%(text)s” names no option of this question."),
    "answers_disagree": _("The answer line says %(told)s, but %(looks)s stands out in the text."),
    "answers_unreadable": _("The answers cannot be read: %(text)s"),
    "braces": _("There must be one pair of braces { } with the answers; write \\{ and \\} in the text."),
    "split_option": _("An option was cut at “=” or “~”: write \\= and \\~ within an option."),
    "empty_option": _("An option is empty."),
    "option_skipped": _("Column %(letter)s is empty but a later one is not: the letters would move."),
    "option_too_long": _("An option is longer than %(most)s signs."),
    "options_left_out": _("This kind has no options: what stands in the option columns is left out."),
    "text_too_long": _("The question is longer than %(most)s signs."),
    "no_such_kind": _("There is no kind “%(text)s”."),
    "kind_unknown": _("The kind “%(text)s” is not known; the question is left out."),
    "kind_not_kept": _("Questions of the kind “%(kind)s” cannot be kept yet."),
    "kind_not_carried": _("The format has no kind “%(kind)s”: the question is left out."),
    "field_not_carried": _("The format cannot carry: %(field)s."),
    "arrow_not_carried": _("The text holds “->”, which this format cannot carry: the question is left out."),
    "share_rounded": _("A share of the points is rounded to the nearest that Moodle knows."),
    "tolerance_made_absolute": _("A tolerance in per cent is written as a number."),
    "no_pair": _("Column %(letter)s needs a pair: left = right."),
    "any_of_them_was_right": _(
        "Several answers were right and one was enough; here all of them must be ticked."
    ),
    "no_order": _("The order “%(text)s” does not name every option once."),
    "no_gap": _("What belongs into the blank of column %(letter)s cannot be read."),
    "gaps_uneven": _("The text has %(markers)s blanks [[1]], [[2]], … but %(cells)s columns are filled."),
    "cloze_unreadable": _("A blank of this text cannot be read."),
    "not_a_number": _("“%(text)s” is no number."),
    "not_a_share": _("“%(text)s” is no share of the points."),
    "not_points": _("“%(text)s” is no number of points."),
    "no_difficulty": _("“%(text)s” is no difficulty: nhớ, hiểu or vận dụng."),
    "became_date": _(
        "Excel made a date of what was typed in cell %(cell)s. Format the cell as text and type it again, or mend it here."
    ),
    "became_number": _(
        "Excel made a decimal number of the answer in cell %(cell)s: check that it means these options."
    ),
    "formula_error": _("Cell %(cell)s shows the error %(text)s."),
    "formula_uncounted": _(
        "Cell %(cell)s holds a formula without a result: open the file in Excel, save it and upload it again, "
        "or type here what it should say."
    ),
    "row_hidden": _("This row is hidden in Excel, by hand or by a filter: it is imported like the others."),
    "columns_hidden": _("Hidden columns of the sheet “%(sheet)s” are read like the others: %(columns)s."),
    "cells_merged": _("Cells %(cells)s are merged: what they say counts for the first column alone."),
    "column_left_out": _("The column “%(title)s” is not known and is left out."),
    "code_twice": _("The code %(code)s stands in the file more than once."),
    "code_too_long": _("The code is longer than %(most)s signs."),
    "code_taken": _("The code %(code)s belongs to a question that you do not write: choose another one."),
    "code_given_anew": _("Codes that begin with CH- are given by the bank: %(code)s becomes a new one."),
    "no_such_case": _(
        "Neither this file nor your part of the bank has a case study with the code %(text)s: "
        "add its row, or empty this cell."
    ),
    "case_in_case": _("A case study is no part of another one: empty the cell of its case study."),
    "case_has_parts": _(
        "The question of this code is a case study with questions of its own: it cannot become another kind."
    ),
    "part_of_another_case": _("The question of this code is a part of case study %(code)s already."),
    "part_asked_alone": _("The question of this code stands in a quiz by itself: take it out there first."),
    "no_provision": _("The bank knows no provision “%(text)s”: the question is imported without it."),
    "like_a_row": _("%(per_cent)s%% like row %(row)s of this file."),
    "like_a_question": _("%(per_cent)s%% like question %(code)s of the bank."),
    "unsound_in_use": _("The question of this code is in use and must stay complete. %(why)s"),
    "all_of_them": _("An option like “all of the above” stays in its place where options are shuffled."),
    "points_not_kept": _("Points are given in the quiz, not in the bank: they are left out."),
    "tags_not_kept": _("The bank has no keywords: they are left out."),
    "feedback_left_out": _("Comments on single options are left out."),
    "general_comments_left_out": _(
        "Comments that Moodle shows for every right or wrong answer are left out; explanations are kept."
    ),
    "was_hidden": _("This question was hidden in Moodle: perhaps it is an old one."),
    "capitals_not_kept": _("In Moodle capitals had to be typed as they stand; here they never count."),
    "marking_notes_left_out": _("Notes for those who mark, and text to begin with, are left out."),
    "hints_left_out": _("Hints are left out."),
    "pictures_left_out": _("Pictures are left out: add them in the question."),
    "pictures_in_workbook": _(
        "Pictures of a workbook are not taken over: add them in the questions, or import a Word document."
    ),
    "media_left_out": _("Films, sounds, drawings and formulas are left out."),
    "file_left_out": _("The file %(name)s is left out: only pictures are taken over."),
    "picture_too_large": _(
        "The picture %(name)s is larger than 5 MB: it is left out. Add a smaller one later."
    ),
    "picture_of_too_many_pixels": _(
        "The picture %(name)s has too many pixels: it is left out. Add a smaller one later."
    ),
    "picture_unreadable": _(
        "The picture %(name)s is left out: it is damaged, or no PNG, JPEG, GIF or WebP. Add it in the question."
    ),
    "picture_missing": _(
        "The file names the picture %(name)s, but does not hold it: add it in the question."
    ),
    "pictures_too_many": _(
        "The picture %(name)s is left out: there are more pictures than one file may hold. Divide the file."
    ),
    "more_pictures_left_out": _("A text shows one picture here: the further ones are left out."),
    "picture_not_added": _(
        "A picture could not be added: its file is gone, or all pictures together are larger than 50 MB."
    ),
    "alt_cut": _("The words for those who do not see the picture are cut to %(most)s signs."),
    "alt_gives_away": _(
        "The words for those who do not see the picture hold the right answer: describe it otherwise."
    ),
    "option_named": _(
        "An option is a picture without words: it is called “%(text)s”. Write what tells it apart."
    ),
    "uneven_shares": _("Options of different worth count alike here."),
    "single_became_multiple": _("More than one option is right: read as multiple choice."),
    "true_false_in_words": _("Đúng or Sai was read as true or false."),
    "other_numbers_left_out": _("Only the number that earns all points is kept."),
    "description_left_out": _("A text without a question is left out."),
    "read_as_essay": _("There are no options and no answer: read as an essay."),
    "line_left_out": _("This line belongs to no question: %(text)s"),
    "file_missing": _("The package lists %(text)s, but does not hold it."),
    "item_damaged": _("%(text)s is damaged."),
    "no_qti_item": _("This file holds no question (%(text)s)."),
    "qti_unsupported": _("The question needs “%(text)s”, which is not possible here; it is left out."),
    "several_interactions": _("The question asks several things at once; it is left out."),
}


def sentence(found: Finding) -> str:
    """The sentence of a finding, in the language of the reader."""
    words = dict(found.words)
    if "kind" in words and words["kind"] in Question.Kind.values:
        words["kind"] = Question.Kind(words["kind"]).label
    if "field" in words:
        words["field"] = FIELDS.get(str(words["field"]), words["field"])
    return str(FINDINGS[found.code]) % words


def refusal_sentence(refusal: UnreadableFile) -> str:
    return str(REFUSALS[refusal.code]) % refusal.words
