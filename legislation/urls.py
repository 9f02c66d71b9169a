from django.urls import path, re_path

from legislation import views

app_name = "legislation"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.document, name="document"),
    re_path(
        r"^(?P<slug>[-\w]+)/(?P<path>[0-9a-z]+(?:\.[0-9a-z]+){0,3})/$", views.provision, name="provision"
    ),
]
