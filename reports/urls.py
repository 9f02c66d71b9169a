from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("nguoi/<int:user_id>/", views.person, name="person"),
    path("<int:unit_id>/", views.unit, name="unit"),
    path("<int:unit_id>/nguoi/", views.people, name="people"),
    path("<int:unit_id>/xuat/", views.export, name="export"),
]
