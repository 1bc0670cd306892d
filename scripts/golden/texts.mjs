// The texts whose ids are compared, all of our own making. A text is either given, or made by a rule from a unit that is
// repeated, so that a megabyte takes a line.

const spaces = [
  0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680, 0x180e, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004,
  0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x200b, 0x200c, 0x200d, 0x2028, 0x2029, 0x202f, 0x205f, 0x2060, 0x3000, 0x3164, 0xfeff,
];

const controls = [0x00, 0x01, 0x02, 0x07, 0x08, 0x0e, 0x10, 0x1a, 0x1b, 0x7f, 0x80, 0x81, 0x8f, 0x90, 0x9f, 0xad,
  0x061c, 0x070f, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069, 0xfff9, 0xfffb, 0xfffc, 0xfffd];

const oddities = [0x0378, 0x05ff, 0x0870, 0x1ac0, 0x1c80, 0x2065, 0x2e5d, 0xd7ff, 0xe000, 0xf8ff, 0xfdd0, 0xfffe, 0xffff,
  0x10940, 0x11938, 0x1fbf5, 0x1f16c, 0x2ceb0, 0x30000, 0x323af, 0x40000, 0xe0001, 0xe0041, 0xe0100, 0xf0000, 0xffffe, 0x100000, 0x10ffff];

const sentences = [
  "We present a method that learns sentence representations from unlabelled abstracts.",
  "Our model reaches 87.3% accuracy on the benchmark, 4.1 points above the previous best (p < 0.01).",
  "The state-of-the-art approach doesn't generalise; we'll show why it can't, and what's needed.",
  "Graph neural networks (GNNs) over-smooth when depth exceeds 8 layers [1, 2], cf. Section 3.2.",
  "Let x ~ N(0, 1); then E[x^2] = 1 and Var(x) <= 2*sigma**2 + O(1/n).",
  "Code: https://example.org/a_b/c-d?e=f&g=h#i and contact first.last+tag@uni-example.edu.",
  "It's 3 o'clock: they've said \"yes\", 'no', and `maybe`... or perhaps - well - not?!",
  "Transformers scale as O(n^2 d) in time and O(n d) in memory for n=4096, d=768.",
  "RLHF, DPO & PPO: which one's best?  Two  spaces   three    four.",
  "ALL CAPS TITLE WITH MixedCase, camelCaseWords, snake_case_words and kebab-case-words",
  "1234567890 12,345.678 1e-5 0x1F 3.14159 1/2 5km 10MHz 2nd 3rd 21st 1990s '90s $100 50% #1 @home",
  "Line one\nline two\r\nline three\ttabbed\n\n\nparagraph",
  "  leading and trailing spaces   ",
  "trailing newline\n",
  "ends with three spaces   ",
  "\n\n  \t mixed white space \n only inside \t\n",
  "a",
  ".",
  "...",
  "?!?!?!",
  "I",
  "we've we're we'll I'd I'm it's WE'VE IT'S don't 's 't 're 've 'm 'll 'd",
  "(a)(b)[c]{d}<e>|f|\\g\\/h/",
  "word1word2 word3word4 123abc456def",
  "~`!@#$%^&*()_-+={[}]|\\:;\"'<,>.?/",
  "low-rank adaptation; fine-tuning; pre-training; zero-shot; few-shot; chain-of-thought",
  "Proof. Suppose not. Then there exists epsilon > 0 such that for all delta > 0 ... QED",
  "unaffable unbelievable reinitialization internationalization antidisestablishmentarianism",
];

