package corpus

// fillDisk is for Unix alone.
func fillDisk([]string) error { return nil }
