"""Settings, all from the environment; `.env.example` lists each with its meaning."""

import sys
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()
TESTING = "pytest" in sys.modules
if not TESTING:
    environ.Env.read_env(BASE_DIR / ".env")


def required(name, meaning, *, fallback):
    """The variable `name`; without it `fallback` in debug mode or under tests, else a stop that names it."""
    value = env.str(name, "")
    if value:
        return value
    if DEBUG or TESTING:
        return fallback
    raise ImproperlyConfigured(f"Set {name}: {meaning}. See .env.example.")


def whole_number(name, default):
    """The variable `name` as a whole number, with a sentence that names it when it is not one."""
    text = env.str(name, str(default))
    if not text.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def switch(name, default):
    """The variable `name` as yes or no."""
    text = env.str(name, "yes" if default else "no").lower()
    if text not in {"yes", "no", "true", "false", "1", "0", "on", "off"}:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {text!r}.")
    return text in {"yes", "true", "1", "on"}


def one_of(name, default, choices):
    """The variable `name`, which must be one of the choices."""
    text = env.str(name, default)
    if text not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {text!r}.")
    return text


DEBUG = switch("DEBUG", False)
SECRET_KEY = required(
    "SECRET_KEY", "a long random text that signs sessions", fallback="only-for-debug-and-tests"
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
# In the identifiers that harvesters and feed readers keep for good: it stays when the site moves to another name.
IDENTITY_HOST = env.str("IDENTITY_HOST", "sse-portal.localhost")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = switch("HTTPS", not DEBUG and not TESTING)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.admin",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "sse_portal.ui",
    "sse_portal.reference",
    "sse_portal.accounts",
    "sse_portal.records",
    "sse_portal.api",
    "mapping",
    "network",
    "dialogue",
    "sse_portal.pages",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sse_portal.ui.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sse_portal.ui.middleware.ForeseenProblems",
]

ROOT_URLCONF = "sse_portal.urls"
WSGI_APPLICATION = "sse_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sse_portal.ui.context.site",
                "sse_portal.accounts.context.rights",
            ]
        },
    }
]

# --- Databases: SQLite beside the code by default, PostgreSQL in production ---------------------------------


def database():
    """The database of DATABASE_URL with the options that were measured to be safe for its kind."""
    VAR_DIR.mkdir(exist_ok=True)
    statement_timeout = whole_number("STATEMENT_TIMEOUT_MS", 30_000)
    settings = env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'sse_portal.sqlite3'}")
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = {
            # WAL without IMMEDIATE loses half of the read-then-write blocks to "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000;",
        }
    elif settings["ENGINE"] == "django.db.backends.postgresql":
        settings.update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
        limits = f"-c statement_timeout={statement_timeout} -c lock_timeout=10000"
        settings.setdefault("OPTIONS", {})["options"] = limits
    else:
        raise ImproperlyConfigured("DATABASE_URL must name an SQLite file or a PostgreSQL database.")
    return settings


try:
    DATABASES = {"default": database()}
except (ValueError, KeyError) as error:
    raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
if TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- People -------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "sse_portal.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "pages:home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "sse_portal.accounts.adapter.ByInvitation"
# A session ends after twelve hours; on a shared computer also with the browser's last window.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^health/"]
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = switch("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Languages ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("km", "ខ្មែរ"),
    ("ky", "Кыргызча"),
    ("ru", "Русский"),
    ("mn", "Монгол"),
    ("th", "ไทย"),
    ("vi", "Tiếng Việt"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Files --------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG or TESTING:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
if TESTING:
    # Looked up when asked for: each test's client would otherwise list all files first, at 25 ms.
    WHITENOISE_AUTOREFRESH = True
# Compressing takes most of the first start: no second copy of each file, and no source maps.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    "br",
    "gif",
    "gz",
    "jpeg",
    "jpg",
    "map",
    "png",
    "webp",
    "woff",
    "woff2",
    "zip",
]
UPLOAD_LIMIT = 20 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "sse_portal.ui.uploads.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_PERMISSIONS = 0o640

# --- API ----------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "sse_portal.api.authentication.BearerToken",
        "sse_portal.api.authentication.Session",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["sse_portal.api.permissions.Refuse"],
    "DEFAULT_RENDERER_CLASSES": ["sse_portal.api.renderers.Json"],
    "DEFAULT_PARSER_CLASSES": ["sse_portal.api.parsers.Json"],
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "sse_portal.api.problems.handle",
    "DEFAULT_THROTTLE_CLASSES": ["sse_portal.api.throttles.Anonymous", "sse_portal.api.throttles.Signed"],
    "DEFAULT_THROTTLE_RATES": {"anonymous": "600/min", "signed": "3000/min"},
    # How many proxies in front may be believed about the caller's address.
    "NUM_PROXIES": int(BEHIND_PROXY),
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "SSE Portal API",
    "DESCRIPTION": "The Social and Solidarity Economy in Cambodia, Kyrgyzstan, Mongolia, Thailand and Viet Nam.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_PUBLIC": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": ["sse_portal.api.authentication.Session"],
    "SERVE_PERMISSIONS": ["sse_portal.api.permissions.Anybody"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Fields of different lists are called alike; each list of codes has one name in the description.
    "ENUM_NAME_OVERRIDES": {
        "RoleEnum": "mapping.api.definitions.ROLES",
        "CommentPositionEnum": "dialogue.api.comments.COMMENT_POSITIONS",
        "CommentStateEnum": "dialogue.api.comments.COMMENT_STATES",
        "ConsultationStateEnum": "dialogue.api.consultations.CONSULTATION_STATES",
        "ModeratedStateEnum": "dialogue.api.comments.MODERATED",
        "AgreementKindEnum": "network.api.agreements.KINDS",
        "PartyRoleEnum": "network.api.agreements.ROLES",
        "RelationshipKindEnum": "network.api.relationships.KINDS",
        "OfferKindEnum": "network.api.offers.KINDS",
        "AgendaItemKindEnum": "dialogue.api.meetings.KINDS",
        "PaperKindEnum": "dialogue.api.documents.KINDS",
        "EvidenceKindEnum": "dialogue.api.evidence.KINDS",
        "PaperVisibilityEnum": "dialogue.api.meetings.LEVELS",
        "RecordVisibilityEnum": "network.api.agreements.LEVELS",
        "VerificationVerdictEnum": "dialogue.api.tracking.VERDICTS",
        "ActionStateEnum": "dialogue.api.tracking.STATES",
        "PresenceStateEnum": "dialogue.api.proceedings.STATES",
        "ResponsePositionEnum": "dialogue.api.tracking.POSITIONS",
        "SeatRoleEnum": "dialogue.api.committees.ROLES",
    },
}

# --- Jobs, mail, logs ---------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
if TESTING:
    TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "portal@localhost")
EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = whole_number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = switch("EMAIL_USE_TLS", False)
LOG_LEVEL = one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
