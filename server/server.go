package server

import (
	"net/http"
	"sync/atomic"

	"github.com/gin-gonic/gin"

	"github.com/kindred-search/kindred"
)

// A Server answers HTTP for one engine.
type Server struct {
	engine  Engine
	o       Options
	handler http.Handler
	metrics *metrics

	hosts   []string // Options.Hosts as hostname gives them
	origins *http.CrossOriginProtection

	work, imports gate
	stopping      atomic.Bool // Serve has begun to stop: not ready any more

	search, posted, related, library table[kindred.Query]
	listing                          table[kindred.ListQuery]
}

// New returns a Server for engine, which stays the caller's to close. It fails
// for options that cannot be: a key that fits no header, an origin that is none.
func New(engine Engine, o Options) (*Server, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	s := &Server{engine: engine, o: o.withDefaults()}
	s.work, s.imports = make(gate, s.o.MaxConcurrent), make(gate, s.o.MaxImports)
	for _, h := range s.o.Hosts {
		s.hosts = append(s.hosts, hostname(h))
	}
	var err error
	if s.origins, err = newOrigins(s.o.Origins); err != nil {
		return nil, err
	}
	s.search, s.listing = searchTable(s.o.MaxQuery), listTable()
	s.posted = postedTable(s.search)
	s.related = relatedTable()
	s.library = libraryTable(s.o.MaxQuery)
	s.metrics = newMetrics(engine, s.o.Logger)
	s.handler, err = compressed(s.routes())
	return s, err
}

// Handler returns what answers requests, for a server of the caller's; the
// timeouts and the bound on headers are then the caller's, too.
func (s *Server) Handler() http.Handler { return s.handler }

func (s *Server) routes() http.Handler {
	quiet()
	g := gin.New()
	g.HandleMethodNotAllowed = true
	g.RedirectTrailingSlash = false // an id may end in '/', and a redirect would hide a wrong address
	if err := g.SetTrustedProxies(nil); err != nil {
		panic("server: internal error: no proxies are refused: " + err.Error())
	}
	g.Use(headers, identify, s.observe, s.recovers, s.checkHost, s.crossOrigin, s.checkKey)
	g.NoRoute(s.noRoute)
	g.NoMethod(s.noMethod)

	work := s.through(s.work, "busy")
	read := func(path string, handlers ...gin.HandlerFunc) {
		g.GET(path, handlers...)
		g.HEAD(path, handlers...)
	}
	read(routeSearch, work, s.getSearch)
	g.POST(routeSearch, work, s.needs(mediaJSON), s.postSearch)
	read(routePapers, work, s.list)
	g.POST(routePapers, s.writes, s.needs(mediaJSON, mediaNDJSON, mediaNDJSONToo, mediaJSONL), s.through(s.imports, "import"), s.postPapers)
	read(underPapers, work, s.underPaper)
	g.POST(underPapers, work, s.underPaper)
	g.DELETE(underPapers, work, s.underPaper)
	g.POST(routeLibrary, work, s.needs(mediaJSON), s.postRelated)
	read(routeStats, work, s.stats)
	read(routeHealth, s.healthz)
	read(routeReady, s.readyz)
	read(routeMetrics, gin.WrapH(s.metrics.handler()))
	return g
}

// quiet stops Gin from printing its routes to standard output, where only data
// may go. The mode is Gin's one process-wide setting; printing is all it
// changes for this package, it is atomic, and a process that set it to release
// or test keeps it. Nothing else of Gin's package state is touched.
func quiet() {
	if gin.IsDebugging() {
		gin.SetMode(gin.ReleaseMode)
	}
}
