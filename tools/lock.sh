#!/bin/sh
# Resolve the dependencies anew for every Python from 3.11 and every platform, with hashes and without index addresses,
# then install them and list them with their licences. The files themselves tell pip to refuse source packages.
# Usage: lock.sh PYTHON, in an environment that holds requirements/lock.txt.
set -eu
python=$1
lock() {
    out=$1
    shift
    "$python" -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
        --no-emit-index-url --only-binary :all: --emit-build-options "$@" -o "$out"
}
lock requirements/lock.txt --upgrade requirements/lock.in
lock requirements/site.txt --upgrade --extra s3 --extra redaktion pyproject.toml requirements/site.in
lock requirements/test.txt --upgrade --extra test --constraints requirements/site.txt pyproject.toml requirements/site.in
lock requirements/soak.txt --upgrade --constraints requirements/test.txt requirements/soak.in
"$python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/test.txt
"$python" tools/inventory.py
