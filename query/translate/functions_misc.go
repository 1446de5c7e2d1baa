package translate

import "fmt"

// notSupported refuses a function that Athena has.
func notSupported(c Call) (string, error) {
	return "", fmt.Errorf("NOT_SUPPORTED: %s is not supported", c.Name)
}