const accents = [
  "Schrödinger", "Poincaré", "Gödel", "Erdős", "Łukasiewicz", "Čech", "Ångström", "naïve", "façade", "coöperate", "résumé", "Čebyšëv",
  "São Paulo", "Đặng Thị", "Nguyễn Văn Ngọc", "Việt Nam", "crème brûlée", "ÀÁÂÃÄÅÆÇÈÉÊË ÌÍÎÏÐÑÒÓÔÕÖØ", "ùúûüýþÿßŒœ", "Øre Æsir ſtraße STRASSE ẞ",
  "İstanbul ISPARTA ıspanak İİ", "Kelvin \u212A and Ångström \u212B and Ohm \u2126", "ǅ ǆ Ǆ ǉ ǈ", "ḂḃĊċḊḋḞḟ Ṩṩ ẛ̣", "Ǖǖ Ṻṻ Ḗḗ ế Ế",
];

const scripts = [
  "深度学习模型在图像识别任务中表现出色。", "我们提出了一种新的方法，准确率为95%。", "機器學習與人工智慧", "漢字とひらがなとカタカナの混在した文章です。",
  "ｱｲｳｴｵ ｶﾞｷﾞｸﾞ ﾊﾟﾋﾟ", "全角ＡＢＣ１２３！？（括弧）", "深層学習deep学習learning", "한국어 문장의 토큰화 실험입니다.", "각난닫 가나다 ㄱㄴㄷ", "\u1112\u1161\u11ab\u1100\u1173\u11af",
  "α-helix and β-sheet, γ-ray, Δx, Σ_i, Ω(n), ΑΒΓΔ", "Ο Σίσυφος λέγει ΣΑΣ ΟΔΥΣΣΕΥΣ τέλος.", "ἀρχὴ ἥμισυ παντός ᾳ ᾼ ΐ ΰ", "Быстрая коричневая лиса перепрыгнула", "Йод ёлка ЙОД ЁЛКА й ё",
  "Їжак і ґанок", "مقدمة في التعلم العميق", "القُرْآن الكَرِيم ﷺ ﷲ", "لا إله ﻻ ﻼ ٠١٢٣٤٥٦٧٨٩", "שָׁלוֹם עולם", "ภาษาไทยไม่มีช่องว่าง น้ำ", "हिन्दी में गहन शिक्षण क्षत्रिय", "বাংলা ভাষা কো", "தமிழ் மொழி கொ",
  "ქართული ენა ᲥᲐᲠᲗᲣᲚᲘ", "Հայերեն լեզու և ﬓ", "አማርኛ ፊደል፡፡", "ᏣᎳᎩ ꮳꮃꭹ", "ພາສາລາວ ຳ", "ខ្មែរ ភាសា", "བོད་སྐད་ཡིག", "ᠮᠣᠩᠭᠣᠯ\u180eᠤ", "𐐀𐐁𐐨𐐩 𝒜𝓑𝔠 𝟘𝟙𝟚", "𠀀𠀁𪜀𫝀𫠠𬺰 丽 﨎 豈",
];

const emoji = [
  "😀 😃😄", "👨‍👩‍👧‍👦 family", "👩🏽‍🔬 scientist", "🏳️‍🌈 🏴‍☠️", "🇩🇪🇫🇷🇯🇵 🇺", "1️⃣ 2️⃣ #️⃣", "❤️ ❤ ☺️", "👍🏻👍🏿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 flag", "word😀word", "🤗Transformers", "©®™ ☃ ★ ♥ ✓", "🧑‍🚀🪐🫠🫶🏼🩷🫨",
];

