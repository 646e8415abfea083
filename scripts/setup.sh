#!/bin/sh
# Build .venv: `setup.sh core` for the demo and for use, `setup.sh all` for tests too.
# As root it installs the system packages that are missing; otherwise it names them and goes on without.
set -eu
kind=$1
python=$2

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Malath needs Python 3.11 or newer."; exit 1; }

missing=""
need() { # a library or a program, and the Debian package that brings it
    case $1 in
    lib*) ldconfig -p 2>/dev/null | grep -q "$1" || missing="$missing $2" ;;
    font:*) [ -n "$(find /usr/share/fonts "$HOME/.fonts" -iname "${1#font:}*" 2>/dev/null | head -n 1)" ] || missing="$missing $2" ;;
    *) command -v "$1" >/dev/null 2>&1 || missing="$missing $2" ;;
    esac
}
need libpango-1.0 libpango-1.0-0
need libpangoft2-1.0 libpangoft2-1.0-0
need libharfbuzz-subset libharfbuzz-subset0
need font:NotoNaskhArabic fonts-noto-core
need font:NotoSansArabicUI fonts-noto-ui-core
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
if [ "$kind" = all ]; then
    need chromium chromium
    need msgfmt gettext
    need pdftotext poppler-utils
    # What outsiders check a vault's packages with, and what the vault is measured against.
    need age age
    need openssl openssl
    need go golang-go
    [ -d /usr/share/gocode/src/golang.org/x/mod ] || missing="$missing golang-golang-x-mod-dev"
    need restic restic
    need strace strace
    # What looks at hostile files, behind walls; without them the page says what was left out.
    need bwrap bubblewrap
    need ffmpeg ffmpeg
    need exiftool libimage-exiftool-perl
    need tesseract tesseract-ocr
    [ -n "$(find /usr/share/tesseract-ocr -name ara.traineddata 2>/dev/null)" ] || missing="$missing tesseract-ocr-ara"
    [ -n "$(find /usr/share/tesseract-ocr -name fra.traineddata 2>/dev/null)" ] || missing="$missing tesseract-ocr-fra"
    need mat2 mat2
    need heif-convert libheif-examples
    need file file
    need gpgv gpgv
    need gpg gnupg
    # A cluster of Apache Spark on this machine.
    need java default-jre-headless
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
fi
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
    else
        echo "These system packages are missing:$missing"
        echo "Printed plans (PDF) or browser journeys that need them are left out. To have them: sudo apt-get install$missing"
    fi
fi

[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$kind.txt"
# Malath itself needs no build: a path file shows Python where it lies, and a two-line script is its command.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$PWD/src" >"$site/malath.pth"
cat >.venv/bin/malath <<EOF
#!/bin/sh
exec "$PWD/.venv/bin/python" -m malath.cli.main "\$@"
EOF
chmod +x .venv/bin/malath
.venv/bin/python scripts/translations.py compile
