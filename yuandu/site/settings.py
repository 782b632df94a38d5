"""Settings: what differs from place to place comes from the environment (.env.example lists it)."""

from os import environ
from pathlib import Path

from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from yuandu.site.signin.outside_settings import read_providers

BASE_DIR = Path(__file__).resolve().parents[2]
HOME = Path(environ.get("YUANDU_HOME", BASE_DIR / "var"))

SECRET_KEY = environ["SECRET_KEY"]
DEBUG = environ.get("DEBUG") == "1"
ALLOWED_HOSTS = environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in environ.get("TRUSTED_ORIGINS", "").split(",") if origin]

DATABASE_URL = environ["DATABASE_URL"]
conninfo = conninfo_to_dict(DATABASE_URL)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": conninfo.pop("dbname"),
        "CONN_HEALTH_CHECKS": True,  # 0.1 ms, so that after a restart of PostgreSQL no page fails
        # one pool for the threads of a process; under tests each thread has its own connection
        "OPTIONS": conninfo
        | (
            {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}
            if environ.get("DATABASE_POOL") == "1"
            else {}
        ),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "template_partials",
    "yuandu.kernel",
    "yuandu.engines.activity",
    "yuandu.engines.jobs",
    "yuandu.engines.files",
    "yuandu.engines.registry",
    "yuandu.engines.messaging",
    "yuandu.engines.indicators",
    "yuandu.domains.plan",
    "yuandu.site.provider",
    "oauth2_provider",
    "yuandu.site",
    "yuandu.site.signin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "django.forms",  # last, so that kernel/templates/django/forms wins
]
MIDDLEWARE = [
    "yuandu.kernel.refusals.RefusalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "yuandu.site.signin.middleware.HashBudget",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yuandu.engines.registry.middleware.SeatMiddleware",
    "yuandu.site.provider.middleware.ClientMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yuandu.site.signin.lessons.LessonMiddleware",
    "yuandu.site.signin.middleware.SecondFactor",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "yuandu/site/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "yuandu.kernel.navigation.shell",
                "yuandu.site.pages.frame.portal",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

ROOT_URLCONF = "yuandu.site.urls"
ASGI_APPLICATION = "yuandu.site.asgi.application"

# signing in: 19 MiB, t=2, p=1 keeps a hash near 20 ms, so that a whole school can sign in on one morning
AUTH_USER_MODEL = "registry.User"
AUTHENTICATION_BACKENDS = ["yuandu.site.signin.backends.SignIn"]
PASSWORD_HASHERS = ["yuandu.site.signin.hashers.SchoolMorningHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/today/"
ACCOUNT_ADAPTER = "yuandu.site.signin.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "yuandu.site.signin.forms.SignInForm",
    "change_password": "yuandu.site.signin.forms.ChangePasswordForm",
    "set_password": "yuandu.site.signin.forms.SetPasswordForm",
    "reset_password": "yuandu.site.signin.forms.ResetPasswordForm",
    "reset_password_from_key": "yuandu.site.signin.forms.ResetPasswordKeyForm",
    "reauthenticate": "yuandu.site.signin.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_PRESERVE_USERNAME_CASING = False  # kept in small letters, and so found by the index
# passwords are counted by signin/tries.py; what allauth counts as failed are codes of the second factor
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "10/5m/key,100/1d/key",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "120/m/ip",
    "activate": "300/5m/ip",
}
ACCOUNT_EMAIL_NOTIFICATIONS = False  # notices tell of changes
# the second factor: for whom it is required stands here, in one place
SECOND_FACTOR = environ.get("SECOND_FACTOR") or "required"  # or "offered"
SECOND_FACTOR_ROLES = {"administrator", "officer"}
SECOND_FACTOR_PERMISSIONS = {"registry.import"}  # who takes personal data out
MFA_ADAPTER = "yuandu.site.signin.factors.FactorAdapter"
MFA_FORMS = {
    "authenticate": "yuandu.site.signin.forms.CodeForm",
    "reauthenticate": "yuandu.site.signin.forms.CodeAgainForm",
    "activate_totp": "yuandu.site.signin.forms.AppForm",
    "add_webauthn": "yuandu.site.signin.forms.PasskeyForm",
    "edit_webauthn": "yuandu.site.signin.forms.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from the registry
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "鸢都"
MFA_TOTP_TOLERANCE = 1  # the clock of a phone may be half a minute off
MFA_RATE_LIMITS = {"webauthn_login": None}  # a passkey cannot be guessed
# outside providers, such as the province's citizen app: docs/run/sign-in.md
SOCIALACCOUNT_ADAPTER = "yuandu.site.signin.outside.OutsideAccounts"
SOCIALACCOUNT_PROVIDERS = {"outside": {"APPS": read_providers(environ.get("OUTSIDE_PROVIDERS", ""))}}
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link, so that `form-action` of the policy stays closed
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environ.get("HTTPS") == "1"

# tries of signing in are counted for all web processes together; what was drawn, each keeps for itself
CACHES = {
    "default": {"BACKEND": "yuandu.site.shared_cache.SharedCache", "LOCATION": "shared_cache"},
    "drawn": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 60},
    "seen": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "seen",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}

CITY_NAME = environ.get("CITY_NAME") or "潍坊"  # what stands beside our mark on every page
CITY_NAME_EN = environ.get("CITY_NAME_EN") or "Weifang"

SAVE_VIEW, DELETE_VIEW = "registry:save_view", "registry:delete_view"
ASK_EXPORT = "registry:ask_export"  # where a list of people leads instead of to its file

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "yuandu/locale"]
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": environ.get("STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage"),
    },
}
WHITENOISE_USE_FINDERS = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "style-src-attr": [UNSAFE_INLINE],  # custom properties only: --v
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}

# our own OpenID provider: the rows of the toolkit's protocol are ours (site/provider/models)
OAUTH2_PROVIDER_APPLICATION_MODEL = "provider.Client"
OAUTH2_PROVIDER_GRANT_MODEL = "provider.Code"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "provider.AccessToken"
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "provider.RefreshToken"

VIRUS_SCAN = environ.get("VIRUS_SCAN", "")  # a command that gets the path of each file, as clamdscan does

# the head of the trail is signed by a key, and kept in a file, that no superuser of the database reaches
TRAIL_KEY = Path(environ.get("TRAIL_KEY") or HOME / "keys/trail.key")
TRAIL_LOG = Path(environ.get("TRAIL_LOG") or HOME / "trail/heads.jsonl")

PROCRASTINATE_ON_APP_READY = "yuandu.kernel.jobs.on_app_ready"
EMAIL_URL = environ.get("EMAIL_URL", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_URL else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST, _colon, port = EMAIL_URL.removeprefix("smtp://").partition(":")
EMAIL_PORT = int(port or 25)
# how links in letters begin: what people type behind a proxy, else where the product listens
ADDRESS = next(
    iter(CSRF_TRUSTED_ORIGINS), f"http://{environ.get('HOST') or '127.0.0.1'}:{environ.get('PORT') or 8000}"
)
DEFAULT_FROM_EMAIL = environ.get("EMAIL_FROM", "yuandu@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "yuandu.kernel.refusals.RequestId"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "fido2": {"level": "WARNING"},  # says whose key it saw
    },
}
