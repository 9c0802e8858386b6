-- How many residents have clean water in each oblast, by settlement size, in a quarter?
SELECT m.oblast,
       CASE WHEN w.population < 1000 THEN 'under 1,000' WHEN w.population < 3000 THEN '1,000 to 2,999' ELSE '3,000 or more' END
         AS settlement_size,
       count(*) AS settlements, sum(w.population) AS population, sum(w.residents_served) AS with_water,
       100.0 * sum(w.residents_served) / sum(w.population) AS percent
FROM current_water_supply w
JOIN municipality m ON m.code = w.municipality_code AND m.valid_to IS NULL
WHERE w.quarter = :quarter AND w.population > 0
GROUP BY 1, 2
ORDER BY 1, 2
