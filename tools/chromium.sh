#!/bin/sh
# Print the path of a Chromium, installing Debian's signed package when there is none and root asks.
# It says first what it installs. With KB_INSTALL=nej in the environment it installs nothing, and prints nothing.
# Usage: chromium.sh
set -eu
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
        command -v "$name"
        exit 0
    fi
done
if [ "${KB_INSTALL:-}" = nej ]; then
    echo "No Chromium. KB_INSTALL=nej: the tests in a browser are left out." >&2
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing in this system, with apt-get as root, because tests look at the site in a browser: chromium." \
        "KB_INSTALL=nej does without." >&2
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >&2
    command -v chromium
else
    echo "No Chromium, and nobody here may install Debian's. Install one, or name it: CHROMIUM=/path make test." \
        "Playwright's own is not fetched, for nothing says what it should be: no signature, no hash." \
        "KB_INSTALL=nej does without." >&2
    exit 1
fi
