from django.urls import path

from enrolments import views

app_name = "enrolments"
urlpatterns = [
    path("hoc-tap/khoa/<int:course_id>/tham-gia/", views.join, name="join"),
]
