"""The benchmark: how far the pipeline is from the limit of the machine, and from what people do instead.

``make bench`` (``python -m bench``) measures, prints tables and writes ``docs/performance.md``, every figure also into
``docs/performance.json``; ``make bench-large`` takes the full sizes. Nothing here is installed with the package.

=================  =====================================================================================================
``workbooks``      the files: clean ones, as the template gives them filled in, any number; and the sample's messy ones
``contestants``    who runs over the same files: the limit, the peers, extraction alone, the pipeline
``peers``          what a competent analyst would write instead
``flames``         one profiled run
``measuring``      running a command: seconds, CPU seconds and peak memory of its whole process tree
``growth``         100, 1,000, 10,000 workbooks; one correction in a warehouse of years
``questions``      the analysts' ten questions on ten million rows, on both engines
``targets``        what is to be reached, and why where it is not
``page``           ``docs/performance.md`` and the table in the console
``sizing``         ``docs/scale.md``: what the measured constants mean for a country
=================  =====================================================================================================

Every contestant runs in processes of its own, as many workers as there are cores, over the same files; rounds alternate
between contestants, so that whatever else the machine does falls on all of them; ratios are those of one run.
"""
