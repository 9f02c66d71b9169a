from django.urls import path

from enrolments import views

app_name = "enrolments"
urlpatterns = [
    path("hoc-tap/khoa/<int:course_id>/tham-gia/", views.join, name="join"),
    path("giao-hoc/", views.assignments, name="assignments"),
    path("giao-hoc/moi/", views.assign, name="assign"),
    path("giao-hoc/xac-nhan/", views.confirm, name="confirm"),
    path("giao-hoc/<int:assignment_id>/", views.assignment, name="assignment"),
    path("giao-hoc/<int:assignment_id>/sua/", views.change, name="change"),
    path("giao-hoc/<int:assignment_id>/thu-hoi/", views.withdraw, name="withdraw"),
    path("don-vi/nguoi/<int:user_id>/chuyen/", views.transfer, name="transfer"),
]
