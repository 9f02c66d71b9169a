from django.urls import path

from home import views

urlpatterns = [
    path("giao-dien/", views.theme, name="theme"),
    path("suc-khoe/song", views.alive, name="alive"),
    path("suc-khoe/san-sang", views.ready, name="ready"),
]
