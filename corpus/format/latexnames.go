package format

// latexAccents are the combining characters of LaTeX's accents.
var latexAccents = map[string]rune{
	"`": '\u0300', "'": '\u0301', "^": '\u0302', "~": '\u0303', "=": '\u0304', "u": '\u0306', ".": '\u0307',
	`"`: '\u0308', "r": '\u030a', "H": '\u030b', "v": '\u030c', "d": '\u0323', "c": '\u0327', "k": '\u0328', "b": '\u0331',
}

// latexLetters are the letters and signs that LaTeX has names for.
var latexLetters = map[string]string{
	"ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
	"i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ", "th": "þ", "TH": "Þ", "ng": "ŋ", "NG": "Ŋ",
	"&": "&", "_": "_", "%": "%", "#": "#", " ": " ", "-": "", "/": "",
	"textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
	"textquotedblright": "”", "textdegree": "°", "textmu": "µ", "texttrademark": "™", "textregistered": "®",
	"textcopyright": "©", "textbackslash": `\`, "textbraceleft": "{", "textbraceright": "}",
	"textasciitilde": "~", "textasciicircum": "^", "textasciigrave": "`", "textquotesingle": "'", "textdollar": "$", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "hyphen": "-", "ldots": "…", "dots": "…",
}

// latexSymbols are the signs of math that stand in texts without its delimiters,
// and spaces. What is set by hand, with arguments, is not among them.
var latexSymbols = map[string]string{
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ",
	"iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς",
	"tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
	"Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "hbar": "ℏ", "nabla": "∇", "partial": "∂",
	"infty": "∞", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆", "cup": "∪", "cap": "∩", "emptyset": "∅", "forall": "∀", "exists": "∃",
	"leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "ll": "≪", "gg": "≫", "neq": "≠", "ne": "≠", "equiv": "≡", "approx": "≈", "simeq": "≃", "sim": "~",
	"cong": "≅", "propto": "∝", "lesssim": "≲", "gtrsim": "≳", "pm": "±", "mp": "∓", "times": "×", "cdot": "·", "cdots": "⋯", "circ": "∘", "ast": "∗",
	"star": "⋆", "bullet": "•", "oplus": "⊕", "otimes": "⊗", "to": "→", "rightarrow": "→", "leftarrow": "←", "leftrightarrow": "↔", "Rightarrow": "⇒",
	"uparrow": "↑", "downarrow": "↓", "mapsto": "↦", "sum": "∑", "prod": "∏", "int": "∫", "langle": "⟨", "rangle": "⟩", "perp": "⊥", "parallel": "∥",
	"wedge": "∧", "vee": "∨", "neg": "¬", "setminus": "∖", "dagger": "†", "dag": "†", "ddag": "‡", "deg": "°", "degree": "°", "prime": "′", "odot": "⊙",
	"S": "§", "P": "¶", "copyright": "©", "pounds": "£", "euro": "€", "checkmark": "✓", "|": "‖",
	"log": "log", "ln": "ln", "exp": "exp", "max": "max", "min": "min", "sup": "sup", "inf": "inf", "lim": "lim", "sin": "sin", "cos": "cos", "tan": "tan",
	"arg": "arg", "det": "det", "dim": "dim", "ker": "ker", "Pr": "Pr", "gcd": "gcd",
	",": " ", ":": " ", ";": " ", "\\": " ", "!": "", "quad": " ", "qquad": " ", "newline": " ",
}

// latexMath are the environments of math.
var latexMath = map[string]bool{
	"math": true, "displaymath": true, "equation": true, "align": true, "aligned": true, "eqnarray": true, "gather": true, "multline": true, "array": true, "cases": true,
}

// latexFonts are commands that change how a text looks, not what it says.
var latexFonts = map[string]bool{
	"emph": true, "em": true, "textit": true, "it": true, "itshape": true, "textbf": true, "bf": true, "bfseries": true,
	"texttt": true, "tt": true, "textsc": true, "sc": true, "scshape": true, "textsf": true, "sf": true, "textrm": true,
	"rm": true, "textsl": true, "sl": true, "textup": true, "textnormal": true, "text": true, "mbox": true, "hbox": true,
	"underline": true, "enquote": true, "mkbibquote": true, "mkbibemph": true, "mkbibitalic": true, "mkbibbold": true,
	"textquote": true, "url": true, "path": true, "textsuperscript": true, "textsubscript": true,
	"small": true, "large": true, "normalsize": true, "boldmath": true, "relax": true, "protect": true, "noopsort": true,
}

// latexSigns are what LaTeX sets for signs, the longer ones first.
var latexSigns = [][2]string{
	{"---", "—"}, {"--", "–"}, {"``", "“"}, {"''", "”"}, {"`", "‘"}, {"~", " "}, {"{", ""}, {"}", ""},
}
