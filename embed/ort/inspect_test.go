package ort

import (
	"bytes"
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestInspectImage(t *testing.T) {
	cut := func(b []byte, n int) []byte { return b[:n] }
	good := elfImage(elfSpec{version: "VERS_1.24.3"})
	mach := machoImage(machoSpec{version: 0x011803})
	dll := peImage(peSpec{text: "1.24.3"})
	for name, tt := range map[string]struct {
		goos, goarch string
		image        []byte
		version      string // if there is no fault
		fault        string
	}{
		"elf":                  {"linux", "amd64", good, "1.24.3", ""},
		"elf other version":    {"linux", "amd64", elfImage(elfSpec{version: "VERS_1.17.0"}), "1.17.0", ""},
		"elf arm64":            {"linux", "arm64", elfImage(elfSpec{version: "VERS_1.24.1", machine: elf.EM_AARCH64}), "1.24.1", ""},
		"elf name in soname":   {"linux", "amd64", elfImage(elfSpec{soname: "libonnxruntime.so.1.9.0"}), "1.9.0", ""},
		"elf strange version":  {"linux", "amd64", elfImage(elfSpec{version: "VERS_x", soname: "libonnxruntime.so.1"}), "", ""},
		"elf no version":       {"linux", "amd64", elfImage(elfSpec{}), "", ""},
		"elf other processor":  {"linux", "arm64", good, "", "another processor (EM_X86_64, needed EM_AARCH64)"},
		"elf program":          {"linux", "amd64", elfImage(elfSpec{kind: elf.ET_EXEC}), "", "not a shared library"},
		"elf other library":    {"linux", "amd64", elfImage(elfSpec{symbol: "sqlite3_open"}), "", "does not export OrtGetApiBase"},
		"elf cut in header":    {"linux", "amd64", cut(good, 40), "", "cut short at 40 bytes"},
		"elf cut in sections":  {"linux", "amd64", cut(good, len(good)-1), "", "cut short"},
		"elf cut in segment":   {"linux", "amd64", elfImage(elfSpec{version: "VERS_1.24.3", short: 1}), "", "cut short"},
		"elf segment overflow": {"linux", "amd64", elfImage(elfSpec{version: "VERS_1.24.3", short: 1 << 63}), "", "damaged headers"},
		"empty":                {"linux", "amd64", nil, "", "is empty"},
		"text":                 {"linux", "amd64", []byte("<!DOCTYPE html>"), "", `no ELF library (it begins with "<!DOCTYP")`},
		"dll on linux":         {"linux", "amd64", dll, "", "no ELF library"},
		"macho":                {"darwin", "arm64", mach, "1.24.3", ""},
		"macho other version":  {"darwin", "arm64", machoImage(machoSpec{version: 0x011100}), "1.17.0", ""},
		"macho no version":     {"darwin", "arm64", machoImage(machoSpec{}), "", ""},
		"macho intel":          {"darwin", "amd64", mach, "", "another processor"},
		"macho bundle":         {"darwin", "arm64", machoImage(machoSpec{kind: macho.TypeBundle}), "", "not a dynamic library"},
		"macho other library":  {"darwin", "arm64", machoImage(machoSpec{symbol: "x"}), "", "does not export"},
		"macho cut":            {"darwin", "arm64", machoImage(machoSpec{short: 10}), "", "cut short"},
		"macho cut in header":  {"darwin", "arm64", cut(mach, 50), "", "cut short at 50 bytes"},
		"elf on macos":         {"darwin", "arm64", good, "", "no Mach-O library"},
		"dll":                  {"windows", "amd64", dll, "1.24.3", ""},
		"dll no text":          {"windows", "amd64", peImage(peSpec{}), "1.24", ""},
		"dll arm64":            {"windows", "arm64", peImage(peSpec{machine: pe.IMAGE_FILE_MACHINE_ARM64, text: "1.24.1"}), "1.24.1", ""},
		"dll other processor":  {"windows", "arm64", dll, "", "another processor (machine 0x8664, needed 0xaa64)"},
		"exe":                  {"windows", "amd64", peImage(peSpec{program: true}), "", "a Windows program"},
		"dll other library":    {"windows", "amd64", peImage(peSpec{symbol: "DllMain"}), "", "does not export"},
		"dll longer name":      {"windows", "amd64", peImage(peSpec{symbol: entryPoint + "2"}), "", "does not export"},
		"dll cut":              {"windows", "amd64", cut(dll, 1500), "", "cut short at 1500 bytes: its headers need 1536"},
	} {
		t.Run(name, func(t *testing.T) {
			version, err := inspectImage(bytes.NewReader(tt.image), int64(len(tt.image)), tt.goos, tt.goarch)
			if tt.fault == "" && (err != nil || version != tt.version) {
				t.Errorf("got %q, %v; want version %q", version, err, tt.version)
			}
			if tt.fault != "" && (err == nil || !strings.Contains(err.Error(), tt.fault)) {
				t.Errorf("got %q, %v; want a fault that says %q", version, err, tt.fault)
			}
		})
	}
}

// A universal library is judged by its slice for this processor.
func TestInspectUniversal(t *testing.T) {
	arm, intel := machoImage(machoSpec{version: 0x011803}), machoImage(machoSpec{version: 0x011600, cpu: macho.CpuAmd64})
	image := []byte{0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2} // big-endian: magic, count, then 20 bytes for each
	image = append(image, 0x01, 0, 0, 0x0c, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, byte(len(arm)), 0, 0, 0, 12)
	image = append(image, 0x01, 0, 0, 0x07, 0, 0, 0, 3, 0, 0, 0x20, 0, 0, 0, 0, byte(len(intel)), 0, 0, 0, 12)
	image = append(image, make([]byte, 0x1000-len(image))...)
	image = append(image, arm...)
	image = append(image, make([]byte, 0x2000-len(image))...)
	image = append(image, intel...)
	for goarch, want := range map[string]string{"arm64": "1.24.3", "amd64": "1.22.0"} {
		if got, err := inspectImage(bytes.NewReader(image), int64(len(image)), "darwin", goarch); err != nil || got != want {
			t.Errorf("%s: got %q, %v; want %q", goarch, got, err, want)
		}
	}
	if _, err := inspectImage(bytes.NewReader(image[:len(image)-9]), int64(len(image)-9), "darwin", "amd64"); err == nil {
		t.Error("a slice that is cut short was accepted")
	}
}

// Whatever the length at which a file was cut, it is found out: every page
// that a loader would map must be there.
func TestInspectEveryCut(t *testing.T) {
	for goos, image := range map[string][]byte{"linux": elfImage(elfSpec{version: "VERS_1.24.3"}), "windows": peImage(peSpec{text: "1.24.3"}), "darwin": machoImage(machoSpec{version: 0x011803})} {
		goarch := map[string]string{"linux": "amd64", "windows": "amd64", "darwin": "arm64"}[goos]
		for n := range image {
			if v, err := inspectImage(bytes.NewReader(image[:n]), int64(n), goos, goarch); err == nil {
				t.Fatalf("%s: the first %d of %d bytes passed as version %q", goos, n, len(image), v)
			}
		}
	}
}

// The libraries that onnxruntime_go ships for its own tests are real ones, of
// all three formats; the file names and sizes of that module's release 1.27
// say 1.24.1.
func TestInspectRealLibraries(t *testing.T) {
	dir := onnxruntimeGoDir(t)
	for _, tt := range []struct{ goos, goarch, name string }{
		{"linux", "arm64", "onnxruntime_arm64.so"},
		{"darwin", "arm64", "onnxruntime_arm64.dylib"},
		{"windows", "amd64", "onnxruntime.dll"},
	} {
		path := filepath.Join(dir, "test_data", tt.name)
		version, err := inspect(path, tt.goos, tt.goarch)
		if err != nil || version != "1.24.1" {
			t.Errorf("%s: got %q, %v; want 1.24.1", tt.name, version, err)
		}
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		half := whole[:len(whole)/2]
		if _, err := inspectImage(bytes.NewReader(half), int64(len(half)), tt.goos, tt.goarch); err == nil || !strings.Contains(err.Error(), "cut short") {
			t.Errorf("%s cut in half: got %v, want that it is cut short", tt.name, err)
		}
	}
}

func onnxruntimeGoDir(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yalue/onnxruntime_go").Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		t.Skip("the module onnxruntime_go is not in the module cache:", err)
	}
	return dir
}

