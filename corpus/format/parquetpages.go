package format

import (
	"errors"
	"fmt"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	pqformat "github.com/parquet-go/parquet-go/format"
)

// maxPageHeader is more than a page header has in bytes, with the least and the
// greatest text of its page.
const maxPageHeader = 1 << 20

// checkPages looks at the header of each page of a column: the library makes room
// for what one says, before it reads or unpacks anything. No page may lie beyond
// the column, nor unpack to very much more than its size, as bounded has it for
// other compressions.
func checkPages(file *fileAt, column *pqformat.ColumnMetaData) error {
	at := column.DataPageOffset
	if first := column.DictionaryPageOffset; first != 0 {
		at = first
	}
	end := at + column.TotalCompressedSize
	if at < 0 || end < at || end > file.size {
		return fmt.Errorf("a column lies beyond the file")
	}
	var buf []byte
	for at < end {
		n, header, err := pageHeader(file, at, end, &buf)
		if err != nil {
			return err
		}
		at += int64(n)
		packed, unpacked := int64(header.CompressedPageSize), int64(header.UncompressedPageSize)
		if packed < 0 || packed > end-at {
			return errors.New("a page is longer than its column")
		}
		values := max(header.DataPageHeader.V.NumValues, header.DataPageHeaderV2.V.NumValues, header.DictionaryPageHeader.V.NumValues)
		for _, most := range []int64{unpacked, int64(values)} {
			if most > leastBomb && most/mostGrowth > packed {
				return fmt.Errorf("a page of %d bytes unpacks to %d, more than %d times its size; no papers do", packed, most, mostGrowth)
			}
		}
		at += packed
	}
	return nil
}

// pageHeader reads the header at a place, and its length.
func pageHeader(file *fileAt, at, end int64, buf *[]byte) (n int, header pqformat.PageHeader, err error) {
	for size := int64(256); ; size *= 8 {
		size = min(size, end-at)
		if int64(cap(*buf)) < size {
			*buf = make([]byte, size)
		}
		b := (*buf)[:size]
		if _, err := file.r.ReadAt(b, at); err != nil {
			return 0, header, err
		}
		n, err = thriftEnd(b)
		if errors.Is(err, errShort) && size < end-at && size < maxPageHeader {
			continue
		}
		if err != nil {
			return 0, header, fmt.Errorf("a page header cannot be read: %w", err)
		}
		var protocol thrift.CompactProtocol
		return n, header, thrift.NewDecoder(protocol.NewReaderFromBytes(b[:n])).Decode(&header)
	}
}
