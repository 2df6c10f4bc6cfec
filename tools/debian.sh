#!/bin/sh
# Print the path of a program, unpacking it from Debian's packages into build/debian/ when it is not installed: nothing is
# started, no root is needed, and the machine is left as it was.
# It says first what it fetches. With KB_INSTALL=nej in the environment it fetches nothing, and prints nothing.
# Usage: debian.sh PROGRAM NEEDED-FILE PACKAGE...   NEEDED-FILE must be there too, as seen from the root; - for none.
set -eu
program=$1 needed=$2
shift 2
store=$(cd "$(dirname "$0")/.." && pwd)/build/debian
[ "$needed" = - ] && needed=.

whole() {  # Does the tree $1 hold the program and what it needs?
    for folder in usr/sbin usr/bin usr/local/bin; do
        if [ -x "$1/$folder/$program" ] && [ -e "$1/$needed" ]; then
            printf '%s/%s/%s\n' "${1%/}" "$folder" "$program"
            return
        fi
    done
    return 1
}

whole / && exit
whole "$store" && exit
if [ "${KB_INSTALL:-}" = nej ]; then
    echo "No $program. KB_INSTALL=nej: the tests that need it are left out." >&2
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg >/dev/null 2>&1; then
    echo "$program with /$needed is missing, and this is no Debian: install it and run again" >&2
    exit 1
fi
echo "Fetching to build/debian, installing nothing, because tests and measurements run $program: $*." \
    "KB_INSTALL=nej does without." >&2
mkdir -p "$store/packages"
cd "$store/packages"
[ "$(id -u)" != 0 ] || apt-get update -qq >&2
if ! apt-get download -qq "$@" >&2; then
    echo "$program is missing, and Debian's packages $* cannot be fetched" >&2
    exit 1
fi
for package in ./*.deb; do
    dpkg -x "$package" "$store"
done
rm -- ./*.deb
whole "$store"
