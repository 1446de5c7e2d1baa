package csvfile

import (
	"encoding/csv"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/htmlindex"
)

func TestDetectEncoding(t *testing.T) {
	tests := []struct {
		encoding string // to write the text in
		text     string
		want     string
	}{
		{"utf-8", "name,city\nZoë,Köln\n", "utf-8"},
		{"utf-8", "name,city\nZoe,Koln\n", "utf-8"},
		{"utf-8", "\ufeffname\n", "utf-8"},
		{"utf-16le", "name,city\nZoë,Köln\n", "utf-16le"},
		{"utf-16be", "name,city\nZoë,Köln\n", "utf-16be"},
		{"utf-16le", "\ufeffимя\nМосква\n", "utf-16le"},

		{"windows-1252", "name,city\nZoë,Köln\nRené,Besançon\n", "latin-1"},
		{"windows-1252", "price\n£12.50\n£3.00\n", "latin-1"},
		{"windows-1252", "title\nthe dog’s “dinner” – €5\n", "windows-1252"},
		{"windows-1252", "Temperature (°C),m²\n1,2\n", "latin-1"},
		{"windows-1250", "imię,miasto\nŁukasz,Łódź\nJoanna,Gdańsk\nŻaneta,Częstochowa\n", "windows-1250"},
		{"windows-1250", "jméno\nJiří Dvořák\nTomáš Němec\nŠtěpán\n", "windows-1250"},
		{"windows-1254", "şehir\nİstanbul\nEskişehir\nMuğla\nDiyarbakır\n", "windows-1254"},
		{"windows-1251", "имя,город\nИван,Москва\nОльга,Санкт-Петербург\n", "windows-1251"},
		{"koi8-r", "имя,город\nИван,Москва\nОльга,Санкт-Петербург\n", "koi8-r"},
		{"ibm866", "имя,город\nИван,Москва\nОльга,Санкт-Петербург\n", "ibm866"},
		{"windows-1253", "όνομα\nΓιώργος\nΜαρία Παπαδοπούλου\n", "windows-1253"},
		{"windows-1255", "שם\nדוד\nמרים כהן\n", "windows-1255"},
		{"macintosh", "name\nRené\nZoë\nFrançois\n", "macintosh"},
		{"shift_jis", "名前,都市\n田中さくら,東京\nスズキ,おおさか\n", "shift_jis"},
		{"euc-jp", "名前,都市\n田中さくら,東京\nスズキ,おおさか\n", "euc-jp"},
		{"gb18030", "姓名,城市\n王小明,北京\n李华,上海\n", "gb18030"},
		{"big5", "姓名,城市\n王小明,臺北\n陳美華,高雄市\n", "big5"},
		{"euc-kr", "이름,도시\n김철수,서울\n이영희,부산\n", "euc-kr"},
	}
	for _, test := range tests {
		enc, err := htmlindex.Get(test.encoding)
		if err != nil {
			t.Fatal(err)
		}
		text, err := enc.NewEncoder().Bytes([]byte(test.text))
		if err != nil {
			t.Fatal(test.encoding, err)
		}
		if got := detectEncoding(text); got != test.want {
			t.Errorf("%s %q: got %s, want %s", test.encoding, test.text, got, test.want)
		}
	}
	for _, binary := range []string{"\x00\x01\x02\x03\x04", "PAR1\x15\x04\x15\x00\x00\x06\x07"} {
		if got := detectEncoding([]byte(binary)); got != "" {
			t.Errorf("%q: got %s, want none", binary, got)
		}
	}
}

// Rows in each encoding come out as they were before they were written in it,
// also those with characters of which a byte is that of a quote or a backslash
// in ASCII.
func TestEncodedRows(t *testing.T) {
	tests := []struct{ encoding, text string }{
		{"windows-1250", "imię,miasto\nŁukasz,Łódź\nJoanna,Gdańsk\nŻaneta,\"Częstochowa, dół\"\n"},
		{"windows-1251", "имя,город\nИван,Москва\nОльга,\"Санкт-Петербург, центр\"\n"},
		{"koi8-r", "имя,город\nИван,Москва\nОльга,Санкт-Петербург\n"},
		{"macintosh", "name,n\nRené,1\nZoë,2\nFrançois,3\n"},
		{"shift_jis", "名前,都市\n田中さくら,東京\nスズキ,\"おおさか, ソウル表\"\n"},
		{"gbk", "姓名,城市\n王小明,北京\n李华,\"上海, 中国\"\n"},
		{"big5", "姓名,城市\n王小明,臺北\n陳美華,\"高雄市, 成功\"\n"},
		{"euc-kr", "이름,도시\n김철수,서울\n이영희,\"부산, 한국\"\n"},
		{"utf-16be", "\ufeffname,city\nZoë,Köln\nAnn,\"東京, 日本\"\n"},
	}
	for _, test := range tests {
		enc, err := htmlindex.Get(test.encoding)
		if err != nil {
			t.Fatal(err)
		}
		text, err := enc.NewEncoder().Bytes([]byte(test.text))
		if err != nil {
			t.Fatal(test.encoding, err)
		}
		want, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(test.text, "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		f := fileOf(t, "x.csv", text)
		fixed := map[string]string{"header": "true"}
		s, got := table(t, f, fixed)
		if !reflect.DeepEqual(got, want) || len(s.Problems) > 0 {
			t.Errorf("%s, read as %s: got %q and problems %v, want %q", test.encoding, s.Options["encoding"], got, kindsOf(s.Problems), want)
		}
	}
}
