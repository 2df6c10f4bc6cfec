#!/bin/sh
# Resolve the dependencies anew for every Python from 3.11 and every platform, with hashes and without index addresses.
# Usage: lock.sh UV
set -eu
lock() {
    out=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
        --no-emit-index-url "$@" pyproject.toml requirements/site.in -o "$out"
}
uv=$1
lock requirements/site.txt --upgrade
lock requirements/test.txt --extra test --constraints requirements/site.txt
