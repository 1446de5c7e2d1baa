package guess

import (
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets/csvfile/internal/cut"
)

func TestClassify(t *testing.T) {
	tests := []struct {
		text string
		want class
	}{
		{"", classEmpty}, {"  ", classEmpty},
		{"12", classNumber}, {"-3.5", classNumber}, {"1e-9", classNumber}, {"12%", classNumber}, {"$5.00", classNumber},
		{"1,234.50", classNumber}, {"1.234,50", classNumber}, {"(12)", classNumber}, {"£ 1,80", classNumber},
		{"2024-02-29", classTime}, {"29/02/2024", classTime}, {"1 Jan 2024", classTime}, {"12:30", classTime},
		{"2024-02-29T12:30:00Z", classTime}, {"Mon, 02 Jan 2006 15:04:05 GMT", classTime},
		{"true", classBool}, {"No", classBool}, {"NA", classNull}, {"-", classNull},
		{"A-12", classCode}, {"ann@web.example", classCode}, {"10.0.0.1", classCode}, {"https://web.example/a?b=1", classCode},
		{"Ann", classWord}, {"New York", classWords}, {"Anytown, WW", classWords},
		{strings.Repeat("many words ", 9), classText},

		// What another dialect would take apart.
		{"1;2;3", classList}, {"a|b|c", classList}, {"1,x y", classJoined}, {`"Ann`, classJoined}, {"'Ann'", classJoined},
		{"POLYGON(48.1 9.1", classJoined},
	}
	for _, test := range tests {
		if got := classify([]byte(test.text), "\t", false); got != test.want {
			t.Errorf("%q: got %d, want %d", test.text, got, test.want)
		}
	}
}

func TestFindDialect(t *testing.T) {
	tests := []struct{ text, want string }{ // delimiter and quote
		{"a,b\n1,2\n", `,"`},
		{"id,v\nr0,12\nr1,'\nr2,007\nr3,x\nr4,'\nr5,y\n", `,"`}, // apostrophes are values: no line is lost
		{"id,v\n1,'two\nlines'\n2,'x, y'\n3,'z'\n", `,'`},
		{"a;b\n1,5;2\n3,5;4\n", `;"`},
		{"a\tb c\n1\t2 3\n", "\t\""},
		{"x|y,z\n1|a,b\n2|c,d\n", `|"`},
		{"id:name\n1:Ann\n2:Ben\n3:Cid\n", `:"`},
		{"12:30:00,1\n12:31:00,2\n", `,"`},
		{"2024-01-01\n2024-01-02\n", `,"`},
		{"'a,b',1\n'c,d',2\n", `,'`},
		{"\"a;b\",1\n\"c;d\",2\n", `,"`},
		{"word\nother word\nand one more word\n", `,"`},
		{"a^b^c\n1^2^3\n4^5^6\n", `^"`},
		{"a|~|b\n1|~|2\n3|~|4\n", `|~|"`},
	}
	for _, test := range tests {
		c := FindDialect([]byte(test.text), true, Told{Dialect: cut.Dialect{Delimiter: ",", Quote: '"', Escape: '"'}})
		if got := c.Delimiter + string(rune(c.Quote)); got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

func TestFindHeading(t *testing.T) {
	tests := []struct {
		text       string
		skip, rows int
		names      string
	}{
		{"id,name\n1,Ann\n2,Ben\n", 0, 1, "id|name"},
		{"1,Ann\n2,Ben\n3,Cid\n", 0, 0, ""},
		{"fruit,color\napple,red\nbanana,yellow\ncherry,red\nfig,blue\n", 0, 1, "fruit|color"},
		{"apple,red\nbanana,yellow\ncherry,red\nfig,yellow\n", 0, 0, ""},
		{"code,country\nDE,Germany\nFR,France\nIT,Italy\nES,Spain\nPT,Portugal\n", 0, 1, "code|country"},
		{"country,2019,2020\nDE,1,2\nFR,3,4\n", 0, 1, "country|2019|2020"},
		{"Report\nof May\n\nid,value\n1,2\n3,4\n", 3, 1, "id|value"},
		{"Report,,,\n,,,\nid,a,b,c\n1,2,3,4\n5,6,7,8\n", 2, 1, "id|a|b|c"},
		{"len,wid\n(cm),(cm)\n1,2\n3,4\n5,6\n", 0, 2, "len (cm)|wid (cm)"},
		{"a,b\na,b\n1,2\n3,4\n", 0, 2, "a|b"},
		{"b,c\nx,1,2\ny,3,4\nz,5,6\n", 0, 1, "|b|c"},

		// A delimiter too many in the header, unless a row has a field for it.
		{"id,,name,n\n1,Ann,5\n2,Ben,6\n", 0, 1, "id|name|n"},
		{"id,,name,n\n1,Ann,5\n2,x,Ben,6\n3,Cid,5\n", 0, 1, "id||name|n"},
	}
	for _, test := range tests {
		told := Told{Dialect: cut.Dialect{Delimiter: ",", Quote: '"', Escape: '"'}}
		c := FindDialect([]byte(test.text), true, told)
		h := c.FindHeading(told)
		if names := strings.Join(h.Names, "|"); h.Skip != test.skip || h.Rows != test.rows || names != test.names {
			t.Errorf("%q: got skip %d, %d rows, %s, want %d, %d, %s", test.text, h.Skip, h.Rows, names, test.skip, test.rows, test.names)
		}
	}
}
