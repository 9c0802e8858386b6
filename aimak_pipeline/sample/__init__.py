"""The sample programme: a synthetic Successful Aimak as real workbooks, and the truth about what is in them.

``write_sample`` makes it; ``published.compare`` holds what the pipeline computes from it against the published results.
The three attested participants are real municipalities, the other 47 are synthetic choices from the register, and all
figures are made up (``municipalities``). The modules follow the making: ``municipalities`` and ``roles`` say who,
``services``, ``finances``, ``participation`` and ``survey`` what is reported (``programme``), ``submissions`` in which
files, ``faults`` and ``jumps`` with what wrong, ``mess`` how it looks, ``workbooks`` writes it, ``truth`` keeps what
was put in. Everything follows from one seed.
"""

from aimak_pipeline.sample.published import compare
from aimak_pipeline.sample.writing import SEED, SampleSummary, write_sample

__all__ = ["SEED", "SampleSummary", "compare", "write_sample"]
