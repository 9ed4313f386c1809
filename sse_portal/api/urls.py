from .routes import routes

app_name = "api"
urlpatterns = routes()
