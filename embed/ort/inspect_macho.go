package ort

import (
	"debug/macho"
	"fmt"
	"io"
)

// inspectMachO judges a dynamic library of macOS, thin or universal. The
// version is the current version of its LC_ID_DYLIB command, 16.8.8 bits.
func inspectMachO(r io.ReaderAt, size int64, goarch string) (string, error) {
	need, ok := machoCPU(goarch)
	if !ok {
		return "", fmt.Errorf("cannot be judged: macOS does not run on %s", goarch)
	}
	f, err := macho.NewFile(r)
	if err != nil {
		fat, fatErr := macho.NewFatFile(r)
		if fatErr != nil {
			return "", unreadable(r, size, "Mach-O", err, "\xcf\xfa\xed\xfe", "\xca\xfe\xba\xbe")
		}
		for _, arch := range fat.Arches {
			if arch.Cpu == need {
				if err := within(size, uint64(arch.Offset), uint64(arch.Size)); err != nil {
					return "", err
				}
				return judgeMachO(arch.File, int64(arch.Size), need)
			}
		}
		return "", fmt.Errorf("is built for other processors (%d of them, needed %v)", len(fat.Arches), need)
	}
	return judgeMachO(f, size, need)
}

func judgeMachO(f *macho.File, size int64, need macho.Cpu) (string, error) {
	if f.Type != macho.TypeDylib {
		return "", fmt.Errorf("is not a dynamic library (Mach-O type %v)", f.Type)
	}
	if f.Cpu != need {
		return "", fmt.Errorf("is built for another processor (%v, needed %v)", f.Cpu, need)
	}
	var version string
	for _, load := range f.Loads {
		if s, ok := load.(*macho.Segment); ok {
			if err := within(size, s.Offset, s.Filesz); err != nil {
				return "", err
			}
			continue
		}
		// cmd, cmdsize, name offset, timestamp, current version, compatibility version: 4 bytes each.
		const idDylib, currentVersion = 0xd, 16
		raw := load.Raw()
		if len(raw) >= currentVersion+4 && f.ByteOrder.Uint32(raw) == idDylib {
			if v := f.ByteOrder.Uint32(raw[currentVersion:]); v>>16 > 0 {
				version = fmt.Sprintf("%d.%d.%d", v>>16, v>>8&0xff, v&0xff)
			}
		}
	}
	if f.Symtab != nil {
		for _, s := range f.Symtab.Syms {
			if s.Name == "_"+entryPoint && s.Sect != 0 {
				return version, nil
			}
		}
	}
	return "", noEntryPoint()
}

func machoCPU(goarch string) (macho.Cpu, bool) {
	switch goarch {
	case "arm64":
		return macho.CpuArm64, true
	case "amd64":
		return macho.CpuAmd64, true
	}
	return 0, false
}
