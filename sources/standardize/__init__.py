"""From located cells to valid rows: whole batches, one form at a time.

``standardize`` reads the values of every cell, puts them in rows, validates the rows with the form's Pandera model and
says of every fault where it is. It knows nothing of other quarters (``sources.across_quarters``) nor of where rows go.
"""

from sources.standardize.batch import Extracted, Standardized, concat
from sources.standardize.standardizing import standardize

__all__ = ["Extracted", "Standardized", "concat", "standardize"]
