-- What are the programme's results in a quarter, and what were they a year before?
SELECT i.label_en AS indicator, i.unit, v.value, b.value AS year_before, v.contributing, v.reporting, v.expected
FROM indicator_value v
JOIN indicator i ON i.id = v.indicator
LEFT JOIN indicator_value b
  ON b.indicator = v.indicator AND b.quarter = :year_before AND b.area_level = v.area_level
  AND b.area_code = v.area_code AND b.breakdown = v.breakdown AND b.category = v.category
WHERE v.quarter = :quarter AND v.area_level = 'programme' AND v.breakdown = 'total'
ORDER BY i.id
