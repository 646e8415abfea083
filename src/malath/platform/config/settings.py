"""Settings, from the environment only. A secret NAME may also come from a file named in NAME_FILE."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from malath.platform.config.environment import boolean, database, host_secret, text
from malath.platform.keeper.client import home

HOME = home()
DEMO = boolean("MALATH_DEMO")
DEBUG = False
SECRET_KEY = host_secret(HOME)
ALLOWED_HOSTS = text("MALATH_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
BEHIND_TLS = boolean("MALATH_TLS")
CSRF_TRUSTED_ORIGINS = [origin for origin in text("MALATH_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Before allauth, whose templates it replaces.
    "malath.platform.access",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "malath.platform.sealed",
    "malath.platform.audit",
    "malath.platform.notices",
    "malath.platform.interface",
    "malath.people",
    "malath.people.asking",
    "malath.people.matching",
    "malath.protection.alerts",
    "malath.protection.cases",
    "malath.protection.accompaniment",
    "malath.protection.hosting",
    "malath.protection.stays",
    "malath.protection.placing",
    "malath.protection.companions",
    "malath.recovery.plans",
    "malath.accountability.evidence",
    "malath.accountability.violations",
    "malath.accountability.testimony",
    "malath.accountability.lists",
    "malath.accountability.search",
    "malath.voice.statements",
    "malath.voice.site",
    "malath.voice.letters",
    "malath.voice.subscribers",
    "malath.voice.remembrance",
    "malath.voice.campaigns",
    "malath.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "malath.platform.interface.middleware.SafeHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "malath.platform.interface.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "malath.platform.access.middleware.SignInMiddleware",
    "malath.platform.access.middleware.SecondFactorMiddleware",
    "malath.platform.interface.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "malath.platform.config.urls"
WSGI_APPLICATION = "malath.platform.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).resolve().parent.parent / "interface" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "malath.platform.interface.context.shell",
                "malath.platform.notices.context.bell",
            ],
        },
    },
]

DATABASES = {"default": database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Sessions and cache hold identifiers and counters only; the cache lives in memory.
SESSION_ENGINE = "malath.platform.access.session_store"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_NAME = "__Host-malath" if BEHIND_TLS else "malath"
CSRF_COOKIE_NAME = "__Host-malath-csrf" if BEHIND_TLS else "malath-csrf"
LANGUAGE_COOKIE_NAME = "malath-language"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Room for many: with the usual 300 entries, whoever tries 300 handles makes the count of a watched one forgotten.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "access.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "malath.platform.access.allauth.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USER_MODEL_EMAIL_FIELD: str | None = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {
    "login": "malath.platform.access.sign_in_forms.LoginForm",
    "reauthenticate": "malath.platform.access.sign_in_forms.ReauthenticateForm",
    "change_password": "malath.platform.access.sign_in_forms.ChangePasswordForm",
}
# Counted in memory. Five failures a handle in a quarter of an hour, known or unknown; an address is only a digest.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/m/ip,5/15m/key", "change_password": "5/m/user"}
MFA_FORMS = {
    "authenticate": "malath.platform.access.sign_in_forms.AuthenticateForm",
    "reauthenticate": "malath.platform.access.sign_in_forms.ReauthenticateCodeForm",
    "activate_totp": "malath.platform.access.sign_in_forms.ActivateTOTPForm",
    "add_webauthn": "malath.platform.access.sign_in_forms.AddPasskeyForm",
    "login_webauthn": "malath.platform.access.sign_in_forms.LoginPasskeyForm",
    "authenticate_webauthn": "malath.platform.access.sign_in_forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "malath.platform.access.sign_in_forms.ReauthenticatePasskeyForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ADAPTER = "malath.platform.access.allauth.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Malath"
MFA_TOTP_TOLERANCE = 1  # a code typed as the half minute ends still counts (RFC 6238, section 5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS

LANGUAGE_CODE = "en"
LANGUAGES = [("ar", _("Arabic")), ("en", _("English")), ("fr", _("French"))]
# The words of the modules directly under platform; each room keeps its own.
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = text("MALATH_TIME_ZONE", "Europe/Paris")

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# Uploads stay in memory on their way to the keeper: a temporary file would be plaintext on the disk.
FILE_UPLOAD_HANDLERS = ["malath.platform.sealed.uploads.MemoryOnlyUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# Who vouches for the logs of vault and audit, and where the vault is copied to (platform/sealed/vouching.py).
TIMESTAMP_AUTHORITIES = text("MALATH_TIMESTAMP_AUTHORITIES", "").split()
REPLICA = text("MALATH_REPLICA", "")
REPLICA_ENDPOINT = text("MALATH_REPLICA_ENDPOINT", "")

# How often the coalition may be asked whether anyone knows a person: by an organisation, and by one member of it.
QUESTIONS_A_WEEK = int(text("MALATH_QUESTIONS_A_WEEK", "20"))
QUESTIONS_A_WEEK_A_MEMBER = int(text("MALATH_QUESTIONS_A_WEEK_A_MEMBER", "8"))

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
# No mail leaves the demo.
EMAIL_HOST = "" if DEMO else text("MALATH_SMTP_HOST", "")
EMAIL_PORT = int(text("MALATH_SMTP_PORT", "25"))
EMAIL_HOST_USER = text("MALATH_SMTP_USER", "")
EMAIL_HOST_PASSWORD = text("MALATH_SMTP_PASSWORD", "")
EMAIL_USE_TLS = boolean("MALATH_SMTP_TLS")
# A mail server that does not answer keeps no job waiting.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = text("MALATH_MAIL_FROM", "notice@localhost")
# The name by which readers know the public site, and the sender of its news: another than that of notices to members, which
# tell nobody where they come from.
SITE_URL = text("MALATH_SITE_URL", "").rstrip("/")
NEWS_FROM = text("MALATH_NEWS_FROM", "")
if not EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "spool"

SECURE_CONTENT_TYPE_NOSNIFF = True
# Nothing goes to another site. "no-referrer" would make browsers send "Origin: null" with our own forms (Fetch, 3.1),
# and the check against forged requests would refuse every one of them.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_SSL_REDIRECT = False
X_FRAME_OPTIONS = "DENY"
_SELF = ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": _SELF,
        "style-src": _SELF,
        "img-src": _SELF,
        "font-src": _SELF,
        "connect-src": _SELF,
        "form-action": _SELF,
        "manifest-src": _SELF,
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# Logs carry no address, no agent, no query: the web server's own access log is off, and Django's says what failed.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "malath.platform.config.logs.SafeHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": text("MALATH_LOG_LEVEL", "WARNING")},
}
