package generate

// A country is where customers live, and one file of the customers table:
// each country's shop once kept its own books, and exports them in its own way.
type country struct {
	name     string
	file     string
	share    float64 // of all customers
	shipping int     // usual days on the way
	dialect  dialect
	payment  [4]float64 // likelihood of each of payments
	domains  []string
	first    []string
	last     []string
	streets  []string // patterns: % is the number of the house
	cities   []city   // the largest first
}

// A city has a pattern for its postcodes: # is a digit, @ a letter.
type city struct{ name, postcode string }

var countries = []country{
	{
		name: "Germany", file: "germany.csv", share: 0.27, shipping: 2,
		dialect: dialect{delimiter: ';'},
		payment: [4]float64{0.22, 0.36, 0.34, 0.08},
		domains: []string{"post.example", "mail.example", "web.example.org", "example.net"},
		first: []string{"Anna", "Ben", "Björn", "Clara", "Daniel", "Emilia", "Felix", "Finn", "Greta", "Hannah", "Jan",
			"Jonas", "Jörg", "Julia", "Jürgen", "Katrin", "Lea", "Lena", "Leon", "Lukas", "Marie", "Maximilian", "Mia",
			"Moritz", "Niklas", "Paul", "Sabine", "Sophie", "Stefan", "Thomas", "Uwe", "Käthe"},
		last: []string{"Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz",
			"Hoffmann", "Schäfer", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Schwarz",
			"Zimmermann", "Braun", "Krüger", "Hofmann", "Hartmann", "Lange", "Krause", "Köhler", "Weiß", "Jung", "Hahn",
			"Vogel", "Günther", "Özdemir", "Yılmaz"},
		streets: []string{"Hauptstraße %", "Bahnhofstraße %", "Gartenweg %", "Schulstraße %", "Lindenallee %",
			"Am Markt %", "Goethestraße %", "Bergstraße %", "Mühlenweg %", "Kirchgasse %a"},
		cities: []city{{"Berlin", "10###"}, {"Hamburg", "20###"}, {"München", "80###"}, {"Köln", "50###"},
			{"Frankfurt", "60###"}, {"Leipzig", "04###"}, {"Dresden", "01###"}, {"Stuttgart", "70###"},
			{"Düsseldorf", "40###"}, {"Halle", "061##"}, {"Bremen", "28###"}, {"Nürnberg", "90###"}, {"Jena", "077##"}},
	},
	{
		name: "United States", file: "united_states.csv", share: 0.22, shipping: 6,
		dialect: dialect{delimiter: ','},
		payment: [4]float64{0.66, 0.30, 0.02, 0.02},
		domains: []string{"example.com", "mail.example", "inbox.example.com"},
		first: []string{"Aaliyah", "Abigail", "Andrew", "Ashley", "Brandon", "Carlos", "Christopher", "Daniel", "David",
			"Emily", "Emma", "Ethan", "Grace", "Jacob", "James", "Jasmine", "Jennifer", "John", "Jose", "Joshua",
			"Kevin", "Linda", "Madison", "Maria", "Mary", "Michael", "Olivia", "Patricia", "Robert", "Sarah", "Tyler", "William"},
		last: []string{"Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Rodriguez",
			"Martinez", "Hernandez", "Lopez", "Gonzalez", "Wilson", "Anderson", "Thomas", "Taylor", "Moore", "Jackson",
			"Martin", "Lee", "Perez", "Thompson", "White", "Harris", "Sanchez", "Clark", "Ramirez", "Lewis", "Robinson",
			"Nguyen", "O'Brien"},
		streets: []string{"% Maple Ave", "% Main St", "% Oak St, Apt 4", "% Washington Blvd", "% Park Ave, Unit 12B",
			"% Elm Dr", "% Cedar Ln", "% Lake Rd", "% 2nd St, Floor 3", "% Sunset Blvd"},
		cities: []city{{"New York", "100##"}, {"Los Angeles", "900##"}, {"Chicago", "606##"}, {"Houston", "770##"},
			{"Boston", "021##"}, {"Philadelphia", "191##"}, {"Newark", "071##"}, {"Seattle", "981##"}, {"Denver", "802##"},
			{"Hartford", "061##"}, {"Austin", "787##"}, {"Portland", "972##"}, {"Providence", "029##"}},
	},
	{
		name: "United Kingdom", file: "united_kingdom.csv", share: 0.15, shipping: 4,
		dialect: dialect{delimiter: ',', crlf: true, bom: true},
		payment: [4]float64{0.58, 0.36, 0.02, 0.04},
		domains: []string{"example.com", "post.example", "example.org"},
		first: []string{"Alfie", "Amelia", "Arthur", "Charlotte", "Chloe", "Edward", "Eleanor", "Ella", "Freya", "George",
			"Harry", "Imogen", "Isla", "Jack", "Jessica", "Lily", "Mohammed", "Nicola", "Oliver", "Oscar", "Poppy",
			"Rebecca", "Rhys", "Sian", "Thomas", "Victoria", "Wendy", "Zoe"},
		last: []string{"Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies", "Patel",
			"Robinson", "Wright", "Thompson", "Evans", "Walker", "White", "Roberts", "Green", "Hall", "Wood", "Jackson",
			"Clarke", "Khan", "Hughes", "Lewis", "MacDonald", "O'Neill", "Begum", "Campbell"},
		streets: []string{"% Church Lane", "% High Street", "% Station Road", "% Victoria Road", "Flat 2, % Mill Lane",
			"% The Green", "% Queens Road", "% Manor Close", "% Kings Avenue"},
		cities: []city{{"London", "E# #@@"}, {"Manchester", "M# #@@"}, {"Birmingham", "B## #@@"}, {"Leeds", "LS# #@@"},
			{"Glasgow", "G## #@@"}, {"Bristol", "BS# #@@"}, {"Edinburgh", "EH# #@@"}, {"Cardiff", "CF## #@@"},
			{"Norwich", "NR# #@@"}, {"York", "YO## #@@"}},
	},
	{
		name: "France", file: "france.csv", share: 0.14, shipping: 3,
		dialect: dialect{delimiter: ',', latin1: true},
		payment: [4]float64{0.64, 0.27, 0.04, 0.05},
		domains: []string{"courriel.example", "example.org", "poste.example"},
		first: []string{"Aurélie", "Benoît", "Camille", "Céline", "Chloé", "Clément", "Élise", "Émile", "Étienne",
			"François", "Françoise", "Gaëlle", "Hélène", "Hugo", "Inès", "Jérôme", "Joël", "Juliette", "Léa", "Loïc",
			"Manon", "Margaux", "Mathéo", "Mélanie", "Nicolas", "Noémie", "Océane", "Pierre", "René", "Théo", "Valérie", "Zoé"},
		last: []string{"Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau",
			"Laurent", "Simon", "Michel", "Lefèvre", "Leroy", "Roux", "David", "Bertrand", "Morel", "Fournier", "Girard",
			"Béranger", "Dupont", "Lambert", "Bonnet", "Besançon", "Faure", "Mercier", "Garnier", "Chevalier", "Gérard",
			"Hervé", "Ben Saïd"},
		streets: []string{"% rue de la République", "% rue Victor Hugo", "% avenue de la Gare", "% rue de l'Église",
			"% place du Marché", "% boulevard Gambetta", "% bis, rue des Écoles", "% chemin du Château", "% allée des Chênes"},
		cities: []city{{"Paris", "750##"}, {"Marseille", "130##"}, {"Lyon", "690##"}, {"Toulouse", "310##"},
			{"Nice", "06###"}, {"Nantes", "440##"}, {"Nîmes", "300##"}, {"Orléans", "450##"}, {"Besançon", "250##"},
			{"Bourg-en-Bresse", "010##"}, {"Saint-Étienne", "420##"}},
	},
	{
		name: "Netherlands", file: "netherlands.csv", share: 0.09, shipping: 2,
		dialect: dialect{delimiter: ','},
		payment: [4]float64{0.20, 0.28, 0.16, 0.36},
		domains: []string{"post.example", "example.net"},
		first: []string{"Anouk", "Bas", "Bram", "Daan", "Eva", "Femke", "Fleur", "Hendrik", "Iris", "Jan", "Jeroen",
			"Joost", "Lieke", "Lotte", "Maarten", "Noor", "Pieter", "Renée", "Sander", "Sanne", "Sem", "Thijs", "Willem", "Zoë"},
		last: []string{"de Jong", "Jansen", "de Vries", "van den Berg", "van Dijk", "Bakker", "Janssen", "Visser", "Smit",
			"Meijer", "de Boer", "Mulder", "de Groot", "Bos", "Vos", "Peters", "Hendriks", "van Leeuwen", "Dekker", "Brouwer"},
		streets: []string{"Keizersgracht %", "Dorpsstraat %", "Kerkstraat %", "Molenweg %", "Nieuwstraat %-II", "Stationsplein %"},
		cities: []city{{"Amsterdam", "10## @@"}, {"Rotterdam", "30## @@"}, {"Utrecht", "35## @@"}, {"Den Haag", "25## @@"},
			{"Eindhoven", "56## @@"}, {"Groningen", "97## @@"}, {"Haarlem", "20## @@"}},
	},
	{
		name: "Spain", file: "spain.csv", share: 0.07, shipping: 4,
		dialect: dialect{delimiter: ','},
		payment: [4]float64{0.60, 0.34, 0.02, 0.04},
		domains: []string{"correo.example", "example.com"},
		first: []string{"Adrián", "Alba", "Alejandro", "Álvaro", "Andrés", "Begoña", "Carmen", "Cristina", "Elena", "Iker",
			"Inés", "Javier", "José", "Laura", "Lucía", "Marta", "María", "Martín", "Nuria", "Pablo", "Rocío", "Sofía"},
		last: []string{"García", "Fernández", "González", "Rodríguez", "López", "Martínez", "Sánchez", "Pérez", "Gómez",
			"Martín", "Jiménez", "Ruiz", "Hernández", "Díaz", "Moreno", "Muñoz", "Álvarez", "Romero", "Núñez", "Ibáñez"},
		streets: []string{"Calle Mayor %, 3º B", "Avenida de la Constitución %", "Calle Real %", "Plaza de España %",
			"Calle del Sol %, 1º A", "Paseo Marítimo %"},
		cities: []city{{"Madrid", "280##"}, {"Barcelona", "080##"}, {"Valencia", "460##"}, {"Sevilla", "410##"},
			{"Alicante", "030##"}, {"Palma", "070##"}, {"Málaga", "290##"}, {"Bilbao", "480##"}},
	},
	{
		name: "Italy", file: "italy.csv", share: 0.06, shipping: 4,
		dialect: dialect{delimiter: ','},
		payment: [4]float64{0.46, 0.44, 0.03, 0.07},
		domains: []string{"posta.example", "example.org"},
		first: []string{"Alessandro", "Alice", "Andrea", "Beatrice", "Chiara", "Davide", "Elena", "Federica", "Francesco",
			"Gabriele", "Giorgia", "Giulia", "Giuseppe", "Lorenzo", "Luca", "Marco", "Matteo", "Niccolò", "Sara", "Sofia"},
		last: []string{"Rossi", "Russo", "Ferrari", "Esposito", "Bianchi", "Romano", "Colombo", "Ricci", "Marino", "Greco",
			"Bruno", "Gallo", "Conti", "De Luca", "Costa", "Giordano", "Mancini", "Rizzo", "D'Angelo", "Nicolò"},
		streets: []string{"Via Roma %", "Via Garibaldi %", "Corso Italia %, int. 5", "Piazza del Duomo %", "Via Dante %", "Viale dei Mille %"},
		cities: []city{{"Roma", "001##"}, {"Milano", "201##"}, {"Napoli", "801##"}, {"Torino", "101##"}, {"Firenze", "501##"},
			{"Bologna", "401##"}, {"Cagliari", "091##"}},
	},
}

// payments are the ways to pay, in the order of country.payment.
var payments = []string{"card", "paypal", "invoice", "bank_transfer"}
