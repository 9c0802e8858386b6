"""The Dagster code location: settings, definitions, jobs, sensors, the command line and the sample programme."""
