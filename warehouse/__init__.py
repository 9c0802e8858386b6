"""Where it lands and what leaves: tables, loading, indicators, quality and publications. No Dagster."""
