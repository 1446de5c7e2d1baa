package translate

import "strings"

// refusedFamilies are the families of functions that Athena has and tarn has
// not, by how their names begin or by their names.
var refusedFamilies = map[string]string{
	"geospatial": "st_ bing_tile geometry_ spatial_ convex_hull_agg flatten_geometry_collections from_encoded_polyline from_geojson_geometry " +
		"great_circle_distance line_interpolate_point line_locate_point simplify_geometry to_encoded_polyline to_geojson_geometry to_geometry " +
		"to_spherical_geography",
	"machine learning": "classify features learn_ regress",
}

// refusal returns the family of a function that Athena has and tarn has not.
func refusal(name string) (family string, ok bool) {
	for family, names := range refusedFamilies {
		for _, n := range strings.Fields(names) {
			if name == n || strings.HasSuffix(n, "_") && strings.HasPrefix(name, n) || n == "bing_tile" && strings.HasPrefix(name, n) {
				return family, true
			}
		}
	}
	return "", false
}
