-- How has an indicator developed over all quarters?
SELECT quarter, value, numerator, denominator, contributing, reporting
FROM indicator_value
WHERE indicator = :indicator AND area_level = 'programme' AND breakdown = 'total'
ORDER BY quarter
