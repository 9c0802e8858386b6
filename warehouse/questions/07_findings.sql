-- Which faults are the commonest in a quarter, and in how many reports?
SELECT f.severity, f.code, f.form, f."column", count(*) AS findings, count(DISTINCT f.submission_id) AS reports
FROM current_finding f
JOIN current_submission s ON s.id = f.submission_id
WHERE s.quarter = :quarter
GROUP BY f.severity, f.code, f.form, f."column"
ORDER BY findings DESC, f.code, f.form, f."column"
LIMIT 20
