"""All settings, read from the environment, failing loudly when something is missing.

.env.example lists every name with its default. Code reads them through
`django.conf.settings`, never by importing this module.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab, schedule
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import logs

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def required(name: str, hint: str) -> str:
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {hint}")
    return value


STARTS_IT = "bin/manage starts one by itself; for your own server see .env.example."

# The installation
VAR = Path(env.str("ATTEST_VAR", default=str(BASE_DIR / "var"))).absolute()
DEMO = env.bool("ATTEST_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required("SECRET_KEY", "Any 50 random characters, kept secret and stable.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
LOOPBACK_ONLY = set(ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]"}
ENGINE = env.str("ATTEST_ENGINE", default="knowledge")
if ENGINE not in ("knowledge", "hybrid", "openai"):
    raise ImproperlyConfigured("ATTEST_ENGINE is knowledge, hybrid or openai.")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "review.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "audit.apps.AuditConfig",
    "coding.apps.CodingConfig",
    "review.apps.ReviewConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.no_store",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.end_old_sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "review.views.navigation.navigation",
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]


# Database: the application's role, or the owner's when tables are being changed.
def _database() -> dict[str, Any]:
    as_owner = env.str("ATTEST_DATABASE_ROLE", default="") == "owner"
    name = "MIGRATE_DATABASE_URL" if as_owner and HARDENED else "DATABASE_URL"
    required("DATABASE_URL", STARTS_IT)
    database: dict[str, Any] = env.db_url(name)
    options: dict[str, Any] = database.setdefault("OPTIONS", {})
    options["connect_timeout"] = 5
    if as_owner and HARDENED:
        options["assume_role"] = DATABASE_OWNER_ROLE
    elif env.bool("ATTEST_DATABASE_POOL", default=False):
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 5}
    else:
        # Signing in to the database costs as much as coding a note: a worker keeps its
        # connection, and asks before each task whether it still holds.
        database["CONN_MAX_AGE"] = 60
        database["CONN_HEALTH_CHECKS"] = True
    return database


HARDENED = bool(env.str("MIGRATE_DATABASE_URL", default=""))
DATABASE_OWNER_ROLE = env.str("ATTEST_DATABASE_OWNER", default="attest_owner")
DATABASE_APP_ROLE: str = env.db_url("DATABASE_URL", default="postgres:///")["USER"]
DATABASES = {"default": _database()}

# The log's checkpoints, on storage that only appends if there is some, and the key that
# signs them, which only the sequencer's process has to read.
CHECKPOINTS = Path(env.str("ATTEST_CHECKPOINTS", default=str(VAR / "checkpoints")))
LOG_KEYS = Path(env.str("ATTEST_LOG_KEYS", default=str(VAR / "keys")))
REPORTS = VAR / "reports"

# Files: originals and texts, encrypted, by sha256. audit.vault is the only user.
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "vault": {
        "BACKEND": "audit.storage.VaultStorage",
        "OPTIONS": {"location": VAR / "vault"},
    },
    "staticfiles": {"BACKEND": "config.assets.Fingerprinted"},
}
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Straight from the source folders: no collecting step that a newcomer could forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# Their addresses change with their content, so a browser need not ask all day.
WHITENOISE_MAX_AGE = 0 if DEBUG else 24 * 60 * 60

# Limits on what a browser may send; intake has its own, lower ones per document.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
INTAKE_MAX_CHARACTERS = env.int("ATTEST_MAX_CHARACTERS", default=2_000_000)
INTAKE_MAX_DOCUMENTS = env.int("ATTEST_MAX_DOCUMENTS", default=50)
FILE_UPLOAD_PERMISSIONS = 0o600

# Time: UTC everywhere; ATTEST_TIME_ZONE is what people see.
USE_TZ = True
TIME_ZONE = "UTC"
DISPLAY_TIME_ZONE = env.str("ATTEST_TIME_ZONE", default="UTC")
LANGUAGE_CODE = "en"
USE_I18N = False

# Signing in
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "config.accounts.NoSignUp"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# A ceiling per user name whatever the address; axes below counts both together. A whole
# department may sign in from one address when its shift begins.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,30/15m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "config.accounts.login_name"
# Axes keeps what was posted; the name may be a password in the wrong field.
AXES_SENSITIVE_PARAMETERS = ["username", "login", "ip_address"]
AXES_CLIENT_IP_CALLABLE = "config.middleware.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "config.errors.locked_out"

# Sessions: 15 minutes without a person's request, 12 hours in all (config/middleware).
SESSION_IDLE = timedelta(minutes=env.int("ATTEST_IDLE_MINUTES", default=15))
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

# Transport: plain HTTP is for this machine only.
SECURE_SSL_REDIRECT = not LOOPBACK_ONLY and env.bool("SECURE_SSL", default=True)
SECURE_HSTS_SECONDS = 0 if LOOPBACK_ONLY else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOOPBACK_ONLY
SECURE_HSTS_PRELOAD = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOOPBACK_ONLY
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Nothing is inline anywhere, so neither a nonce nor a hash is ever needed.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Work in the background. A message is a wake-up; the job's truth is in PostgreSQL.
REDIS_URL = required("REDIS_URL", STARTS_IT)
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # kombu looks for lost messages every interval x throttle seconds, and its own
    # defaults make that 100; a killed worker's chart should not wait so long.
    "visibility_timeout": 120,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # Without these a broker that accepts and never answers hangs the web request.
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", default="attest")
# Celery's own way of closing is blind; config/celery.py has the one above used.
CELERY_DB_REUSE_MAX = 1_000
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 100
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "sweep": {
        "task": "review.tasks.sweep",
        "schedule": schedule(timedelta(seconds=env.int("ATTEST_SWEEP", default=30))),
        "options": {"expires": 30},
    },
    "examine_access": {
        "task": "review.tasks.examine_access",
        "schedule": crontab(minute="20"),
        "options": {"expires": 30 * 60},
    },
    "verify": {
        "task": "audit.tasks.verify",
        "schedule": crontab(hour="2", minute="0"),
        "options": {"expires": 60 * 60},
    },
}
if SEQUENCE := env.int("ATTEST_SEQUENCE", default=2):
    CELERY_BEAT_SCHEDULE["sequence"] = {
        "task": "audit.tasks.sequence",
        "schedule": schedule(timedelta(seconds=SEQUENCE)),
        "options": {"expires": SEQUENCE},
    }
CELERY_BEAT_SCHEDULE["watch"] = {
    "task": "review.tasks.watch",
    "schedule": crontab(minute="20"),
    "options": {"expires": 60 * 60},
}
if FIGURES := env.int("ATTEST_FIGURES", default=60):
    CELERY_BEAT_SCHEDULE["count"] = {
        "task": "audit.tasks.count",
        "schedule": schedule(timedelta(seconds=FIGURES)),
        "options": {"expires": FIGURES},
    }

# Learning from decisions: a queue of its own, and a new profile when so many charts
# were signed since the last one; 0 learns only when a supervisor asks.
LEARN_QUEUE = f"{CELERY_TASK_DEFAULT_QUEUE}-learning"
LEARN_EVERY = env.int("ATTEST_LEARN_EVERY", default=500)
if LEARN_EVERY:
    CELERY_BEAT_SCHEDULE["consider-learning"] = {
        "task": "review.tasks.consider_learning",
        "schedule": schedule(timedelta(hours=1)),
        "options": {"expires": 600},
    }

# A language model: the endpoint that the environment names; others are set up on the
# engines page. Nothing of a chart leaves before its site is switched on there.
LLM_BASE_URL = env.str("OPENAI_BASE_URL", default="")
LLM_MODEL = env.str("ATTEST_LLM_MODEL", default="")
LLM_HOSTS = tuple(env.list("ATTEST_LLM_HOSTS", default=[]))
LLM_PROXY = env.str("ATTEST_LLM_PROXY", default="")
LLM_CONNECT_SECONDS = env.float("ATTEST_LLM_CONNECT_SECONDS", default=5.0)
LLM_READ_SECONDS = env.float("ATTEST_LLM_READ_SECONDS", default=30.0)
LLM_TOTAL_SECONDS = env.float("ATTEST_LLM_TOTAL_SECONDS", default=60.0)
# Prices for a million tokens and the cap of a day (UTC), in whole units of currency.
LLM_PRICE_IN = env.float("ATTEST_LLM_PRICE_IN", default=0.0)
LLM_PRICE_OUT = env.float("ATTEST_LLM_PRICE_OUT", default=0.0)
LLM_DAILY_CAP = env.float("ATTEST_LLM_DAILY_CAP", default=0.0)
LLM_DAILY_TOKENS = env.int("ATTEST_LLM_DAILY_TOKENS", default=5_000_000)
LLM_CONTEXT = env.int("ATTEST_LLM_CONTEXT", default=16_000)
LLM_MOST_OUT = env.int("ATTEST_LLM_MOST_OUT", default=2_000)
LLM_BAR = env.float("ATTEST_LLM_BAR", default=0.85)
# A run that asks a model has a queue and a time of its own; see review/tasks.
LLM_QUEUE = f"{CELERY_TASK_DEFAULT_QUEUE}-model"
LLM_RUN_SECONDS = env.int("ATTEST_LLM_RUN_SECONDS", default=600)
LLM_TRIES = env.int("ATTEST_LLM_TRIES", default=4)

SILENCED_SYSTEM_CHECKS = ["axes.W003"]
LOGGING = logs.configuration(
    json=env.bool("ATTEST_JSON_LOGS", default=not DEMO),
    level=env.str("ATTEST_LOG_LEVEL", default="INFO"),
)
