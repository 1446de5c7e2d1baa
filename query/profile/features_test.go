package profile_test

import (
	"testing"

	"github.com/tarnlake/tarn/query/profile"
	"github.com/tarnlake/tarn/query/profile/feature"
)

// What somebody who knows the shop would say of its columns.
func TestFeatures(t *testing.T) {
	l := shop(t)
	for table, want := range map[string]map[string]feature.Type{
		"customers": {
			"customer_id": feature.Identifier, "email": feature.Email, "city": feature.Categorical, "country": feature.Categorical,
			"birth_date": feature.Datetime, "signup_date": feature.Datetime, "segment": feature.Categorical,
			"newsletter": feature.Boolean, "credit_limit": feature.Numeric,
		},
		"orders": {
			"order_id": feature.Identifier, "customer_id": feature.Identifier, "placed_at": feature.Datetime,
			"status": feature.Categorical, "payment_method": feature.Categorical, "total": feature.Numeric,
			"returned": feature.Boolean, "year": feature.Binary, "month": feature.Ordinal,
		},
		"products": {
			"sku": feature.Identifier, "brand": feature.Categorical, "price": feature.Numeric, "weight_kg": feature.Numeric,
			"tags": feature.Array, "attributes": feature.Struct, "released": feature.Datetime,
		},
	} {
		for _, c := range l.profile(t, table, profile.Options{}).Columns {
			if what, ok := want[c.Name]; ok && c.Feature != what {
				t.Errorf("%s.%s: got %s (%.2f), want %s", table, c.Name, c.Feature, c.FeatureConfidence, what)
			}
			if c.FeatureConfidence <= 0 || c.FeatureConfidence > 1 {
				t.Errorf("%s.%s: a confidence of %v", table, c.Name, c.FeatureConfidence)
			}
		}
	}
}
