package ort

import (
	"debug/elf"
	"fmt"
	"io"
	"strings"
)

// inspectELF judges a shared object (System V ABI, chapters 4 and 5). The
// version is the symbol version of the entry point, VERS_1.24.3 in every
// release since 1.0; else the one in the shared object's own name.
func inspectELF(r io.ReaderAt, size int64, goarch string) (string, error) {
	f, err := elf.NewFile(r)
	if err != nil {
		return "", unreadable(r, size, "ELF", err, "\x7fELF")
	}
	if f.Type != elf.ET_DYN {
		return "", fmt.Errorf("is not a shared library (ELF type %v)", f.Type)
	}
	if need, ok := elfMachine(goarch); ok && f.Machine != need {
		return "", fmt.Errorf("is built for another processor (%v, needed %v)", f.Machine, need)
	}
	for _, p := range f.Progs {
		if p.Type != elf.PT_LOAD {
			continue
		}
		if err := within(size, p.Off, p.Filesz); err != nil {
			return "", err
		}
	}
	symbols, err := f.DynamicSymbols()
	if err != nil {
		return "", noEntryPoint()
	}
	for _, s := range symbols {
		if s.Name != entryPoint || s.Section == elf.SHN_UNDEF {
			continue
		}
		if v := strings.TrimPrefix(s.Version, "VERS_"); isVersion(v) {
			return v, nil
		}
		if names, err := f.DynString(elf.DT_SONAME); err == nil && len(names) > 0 {
			return versionInName(names[0]), nil
		}
		return "", nil
	}
	return "", noEntryPoint()
}

func elfMachine(goarch string) (elf.Machine, bool) {
	switch goarch {
	case "amd64":
		return elf.EM_X86_64, true
	case "arm64":
		return elf.EM_AARCH64, true
	case "386":
		return elf.EM_386, true
	case "arm":
		return elf.EM_ARM, true
	case "riscv64":
		return elf.EM_RISCV, true
	case "ppc64le", "ppc64":
		return elf.EM_PPC64, true
	case "s390x":
		return elf.EM_S390, true
	case "loong64":
		return elf.EM_LOONGARCH, true
	}
	return 0, false
}
