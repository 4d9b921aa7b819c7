#!/bin/sh
# Registers with the server that PREFECT_API_URL names: work pools, the limit on models, the flows. May be run again.
set -eu
cd "${PROJECT_ROOT:-/app}"
for pool in local shards; do
    prefect --no-prompt work-pool inspect "$pool" >/dev/null 2>&1 || prefect --no-prompt work-pool create "$pool" --type process
done
prefect --no-prompt gcl inspect models >/dev/null 2>&1 || prefect --no-prompt gcl create models --limit 1
prefect --no-prompt deploy --all
