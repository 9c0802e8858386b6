-- How do the oblasts compare in an indicator, quarter by quarter?
SELECT v.quarter, m.oblast, v.value, v.contributing, v.reporting
FROM indicator_value v
JOIN (SELECT DISTINCT oblast_code, oblast FROM municipality) m ON m.oblast_code = v.area_code
WHERE v.indicator = :indicator AND v.area_level = 'oblast' AND v.breakdown = 'total' AND v.quarter >= :since
ORDER BY v.quarter, m.oblast
