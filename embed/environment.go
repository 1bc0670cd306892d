package embed

import (
	"fmt"
	"sync"

	onnx "github.com/yalue/onnxruntime_go"
)

// environment is ONNX Runtime's process-wide state: loaded with the first
// open Model, released with the last. It is the one global of Kindred, because
// the C library itself allows only one.
var environment struct {
	sync.Mutex
	users int    // open models; the library is loaded while it is above 0
	path  string // the loaded library
}

// acquireEnvironment loads the library at path, or counts one more user of it.
// Every success must be followed by one releaseEnvironment.
func acquireEnvironment(path string) error {
	environment.Lock()
	defer environment.Unlock()
	if environment.users > 0 {
		if environment.path != path {
			return fmt.Errorf("%w: got %s, in use is %s; close the models that use it first, or run a second process", ErrOtherRuntime, path, environment.path)
		}
		environment.users++
		return nil
	}
	if onnx.IsInitialized() {
		return fmt.Errorf("%w: something else in this program has started it through onnxruntime_go; leave that to package embed, or use a second process", ErrOtherRuntime)
	}
	onnx.SetSharedLibraryPath(path)
	if err := onnx.InitializeEnvironment(onnx.WithLogLevelFatal()); err != nil {
		return fmt.Errorf("cannot start ONNX Runtime from %s: %w; need version 1.24.x for this platform: run `kindred setup`", path, oneLine(err))
	}
	environment.users, environment.path = 1, path
	return nil
}

// releaseEnvironment gives back one use; the last one unloads the library.
func releaseEnvironment() error {
	environment.Lock()
	defer environment.Unlock()
	environment.users--
	if environment.users > 0 {
		return nil
	}
	environment.path = ""
	if err := onnx.DestroyEnvironment(); err != nil {
		return fmt.Errorf("cannot stop ONNX Runtime: %w", err)
	}
	return nil
}

// RuntimeVersion is the version of the loaded ONNX Runtime, such as "1.24.3";
// empty while no Model is open.
func RuntimeVersion() string {
	environment.Lock()
	defer environment.Unlock()
	if environment.users == 0 {
		return ""
	}
	return onnx.GetVersion()
}
