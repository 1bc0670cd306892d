package server

import (
	"errors"
	"net/http"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/index/flat"
	"github.com/kindred-search/kindred/rank"
)

// statusOf is the one table from the errors of the packages below to HTTP; 0
// for an error that is not in it. The first that fits counts, so an error of
// one question stands before the state that it may wrap.
func statusOf(err error) int {
	for _, e := range []struct {
		is     error
		status int
	}{
		// The question is at fault.
		{kindred.ErrParameter, http.StatusBadRequest},
		{kindred.ErrRejected, http.StatusBadRequest},
		{corpus.ErrInvalid, http.StatusBadRequest},
		{corpus.ErrPlace, http.StatusBadRequest},
		{rank.ErrOption, http.StatusBadRequest},
		{rank.ErrProfile, http.StatusBadRequest},
		{rank.ErrFusion, http.StatusBadRequest},
		{rank.ErrSpan, http.StatusBadRequest},
		{flat.ErrDimension, http.StatusBadRequest},
		{flat.ErrNotUnit, http.StatusBadRequest},
		{embed.ErrNoTokens, http.StatusBadRequest},
		{embed.ErrTokenize, http.StatusBadRequest},
		{corpus.ErrNotFound, http.StatusNotFound},

		// The state of the store does not allow it.
		{corpus.ErrReadOnly, http.StatusForbidden},
		{corpus.ErrOtherModel, http.StatusConflict},
		{corpus.ErrPending, http.StatusConflict},
		{corpus.ErrFull, http.StatusInsufficientStorage},

		// Not now; it may go better in a second.
		{kindred.ErrNotReady, http.StatusServiceUnavailable},
		{corpus.ErrStale, http.StatusServiceUnavailable},
		{corpus.ErrLocked, http.StatusServiceUnavailable},
		{corpus.ErrClosed, http.StatusServiceUnavailable},
		{embed.ErrClosed, http.StatusServiceUnavailable},

		// The server is at fault, in a way that its operator can mend.
		{kindred.ErrModel, http.StatusInternalServerError},
		{corpus.ErrDamaged, http.StatusInternalServerError},
		{corpus.ErrNotStore, http.StatusInternalServerError},
		{corpus.ErrNewer, http.StatusInternalServerError},
		{embed.ErrOtherRuntime, http.StatusInternalServerError},
		{embed.ErrNoModel, http.StatusInternalServerError},
		{embed.ErrUnsupported, http.StatusInternalServerError},
		{embed.ErrMismatch, http.StatusInternalServerError},
		{embed.ErrBadVector, http.StatusInternalServerError},
		{flat.ErrFault, http.StatusInternalServerError},
	} {
		if errors.Is(err, e.is) {
			return e.status
		}
	}
	return 0
}
