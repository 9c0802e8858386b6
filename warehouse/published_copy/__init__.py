"""A copy of the warehouse to look around in: one SQLite file of real tables, without free text, never written to.

``copying`` makes the file, ``describing`` says what is in it in the form that Datasette reads. Who serves it is not
known here.
"""

from warehouse.published_copy.copying import publish_copy
from warehouse.published_copy.describing import describe, example_parameters

__all__ = ["describe", "example_parameters", "publish_copy"]
