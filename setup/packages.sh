#!/bin/sh
# Installs the Debian packages that Conforme needs, those that are missing only; says what to do where it may not.
# Usage: setup/packages.sh PYTHON [fonts|browser]
#   PYTHON has Conforme installed; 'fonts' asks for those of the samples too, 'browser' for the Chromium of the tests.
set -eu

python=$1
missing=

command -v tesseract >/dev/null 2>&1 || missing="tesseract-ocr"
tesseract --list-langs 2>/dev/null | grep -qx fra || missing="$missing tesseract-ocr-fra"
if [ "${2:-}" = fonts ]; then
    missing="$missing $("$python" -c 'from samples.fonts import missing; print(*missing())')"
fi
if [ "${2:-}" = browser ]; then
    command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
fi
# Unquoted: splits the list and drops blanks.
# shellcheck disable=SC2086
set -- $missing
[ $# -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing: $*. This machine has no apt-get: install them its own way, then run make again." >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root=sudo
else
    echo "Missing system packages. Run this, then make again:" >&2
    echo "    sudo apt-get update && sudo apt-get install $*" >&2
    exit 1
fi
echo "Installing system packages: $*"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
