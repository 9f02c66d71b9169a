"""Mailing activation links, each at most once, by the mailer that carries reminders.

The claim (`accounts.actions.claim_link`) is committed before the mail is handed over, as with a message. It also draws the
link: what a killed mailer had in its hand is in nobody's, and the administrator who sees it `begun` asks for another one.
They do not wait for the morning: somebody has just asked for them.
"""

import logging

from django.utils import timezone, translation
from django.utils.translation import gettext as _

import vietnamese
from accounts.actions import claim_link
from accounts.links import address_of
from accounts.models import ActivationLink
from reminders.channels import EmailChannel, Refused
from reminders.delivering import send_through

logger = logging.getLogger(__name__)
Outcome = ActivationLink.Outcome

BATCH = 200
"""So many links are mailed in a run: through one connection, in less than the minute."""


def deliver_links() -> int:
    """Mail the links that wait, those that were asked for first; how many were sent."""
    return send_through(EmailChannel(), links_waiting(), deliver_link)


def links_waiting() -> list[ActivationLink]:
    waiting = ActivationLink.objects.waiting().select_related("user", "asked_by")
    return list(waiting.order_by("pk")[:BATCH])


def deliver_link(link: ActivationLink, channel: EmailChannel) -> bool:
    """Claim a link and mail it; False where another process has it, or nobody needs it any more."""
    token = claim_link(link=link)
    if token is None:
        return False
    link.refresh_from_db(fields=["expires_at"])
    outcome = Outcome.SENT
    try:
        channel.mail(to=link.address, **letter_of(link, token))
    except Refused:
        logger.warning("reminders: the mail with activation link %s was refused", link.pk)
        outcome = Outcome.REFUSED
    ActivationLink.objects.filter(pk=link.pk).update(outcome=outcome)
    return outcome == Outcome.SENT


def letter_of(link: ActivationLink, token: str) -> dict[str, str]:
    """Subject and body. The link is the only secret in it, and opens once."""
    words = {
        "name": link.user.full_name,
        "sender": link.asked_by.full_name,
        "address": address_of(token),
        "until": vietnamese.format_datetime(timezone.localtime(link.expires_at)),
    }
    with translation.override(link.user.language or "vi"):
        body = [
            _("Good day, %(name)s,"),
            _(
                "%(sender)s has made an account for you where the staff of the province learn emulation and commendation."
            ),
            _("Open this link and choose a password:\n%(address)s"),
            _("The link opens once, until %(until)s. Please do not pass this mail on."),
            _(
                "If you are somebody else, open the link and choose “That is not me”; the account stays closed."
            ),
        ]
        return {
            "subject": _("Open your account for learning"),
            "body": "\n\n".join(line % words for line in body) + "\n",
        }
