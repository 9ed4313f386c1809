#!/bin/sh
# Refresh static/vendor/ from the locked npm packages. Run by `make assets`; its output is checked in.
set -eu
cd "$(dirname "$0")"
npm ci --no-audit --no-fund --ignore-scripts
node vendor.mjs
