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
		sql: `SELECT year, month, count(*) AS orders, bar(count(*), 0, 2500, 25) AS " "
FROM orders GROUP BY year, month ORDER BY year, month`,
		shows: `Year and month are names of folders: year=2024/month=11. A question about one month
opens one file of the fourteen.`,
	},
	{
		question: "What comes back?",
		sql: `SELECT p.category, count(*) AS sold, count(r.sku) AS returned,
       round(100.0 * count(r.sku) / count(*), 1) AS percent, mode(r.reason) AS mostly
FROM order_items i
JOIN products p USING (sku)
LEFT JOIN returns r ON r.order_id = i.order_id AND r.sku = i.sku
GROUP BY p.category ORDER BY percent DESC`,
		shows: `One question over gzipped CSV, a JSON array and a TSV file without a header: nothing
was loaded, nothing was declared.`,
	},
}
