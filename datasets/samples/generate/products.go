package generate

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"time"
)

// A category is a kind of goods, with how they sell and how they come back.
type category struct {
	name      string
	code      string
	products  int
	share     float64 // of the items sold over a year
	season    [12]float64
	price     float64 // usual
	spread    float64 // of the logarithm of the price, from the usual to the dearest
	weight    float64 // usual, in grams
	regret    float64 // log-odds that an item comes back, all else being usual
	reasons   []string
	brands    []string
	styles    []string
	nouns     []string // the cheapest first
	tags      []string
	materials []string
}

// reasons for returns
const (
	tooSmall     = "too small"
	tooLarge     = "too large"
	damaged      = "damaged"
	defective    = "does not work"
	notAsShown   = "not as described"
	changedMind  = "changed mind"
	wrongArticle = "wrong item"
	late         = "arrived late"
)

var categories = []category{
	{name: "Clothing", code: "CLO", products: 42, share: 0.22, price: 39, spread: 0.55, weight: 420, regret: -1.55,
		season:  [12]float64{0.9, 0.85, 1.2, 1.25, 1.05, 0.95, 0.9, 0.9, 1.25, 1.3, 1.1, 1.1},
		reasons: []string{tooSmall, tooSmall, tooLarge, tooLarge, notAsShown, changedMind},
		brands:  []string{"Fjellrev", "Lindqvist", "Marlowe", "Cotone", "Harrow & Finch"},
		styles:  []string{"Linen", "Merino", "Organic Cotton", "Quilted", "Slim", "Oversized", "Rain", "Fleece"},
		nouns:   []string{"T-Shirt", "Shirt", "Trousers", "Sweater", "Cardigan", "Dress", "Jacket", "Coat"},
		tags:    []string{"new", "sale", "organic", "unisex", "bestseller"}, materials: []string{"cotton", "linen", "wool", "polyester"}},
	{name: "Shoes", code: "SHO", products: 22, share: 0.10, price: 79, spread: 0.40, weight: 950, regret: -1.05,
		season:  [12]float64{0.9, 0.85, 1.1, 1.15, 1.1, 1.0, 0.95, 1.0, 1.35, 1.25, 1.1, 1.0},
		reasons: []string{tooSmall, tooSmall, tooSmall, tooLarge, notAsShown, changedMind},
		brands:  []string{"Fjellrev", "Passo", "Brightwater", "Kestrel"},
		styles:  []string{"Leather", "Canvas", "Trail", "Waterproof", "Suede", "Light"},
		nouns:   []string{"Sandals", "Sneakers", "Loafers", "Running Shoes", "Boots"},
		tags:    []string{"new", "sale", "vegan", "bestseller", "wide"}, materials: []string{"leather", "canvas", "suede", "mesh"}},
	{name: "Electronics", code: "ELE", products: 30, share: 0.13, price: 89, spread: 0.95, weight: 780, regret: -2.45,
		season:  [12]float64{0.95, 0.85, 0.9, 0.85, 0.85, 0.85, 0.9, 0.95, 1.0, 1.0, 1.75, 1.65},
		reasons: []string{defective, defective, notAsShown, changedMind, damaged},
		brands:  []string{"Voltera", "Nordlys", "Pixelo", "Anvil Audio"},
		styles:  []string{"Wireless", "Portable", "Smart", "Compact", "Pro", "USB-C"},
		nouns:   []string{"Charger", "Keyboard", "Speaker", "Router", "Headphones", "E-Reader", "Camera", "Monitor"},
		tags:    []string{"new", "refurbished", "bluetooth", "bestseller", "gift"}},
	{name: "Home & Kitchen", code: "HOM", products: 34, share: 0.15, price: 34, spread: 0.75, weight: 1900, regret: -2.75,
		season:  [12]float64{1.0, 0.95, 0.95, 0.95, 0.95, 0.9, 0.9, 0.95, 1.0, 1.05, 1.2, 1.25},
		reasons: []string{damaged, damaged, notAsShown, changedMind, wrongArticle},
		brands:  []string{"Holloway", "Casa Lume", "Grünwald", "Ember & Oak"},
		styles:  []string{"Cast Iron", "Ceramic", "Enamel", "Bamboo", "Glass", "Steel"},
		nouns:   []string{"Storage Jar", "Teapot", "Bowl Set", "Kettle", "Lamp", "Pan", "Casserole", "Knife Block"},
		tags:    []string{"dishwasher-safe", "induction", "sale", "gift", "handmade"}, materials: []string{"steel", "ceramic", "bamboo", "glass"}},
	{name: "Garden", code: "GAR", products: 22, share: 0.09, price: 29, spread: 0.8, weight: 3100, regret: -3.0,
		season:  [12]float64{0.3, 0.45, 1.1, 1.8, 2.1, 1.8, 1.4, 1.1, 0.8, 0.6, 0.35, 0.35},
		reasons: []string{damaged, damaged, changedMind, notAsShown},
		brands:  []string{"Grünwald", "Terravita", "Rook & Rake"},
		styles:  []string{"Folding", "Terracotta", "Steel", "Solar", "Heavy-Duty"},
		nouns:   []string{"Pruner", "Planter", "Spade", "Lantern", "Hose", "Chair"},
		tags:    []string{"outdoor", "frost-proof", "sale", "heavy"}, materials: []string{"steel", "terracotta", "teak", "plastic"}},
	{name: "Toys", code: "TOY", products: 26, share: 0.10, price: 24, spread: 0.6, weight: 640, regret: -3.1,
		season:  [12]float64{0.6, 0.65, 0.8, 0.85, 0.8, 0.85, 0.85, 0.85, 0.9, 1.1, 2.1, 2.6},
		reasons: []string{damaged, changedMind, wrongArticle, defective},
		brands:  []string{"Brio & Bell", "Kukku", "Lanternfish"},
		styles:  []string{"Wooden", "Magnetic", "Plush", "Giant", "Travel"},
		nouns:   []string{"Bear", "Puzzle", "Board Game", "Marble Run", "Building Blocks", "Train Set"},
		tags:    []string{"gift", "montessori", "bestseller", "indoor"}},
	{name: "Books", code: "BOO", products: 30, share: 0.11, price: 15, spread: 0.4, weight: 430, regret: -4.3,
		season:  [12]float64{1.0, 0.9, 0.9, 0.9, 0.9, 0.95, 1.05, 1.0, 1.0, 1.0, 1.15, 1.6},
		reasons: []string{damaged, wrongArticle, changedMind},
		brands:  []string{"Tarn Press", "Heron House", "Éditions du Lac"},
		styles:  []string{"The Quiet", "A Short", "Winter", "The Last", "An Illustrated", "Northern"},
		nouns:   []string{"History of Salt", "River", "Atlas of Lakes", "Cookbook", "Lighthouse", "Garden Year"},
		tags:    []string{"fiction", "non-fiction", "bestseller", "signed", "gift"}},
	{name: "Sports", code: "SPO", products: 24, share: 0.07, price: 45, spread: 0.7, weight: 1300, regret: -2.25,
		season:  [12]float64{1.5, 1.05, 1.05, 1.1, 1.2, 1.2, 1.0, 0.95, 0.95, 0.85, 0.8, 0.95},
		reasons: []string{tooSmall, tooLarge, notAsShown, changedMind, defective},
		brands:  []string{"Kestrel", "Fjellrev", "Bergwerk"},
		styles:  []string{"Trail", "Foldable", "Carbon", "Grip", "Alpine"},
		nouns:   []string{"Water Bottle", "Yoga Mat", "Trekking Poles", "Dumbbells", "Bike Helmet", "Backpack"},
		tags:    []string{"outdoor", "indoor", "new", "sale"}, materials: []string{"rubber", "nylon", "aluminium", "steel"}},
	{name: "Beauty", code: "BEA", products: 20, share: 0.03, price: 19, spread: 0.5, weight: 180, regret: -3.7,
		season:  [12]float64{0.9, 1.25, 0.95, 0.95, 1.05, 0.95, 0.9, 0.9, 0.95, 0.95, 1.2, 1.45},
		reasons: []string{notAsShown, changedMind, damaged},
		brands:  []string{"Maré", "Birch & Bloom", "Ofelia"},
		styles:  []string{"Rose", "Sea Salt", "Honey", "Birch", "Lavender"},
		nouns:   []string{"Soap Bar", "Hand Cream", "Shampoo", "Face Oil"},
		tags:    []string{"vegan", "organic", "gift", "travel-size"}},
}

