#!/usr/bin/env bash
# Copy everything that cannot be made again into FOLDER: the databases as they are now into a folder of this moment,
# files into FOLDER/files, which grows with the archive. The settings are read from the environment (aimak.env); nothing
# needs to be stopped. See docs/operations.md.
set -euo pipefail

folder=${1:?call: backup.sh FOLDER}
python=$(dirname "$0")/../.venv/bin/python
warehouse=${AIMAK_WAREHOUSE_URL:-sqlite:///$AIMAK_HOME/warehouse.sqlite}
now=$folder/$(date -u +%Y-%m-%dT%H%M%SZ)
mkdir -p "$now" "$folder/files"

# The warehouse first: whatever is taken in from now on is in the files too, and a run takes it up from there.
if [[ $warehouse == sqlite* ]]; then
    "$python" - "${warehouse#sqlite:///}" "$now/warehouse.sqlite" <<'PYTHON'
import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute("VACUUM INTO ?", [sys.argv[2]])
PYTHON
else
    pg_dump --format=custom --no-owner --file="$now/warehouse.dump" "${warehouse/+psycopg/}"
fi
if [[ -n ${DAGSTER_PG_DB:-} ]]; then
    PGPASSWORD=$DAGSTER_PG_PASSWORD pg_dump --format=custom --no-owner --file="$now/dagster.dump" \
        --host="${DAGSTER_PG_HOST:-${PGHOST:-}}" --port="$DAGSTER_PG_PORT" --username="$DAGSTER_PG_USER" "$DAGSTER_PG_DB"
fi

# A file goes from the intake to the archive or the quarantine, so these come after it: it is in one of the copies.
for part in intake archive quarantine outbox reports releases alerts; do
    if [[ -d $AIMAK_HOME/$part ]]; then
        cp --archive --update "$AIMAK_HOME/$part" "$folder/files/"
    fi
done
echo "$now"
