"""Migrations: how a warehouse made by one release becomes that of a later one, with all that is in it.

One module a step in ``versions``, run by Alembic. The steps state the fixed tables as they were at the time and import
nothing from ``warehouse.tables``, which tells only of today. Fact tables have no steps: they follow the forms (see
``warehouse.migrating``), so that a new column of a form is one statement in one file.
"""
