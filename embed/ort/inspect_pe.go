package ort

import (
	"bytes"
	"debug/pe"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// inspectPE judges a DLL of Windows (PE/COFF specification). Major and minor
// version are those of its VS_FIXEDFILEINFO; that structure's third number is
// a build date in some builds, so the patch number is taken from the version
// string among the read-only data where there is one.
func inspectPE(r io.ReaderAt, size int64, goarch string) (string, error) {
	f, err := pe.NewFile(r)
	if err != nil {
		return "", unreadable(r, size, "Windows", err, "MZ")
	}
	if f.Characteristics&pe.IMAGE_FILE_DLL == 0 {
		return "", errors.New("is not a library (a Windows program)")
	}
	if need, ok := peMachine(goarch); !ok || f.Machine != need {
		return "", fmt.Errorf("is built for another processor (machine %#x, needed %#x)", f.Machine, need)
	}
	for _, s := range f.Sections {
		if err := within(size, uint64(s.Offset), uint64(s.Size)); err != nil {
			return "", err
		}
	}
	if !exportsEntryPoint(f) {
		return "", noEntryPoint()
	}
	return peVersion(f), nil
}

// exportsEntryPoint walks the export name table.
func exportsEntryPoint(f *pe.File) bool {
	header, ok := f.OptionalHeader.(*pe.OptionalHeader64)
	if !ok {
		return false // every supported Windows is 64-bit
	}
	const nameCount, nameTable = 24, 32 // offsets in the export directory, 40 bytes long
	directory := at(f, header.DataDirectory[pe.IMAGE_DIRECTORY_ENTRY_EXPORT].VirtualAddress, 40)
	if len(directory) < 40 {
		return false
	}
	count := min(binary.LittleEndian.Uint32(directory[nameCount:]), 4096) // the real ones export fewer than ten
	names := at(f, binary.LittleEndian.Uint32(directory[nameTable:]), 4*count)
	for ; len(names) >= 4; names = names[4:] {
		name := at(f, binary.LittleEndian.Uint32(names), uint32(len(entryPoint)+1))
		if string(name) == entryPoint+"\x00" {
			return true
		}
	}
	return false
}

// at returns length bytes of the file from a virtual address, fewer if its
// section ends before that.
func at(f *pe.File, address, length uint32) []byte {
	for _, s := range f.Sections {
		if address < s.VirtualAddress || address-s.VirtualAddress >= s.Size {
			continue
		}
		offset := address - s.VirtualAddress
		data := make([]byte, min(s.Size-offset, length))
		n, _ := s.ReadAt(data, int64(offset))
		return data[:n]
	}
	return nil
}

func peVersion(f *pe.File) string {
	major, minor, ok := fixedFileVersion(f)
	if !ok {
		return ""
	}
	if s := f.Section(".rdata"); s != nil {
		if data, err := s.Data(); err == nil {
			prefix := fmt.Appendf(nil, "\x00%d.%d.", major, minor)
			for {
				i := bytes.Index(data, prefix)
				if i < 0 {
					break
				}
				data = data[i+1:]
				text, _, _ := bytes.Cut(data[:min(len(data), 16)], []byte{0})
				if isVersion(string(text)) {
					return string(text)
				}
			}
		}
	}
	return fmt.Sprintf("%d.%d", major, minor)
}

// fixedFileVersion finds VS_FIXEDFILEINFO among the resources by its signature.
func fixedFileVersion(f *pe.File) (major, minor uint16, ok bool) {
	s := f.Section(".rsrc")
	if s == nil {
		return 0, 0, false
	}
	data, err := s.Data()
	if err != nil {
		return 0, 0, false
	}
	i := bytes.Index(data, []byte{0xbd, 0x04, 0xef, 0xfe})
	const fileVersionMS = 8
	if i < 0 || len(data)-i < fileVersionMS+4 {
		return 0, 0, false
	}
	v := binary.LittleEndian.Uint32(data[i+fileVersionMS:])
	return uint16(v >> 16), uint16(v), true
}

func peMachine(goarch string) (uint16, bool) {
	switch goarch {
	case "amd64":
		return pe.IMAGE_FILE_MACHINE_AMD64, true
	case "arm64":
		return pe.IMAGE_FILE_MACHINE_ARM64, true
	}
	return 0, false
}
