"""From a dropped workbook to the answer: marked in its cells, in the municipality's folder and in its mailbox."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl

from aimak_pipeline.running import run_pipeline
from aimak_pipeline.settings import Settings
from tests.end_to_end.installations import SLOW_ON_POSTGRESQL
from tests.sources.intake.places import TAMGA, TEPKE, workbook
from tests.sources.notice.test_mail import Mailbox, serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from sources.notice.mail import MailServer

__all__ = ["serve"]
SHEET = "Көчө жарыктандыруу"


@SLOW_ON_POSTGRESQL
def test_a_faulty_workbook_comes_back_marked_and_its_correction_is_the_latest(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    serve: Callable[..., MailServer],
    new_warehouse: Callable[[], str],
) -> None:
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "1")
    mailbox = Mailbox()
    port = serve(mailbox).port
    enrolment = tmp_path / "enrolment.csv"
    lines = ("code,from,to,email", f"{TAMGA},2016-Q4,,tamga@example.kg", f"{TEPKE},2016-Q4,,")
    enrolment.write_text("\n".join(lines), encoding="utf-8")
    settings = Settings(
        home=tmp_path / "home",
        settle_seconds=0,
        warehouse_url=new_warehouse(),
        enrolment=enrolment,
        smtp_url=f"smtp://127.0.0.1:{port}/?tls=none&from=aimak@example.kg",
    )
    settings.create_folders()
    intake, outbox = tmp_path / "home" / "intake", tmp_path / "home" / "outbox"
    for code in (TAMGA, TEPKE):
        (intake / code).mkdir()
    (intake / TAMGA / "отчет.xlsx").write_bytes(workbook(TAMGA, settlement=""))
    (intake / TEPKE / "scan.xlsx").write_bytes(b"%PDF-1.7 a scan")
    run_pipeline(settings, publish=False)

    book = openpyxl.load_workbook(outbox / TAMGA / "latest_notice.xlsx")
    assert book.sheetnames[1:] == openpyxl.load_workbook(io.BytesIO(workbook(TAMGA))).sheetnames, (
        "their sheets, after ours"
    )
    marked = book[SHEET]["A2"]
    assert marked.fill.fgColor.rgb.endswith("FFC7CE")
    assert "Милдеттүү уяча бош" in marked.comment.text
    assert "Обязательная ячейка пуста" in marked.comment.text
    assert [book[SHEET][cell].value for cell in ("B2", "C2", "D2", "E2")] == [1000, 600, 50, 45]
    assert book[SHEET]["B2"].fill.fill_type is None
    assert "A2" in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    message = (outbox / TAMGA / "latest_notice.txt").read_text(encoding="utf-8")
    assert "A2: Милдеттүү уяча бош" in message
    assert "A2: Обязательная ячейка пуста" in message
    assert "не принят" in (outbox / TEPKE / "latest_notice.txt").read_text(encoding="utf-8")
    assert [recipients for _, recipients, _ in mailbox.letters] == [["tamga@example.kg"]]

    (intake / TAMGA / "исправлено.xlsx").write_bytes(workbook(TAMGA))
    run_pipeline(settings, publish=False)
    assert "«исправлено.xlsx»" in (outbox / TAMGA / "latest_notice.txt").read_text(encoding="utf-8")
    versions = sorted(path.name.rpartition("_")[2] for path in (outbox / TAMGA / "notices").iterdir())
    assert versions == ["v1.txt", "v1.xlsx", "v2.txt", "v2.xlsx"]
    assert "A2: " not in (outbox / TAMGA / "latest_notice.txt").read_text(encoding="utf-8")
    kept = next((outbox / TAMGA / "notices").glob("*_v1.txt"))
    assert kept.read_text(encoding="utf-8") == message, "what was told of the first version stays as it was"
    assert [recipients for _, recipients, _ in mailbox.letters] == [["tamga@example.kg"]] * 2
