"""What a competent analyst would write instead of the pipeline: each a script of a page, told where headings stand.

They know what a script of the kind knows: the names of the sheets, the row of the headings, which heading is which
column, the closed lists of answers, all taken from the same forms (``template_facts``). They validate with the same
Pandera models, or the same bounds in frictionless, and load the same rows; on clean workbooks that is checked. They do
not look for headings elsewhere, mend figures, say where a fault is, keep files, versions or notices, or survive a
hostile file.
"""
