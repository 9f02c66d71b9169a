from django.urls import path

from reminders import views

app_name = "reminders"
urlpatterns = [
    path("thong-bao/", views.inbox, name="inbox"),
    path("thong-bao/da-doc/", views.mark_read, name="mark_read"),
]
