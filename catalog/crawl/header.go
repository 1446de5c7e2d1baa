package crawl

import "maps"

// headerKey is the option of CSV that says whether a file has a header.
const headerKey = "header"

// withHeader returns what is decided about how a file of a format is read, with
// the header that was decided for all files.
func (p *Pins) withHeader(fixed map[string]string, format string) map[string]string {
	if p.header == "" || format != "csv" || fixed[headerKey] != "" {
		return fixed
	}
	with := map[string]string{headerKey: p.header, formatKey: format}
	maps.Copy(with, fixed)
	return with
}

// remembered returns the parameters by which later crawls know what was decided
// for all files.
func (p *Pins) remembered(format string) map[string]string {
	if p.header == "" || format != "csv" {
		return nil
	}
	return map[string]string{pinOption + headerKey: p.header}
}
