from django.urls import path

from enrolments import views

app_name = "enrolments"
urlpatterns = [
    path("hoc-tap/khoa/<int:course_id>/tham-gia/", views.join, name="join"),
    path("giao-hoc/", views.assignments, name="assignments"),
    path("giao-hoc/moi/", views.assign, name="assign"),
    path("giao-hoc/danh-sach/", views.assign_list, name="assign_list"),
    path("giao-hoc/xac-nhan/", views.confirm, name="confirm"),
    path("giao-hoc/<int:assignment_id>/", views.assignment, name="assignment"),
    path("giao-hoc/<int:assignment_id>/sua/", views.change, name="change"),
    path("giao-hoc/<int:assignment_id>/thu-hoi/", views.withdraw, name="withdraw"),
    path("giao-hoc/<int:assignment_id>/hoan-tac/", views.undo, name="undo"),
    path("hoc-tap/xin-gia-han/", views.ask_dispensation, name="ask_dispensation"),
    path("giao-hoc/luot/<int:enrolment_id>/mien-gia-han/", views.dispense, name="dispense"),
    path("giao-hoc/<int:assignment_id>/lap-lai/", views.repeat, name="repeat"),
    path("giao-hoc/<int:assignment_id>/lap-lai/dung/", views.end_repeating, name="end_repeating"),
    path("ke-hoach/", views.plans, name="plans"),
    path("ke-hoach/moi/", views.make_plan, name="make_plan"),
    path("ke-hoach/<int:plan_id>/", views.plan, name="plan"),
    path("ke-hoach/<int:plan_id>/sua/", views.change_plan, name="change_plan"),
    path("ke-hoach/<int:plan_id>/dong/", views.close_plan, name="close_plan"),
    path("ke-hoach/<int:plan_id>/mo-lai/", views.open_plan, name="open_plan"),
    path("don-vi/nguoi/<int:user_id>/chuyen/", views.transfer, name="transfer"),
]
