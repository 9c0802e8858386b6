"""The suites as Great Expectations knows them: one throw-away context, one checkpoint, one run.

The only module that imports Great Expectations, which takes 6 s of CPU time; import it inside the function that needs
it. What is expected is declared in the suites' modules, how the pages look is ``docs``'s.
"""

from __future__ import annotations

import html
import logging
import os
from typing import TYPE_CHECKING, Any

# Read when the package is imported: nothing is to be told to anybody about who runs what.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
from great_expectations.compatibility import pydantic
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.render.components import CollapseContent, LegacyDiagnosticRendererType, RenderedTableContent
from great_expectations.render.renderer.renderer import renderer
from sqlalchemy.engine import URL, make_url

from warehouse.engine import open_read_only
from warehouse.expectations.sql import as_template, as_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy.engine import Dialect

    from sources.quarters import Quarter
    from warehouse.expectations.expectation import Suite

SHOWN_ROWS = 20
"""How many of the rows that break an expectation its page shows."""


class ExpectNoBreakingRows(UnexpectedRowsExpectation):
    """A query that must find nothing, with the rows it does find shown on its page."""

    @pydantic.validator("unexpected_rows_query")
    def _validate_query(cls, query: str) -> str:  # noqa: N805 - pydantic 1 makes it a class method
        # Takes the place of the parent's, which prints a line for every query that looks beyond one table: all do.
        return query

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.OBSERVED_VALUE)
    def _diagnostic_observed_value_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> str:
        del configuration, runtime_configuration  # every renderer is handed them
        found = result.result.get("observed_value") if result else None
        return "--" if found is None else "none" if found == 0 else f"{found} row{'s' if found > 1 else ''}"

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_TABLE)
    def _diagnostic_unexpected_table_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> list[RenderedTableContent | CollapseContent] | None:
        del configuration, runtime_configuration
        rows = breaking_rows(result)[:SHOWN_ROWS] if result else []
        if not rows:
            return None
        # Great Expectations puts cells into the page as they are, and some texts come from workbooks.
        cells = [["" if value is None else html.escape(str(value)) for value in row.values()] for row in rows]
        styling = {"body": {"classes": ["table-bordered", "table-sm", "mt-3"]}}
        return [RenderedTableContent(table=cells, header_row=list(rows[0]), styling=styling)]


def breaking_rows(result: Any) -> list[dict[str, Any]]:
    """Return the rows that one result names; no more than 200, which is all that Great Expectations fetches."""
    return list((result.result.get("details") or {}).get("unexpected_rows") or [])


def run_checkpoint(
    warehouse_url: str, quarter: Quarter, suites: Iterable[Suite], pages: Path | None
) -> list[tuple[str, str, Any]]:
    """Run suites over a quarter.

    Args:
        warehouse_url: a SQLAlchemy URL of SQLite or PostgreSQL; the database is only read.
        quarter: the quarter.
        suites: what is expected.
        pages: an empty folder for the Data Docs, or None for none.

    Returns:
        The suite, the expectation's name and Great Expectations' result, of every expectation in order.

    Raises:
        RuntimeError: a query could not be run; the message holds what the database said.
    """
    engine = open_read_only(warehouse_url)
    dialect_class: Any = type(engine.dialect)
    dialect: Dialect = dialect_class(paramstyle="named")
    # It warns about each retry of a rendered page's link and of how its own defaults change; none of it is ours.
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    source = _data_source(context, engine.url)
    definitions = []
    for suite in suites:
        asset = source.add_query_asset(name=f"{suite.name}-{quarter}", query=as_text(suite.subject(quarter), dialect))
        declared = gx.ExpectationSuite(
            name=suite.name,
            notes=suite.description,
            expectations=[
                ExpectNoBreakingRows(
                    unexpected_rows_query=as_template(as_text(expectation.breaking(quarter), dialect)),
                    description=expectation.description,
                    notes=expectation.notes,
                    severity=FailureSeverity(expectation.severity),
                    meta={"name": expectation.name},
                )
                for expectation in suite.expectations
            ],
        )
        definition = gx.ValidationDefinition(
            name=suite.name,
            data=asset.add_batch_definition_whole_table("quarter"),
            suite=context.suites.add(declared),
        )
        definitions.append(context.validation_definitions.add(definition))
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(name="quarter", validation_definitions=definitions, result_format={"result_format": "COMPLETE"})
    )
    outcome = checkpoint.run(run_id=gx.RunIdentifier(run_name=str(quarter)))
    engine.dispose()
    results: list[tuple[str, Any]] = [
        (validation.suite_name, result) for validation in outcome.run_results.values() for result in validation.results
    ]
    for suite_name, result in results:
        _raise_if_it_could_not_run(suite_name, result)
    if pages:
        # Once at the end: as an action of the checkpoint it would write the index again for every suite.
        _build_pages(context, pages)
    return [(suite_name, result.expectation_config.meta["name"], result) for suite_name, result in results]


def _data_source(context: Any, url: URL) -> Any:
    """Return the warehouse as a data source that only reads.

    Great Expectations is given a way to connect and not the URL: it would take a ``$`` in a password or a path for a
    variable, and it writes what it is given into its configuration.
    """
    address = make_url(url)
    dialect = address.get_dialect()()
    dialect.dbapi = dialect.import_dbapi()
    arguments, options = dialect.create_connect_args(address)
    if address.get_backend_name() == "postgresql":
        options["options"] = f"{options.get('options', '')} -c default_transaction_read_only=on".strip()

    def connect() -> Any:
        return dialect.connect(*arguments, **options)

    if address.get_backend_name() == "sqlite":
        return context.data_sources.add_sqlite("warehouse", connection_string="sqlite://", kwargs={"creator": connect})
    driver = address.drivername
    return context.data_sources.add_postgres(
        "warehouse", connection_string=f"{driver}://warehouse@localhost/warehouse", kwargs={"creator": connect}
    )


def _build_pages(context: Any, pages: Path) -> None:
    context.add_data_docs_site(
        site_name="warehouse",
        site_config={
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", "show_cta_footer": False},
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(pages.absolute())},
        },
    )
    context.build_data_docs(site_names=["warehouse"])


def _raise_if_it_could_not_run(suite_name: str, result: Any) -> None:
    info, name = result.exception_info or {}, result.expectation_config.meta["name"]
    for fault in [info] if "raised_exception" in info else info.values():
        if fault["raised_exception"]:
            raise RuntimeError(
                f"expectation {name} of suite {suite_name} could not be checked: {fault['exception_message']}"
            )
