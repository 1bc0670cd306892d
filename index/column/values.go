package column

import "github.com/kindred-search/kindred/index/section"

// Values holds a number for each position.
type Values[T section.Element] struct {
	base mapped[T]
	tail []T
}

// OpenValues opens what Save wrote under a name.
func OpenValues[T section.Element](s *Source, name string) (Values[T], error) {
	base, err := openMapped[T](s, name)
	return Values[T]{base: base}, err
}

// Len is how many positions there are.
func (v *Values[T]) Len() int { return len(v.base.data) + len(v.tail) }

// Append gives the next position a value.
func (v *Values[T]) Append(value T) { v.tail = append(v.tail, value) }

// At returns the value of a position below Len. 0 may be damage.
func (v *Values[T]) At(position uint32) T {
	if i := int(position); i < len(v.base.data) {
		return v.base.at(i)
	}
	return v.tail[int(position)-len(v.base.data)]
}

// AppendTo appends all values to a slice; those that are damaged are left out.
func (v *Values[T]) AppendTo(dst []T) []T { return append(append(dst, v.base.all()...), v.tail...) }

// Cut returns what there is now.
func (v *Values[T]) Cut() Values[T] { return Values[T]{v.base, v.tail[:len(v.tail):len(v.tail)]} }

// Save writes a section of this name. What is damaged is an error.
func (v *Values[T]) Save(w *section.Writer, name string) error {
	base := v.base.all()
	if err := v.base.source.Err(); err != nil {
		return err
	}
	return write(w, name, base, v.tail)
}
