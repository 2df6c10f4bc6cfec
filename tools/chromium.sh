#!/bin/sh
# Print the path of a Chromium, installing one when there is none: Debian's package as root, else Playwright's own.
# Usage: chromium.sh PYTHON
set -eu
python=$1
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
        command -v "$name"
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >&2
    command -v chromium
else
    "$python" -m playwright install chromium >&2
    "$python" -c 'from playwright.sync_api import sync_playwright as p
with p() as w: print(w.chromium.executable_path)'
fi