// A library made by a real linker, with a version script as ONNX Runtime's.
func TestInspectLinkedLibrary(t *testing.T) {
	gcc, err := exec.LookPath("gcc")
	if err != nil || runtime.GOOS != "linux" {
		t.Skip("needs gcc on Linux")
	}
	dir := t.TempDir()
	source, script, lib := filepath.Join(dir, "x.c"), filepath.Join(dir, "x.map"), filepath.Join(dir, "libonnxruntime.so")
	os.WriteFile(source, []byte("void *OrtGetApiBase(void) { return 0; }\n"), 0o644)
	os.WriteFile(script, []byte("VERS_1.17.0 { global: OrtGetApiBase; local: *; };\n"), 0o644)
	if out, err := exec.Command(gcc, "-shared", "-fPIC", "-nostdlib", "-Wl,--version-script="+script, "-o", lib, source).CombinedOutput(); err != nil {
		t.Skipf("gcc cannot link a library here: %v %s", err, out)
	}
	if v, err := Inspect(lib); err != nil || v != "1.17.0" {
		t.Errorf("got %q, %v; want 1.17.0", v, err)
	}
}

func TestVersionInName(t *testing.T) {
	for name, want := range map[string]string{
		"libonnxruntime.so.1.24.3": "1.24.3", "libonnxruntime.1.24.3.dylib": "1.24.3", "libonnxruntime.so.1": "",
		"libonnxruntime.so": "", "onnxruntime.dll": "", "libonnxruntime.so.1.2.3.4": "", "libonnxruntime.so.1.x.3": "", "": "",
	} {
		if got := versionInName(name); got != want {
			t.Errorf("versionInName(%q) = %q, want %q", name, got, want)
		}
	}
	for version, want := range map[string]bool{"1.24.3": true, "1.24.0": true, "1.24": true, "1.240.0": false, "1.2.4": false, "1.25.0": false, "11.24.0": false, "": false} {
		if accepted(version) != want {
			t.Errorf("accepted(%q) = %v", version, !want)
		}
	}
}

func FuzzInspect(f *testing.F) {
	f.Add(elfImage(elfSpec{version: "VERS_1.24.3", soname: "libonnxruntime.so.1"}), uint8(0))
	f.Add(machoImage(machoSpec{version: 0x011803}), uint8(1))
	f.Add(peImage(peSpec{text: "1.24.3"}), uint8(2))
	f.Fuzz(func(t *testing.T, image []byte, system uint8) {
		p := [][2]string{{"linux", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"}}[system%3]
		version, err := inspectImage(bytes.NewReader(image), int64(len(image)), p[0], p[1])
		if err != nil {
			if version != "" || strings.Contains(err.Error(), "\n") {
				t.Fatalf("got %q with the error %v", version, err)
			}
			return
		}
		if version != "" && strings.Trim(version, "0123456789.") != "" {
			t.Fatalf("version %q", version)
		}
		if !bytes.Contains(image, []byte(entryPoint)) {
			t.Fatal("accepted a file that does not hold the entry point's name")
		}
	})
}
