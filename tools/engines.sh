#!/bin/sh
# Install the other browsers that tests look at the site in, as Debian packages, and say so first: Firefox, WebKit as it is
# now, and a WebKit without popover, which Debian 12 still has. They find their own files where their packages put them,
# so they cannot be unpacked elsewhere as debian.sh does. Where they cannot be installed, or KB_INSTALL=nej in the
# environment says that nothing may be, those tests are left out, which is said aloud; in CI it is a failure.
# Usage: engines.sh
set -eu
missing=
for pair in firefox-esr=firefox-esr WebKitWebDriver=webkit2gtk-driver Xvfb=xvfb \
    WPEWebDriver=wpewebkit-driver "cog=cog libwpebackend-fdo-1.0-1"; do
    command -v "${pair%%=*}" >/dev/null 2>&1 || missing="$missing ${pair#*=}"
done
[ -z "$missing" ] && exit 0
why="Nobody here can install them"
if [ "${KB_INSTALL:-}" = nej ]; then
    why=KB_INSTALL=nej
elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing in this system, with apt-get as root, because tests look at the site in other browsers:$missing." \
        "KB_INSTALL=nej does without." >&2
    # shellcheck disable=SC2086 - one word a package
    apt-get update -qq >&2 &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2 && exit 0
fi
echo "NOT TRIED IN EVERY BROWSER. Missing:$missing. $why: the tests that need them are left out." >&2
[ -z "${CI:-}" ]