type product struct {
	row
	category *category
	rank     int // within its category, from 0 for the most popular
	price    money
	weight   grams
	record   productRecord
}

// productRecord is a product as it is written.
type productRecord struct {
	SKU        string     `json:"sku"`
	Name       string     `json:"name"`
	Category   string     `json:"category"`
	Brand      string     `json:"brand"`
	Price      money      `json:"price"`
	Weight     grams      `json:"weight_kg"`
	InStock    bool       `json:"in_stock"`
	Released   string     `json:"released"`
	Tags       []string   `json:"tags"`
	Attributes attributes `json:"attributes"`
}

// attributes differ from category to category.
type attributes struct {
	Color      string      `json:"color,omitempty"`
	Material   string      `json:"material,omitempty"`
	Sizes      []string    `json:"sizes,omitempty"`
	Dimensions *dimensions `json:"dimensions,omitempty"`
	Warranty   int         `json:"warranty_months,omitempty"`
	Pages      int         `json:"pages,omitempty"`
	ISBN       string      `json:"isbn,omitempty"`
	AgeFrom    int         `json:"age_from,omitempty"`
	Volume     int         `json:"volume_ml,omitempty"`
}

type dimensions struct {
	Width  float64 `json:"width_cm"`
	Height float64 `json:"height_cm"`
	Depth  float64 `json:"depth_cm"`
}

