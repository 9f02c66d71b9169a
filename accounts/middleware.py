"""What is asked of every request before a view sees it."""

from django.conf import settings
from django.shortcuts import redirect
from django.utils import translation


class LanguageOfThePerson:
    """Vietnamese, unless this person chose otherwise. The browser's Accept-Language is ignored."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        language = user.language if user.is_authenticated else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
        response["Content-Language"] = language
        return response


class SecondFactor:
    """Whoever sees others' data sets up a second factor before seeing any (`SECOND_FACTOR_REQUIRED`)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        from accounts.second_factor import is_missing

        if is_missing(request):
            return redirect("second_factor")
        return None
