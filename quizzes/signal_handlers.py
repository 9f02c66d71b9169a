"""What Django tells: somebody signed in."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from quizzes.visiting.keeping import forget


@receiver(user_logged_in, dispatch_uid="quizzes.visitor_signed_in")
def visitor_signed_in(request, **kwargs):
    forget(request.session)
