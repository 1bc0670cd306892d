//go:build !amd64

package vec

import "unsafe"

// floatKernels are those that this processor can run; the chosen ones are its own.
func floatKernels() map[string]floatKernel {
	next := func(d *float32, i int) *float32 { return &unsafe.Slice(d, i+1)[i] }
	return map[string]floatKernel{"plain": dot4Plain, "chosen": dot4, "chosen, one row": one(dot1, next)}
}

func intKernels() map[string]intKernel {
	next := func(d *int32, i int) *int32 { return &unsafe.Slice(d, i+1)[i] }
	return map[string]intKernel{"plain": dotInt4Plain, "chosen": dotInt4, "chosen, one row": one(dotInt1, next)}
}

func nibbleKernels() map[string]nibbleKernel {
	return map[string]nibbleKernel{"plain": nibble4Plain, "chosen": nibble4, "chosen, one row": oneNibble(nibble1)}
}

func nibblesKernels() map[string]nibblesKernel {
	return map[string]nibblesKernel{"four": Nibbles.dotsAtFour, "chosen": Nibbles.DotsAt}
}
