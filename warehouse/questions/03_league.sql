-- Which municipalities lead in an indicator in a quarter?
SELECT m.name_ru AS municipality, m.oblast, v.value, rank() OVER (ORDER BY v.value DESC) AS place
FROM indicator_value v
JOIN municipality m ON m.code = v.area_code AND m.valid_to IS NULL
WHERE v.indicator = :indicator AND v.quarter = :quarter AND v.area_level = 'municipality' AND v.breakdown = 'total'
  AND v.value IS NOT NULL
ORDER BY place, m.code
LIMIT 20
