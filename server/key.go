package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// checkKey asks for the key, if there is one. Probes need none: they tell
// nothing but that there is a server.
func (s *Server) checkKey(c *gin.Context) {
	if s.o.Key == "" || isProbe(route(c)) {
		return
	}
	scheme, key, _ := strings.Cut(c.Request.Header.Get("Authorization"), " ")
	// Hashes are equally long, so that the comparison takes the same time for
	// every wrong key, whatever its length.
	got, want := sha256.Sum256([]byte(strings.TrimSpace(key))), sha256.Sum256([]byte(s.o.Key))
	if !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
		s.fail(c, refuse(http.StatusUnauthorized, "this server asks for a key; send the header Authorization: Bearer KEY with the key it was started with"))
	}
}
