package translate

// urlFunctions are those of Trino's UrlFunctions. What is no URL has no parts: NULL.
var urlFunctions = []Function{
	{Signature: "url_extract_protocol(varchar(x)) varchar(x)", SQL: "tarn_url($1, '^([A-Za-z][A-Za-z0-9+.-]*):')", Example: "url_extract_protocol('https://example.com/a?b=c')", Value: "https"},
	{Signature: "url_extract_host(varchar(x)) varchar(x)", SQL: "tarn_url_host($1)", Example: "url_extract_host('http://user@example.com:8080/a')", Value: "example.com"},
	{Signature: "url_extract_port(varchar(x)) bigint", SQL: "try_cast(tarn_url($1, '^[^:/?#]+://[^/?#]*:([0-9]+)(?:[/?#]|$)') AS BIGINT)", Example: "url_extract_port('http://example.com:8080/a')", Value: "8080"},
	{Signature: "url_extract_path(varchar(x)) varchar(x)", SQL: "url_decode(tarn_url($1, '^(?:[^:/?#]+:)?(?://[^/?#]*)?(/[^?#]*|[^:?#]*)'))", Example: "url_extract_path('http://example.com/a%20b/c?d')", Value: "/a b/c"},
	{Signature: "url_extract_query(varchar(x)) varchar(x)", SQL: "url_decode(tarn_url($1, '^[^?#]*\\?([^#]*)'))", Example: "url_extract_query('http://example.com/a?b=c&d=e#f')", Value: "b=c&d=e"},
	{Signature: "url_extract_fragment(varchar(x)) varchar(x)", SQL: "url_decode(tarn_url($1, '^[^#]*#(.*)'))", Example: "url_extract_fragment('http://example.com/a#b')", Value: "b"},
	{Signature: "url_extract_parameter(varchar(x), varchar) varchar(x)", SQL: "tarn_url_parameter($1, $2)", Example: "url_extract_parameter('http://example.com/a?k=a=b%20c&x=y#f', 'k')", Value: "a=b c"},
	{Signature: "url_encode(varchar) varchar", SQL: "replace(replace(replace(url_encode($1), '%20', '+'), '%2A', '*'), '~', '%7E')", Example: "url_encode('a b&c~*')", Value: "a+b%26c%7E*"},
	{Signature: "url_decode(varchar(x)) varchar(x)", SQL: "tarn_url_decode($1)", Example: "url_decode('a+b%26c')", Value: "a b&c"},
}

var urlMacros = []Macro{
	{"tarn_url", `tarn_url(url, part) AS CASE
		WHEN NOT regexp_matches(url, '[\x00-\x20<>"{}|\\^\x60\x7f]|%([^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$)|^:|#.*#') THEN regexp_extract(url, part, 1) END`},
	{"tarn_url_host", `tarn_url_host(url) AS CASE
		WHEN regexp_matches(tarn_url(url, '^[^:/?#]+://(?:[^/?#@]*@)?([^/?#]*)'), '^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]*)?$')
		THEN regexp_replace(tarn_url(url, '^[^:/?#]+://(?:[^/?#@]*@)?([^/?#]*)'), ':[0-9]*$', '')
		ELSE left(tarn_url(url, '^(:)'), 0) END`},
	{"tarn_url_decode", `tarn_url_decode(s) AS CASE WHEN regexp_matches(s, '%([^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$)')
		THEN error('INVALID_FUNCTION_ARGUMENT: URLDecoder: Illegal hex characters in escape (%) pattern') ELSE url_decode(replace(s, '+', ' ')) END`},
	{"tarn_url_named", `tarn_url_named(url, name) AS list_filter(string_split(tarn_url(url, '^[^?#]*\?([^#]*)'), '&'), lambda pair_: split_part(pair_, '=', 1) = name)[1]`},
	{"tarn_url_parameter", `tarn_url_parameter(url, name) AS CASE WHEN contains(url, '?') THEN tarn_url_decode(
		CASE WHEN contains(tarn_url_named(url, name), '=') THEN regexp_extract(tarn_url_named(url, name), '=(.*)$', 1) ELSE left(tarn_url_named(url, name), 0) END) END`},
}