const latex = [
  "$\\mathcal{O}(n \\log n)$", "\\begin{equation} E = mc^2 \\end{equation}", "$\\frac{\\partial L}{\\partial w_{ij}}$", "\\textbf{bold} \\emph{it} \\cite{smith2020}",
  "$\\|x\\|_2 \\leq \\epsilon$", "$\\hat{y} = \\sigma(W^{T}x + b)$", "Schr\\\"odinger and Poincar\\'e and Erd\\H{o}s", "$\\alpha$-divergence, $\\beta$-VAE", "$10^{-3}$ to $10^{5}$", "$\\mathbb{R}^{d \\times d}$ and \\(x\\) \\[y\\]",
  "~\\ref{fig:1}, \\S2, \\% and \\$5", "{\\it text} --- em --dash", "$p(x|y)=\\frac{p(y|x)p(x)}{p(y)}$", "∑_{i=1}^{n} x_i ≤ ∫_0^∞ f(x)dx", "∀x∈ℝ ∃y: x≠y ⇒ f(x)⊕g(y)", "√2 ≈ 1.414, π≃3.14, 5×10⁻³, H₂O²⁺", "≮ ≠ ≰ ⊄ a\u0338b <\u0338 =\u0338", "ﬁne ﬂow oﬃce ﬄ ﬅ ĳ ŉ", "½ ¾ ⅓ Ⅷ ⅳ ① ⑩ ㊀ ㎏ ㏒ ℃ №", "x′ y″ f‴ ‘single’ “double” „low“ «guillemets» – — … ‰",
];

const chemistry = [
  "H2O CO2 CH3CH2OH C6H12O6", "NaCl(aq) + AgNO3(aq) -> AgCl(s) + NaNO3(aq)", "Fe³⁺/Fe²⁺, SO₄²⁻, NH₄⁺", "YBa2Cu3O7-δ and La2-xSrxCuO4", "1,2-dichloro-3-methylbenzene",
  "(2R,3S)-2-amino-3-hydroxybutanoic acid", "N,N-dimethyl-4-aminopyridine (DMAP)", "MoS2/WSe2 heterostructures", "CH3NH3PbI3 (MAPbI3)", "C60@SWCNT", "¹³C-NMR (400 MHz, CDCl₃) δ 7.26", "poly(3,4-ethylenedioxythiophene):poly(styrenesulfonate)",
];

const marks = [
  "\u0301start", "a\u0301\u0323 a\u0323\u0301", "e\u0301 vs é", "\u0301", " \u0301 ", ".\u0301.", "a \u0301b", "q\u0307\u0323", "x\u20d7 y\u20dd", "a\u0334\u0316\u0301\u0345b",
  "Z\u0335\u0321a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030d\u030e\u030f\u0310\u0311\u0312\u0313\u0314\u0315\u0316\u0317l\u0318\u0319g\u031ao",
  "a" + "\u0301\u0316".repeat(24) + "b", "\ufb1d \u2adc \u0958 \u0f73", "\u302e\u302a\u302f한\u302e", "\u1d15e\u1d165", "\u{1d15e}\u{1d16d}\u{1d165} \u{1d1bb}", "\u0340\u0341\u0343\u0344\u0374\u037e\u0387", "\u1fef\u1ffd\u2000\u2001\u2126\u212a\u212b\u2329\u232a",
  "क\u093c क़ ড\u09bc", "\u0344 \u0f71\u0f72", "a\u034fb a\u200db a\u200cb a\u2060b", "soft\u00adhyphen", "\u{11935}\u{11930} \u{1ad0}a\u1ad0\u0316", "\ufeffbyte order mark", "mid\ufeffdle", "variation\ufe0f selector\u{e0100}",
  "a\u1734b \u1734", "\u0cf3\u0cbf \u1885\u1886", "ა\u{1e08f}\u0316", "ﬁ\u0301x Å\u0323", "\r\n\u0301 \r\u0301",
];

function xorshift(seed) {
  let s = seed >>> 0;
  return (n) => { s ^= s << 13; s >>>= 0; s ^= s >>> 17; s ^= s << 5; s >>>= 0; return s % n; };
}

