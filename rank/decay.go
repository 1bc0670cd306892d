package rank

import (
	"fmt"
	"math"
	"time"
)

// Curve is the shape in which recency falls.
type Curve string

const (
	Exponential Curve = "exponential" // ever slower; the same factor in the same time
	Gaussian    Curve = "gaussian"    // slowly, then fast, then ever slower
	Linear      Curve = "linear"      // evenly, down to 0
)

// Decay says how recency falls with the distance between a date and Origin. The
// fields, and the three curves over them, are those of Elasticsearch's decay
// functions (function_score query). With the defaults recency is
// 0.5^(age/half-life).
type Decay struct {
	// Curve is the shape. Default Exponential.
	Curve Curve

	// Origin is the date whose recency is 1. Dates on either side of it fall; with
	// the default alone, a later date never scores lower. Default the now that Score
	// is called with, where a date in the future counts as now.
	Origin time.Time

	// Scale is the distance, beyond Offset, at which recency has fallen to Decay.
	// Default the half-life of the weights.
	Scale Span

	// Offset is the distance up to which recency stays 1. Default 0.
	Offset Span

	// Decay is the recency at Scale, above 0 and below 1. Default 0.5.
	Decay float64
}

// withDefaults fills what is not given.
func (d Decay) withDefaults(halfLife Span) Decay {
	if d.Curve == "" {
		d.Curve = Exponential
	}
	if d.Scale == 0 {
		d.Scale = halfLife
	}
	if d.Decay == 0 {
		d.Decay = 0.5
	}
	return d
}

func (d Decay) validate() error {
	switch {
	case d.Curve != Exponential && d.Curve != Gaussian && d.Curve != Linear:
		return fmt.Errorf("rank: the curve of the decay is %.40q, need %s, %s or %s: %w", d.Curve, Exponential, Gaussian, Linear, ErrOption)
	case d.Scale <= 0:
		return fmt.Errorf("rank: the scale of the decay is %s, need more than 0: %w; give a half-life such as 30d", d.Scale, ErrOption)
	case d.Offset < 0:
		return fmt.Errorf("rank: the offset of the decay is %s, need 0 or more: %w", d.Offset, ErrOption)
	case !(d.Decay > 0 && d.Decay < 1):
		return fmt.Errorf("rank: the decay at its scale is %g, need more than 0 and less than 1: %w", d.Decay, ErrOption)
	}
	return nil
}

// recency of a date, from 0 to 1. Distances are whole seconds: far enough apart
// for the rounding of Pow not to turn their order.
func (d Decay) recency(published, now time.Time) float64 {
	distance := max(0, float64(now.Unix()-published.Unix()))
	if !d.Origin.IsZero() {
		distance = math.Abs(float64(d.Origin.Unix() - published.Unix()))
	}
	distance = max(0, distance-seconds(d.Offset))
	scaled := distance / seconds(d.Scale)
	switch d.Curve {
	case Gaussian:
		return math.Pow(d.Decay, scaled*scaled)
	case Linear:
		return max(0, 1-(1-d.Decay)*scaled)
	}
	return math.Pow(d.Decay, scaled)
}

func seconds(s Span) float64 { return time.Duration(s).Seconds() }
