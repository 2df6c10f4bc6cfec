#!/bin/sh
# Install the programs that tests need, as Debian packages, and say so first. Usage: packages.sh COMMAND=PACKAGE...
# With KB_INSTALL=nej in the environment nothing is installed, and the tests that need them are left out.
set -eu
PATH=$PATH:/usr/sbin:/sbin
missing=
for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null 2>&1 || missing="$missing ${pair#*=}"
done
[ -z "$missing" ] && exit 0
if [ "${KB_INSTALL:-}" = nej ]; then
    echo "Missing:$missing. KB_INSTALL=nej: the tests that need them are left out." >&2
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Tests need:$missing. Install them and run again, or leave those tests out with KB_INSTALL=nej." >&2
    exit 1
fi
echo "Installing in this system, with apt-get as root, because tests publish over the real programs:$missing." \
    "KB_INSTALL=nej does without." >&2
apt-get update -qq
# shellcheck disable=SC2086 - one word a package
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
