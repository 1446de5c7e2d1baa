package csvfile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets/formattest"
)

// What every format must obey.
func TestFormat(t *testing.T) {
	var wide, long strings.Builder
	for i := range 500 {
		fmt.Fprintf(&wide, "column_%d,", i)
	}
	wide.WriteString("last\n")
	for range 3 {
		wide.WriteString(strings.Repeat("1.5,", 500) + "x\n")
	}
	long.WriteString("id,name,placed\n")
	for i := range 3000 {
		fmt.Fprintf(&long, "%d,\"name, of %d\",2024-02-%02d\n", i, i, 1+i%29)
	}
	good := map[string][]byte{
		"people.csv":     []byte("id,name,born\n1,Ann,1999-12-31\n2,Ben,\n3,\"Cid, the \"\"third\"\"\",2001-01-01\n"),
		"one.csv":        []byte("id,name\n1,Ann\n"),
		"semicolons.csv": []byte("id;name;total\r\n1;Ann;1,5\r\n2;Ben;2,5\r\n"),
		"tabs.tsv":       []byte("id\tname\n1\tAnn\n2\tBen\n"),
		"latin.csv":      []byte("id,name\n1,Ren\xe9\n2,Zo\xeb\n"),
		"mark.csv":       []byte("\xef\xbb\xbfid,name\n1,Ann\n2,Ben\n"),
		"utf16.csv":      []byte("\xff\xfei\x00d\x00,\x00n\x00\n\x001\x00,\x00A\x00\n\x002\x00,\x00B\x00\n\x00"),
		"ragged.csv":     []byte("id,name,total\n1,Ann\n2,Ben,5,6\n3,Cid,7\n4,Dan,8\n"),
		"lines.csv":      []byte("id,note\n1,\"two\nlines\"\n2,one\n"),
		"wide.csv":       []byte(wide.String()),
		"long.csv":       []byte(long.String()),
	}
	bad := map[string][]byte{
		"picture.csv": []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06\x00\x00\x00"),
	}
	formattest.Test(t, Format{}, good, bad)
}
