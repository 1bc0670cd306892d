package server

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/kindred-search/kindred"
)

// metrics are what /metrics shows, in a registry of its own: two servers in
// one process count apart.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	stages   *prometheus.HistogramVec
	rejected *prometheus.CounterVec
	inFlight prometheus.Gauge
}

func newMetrics(engine State, log *slog.Logger) *metrics {
	// 0.1 ms to 26 s in steps of four: a search takes less than 1 ms, an import
	// may take minutes.
	durations := prometheus.ExponentialBuckets(0.0001, 4, 10)
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kindred_http_requests_total", Help: "Requests answered, by route, method and status.",
		}, []string{"route", "method", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kindred_http_request_seconds", Help: "Time from a request's header to its answer.", Buckets: durations,
		}, []string{"route"}),
		stages: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kindred_search_stage_seconds", Help: "Time of a search in each stage: embed (text to vector), search (filter, index, ranking), fetch (the papers shown).", Buckets: durations,
		}, []string{"stage"}),
		rejected: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kindred_http_rejected_total", Help: "Requests sent away with 503 because too many were worked on: busy (any request) or import.",
		}, []string{"reason"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "kindred_http_in_flight", Help: "Requests being answered now.",
		}),
	}
	m.registry.MustRegister(m.requests, m.duration, m.stages, m.rejected, m.inFlight, newState(engine, log),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{DisableCompression: true}) // all answers pass compressed
}

func (m *metrics) request(route, name string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, method(name), strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(route).Observe(took.Seconds())
}

func (m *metrics) search(t kindred.Timing) {
	if t.Embed > 0 { // a question by vector or by papers has no text
		m.stages.WithLabelValues("embed").Observe(t.Embed.Seconds())
	}
	m.stages.WithLabelValues("search").Observe(t.Search.Seconds())
	m.stages.WithLabelValues("fetch").Observe(t.Fetch.Seconds())
}

// state gives the engine's figures as they are when they are asked for.
type state struct {
	engine                    State
	log                       *slog.Logger
	papers, vectors, bytes    *prometheus.Desc
	sequence, ready, identity *prometheus.Desc
}

func newState(engine State, log *slog.Logger) *state {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, nil)
	}
	return &state{
		engine: engine, log: log,
		papers:   desc("kindred_papers", "Papers in the store."),
		vectors:  desc("kindred_vectors", "Papers with a vector."),
		bytes:    desc("kindred_store_bytes", "Size of the store's file."),
		sequence: desc("kindred_store_sequence", "Number of the last change."),
		ready:    desc("kindred_ready", "1 when searches are answered at once."),
		identity: desc("kindred_model_info", "Always 1; the labels say which model made the vectors.", "model", "identity", "dimension"),
	}
}

func (s *state) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{s.papers, s.vectors, s.bytes, s.sequence, s.ready, s.identity} {
		to <- d
	}
}

// Collect leaves out what cannot be read: the other metrics are wanted most
// when the store is in trouble.
func (s *state) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	ready := 0.0
	if s.engine.Ready() == nil {
		ready = 1
	}
	gauge(s.ready, ready)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second) // a scrape is given up after ten
	defer cancel()
	st, err := s.engine.Stats(ctx)
	if err != nil {
		s.log.Error("cannot count for /metrics", slog.String("error", err.Error()))
		return
	}
	gauge(s.papers, float64(st.Papers))
	gauge(s.vectors, float64(st.Vectors))
	gauge(s.bytes, float64(st.Bytes))
	gauge(s.sequence, float64(st.Seq))
	if st.Identity != "" {
		gauge(s.identity, 1, st.Model, st.Identity, strconv.Itoa(st.Dimension))
	}
}
