package ort

import (
	"bytes"
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"encoding/binary"
)

// The smallest libraries that carry what Inspect reads, written byte by byte
// from the format documents, so that every field can be made wrong.

type elfSpec struct {
	machine elf.Machine // default EM_X86_64
	kind    elf.Type    // default ET_DYN
	symbol  string      // default OrtGetApiBase
	version string      // symbol version; none if empty
	soname  string      // none if empty
	short   uint64      // bytes that the PT_LOAD segment claims beyond the end
}

// elfImage lays out: header 64, one program header 56, dynsym, dynstr,
// versym, verdef, dynamic, section names, section headers 64 each.
func elfImage(s elfSpec) []byte {
	if s.machine == 0 {
		s.machine = elf.EM_X86_64
	}
	if s.kind == 0 {
		s.kind = elf.ET_DYN
	}
	if s.symbol == "" {
		s.symbol = entryPoint
	}
	le := binary.LittleEndian
	dynstr := []byte("\x00")
	str := func(x string) uint32 {
		at := len(dynstr)
		dynstr = append(append(dynstr, x...), 0)
		return uint32(at)
	}
	symName, soName, verName := str(s.symbol), str(s.soname), str(s.version)

	dynsym := make([]byte, 24) // the null symbol
	dynsym = le.AppendUint32(dynsym, symName)
	dynsym = append(dynsym, 0x12, 0)       // global function, default visibility
	dynsym = le.AppendUint16(dynsym, 1)    // defined in section 1
	dynsym = le.AppendUint64(dynsym, 4096) // value
	dynsym = le.AppendUint64(dynsym, 12)   // size
	versym := []byte{0, 0, 2, 0}
	var verdef []byte
	verdef = le.AppendUint16(verdef, 1) // structure version
	verdef = le.AppendUint16(verdef, 0) // flags
	verdef = le.AppendUint16(verdef, 2) // index
	verdef = le.AppendUint16(verdef, 1) // one name
	verdef = le.AppendUint32(verdef, 0) // hash
	verdef = le.AppendUint32(verdef, 20)
	verdef = le.AppendUint32(verdef, 0)
	verdef = le.AppendUint32(verdef, verName)
	verdef = le.AppendUint32(verdef, 0)
	var dynamic []byte
	if s.soname != "" {
		dynamic = le.AppendUint64(dynamic, uint64(elf.DT_SONAME))
		dynamic = le.AppendUint64(dynamic, uint64(soName))
	}
	dynamic = append(dynamic, make([]byte, 16)...)

	names := []byte("\x00.dynsym\x00.dynstr\x00.gnu.version\x00.gnu.version_d\x00.dynamic\x00.shstrtab\x00")
	type section struct {
		name       string
		kind       elf.SectionType
		data       []byte
		link, info uint32
		entry      uint64
	}
	sections := []section{
		{".dynsym", elf.SHT_DYNSYM, dynsym, 2, 1, 24},
		{".dynstr", elf.SHT_STRTAB, dynstr, 0, 0, 0},
		{".gnu.version", elf.SHT_GNU_VERSYM, versym, 1, 0, 2},
		{".gnu.version_d", elf.SHT_GNU_VERDEF, verdef, 2, 1, 0},
		{".dynamic", elf.SHT_DYNAMIC, dynamic, 2, 0, 16},
		{".shstrtab", elf.SHT_STRTAB, names, 0, 0, 0},
	}
	if s.version == "" {
		sections[2].kind, sections[3].kind = elf.SHT_PROGBITS, elf.SHT_PROGBITS
	}
	body := make([]byte, 64+56)
	headers := make([]byte, 64) // the null section
	for _, x := range sections {
		h := le.AppendUint32(nil, uint32(bytes.Index(names, []byte(x.name+"\x00"))))
		h = le.AppendUint32(h, uint32(x.kind))
		h = le.AppendUint64(h, 0)
		h = le.AppendUint64(h, 0)
		h = le.AppendUint64(h, uint64(len(body)))
		h = le.AppendUint64(h, uint64(len(x.data)))
		h = le.AppendUint32(h, x.link)
		h = le.AppendUint32(h, x.info)
		h = le.AppendUint64(h, 1)
		h = le.AppendUint64(h, x.entry)
		headers = append(headers, h...)
		body = append(body, x.data...)
	}
	image := append(body, headers...)

	h := append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 9)...) // 64-bit, little-endian
	h = le.AppendUint16(h, uint16(s.kind))
	h = le.AppendUint16(h, uint16(s.machine))
	h = le.AppendUint32(h, 1)
	h = le.AppendUint64(h, 0)
	h = le.AppendUint64(h, 64)                // program headers
	h = le.AppendUint64(h, uint64(len(body))) // section headers
	h = le.AppendUint32(h, 0)
	for _, v := range []uint16{64, 56, 1, 64, uint16(len(sections) + 1), uint16(len(sections))} {
		h = le.AppendUint16(h, v)
	}
	h = le.AppendUint32(h, uint32(elf.PT_LOAD))
	h = le.AppendUint32(h, 4)
	for _, v := range []uint64{0, 0, 0, uint64(len(image)) + s.short, uint64(len(image)) + s.short, 4096} {
		h = le.AppendUint64(h, v)
	}
	copy(image, h)
	return image
}

