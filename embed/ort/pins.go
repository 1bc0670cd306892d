package ort

// npmPackage is what npm is asked for.
const npmPackage = "onnxruntime-node@" + Version

// pin is the one file of the npm package that a platform needs. On Windows the
// library names DirectML.dll, which it loads only for the DirectML provider; on
// Linux it names libonnxruntime_providers_shared.so only for CUDA: neither
// travels along, because only the processor is used.
type pin struct {
	name   string // file name in the cache folder
	member string // path in the npm archive
	size   int64  // bytes
	sha256 string // hex

	release     string // archive of the ONNX Runtime release that holds the same version
	releaseFile string // the library in it
}

// pinOf returns the pin of a platform ("linux/amd64"). Sizes and sums were
// computed with sha256sum from the files in onnxruntime-node-1.24.3.tgz. A
// platform that is not here has no library in that archive; a sum that nobody
// computed from the file is never written down.
func pinOf(platform string) (p pin, ok bool) {
	switch platform {
	case "linux/amd64":
		return pin{
			name:        "libonnxruntime.so.1",
			member:      "package/bin/napi-v6/linux/x64/libonnxruntime.so.1",
			size:        35164376,
			sha256:      "92ba8e44d31b80a34f5e805076a044122c3be1fffe0d88ed790de7267b0b2682",
			release:     "onnxruntime-linux-x64-1.24.3.tgz",
			releaseFile: "lib/libonnxruntime.so.1.24.3",
		}, true
	case "linux/arm64":
		return pin{
			name:        "libonnxruntime.so.1",
			member:      "package/bin/napi-v6/linux/arm64/libonnxruntime.so.1",
			size:        18625376,
			sha256:      "33032cb5b91c12edbf028d7c69fa40a31848d66c0095448758af237d5e0b07db",
			release:     "onnxruntime-linux-aarch64-1.24.3.tgz",
			releaseFile: "lib/libonnxruntime.so.1.24.3",
		}, true
	case "darwin/arm64":
		return pin{
			name:        "libonnxruntime.1.24.3.dylib",
			member:      "package/bin/napi-v6/darwin/arm64/libonnxruntime.1.24.3.dylib",
			size:        35937208,
			sha256:      "76831409ce6eded92b4cb343cf422c458a60c1ea1d5f3cfa69692ab7fcc67f0f",
			release:     "onnxruntime-osx-arm64-1.24.3.tgz",
			releaseFile: "lib/libonnxruntime.1.24.3.dylib",
		}, true
	case "windows/amd64":
		return pin{
			name:        "onnxruntime.dll",
			member:      "package/bin/napi-v6/win32/x64/onnxruntime.dll",
			size:        23850016,
			sha256:      "4bc168111012971ae1ffef36c1f29c06b026d17e9063bd17f6390359fbe32a84",
			release:     "onnxruntime-win-x64-1.24.3.zip",
			releaseFile: "lib/onnxruntime.dll",
		}, true
	case "windows/arm64":
		return pin{
			name:        "onnxruntime.dll",
			member:      "package/bin/napi-v6/win32/arm64/onnxruntime.dll",
			size:        24420896,
			sha256:      "65dd5f706f8dd42ce96f6358ef3180c3c30f390022de00b75ada6f498ba4cce1",
			release:     "onnxruntime-win-arm64-1.24.3.zip",
			releaseFile: "lib/onnxruntime.dll",
		}, true
	}
	return pin{}, false
}
