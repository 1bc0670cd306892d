package server

import (
	"net/http"

	"github.com/klauspost/compress/gzhttp"
)

// Below this length in bytes compression gains nothing: it all goes in one packet.
const minCompressed = 1400

// compressed gives answers as zstd or gzip to clients that ask for it.
func compressed(h http.Handler) (http.Handler, error) {
	// Level 1 of each: on loopback time counts for more than bytes.
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(minCompressed), gzhttp.CompressionLevel(1), gzhttp.ZstdCompressionLevel(1))
	if err != nil {
		return nil, err
	}
	return wrap(h), nil
}