type machoSpec struct {
	cpu     macho.Cpu  // default arm64
	kind    macho.Type // default dylib
	symbol  string     // default OrtGetApiBase
	version uint32     // 0x011803 is 1.24.3
	short   uint64     // bytes that the segment claims beyond the end
}

// machoImage lays out: header 32, LC_SEGMENT_64 72, LC_ID_DYLIB 48, LC_SYMTAB
// 24, one symbol 16, strings.
func machoImage(s machoSpec) []byte {
	if s.cpu == 0 {
		s.cpu = macho.CpuArm64
	}
	if s.kind == 0 {
		s.kind = macho.TypeDylib
	}
	if s.symbol == "" {
		s.symbol = entryPoint
	}
	le := binary.LittleEndian
	u32 := func(b []byte, v ...uint32) []byte {
		for _, x := range v {
			b = le.AppendUint32(b, x)
		}
		return b
	}
	strings := "\x00_" + s.symbol + "\x00"
	const symbols = 32 + 72 + 48 + 24
	size := uint64(symbols + 16 + len(strings))
	b := u32(nil, 0xfeedfacf, uint32(s.cpu), 0, uint32(s.kind), 3, 72+48+24, 0, 0)
	b = u32(b, 0x19, 72)
	b = append(b, "__TEXT\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)
	for _, v := range []uint64{0, size, 0, size + s.short} {
		b = le.AppendUint64(b, v)
	}
	b = u32(b, 5, 5, 0, 0)
	b = u32(b, 0xd, 48, 24, 1, s.version, 0)
	b = append(b, "@rpath/libx.dylib\x00\x00\x00\x00\x00\x00\x00"...)
	b = u32(b, 2, 24, symbols, 1, symbols+16, uint32(len(strings)))
	b = u32(b, 1)
	b = append(b, 0x0f, 1, 0, 0)
	b = le.AppendUint64(b, 64)
	return append(b, strings...)
}

type peSpec struct {
	machine uint16 // default amd64
	program bool   // an .exe
	symbol  string // default OrtGetApiBase
	text    string // version string among the data
}

// peImage lays out: DOS header 64, signature 4, file header 20, optional
// header 240, two section headers 40 each; .rdata at 512 with an export
// directory, .rsrc at 1024 with a VS_FIXEDFILEINFO of 1.24.
func peImage(s peSpec) []byte {
	if s.machine == 0 {
		s.machine = pe.IMAGE_FILE_MACHINE_AMD64
	}
	if s.symbol == "" {
		s.symbol = entryPoint
	}
	le := binary.LittleEndian
	image := make([]byte, 1536)
	copy(image, "MZ")
	le.PutUint32(image[0x3c:], 64)
	copy(image[64:], "PE\x00\x00")
	file := image[68:]
	le.PutUint16(file, s.machine)
	le.PutUint16(file[2:], 2)
	le.PutUint16(file[16:], 240)
	le.PutUint16(file[18:], 0x22) // executable, large addresses
	if !s.program {
		le.PutUint16(file[18:], 0x2022)
	}
	optional := image[88:]
	le.PutUint16(optional, 0x20b)
	le.PutUint32(optional[108:], 16)   // data directories
	le.PutUint32(optional[112:], 4096) // exports
	le.PutUint32(optional[116:], 40)
	for i, x := range []struct {
		name   string
		va, at uint32
	}{{".rdata", 4096, 512}, {".rsrc", 8192, 1024}} {
		h := image[88+240+40*i:]
		copy(h, x.name)
		le.PutUint32(h[8:], 512)
		le.PutUint32(h[12:], x.va)
		le.PutUint32(h[16:], 512)
		le.PutUint32(h[20:], x.at)
	}
	data := image[512:]
	le.PutUint32(data[24:], 1)       // one name
	le.PutUint32(data[32:], 4096+64) // table of names
	le.PutUint32(data[64:], 4096+80)
	copy(data[80:], s.symbol)
	copy(data[200:], "\x001.24.\x00\x00"+s.text+"\x00")
	resource := image[1024:]
	le.PutUint32(resource[100:], 0xfeef04bd)
	le.PutUint32(resource[104:], 0x10000)
	le.PutUint32(resource[108:], 1<<16|24)
	return image
}
