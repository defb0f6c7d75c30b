"""Settings for operators. What a policy says lives in packs, never here.

Read from the environment:

``DATABASE_URL``        default: SQLite in the data folder
``HEQI_DATA``           the data folder, default ``var`` beside the project
``HEQI_SECRET_KEY``     default: made once and kept in the data folder
``HEQI_HOSTS``          comma-separated host names, default the local machine
``HEQI_DEBUG``          ``1`` shows tracebacks; never in production
``HEQI_SITE``           where people outside open this site, like https://service.example.cn;
                        without it no message with a link goes to customers and supervisors
``HEQI_HTTPS``          ``1`` when a proxy ends TLS: secure cookies and HSTS
``HEQI_DEMO``           ``0`` keeps the demo company out of an empty database, and its accounts
                        off the sign-in page
``HEQI_SMS_URL``        address of the SMS gateway; without it messages go to the log
``HEQI_WECOM_URL``      address of the WeCom gateway; without it messages go to the log
``HEQI_GATEWAY_SECRET`` signs what goes to the gateways and what they report; default derived
"""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parents[1]
PROJECT = PACKAGE.parents[1]
DATA = Path(os.environ.get("HEQI_DATA", PROJECT / "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)


def _kept_secret() -> str:
    """A secret key made on first use and readable by the owner alone."""
    path = DATA / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


DEBUG = os.environ.get("HEQI_DEBUG") == "1"
SECRET_KEY = os.environ.get("HEQI_SECRET_KEY") or _kept_secret()
ALLOWED_HOSTS = os.environ.get("HEQI_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
HTTPS = os.environ.get("HEQI_HTTPS") == "1"
SITE = os.environ.get("HEQI_SITE", "").rstrip("/")

# From the bottom of the layers to the top; import-linter holds the same order.
LAYERS = [
    "ledger",
    "people",
    "policies",
    "notices",
    "evidence",
    "clocks",
    "duties",
    "approvals",
    "authority",
    "entry",
    "customers",
    "imports",
    "tiers",
    "projects",
    "readings",
    "counter",
    "service",
    "workorders",
    "outages",
    "safety",
    "rectifications",
    "callbacks",
    "complaints",
    "inspections",
    "supervision",
    "governance",
    "reconciliation",
    "lookups",
    "quality",
    "conduct",
    "appraisal",
    "compendium",
    "reports",
    "desk",
    "web",
]
INSTALLED_APPS = [
    # Ours first: where a package says the same in other words, our pages keep their own.
    *[f"heqi.{layer}" for layer in LAYERS if (PACKAGE / layer / "apps.py").exists()],
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "heqi.people.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "heqi.web.middleware.MenuMiddleware",
    "heqi.web.middleware.RefusalMiddleware",
    "heqi.web.middleware.PlainTextMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

# For how long a menu shows the counts it has; what the reader does himself shows at once.
MENU_COUNT_SECONDS = 5
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

ROOT_URLCONF = "heqi.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours first, so that the pages of the login package wear our dress.
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "heqi.web.context.site",
            ],
        },
    },
]

FORM_RENDERER = "heqi.web.forms.Renderer"

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA / 'heqi.sqlite3'}", conn_max_age=None, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: deferred transactions fail under concurrent writers instead of waiting.
    # FULL: NORMAL loses acknowledged writes when power is cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
            "PRAGMA cache_size=-65536;PRAGMA mmap_size=268435456;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # What the URL says (a socket, TLS) stays.
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "heqi.people.login.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_SESSION_REMEMBER = None
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# Failed logins are counted in one place only, by axes below.
ACCOUNT_RATE_LIMITS = {"login_failed": ""}
# Slow guessing down by account and address together, so that nobody can lock others out.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "heqi.web.views.locked_out"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "heqi_language"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [("vendor", DATA / "vendor")] if (DATA / "vendor").exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "heqi.web.storage.StaticStorage"},
}
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = False  # the page's script sends it back with htmx requests
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
CSRF_FAILURE_VIEW = "heqi.web.views.csrf_failed"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]

# Where policies come from; a company appends its own pack, later packs overlay earlier ones.
HEQI_PACKS = [
    PACKAGE / "packs" / "law",
    PACKAGE / "packs" / "citygas",
    *[Path(p) for p in os.environ.get("HEQI_PACKS", "").split(os.pathsep) if p],
]
# Made-up people and a shown password: only where nothing else was asked for.
HEQI_DEMO = os.environ.get("HEQI_DEMO", "1" if "DATABASE_URL" not in os.environ else "0") == "1"
HEQI_DEMO_PASSWORD = "heqi-demo-2026"
HEQI_SMS_URL = os.environ.get("HEQI_SMS_URL", "")
HEQI_WECOM_URL = os.environ.get("HEQI_WECOM_URL", "")
HEQI_GATEWAY_SECRET = os.environ.get("HEQI_GATEWAY_SECRET", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("EMAIL_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("HEQI_LOG", "WARNING")},
}
