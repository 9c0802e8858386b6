"""The templates from the command line: one municipality's, or those of everybody in a quarter.

Who is meant, and where to; what is written is in ``sources.template``. No warehouse is needed, and none is made.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aimak_pipeline.console import console, progress_bar
from sources.compute import ComputeError, compute_at
from sources.forms.cover import COVER_FIELDS
from sources.quarters import BISHKEK, Quarter
from sources.register import EnrolmentError, load_enrolment, load_register
from sources.template.issuing import TemplateIssue
from warehouse.template_figures import prefills_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from aimak_pipeline.settings import Settings
    from sources.register import Municipality, Register

_SHOWN = 12


def municipality_called(text: str, register: Register) -> Municipality:
    """Return the municipality that a code or a name means.

    Raises:
        click.ClickException: none or several are meant; the message names them.
    """
    found = register.match(text, text)
    if found.municipality is not None:
        return found.municipality
    if not found.candidates:
        raise click.ClickException(f"no municipality has the code or the name {text!r}")
    lines = [
        f"  {each.code}  {each.full_name.ru}, {each.raion.name.ru}, {each.oblast.name.ru}" for each in found.candidates
    ]
    more = [f"  … and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    raise click.ClickException("\n".join([f"{text!r} may be any of these; give its code:", *lines[:_SHOWN], *more]))


def quarter_asked(key: str, *, ahead: bool) -> Quarter:
    """Return the quarter that templates are asked for.

    Args:
        key: such as ``2021-Q1``.
        ahead: whether it may lie more than a quarter ahead.

    Raises:
        click.ClickException: no report can be of such a year, or the quarter is further ahead.
    """
    quarter, year = Quarter.parse(key), COVER_FIELDS["year"]
    if year.minimum is not None and year.maximum is not None and not year.minimum <= quarter.year <= year.maximum:
        raise click.ClickException(f"{quarter}: reports are of the years {year.minimum:.0f} to {year.maximum:.0f}")
    following = Quarter.of(datetime.now(BISHKEK).date()).plus(1)
    if quarter > following and not ahead:
        raise click.ClickException(
            f"{quarter} is further ahead than the next quarter, {following}; if meant, add --ahead"
        )
    return quarter


def write_one(settings: Settings, name: str, quarter: Quarter, file: Path | None) -> None:
    """Write the template of one municipality, by default into the current folder."""
    municipality = municipality_called(name, load_register(settings.register_folder))
    issue = _issue(settings, quarter)
    target = file or Path()
    if target.is_dir():
        target /= issue.file_name(municipality.code)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        issue.write(municipality.code, target)
    except OSError as error:
        raise click.ClickException(f"{target} cannot be written: {error.strerror}") from None
    prefill = issue.prefills.get(municipality.code)
    source = f"its report for {prefill.quarter}" if prefill else "the register"
    console.print(f"{target}: {municipality.full_name.ru}, {quarter}, filled in from {source}", soft_wrap=True)


def write_all(settings: Settings, quarter: Quarter, target: Path | None) -> None:
    """Write the templates of all municipalities enrolled in a quarter: into a zip, a folder, or the outbox."""
    try:
        codes = sorted(load_enrolment(settings.enrolment, load_register(settings.register_folder)).expected(quarter))
    except EnrolmentError as error:
        raise click.ClickException(str(error)) from None
    if not codes:
        raise click.ClickException(f"no municipality is enrolled in {quarter}")
    with progress_bar() as progress:
        bar = progress.add_task("Writing templates", total=len(codes))
        issue = _issue(settings, quarter, lambda done, _total: progress.update(bar, completed=done))
        try:
            if target is None:
                issue.into_outbox(codes, settings.outbox)
            elif target.suffix.lower() == ".zip":
                issue.into_zip(codes, target)
            else:
                issue.into_folder(codes, target)
        except ComputeError as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            raise click.ClickException(f"{error.filename or target} cannot be written: {error.strerror}") from None
    place = settings.outbox / "<code>" if target is None else target
    console.print(f"{len(codes)} templates for {quarter} in {place}", soft_wrap=True)


def _issue(
    settings: Settings, quarter: Quarter, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> TemplateIssue:
    prefills = prefills_from(settings.warehouse, quarter)
    register = load_register(settings.register_folder)
    compute = compute_at(settings.compute, settings.workers)
    return TemplateIssue(quarter, register, prefills, settings.languages, settings.deadline_days, compute, progress)
