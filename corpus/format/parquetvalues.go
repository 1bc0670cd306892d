package format

import (
	"errors"
	"io"

	"github.com/parquet-go/parquet-go"
)

// parquetValues are the values of one column in one group of rows, read page
// by page.
type parquetValues struct {
	pages  parquet.Pages
	page   parquet.Page
	reader parquet.ValueReader

	buf  [128]parquet.Value // they point into the page
	i, n int
}

// peek is the next value; the error is io.EOF behind the last.
func (p *parquetValues) peek() (parquet.Value, error) {
	for p.i == p.n {
		if err := p.fill(); err != nil {
			return parquet.Value{}, err
		}
	}
	return p.buf[p.i], nil
}

func (p *parquetValues) next() (parquet.Value, error) {
	v, err := p.peek()
	p.i++
	return v, err
}

// fill reads on, where all that was read is used up.
func (p *parquetValues) fill() error {
	return parquetSafely(func() (err error) {
		if p.reader == nil {
			if p.page, err = p.pages.ReadPage(); err != nil {
				return err
			}
			p.reader = p.page.Values()
		}
		p.i = 0
		p.n, err = p.reader.ReadValues(p.buf[:])
		if errors.Is(err, io.EOF) || err == nil && p.n == 0 {
			if p.n == 0 {
				parquet.Release(p.page)
				p.page, p.reader = nil, nil
			}
			return nil
		}
		return err
	})
}

func (p *parquetValues) close() {
	_ = parquetSafely(func() error {
		if p.page != nil {
			parquet.Release(p.page)
		}
		return p.pages.Close()
	})
}
