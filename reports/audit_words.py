"""What each act in the audit log is called. A test finds every verb that code writes and that has no words here."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "account.locked": _("locked an account"),
    "account.unlocked": _("unlocked an account"),
    "assignment.created": _("assigned a course"),
    "assignment.changed": _("changed an assignment"),
    "assignment.followed": _("enrolled people who joined a target"),
    "assignment.withdrawn": _("withdrew an assignment"),
    "audit.read": _("read the audit log"),
    "category.deleted": _("removed a category of questions"),
    "category.saved": _("saved a category of questions"),
    "correction.answered": _("answered a request"),
    "correction.asked": _("asked for a correction"),
    "edition.adopted": _("moved enrolments to a new edition"),
    "password.changed": _("changed the own password"),
    "person.added": _("added a person"),
    "person.corrected": _("corrected a person’s data"),
    "person.changed_by_list": _("changed a person’s data by a list of staff"),
    "person.left": _("ended a person’s place by a list of staff"),
    "person.moved": _("moved a person to another unit"),
    "person.seen": _("opened a person’s file"),
    "plan.changed": _("changed a training plan"),
    "plan.closed": _("closed a training plan"),
    "plan.opened": _("opened a training plan again"),
    "plan.made": _("made a training plan"),
    "question.deleted": _("removed a question"),
    "question.saved": _("saved a question"),
    "question.state_changed": _("changed the state of a question"),
    "quiz.analysed": _("analysed the questions of a quiz"),
    "quiz.short_of_questions": _("could not begin a quiz: too few questions"),
    "record.revoked": _("revoked a completion"),
    "recovery_codes.renewed": _("renewed recovery codes"),
    "reorganisation.applied": _("carried out a reorganisation"),
    "reorganisation.drawn_up": _("drew up a reorganisation"),
    "reorganisation.planned": _("planned a reorganisation"),
    "reorganisation.undone": _("took back a reorganisation"),
    "report.document_made": _("made an official document"),
    "report.exported": _("exported a report"),
    "second_factor.added": _("set up the second factor"),
    "second_factor.removed": _("removed the second factor"),
    "sessions.ended": _("ended sessions"),
    "sign_in.failed": _("failed to sign in"),
    "sign_in.succeeded": _("signed in"),
    "sign_in_code.issued": _("issued a one-use code"),
    "sign_in_code.used": _("signed in with a one-use code"),
    "sign_out": _("signed out"),
    "staff_list.confirmed": _("imported a list of staff"),
    "staff_list.discarded": _("discarded a list of staff"),
    "staff_list.uploaded": _("uploaded a list of staff"),
    "template.changed": _("changed a template of official documents"),
}
"""Verb of an entry → the act in words, after the name of whoever did it."""


def words_of(verb: str) -> str:
    return str(VERBS.get(verb, verb))
