#!/bin/sh
# Print the path of a Chromium, installing Debian's signed package when there is none and root asks.
# With `shell`: of Chromium's engine alone, Debian's chromium-headless-shell, in which a page costs less than half the
# processor time; nothing when there is none, or when the environment names a CHROMIUM: then that is used for all.
# It says first what it installs. With KB_INSTALL=nej in the environment it installs nothing, and prints nothing.
# Usage: chromium.sh [shell]
set -eu
if [ "${1:-}" = shell ]; then
    [ -n "${CHROMIUM_SHELL:-}" ] || [ -z "${CHROMIUM:-}" ] || exit 0
    package=chromium-headless-shell names="${CHROMIUM_SHELL:-} chromium-headless-shell"
    without="the tests in a browser take longer, in a whole one"
else
    package=chromium names="${CHROMIUM:-} chromium chromium-browser google-chrome"
    without="the tests in a browser are left out"
fi
for name in $names; do
    if command -v "$name" >/dev/null 2>&1; then
        command -v "$name"
        exit 0
    fi
done
if [ "${KB_INSTALL:-}" = nej ]; then
    echo "No $package. KB_INSTALL=nej: $without." >&2
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing in this system, with apt-get as root, because tests look at the site in a browser: $package." \
        "KB_INSTALL=nej does without." >&2
    apt-get update -qq >&2
    if DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >&2; then
        command -v "$package"
        exit 0
    fi
fi
if [ "${1:-}" = shell ]; then
    echo "No $package, and it cannot be installed here: $without." >&2
    exit 0
fi
echo "No Chromium, and Debian's cannot be installed here. Install one, or name it: CHROMIUM=/path make test." \
    "Playwright's own is not fetched, for nothing says what it should be: no signature, no hash." \
    "KB_INSTALL=nej does without." >&2
exit 1
