#!/bin/sh
# Print the path of a Chromium, installing one when there is none: Debian's package as root, else Playwright's own.
# It says first what it installs. With KB_INSTALL=nej in the environment it installs nothing, and prints nothing.
# Usage: chromium.sh PYTHON
set -eu
python=$1
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
    echo "Fetching Playwright's Chromium to your home folder, because tests look at the site in a browser." \
        "KB_INSTALL=nej does without." >&2
    "$python" -m playwright install chromium >&2
    "$python" -c 'from playwright.sync_api import sync_playwright as p
with p() as w: print(w.chromium.executable_path)'
fi
