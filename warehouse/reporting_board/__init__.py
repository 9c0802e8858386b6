"""The board of reporting: municipality × quarter, who has reported, when, and with what quality, on one page.

``contents`` asks the warehouse, ``page`` writes it. Dagster's own view of partitions shows quarters; a partition a
municipality and quarter would cost more bookkeeping than all the rest of a run.
"""

from warehouse.reporting_board.contents import Board, Slot, reporting_board
from warehouse.reporting_board.page import write_reporting_board

__all__ = ["Board", "Slot", "reporting_board", "write_reporting_board"]
