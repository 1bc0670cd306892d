package server

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// checkHost refuses requests addressed to a name that is not ours. A page of
// the web can point its own name at 127.0.0.1 and would then read answers as
// its own (DNS rebinding); its name still stands in the Host header.
func (s *Server) checkHost(c *gin.Context) {
	host := hostname(c.Request.Host)
	if !s.isOurs(host, c.Request) {
		s.fail(c, refuse(http.StatusForbidden, "this server does not answer to the host name %q; address it as localhost, or start it with --host %s", clip(host), clip(host)))
	}
}

func (s *Server) isOurs(host string, r *http.Request) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().IsLoopback() || addr.Unmap() == arrivedAt(r) || slices.Contains(s.hosts, host)
	}
	return host == "localhost" || slices.Contains(s.hosts, host)
}

// hostname is a Host header in lower case without port and brackets, and
// without the dot that ends an absolute name.
func hostname(header string) string {
	host := header
	if h, _, err := net.SplitHostPort(header); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// arrivedAt is the address of ours that the connection came to. It is no name,
// so nobody can point it elsewhere.
func arrivedAt(r *http.Request) netip.Addr {
	if local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); ok {
		return local.AddrPort().Addr().Unmap().WithZone("")
	}
	return netip.Addr{}
}
