#!/usr/bin/env bash
# Put a copy that backup.sh made, FOLDER/<moment>, into a new installation: an empty AIMAK_HOME, and empty databases
# where the settings name some. Stop what runs before. See docs/operations.md.
set -euo pipefail

copy=${1:?call: restore.sh FOLDER/MOMENT}
warehouse=${AIMAK_WAREHOUSE_URL:-sqlite:///$AIMAK_HOME/warehouse.sqlite}

if [[ -d $AIMAK_HOME/archive && -n $(ls -A "$AIMAK_HOME/archive") ]]; then
    echo "$AIMAK_HOME has an archive already: restore into an empty folder" >&2
    exit 1
fi
mkdir -p "$AIMAK_HOME"
if [[ -f $copy/warehouse.sqlite ]]; then
    cp "$copy/warehouse.sqlite" "${warehouse#sqlite:///}"
else
    pg_restore --exit-on-error --no-owner --single-transaction --dbname="${warehouse/+psycopg/}" "$copy/warehouse.dump"
fi
if [[ -f $copy/dagster.dump && -n ${DAGSTER_PG_DB:-} ]]; then
    PGPASSWORD=$DAGSTER_PG_PASSWORD pg_restore --exit-on-error --no-owner --single-transaction --dbname="$DAGSTER_PG_DB" \
        --host="${DAGSTER_PG_HOST:-${PGHOST:-}}" --port="$DAGSTER_PG_PORT" --username="$DAGSTER_PG_USER" "$copy/dagster.dump"
fi
cp --archive "$copy/../files/." "$AIMAK_HOME/"
echo "Restored; now: aimak migrate, aimak run"