var colors = []string{"black", "white", "navy", "olive", "sand", "red", "grey", "teal"}

func (s *shop) makeProducts() {
	r := s.random(productStream)
	for i := range categories {
		c := &categories[i]
		taken := map[string]bool{}
		ranks := r.Perm(c.products)
		for j, rank := range ranks {
			style, noun := name(r, c, taken)
			dear := 2*float64(noun)/float64(len(c.nouns)-1) - 1 // from -1 to 1
			p := &product{category: c, rank: rank, price: price(r, c, dear)}
			p.weight = grams(math.Max(20, r.lognormal(c.weight*math.Exp(0.6*dear), 0.3)))
			p.record = productRecord{
				SKU: fmt.Sprintf("%s-%03d", c.code, j*7+101), Name: style + " " + c.nouns[noun],
				Category: c.name, Brand: one(r, c.brands), Price: p.price, Weight: p.weight, InStock: r.chance(0.87),
				Released: iso(day(2019, time.March, 1).AddDate(0, 0, r.IntN(1760))),
				Tags:     someTags(r, c.tags), Attributes: describe(r, c, style),
			}
			s.products = append(s.products, p)
		}
	}
}

// price returns a price as shops set them: 19.90, 24.95, 30.00.
func price(r random, c *category, dear float64) money {
	euros := money(math.Max(3, r.lognormal(c.price*math.Exp(c.spread*dear), 0.22)))
	return euros*100 + one(r, []money{90, 95, 99, 0, 50})
}

// name returns a style and a noun that no product of the category has yet.
func name(r random, c *category, taken map[string]bool) (style string, noun int) {
	for {
		style, noun = one(r, c.styles), r.IntN(len(c.nouns))
		if len(taken) > len(c.styles)*len(c.nouns)*2/3 {
			style = one(r, []string{"Big", "Little", "Classic", "New"}) + " " + style
		}
		full := style + " " + c.nouns[noun]
		if !taken[full] {
			taken[full] = true
			return style, noun
		}
	}
}

func someTags(r random, tags []string) []string {
	some := []string{}
	for _, tag := range tags {
		if r.chance(0.4) {
			some = append(some, tag)
		}
	}
	return some
}

// describe makes up the attributes that goods of the category have.
func describe(r random, c *category, style string) attributes {
	a := attributes{}
	if c.name != "Books" && c.name != "Beauty" {
		a.Color = one(r, colors)
	}
	if len(c.materials) > 0 {
		a.Material = one(r, c.materials)
		for _, m := range c.materials {
			if strings.Contains(strings.ToLower(style), m) {
				a.Material = m
			}
		}
	}
	switch c.name {
	case "Clothing":
		a.Sizes = []string{"S", "M", "L", "XL"}[r.IntN(2):]
	case "Shoes":
		a.Sizes = []string{"37", "38", "39", "40", "41", "42", "43", "44"}[r.IntN(3) : 5+r.IntN(4)]
	case "Electronics":
		a.Warranty = one(r, []int{12, 24, 24, 36})
	case "Books":
		a.Pages = r.between(96, 640)
		a.ISBN = r.fill("978-0-####-####-#")
	case "Toys":
		a.AgeFrom = r.between(1, 10)
	case "Beauty":
		a.Volume = one(r, []int{30, 50, 75, 100, 250})
	}
	if c.name == "Home & Kitchen" || c.name == "Garden" || c.name == "Electronics" {
		a.Dimensions = &dimensions{tenths(r, 60), tenths(r, 240), tenths(r, 400)}
	}
	return a
}

// tenths returns a length of at least 5, with one decimal.
func tenths(r random, limit int) float64 { return float64(50+r.IntN(limit)) / 10 }

func (s *shop) plantProducts() {
	r := s.random(plantStream + 4)
	f := s.fault(DisguisedNull, "products", "attributes.material", "unknown is not a material but the lack of one")
	for _, p := range sound(r, s.products, 9, func(p *product) bool { return p.record.Attributes.Material != "" }) {
		p.mark(f, "unknown", p.record.Attributes.Material)
		p.record.Attributes.Material = "unknown"
	}
}

// writeProducts writes one array, with a product on each line.
func (s *shop) writeProducts() error {
	const path = "products/products.json"
	var out bytes.Buffer
	out.WriteString("[\n")
	for i, p := range s.products {
		line, err := oneLine(p.record)
		if err != nil {
			return err
		}
		out.Write(line)
		if i < len(s.products)-1 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		p.written(path, i+2)
	}
	out.WriteString("]\n")
	s.files = append(s.files, File{Path: path, Rows: len(s.products), Data: out.Bytes()})
	return nil
}
