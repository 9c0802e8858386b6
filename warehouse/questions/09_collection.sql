-- Which municipalities have collected least of what they billed for waste since a quarter?
SELECT m.name_ru AS municipality, m.oblast, sum(c.amount_billed) AS billed, sum(c.amount_collected) AS collected,
       100.0 * sum(c.amount_collected) / sum(c.amount_billed) AS percent
FROM current_waste_collection c
JOIN municipality m ON m.code = c.municipality_code AND m.valid_to IS NULL
WHERE c.quarter >= :since AND c.amount_billed > 0 AND c.amount_collected IS NOT NULL
GROUP BY m.code, m.name_ru, m.oblast
ORDER BY percent, m.code
LIMIT 20
