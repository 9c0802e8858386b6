-- How good were the reports, by dimension of quality and quarter?
SELECT quarter, dimension, avg(score) AS mean_score, min(score) AS lowest, count(score) AS municipalities
FROM quality_score
JOIN reporting_status USING (municipality_code, quarter)
WHERE quarter >= :since AND received_at IS NOT NULL
GROUP BY quarter, dimension
ORDER BY quarter, dimension
