package render

import (
	"bufio"
	"bytes"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// terminal measures texts as a terminal shows them: a flag, or an emoji made of
// several, is one character.
var terminal = &runewidth.Condition{StrictEmojiNeutral: true}

// textWidth returns how many characters of a terminal text takes.
func textWidth(text string) int { return terminal.StringWidth(text) }

// A box draws a table with tablewriter, which is told to print every text as it
// is given, headers too, on one line.
//
// Tablewriter measures characters one by one, and so takes a flag for two. For
// a text that it would measure wrong it is given a stand-in of the right width,
// made of characters for private use, which no cell contains otherwise; the
// text itself is put in its place afterwards.
type box struct {
	table *tablewriter.Table
	drawn bytes.Buffer
	texts []string // for which there are stand-ins
}

const (
	firstStandIn = 0xF0000 // for texts[0]; the others follow
	lastStandIn  = 0x10FFFD
	filler       = "\ue000"
)

func newBox(aligns []tw.Align) *box {
	section := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoFormat: tw.Off, AutoWrap: tw.WrapNone},
		Alignment:  tw.CellAlignment{Global: tw.AlignLeft, PerColumn: aligns},
		Padding:    tw.CellPadding{Global: tw.Padding{Left: " ", Right: " "}},
	}
	b := &box{}
	b.table = tablewriter.NewTable(&b.drawn,
		tablewriter.WithConfig(tablewriter.Config{
			Header:   section,
			Row:      section,
			Behavior: tw.Behavior{TrimSpace: tw.Off, TrimTab: tw.Off, AutoHide: tw.Off},
		}),
		tablewriter.WithEastAsian(tw.Off),
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{Symbols: tw.NewSymbols(tw.StyleRounded)})),
	)
	return b
}

// text returns c's text, or a stand-in that tablewriter measures right.
func (b *box) text(c cell) string {
	if len(c.text) == c.width || twwidth.Width(c.text) == c.width || c.width == 0 || firstStandIn+len(b.texts) > lastStandIn {
		return c.text
	}
	b.texts = append(b.texts, c.text)
	return string(rune(firstStandIn+len(b.texts)-1)) + strings.Repeat(filler, c.width-1)
}

// writeTo draws the table.
func (b *box) writeTo(w *bufio.Writer) error {
	if err := b.table.Render(); err != nil {
		return err
	}
	if len(b.texts) == 0 {
		_, err := b.drawn.WriteTo(w)
		return err
	}
	for {
		r, _, err := b.drawn.ReadRune()
		switch {
		case err == io.EOF:
			return nil
		case r >= firstStandIn:
			_, err = w.WriteString(b.texts[r-firstStandIn])
		case string(r) != filler:
			_, err = w.WriteRune(r)
		}
		if err != nil {
			return err
		}
	}
}
