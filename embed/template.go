package embed

// documentTemplate names the rule of DocumentText in a model's identity. A
// change of the rule must change this text: vectors made under another rule
// are not comparable.
const documentTemplate = `title + ". " + abstract`

// DocumentText is what is embedded of a paper: its title and abstract, joined
// by ". "; when one of them is missing, the other alone.
func DocumentText(title, abstract string) string {
	switch {
	case title == "":
		return abstract
	case abstract == "":
		return title
	}
	return title + ". " + abstract
}
