package main

// A stop of the tour is a question to the lake "shop", and what its answer shows.
type stop struct {
	question string
	sql      string
	shows    string
}

var stops = []stop{
	{
		question: "When do people buy?",
		sql: `SELECT year, month, count(*) AS orders, bar(count(*), 0, 2500, 25) AS chart
FROM orders GROUP BY year, month ORDER BY year, month`,
		shows: `Christmas pays for the year. Year and month are not in the files: they are names of
folders, and a question about one month opens one file of the fourteen.`,
	},
	{
		question: "What comes back, and why?",
		sql: `SELECT p.category, count(*) AS sold, count(r.col_1) AS returned,
  round(100.0 * count(r.col_1) / count(*), 1) AS percent, mode(r.col_4) AS mostly
FROM order_items i JOIN products p USING (sku)
LEFT JOIN returns r ON r.col_1 = i.order_id AND r.col_2 = i.sku
GROUP BY p.category ORDER BY percent DESC`,
		shows: `A third of the shoes, hardly a book. One question over gzipped CSV, a JSON array and
a TSV file that has no header: nothing was loaded, and nothing was declared.`,
	},
	{
		question: "How far do visitors get?",
		sql: `SELECT e.user.device.os AS os, count(DISTINCT session) AS visits,
  count(DISTINCT session) FILTER (type = 'cart') AS carts,
  count(DISTINCT session) FILTER (type = 'purchase') AS purchases
FROM events e GROUP BY os ORDER BY visits DESC`,
		shows: `The events are nested JSON, a file for each day. A member is asked for by its name.`,
	},
	{
		question: "Can the numbers be trusted?",
		sql: `SELECT date(date_trunc('week', o.placed_at)) AS week, count(*) AS items,
  round(median(i.weight), 1) AS median, round(avg(i.weight), 1) AS mean, max(i.weight) AS heaviest
FROM order_items i JOIN orders o USING (order_id)
WHERE o.year = 2024 AND o.month IN (8, 9) GROUP BY week ORDER BY week`,
		shows: `Not these: for two weeks in August a scale was set to grams. The median did not
notice, the mean did, and whoever adds up freight will.`,
	},
	{
		question: "What would fool a model?",
		sql: `SELECT refund_reference IS NOT NULL AS has_refund_reference, returned, count(*) AS orders
FROM orders GROUP BY ALL ORDER BY ALL`,
		shows: `Whoever predicts returns from this table will be right every time, and learn nothing:
the refund reference is written after the return. It has to go first.`,
	},
}