// mixtures are 72 random texts over alphabets that meet nowhere but here.
function mixtures() {
  const next = xorshift(20261122);
  const pick = (list) => list[next(list.length)];
  const alphabets = [
    [..."abcdefghijklmnopqrstuvwxyz      "], [..."ABCDEFabcdef0123456789.,-() '\"  "], [..."äöüßéèñçøåÀÉÎÕÜ İı "], [..."αβγδεσςΣΩάή "], [..."中文字符学习 。，"],
    [..."가나다라마바 ㄱ"], [..."\u0301\u0308\u0323\u0327\u20d7ae o"], ["\u200d", "\ufe0f", "👩", "🔬", "🏽", "🇩", "🇪", "a", " "], [..."\t\n\r \u00a0\u2009\u3000\u200bab"], [..."$\\{}^_+-=<>|~`&%#@!?*/;:[]ab1 "],
    spaces.map((c) => String.fromCodePoint(c)).concat([..."abc"]), oddities.map((c) => String.fromCodePoint(c)).concat([..."xyz "]),
  ];
  const out = [];
  for (let i = 0; i < 72; i++) {
    const first = alphabets[i % alphabets.length], second = pick(alphabets);
    let s = "";
    for (let n = 5 + next(60); n > 0; n--) s += pick(next(3) ? first : second);
    out.push(s);
  }
  return out;
}

const addedTokens = ["a|||EMAIL|||b |||EMAIL||| c |||EMAIL|||", "x <kept>  y<kept>z <kept>", "one  two   three    four     five      six", "  <kept>  |||EMAIL|||  ", "é|||EMAIL||| e\u0301  e"];

const given = [
  ...sentences.map((t) => ["sentence", t]),
  ...accents.flatMap((t) => [["accents", t], ["accents, decomposed", t.normalize("NFD")]]),
  ...scripts.map((t) => ["script", t]),
  ...emoji.map((t) => ["emoji", t]),
  ...spaces.flatMap((c) => [["space", `one${String.fromCodePoint(c)}two${String.fromCodePoint(c)}${String.fromCodePoint(c)} three`], ["space", `${String.fromCodePoint(c)}end.${String.fromCodePoint(c)}`]]),
  ...controls.map((c) => ["control", `ab${String.fromCodePoint(c)}cd ${String.fromCodePoint(c)} e`]),
  ...oddities.map((c) => ["odd code point", `x${String.fromCodePoint(c)}y ${String.fromCodePoint(c)} z${String.fromCodePoint(c)}`]),
  ...latex.map((t) => ["latex", t]),
  ...chemistry.map((t) => ["chemistry", t]),
  ...marks.map((t) => ["marks", t]),
  ...mixtures().map((t) => ["mixture", t]),
  ...addedTokens.map((t) => ["added tokens", t]),
  ["empty", ""], ["empty", " "], ["empty", "\n\t \u00a0\u3000"], ["empty", "\u200b\u00ad\ufeff"], ["empty", "\u0301\u0302"],
];

const words = "the quick model learns sparse features from noisy data and we measure it, then (again) report 3.5 points. ";
const ruled = [
  ["long word", "a", 99], ["long word", "a", 100], ["long word", "a", 101], ["long word", "ab", 500], ["long word", "é", 100], ["long word", "é", 101],
  ["long word", "e\u0301", 100], ["long word", "x\u00ad", 101], ["long word", "가", 60], ["long word", "中", 500], ["long word", "𝒜", 101], ["long word", "\u200d", 300], ["long word", "1", 1000],
  ["long word", "antidisestablishmentarianism", 8], ["long run", "中文a", 3000], ["long run", "é\u3000", 3000], ["long run", "-", 5000], ["long run", " ", 5000],
  ["megabyte", words, 9710], ["megabyte", "深度学习模型 deep learning é ", 27000],
];

export const texts = [
  ...given.map(([name, text]) => ({ name, text })),
  ...ruled.map(([name, unit, times]) => ({ name, unit, times })),
];

export const textOf = (t) => ("text" in t ? t.text : t.unit.repeat(t.times));

// material is what the small tokenizers of the tests are made from.
export const material = [...sentences, ...accents, ...latex, ...chemistry, words, ...scripts.slice(10, 16)].join(" \n ");
