"""Every address of the site."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.urls import doors_of_wagtail

urlpatterns = [
    path("", include("home.urls")),
    path("", include("courses.urls")),
    path("", include("quizzes.urls")),
    path("", include("classes.urls")),
    path("", include("completions.urls")),
    path("", include("enrolments.urls")),
    path("", include("organisation.urls")),
    path("", include("reminders.urls")),
    path("van-ban/", include("legislation.urls")),
    path("tai-khoan/", include("accounts.urls")),
    path("bao-cao/", include("reports.urls")),
    path("", include("reports.old_addresses")),
    *doors_of_wagtail,
    path("quan-tri/", include(wagtailadmin_urls)),
    path("tai-lieu/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
