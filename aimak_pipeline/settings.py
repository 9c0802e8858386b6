"""Settings: environment variables with defaults that work on a laptop.

Every setting of the project stands here and nowhere else; the rest of the code is handed values.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import fsspec
from fsspec.core import split_protocol
from pydantic import (
    DirectoryPath,
    Field,
    FilePath,
    NonNegativeFloat,
    PositiveInt,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pydantic_settings import SettingsError as NotReadableError
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from sources.compute import is_scheduler
from sources.intake.file_systems import shown
from sources.notice.mail import MailServer
from sources.quarters import Quarter
from sources.register import SHIPPED_REGISTER, load_register
from sources.workbook.limits import Limits
from warehouse.release.terms import LICENCES

_SECRET = {"warehouse_url", "smtp_url", "webhook_url"}
"""Settings that may hold a password: what they are is not repeated."""


class SettingsError(Exception):
    """The environment does not make sense; the message says which variable and why."""


class Settings(BaseSettings):
    """What can be set, by environment variables that begin with ``AIMAK_``."""

    model_config = SettingsConfigDict(
        env_prefix="AIMAK_",
        env_prefix_target="all",
        env_nested_delimiter="__",
        frozen=True,
        use_attribute_docstrings=True,
        validate_by_alias=True,
        validate_by_name=True,
    )

    home: Path = Path("var")
    """Everything that the pipeline writes lies below it."""
    intake_url: str = ""
    """Where files are dropped: a folder or any fsspec URL, such as ``s3://bucket/intake`` or
    ``sftp://user@host/intake``. Default: ``$AIMAK_HOME/intake``."""
    archive_url: str = ""
    """The immutable store, by content hash: a folder or any fsspec URL. Default: ``$AIMAK_HOME/archive``. How
    credentials of both are given: [for data engineers](engineers.md#buckets-and-file-servers)."""
    warehouse_url: str = ""
    """A SQLAlchemy URL of SQLite or PostgreSQL. Default: ``sqlite:///$AIMAK_HOME/warehouse.sqlite``."""
    compute: str = "local"
    """Where workbooks are read, marked and written: ``local``, in processes of this machine, or on a Dask cluster, by
    the address of its scheduler: ``tcp://host:8786`` or ``tls://host:8786``."""
    enrolment: FilePath = Path(str(files("aimak_pipeline") / "sample" / "enrolment.csv"))
    """CSV ``code,from,to,email``: which municipalities are expected to report, and when. Default: the sample's."""
    # BaseSettings has an attribute ``register`` of its own.
    register_folder: DirectoryPath = Field(default=SHIPPED_REGISTER, alias="register")
    """A folder with ``municipalities.csv``, ``settlements.csv`` and ``areas.csv``: which municipalities there are.
    Default: the register that comes with the release (``sources/register``, where a README explains the columns)."""
    languages: Annotated[tuple[Literal["ky", "ru", "en"], ...], NoDecode] = ("ky", "ru")
    """The languages of notices and templates."""
    deadline_days: PositiveInt = 20
    """A report is on time until so many days after the quarter's end."""
    correction_days: PositiveInt = 10
    """A correction is asked for until so many days after receipt, or the report's own deadline if that is later."""
    smtp_url: SecretStr = SecretStr("")
    """Mails notices: ``smtps://user:password@host:465/?from=address`` (TLS) or ``smtp://…:587/…`` (STARTTLS;
    ``?tls=none`` for a relay without). ``@`` in a name or password is ``%40``. Default: no mail is sent."""
    alert_emails: Annotated[tuple[str, ...], NoDecode] = ()
    """Who is mailed alerts, addresses with commas between them; needs ``AIMAK_SMTP_URL``. Default: nobody."""
    webhook_url: SecretStr = SecretStr("")
    """Where alerts are posted as JSON, such as a chat's incoming webhook. Default: nowhere."""
    settle_seconds: NonNegativeFloat = 10
    """A dropped file is left alone until it has not changed for so long."""
    trust_file_times: bool = False
    """Whether a file counts as received when it says it was last written; else when it came to lie in the intake."""
    programme_start: str = "2016-Q4"
    """The programme's first quarter, from which cumulative indicators count."""
    reports_url: str = ""
    """Where the reports folder is served, for links in the Dagster UI. Default: the UI shows the files' paths."""
    data_licence: str = "CC-BY-4.0"
    """On which licence releases are given, by its SPDX identifier; a decision of whoever publishes them."""
    publisher: str = "Successful Aimak programme"
    """Who publishes the releases and is named where they are cited."""
    workers: PositiveInt | None = None
    """How many workbooks are read at once on this machine. Default: one a core."""
    limits: Limits = Field(default_factory=Limits)
    """What a workbook may be at most, each limit a variable of its own."""

    @field_validator("languages", "alert_emails", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("programme_start")
    @classmethod
    def _quarter(cls, value: str) -> str:
        return str(Quarter.parse(value))

    @field_validator("register_folder")
    @classmethod
    def _register(cls, value: Path) -> Path:
        _ = load_register(value).settlements  # read here: an operator's mistake is told before anything begins
        return value

    @field_validator("warehouse_url")
    @classmethod
    def _database(cls, value: str) -> str:
        try:
            backend = make_url(value).get_backend_name() if value else "sqlite"
        except ArgumentError:
            backend = None
        if backend not in ("sqlite", "postgresql"):
            raise ValueError("not a SQLAlchemy URL of SQLite or PostgreSQL, such as postgresql+psycopg://host/name")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            MailServer.parse(value.get_secret_value())
        return value

    @field_validator("webhook_url")
    @classmethod
    def _webhook(cls, value: SecretStr) -> SecretStr:
        parts = urlsplit(value.get_secret_value())
        if value.get_secret_value() and not (parts.scheme in ("http", "https") and parts.hostname):
            raise ValueError("not a URL such as https://host/path")
        return value

    @field_validator("alert_emails")
    @classmethod
    def _mailed_by_somebody(cls, value: tuple[str, ...], others: ValidationInfo) -> tuple[str, ...]:
        if value and "smtp_url" in others.data and not others.data["smtp_url"].get_secret_value():
            raise ValueError("nobody mails them: set AIMAK_SMTP_URL too")
        return value

    @field_validator("intake_url", "archive_url")
    @classmethod
    def _reachable(cls, value: str) -> str:
        try:
            fsspec.get_filesystem_class(split_protocol(value)[0] or "file")
        except (ImportError, ValueError) as error:
            raise ValueError(str(error)) from None
        return value

    @field_validator("data_licence")
    @classmethod
    def _known_licence(cls, value: str) -> str:
        if value not in LICENCES:
            raise ValueError(f"not one of {', '.join(LICENCES)}")
        return value

    @field_validator("compute")
    @classmethod
    def _known_compute(cls, value: str) -> str:
        if value != "local" and not is_scheduler(value):
            raise ValueError("neither 'local' nor the address of a Dask scheduler, such as tcp://host:8786")
        if value != "local" and find_spec("distributed") is None:
            raise ValueError("a Dask cluster needs the extra dask: pip install 'aimak-pipeline[dask]'")
        return value

    @property
    def root(self) -> Path:
        """The home folder as an absolute path."""
        return self.home.expanduser().resolve()

    @property
    def intake(self) -> str:
        """The URL of the drop folder."""
        return self.intake_url or str(self.root / "intake")

    @property
    def archive(self) -> str:
        """The URL of the archive."""
        return self.archive_url or str(self.root / "archive")

    @property
    def warehouse(self) -> str:
        """The URL of the warehouse."""
        # A folder may be named with signs that mean something in a URL.
        file = URL.create("sqlite", database=str(self.root / "warehouse.sqlite"))
        return self.warehouse_url or file.render_as_string()

    @property
    def quarantine(self) -> str:
        """Where files lie that could not be taken in."""
        return str(self.root / "quarantine")

    @property
    def outbox(self) -> Path:
        """Where answers to municipalities lie."""
        return self.root / "outbox"

    @property
    def reports(self) -> Path:
        """Where bulletins, quality reports and Data Docs lie."""
        return self.root / "reports"

    @property
    def releases(self) -> Path:
        """Where releases lie."""
        return self.root / "releases"

    @property
    def alerts(self) -> Path:
        """What a person must be told although nobody is looking."""
        return self.root / "alerts"

    @property
    def cache(self) -> Path:
        """What can be made again at any time from the archive."""
        return self.root / "cache"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own state: runs, events, schedules."""
        return self.root / "dagster"

    def create_folders(self) -> None:
        """Create what is missing below the home, drop folder and archive included if they are the default ones.

        Raises:
            SettingsError: a folder cannot be created.
        """
        folders = [
            self.root,
            Path(self.quarantine),
            self.outbox,
            self.reports,
            self.releases,
            self.cache,
            self.dagster_home,
        ]
        # A folder that was named and is not there is a share that is not mounted.
        folders += [
            Path(own) for own, named in ((self.intake, self.intake_url), (self.archive, self.archive_url)) if not named
        ]
        try:
            for folder in folders:
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"AIMAK_HOME: {folder} cannot be created: {error.strerror}") from None


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Read the settings from the environment, once.

    Raises:
        SettingsError: a variable does not make sense; one line says which and why.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = (
            # A number in the place is that of an item in a list, which is one variable.
            f"AIMAK_{'__'.join(part for part in fault['loc'] if isinstance(part, str)).upper()}: "
            f"{fault['msg']}" + ("" if _SECRET & set(fault["loc"]) else f" (it is {shown(str(fault['input']))!r})")
            for fault in error.errors()
        )
        raise SettingsError("; ".join(faults)) from None
    except NotReadableError as error:
        raise SettingsError(f"AIMAK_LIMITS: set the limits one by one, such as AIMAK_LIMITS__CELLS ({error})") from None
