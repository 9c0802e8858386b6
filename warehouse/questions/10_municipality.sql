-- What has one municipality reported: every indicator, beside its oblast's, over all quarters?
SELECT v.quarter, v.indicator, v.value, o.value AS oblast_value
FROM indicator_value v
JOIN municipality m ON m.code = v.area_code AND m.valid_to IS NULL
LEFT JOIN indicator_value o
  ON o.indicator = v.indicator AND o.quarter = v.quarter AND o.area_level = 'oblast' AND o.area_code = m.oblast_code
  AND o.breakdown = v.breakdown AND o.category = v.category
WHERE v.area_level = 'municipality' AND v.area_code = :municipality_code AND v.breakdown = 'total'
ORDER BY v.quarter, v.indicator
