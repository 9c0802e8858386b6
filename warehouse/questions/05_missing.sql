-- Who has not reported for a quarter, and when did they last?
SELECT m.oblast, m.name_ru AS municipality, r.municipality_code,
       (SELECT max(e.quarter) FROM reporting_status e
        WHERE e.municipality_code = r.municipality_code AND e.received_at IS NOT NULL) AS last_reported
FROM reporting_status r
JOIN municipality m ON m.code = r.municipality_code AND m.valid_to IS NULL
WHERE r.quarter = :quarter AND r.expected AND r.received_at IS NULL
ORDER BY m.oblast, m.name_ru, r.municipality_code
