#include "textflag.h"

// Go's assembler does not have these; the numbers are the encodings of the Arm
// Architecture Reference Manual.

// FMUL Vd.4S, Vn.4S, Vm.4S
#define FMUL4(n, m, d) WORD $(0x6e20dc00 | (m)<<16 | (n)<<5 | (d))

// FADD Vd.4S, Vn.4S, Vm.4S
#define FADD4(n, m, d) WORD $(0x4e20d400 | (m)<<16 | (n)<<5 | (d))

// SMULL Vd.8H, Vn.8B, Vm.8B, and SMULL2, of the upper 8 bytes
#define SMULL8(n, m, d) WORD $(0x0e20c000 | (m)<<16 | (n)<<5 | (d))
#define SMULL16(n, m, d) WORD $(0x4e20c000 | (m)<<16 | (n)<<5 | (d))

// SADALP Vd.4S, Vn.8H: add pairs to the sums
#define SADALP8(n, d) WORD $(0x4e606800 | (n)<<5 | (d))

// FLOATROW adds 16 products of a row at R to the 16 sums in a, b, c, d, product
// and sum rounded one after the other.
#define FLOATROW(R, a, b, c, d) \
	VLD1.P 64(R), [V4.S4, V5.S4, V6.S4, V7.S4] \
	FMUL4(4, 0, 4)  \
	FMUL4(5, 1, 5)  \
	FMUL4(6, 2, 6)  \
	FMUL4(7, 3, 7)  \
	FADD4(a, 4, a)  \
	FADD4(b, 5, b)  \
	FADD4(c, 6, c)  \
	FADD4(d, 7, d)

// FLOATFOLD folds 16 sums in halves and stores the last one.
#define FLOATFOLD(a, b, c, d, Va, Fa, disp) \
	FADD4(a, c, a)                     \
	FADD4(b, d, b)                     \
	FADD4(a, b, a)                     \
	VEXT  $8, Va.B16, Va.B16, V4.B16   \
	FADD4(a, 4, a)                     \
	VEXT  $4, Va.B16, Va.B16, V4.B16   \
	FADD4(a, 4, a)                     \
	FMOVS Fa, disp(R0)

// INTROW adds 16 products of a row at R to the 8 sums in a and b.
#define INTROW(R, a, b) \
	VLD1.P 16(R), [V4.B16] \
	SMULL8(4, 0, 5)  \
	SMULL16(4, 0, 6) \
	SADALP8(5, a)    \
	SADALP8(6, b)

// INTFOLD adds up 8 sums and stores the total.
#define INTFOLD(Va, Vb, Fa, disp) \
	VADD  Va.S4, Vb.S4, Va.S4 \
	VADDV Va.S4, Va           \
	FMOVS Fa, disp(R0)

#define ZERO(V) VEOR V.B16, V.B16, V.B16

// func dot1NEON(dst, query *float32, n int, r0 *float32)
TEXT ·dot1NEON(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R0
	MOVD query+8(FP), R1
	MOVD n+16(FP), R2
	MOVD r0+24(FP), R3
	ZERO(V16)
	ZERO(V17)
	ZERO(V18)
	ZERO(V19)

loop:
	CBZ    R2, fold
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	FLOATROW(R3, 16, 17, 18, 19)
	SUB    $16, R2
	B      loop

fold:
	FLOATFOLD(16, 17, 18, 19, V16, F16, 0)
	RET

// func dot4NEON(dst, query *float32, n int, r0, r1, r2, r3 *float32)
TEXT ·dot4NEON(SB), NOSPLIT, $0-56
	MOVD dst+0(FP), R0
	MOVD query+8(FP), R1
	MOVD n+16(FP), R2
	MOVD r0+24(FP), R3
	MOVD r1+32(FP), R4
	MOVD r2+40(FP), R5
	MOVD r3+48(FP), R6
	ZERO(V16)
	ZERO(V17)
	ZERO(V18)
	ZERO(V19)
	ZERO(V20)
	ZERO(V21)
	ZERO(V22)
	ZERO(V23)
	ZERO(V24)
	ZERO(V25)
	ZERO(V26)
	ZERO(V27)
	ZERO(V28)
	ZERO(V29)
	ZERO(V30)
	ZERO(V31)

loop:
	CBZ    R2, fold
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	FLOATROW(R3, 16, 17, 18, 19)
	FLOATROW(R4, 20, 21, 22, 23)
	FLOATROW(R5, 24, 25, 26, 27)
	FLOATROW(R6, 28, 29, 30, 31)
	SUB    $16, R2
	B      loop

fold:
	FLOATFOLD(16, 17, 18, 19, V16, F16, 0)
	FLOATFOLD(20, 21, 22, 23, V20, F20, 4)
	FLOATFOLD(24, 25, 26, 27, V24, F24, 8)
	FLOATFOLD(28, 29, 30, 31, V28, F28, 12)
	RET

// func dotInt1NEON(dst *int32, query *int8, n int, r0 *int8)
TEXT ·dotInt1NEON(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R0
	MOVD query+8(FP), R1
	MOVD n+16(FP), R2
	MOVD r0+24(FP), R3
	ZERO(V16)
	ZERO(V17)

loop:
	CBZ    R2, fold
	VLD1.P 16(R1), [V0.B16]
	INTROW(R3, 16, 17)
	SUB    $16, R2
	B      loop

fold:
	INTFOLD(V16, V17, F16, 0)
	RET

// func dotInt4NEON(dst *int32, query *int8, n int, r0, r1, r2, r3 *int8)
TEXT ·dotInt4NEON(SB), NOSPLIT, $0-56
	MOVD dst+0(FP), R0
	MOVD query+8(FP), R1
	MOVD n+16(FP), R2
	MOVD r0+24(FP), R3
	MOVD r1+32(FP), R4
	MOVD r2+40(FP), R5
	MOVD r3+48(FP), R6
	ZERO(V16)
	ZERO(V17)
	ZERO(V18)
	ZERO(V19)
	ZERO(V20)
	ZERO(V21)
	ZERO(V22)
	ZERO(V23)

loop:
	CBZ    R2, fold
	VLD1.P 16(R1), [V0.B16]
	INTROW(R3, 16, 17)
	INTROW(R4, 18, 19)
	INTROW(R5, 20, 21)
	INTROW(R6, 22, 23)
	SUB    $16, R2
	B      loop

fold:
	INTFOLD(V16, V17, F16, 0)
	INTFOLD(V18, V19, F18, 4)
	INTFOLD(V20, V21, F20, 8)
	INTFOLD(V22, V23, F22, 12)
	RET

// NIBBLEROW adds 32 products of a row at R to the 8 sums in a and b. V31 holds 15
// in every byte, V0 and V1 the parts of the query.
#define NIBBLEROW(R, a, b) \
	VLD1.P 16(R), [V4.B16]           \
	VAND   V31.B16, V4.B16, V2.B16   \
	VUSHR  $4, V4.B16, V3.B16        \
	SMULL8(2, 0, 5)                  \
	SMULL16(2, 0, 6)                 \
	SADALP8(5, a)                    \
	SADALP8(6, b)                    \
	SMULL8(3, 1, 5)                  \
	SMULL16(3, 1, 6)                 \
	SADALP8(5, a)                    \
	SADALP8(6, b)

// func nibble1NEON(dst *int32, query *int8, n int, r0 *uint8)
TEXT ·nibble1NEON(SB), NOSPLIT, $0-32
	MOVD  dst+0(FP), R0
	MOVD  query+8(FP), R1
	MOVD  n+16(FP), R2
	MOVD  r0+24(FP), R3
	ADD   R1, R2, R7
	VMOVI $15, V31.B16
	ZERO(V16)
	ZERO(V17)

loop:
	CBZ    R2, fold
	VLD1.P 16(R1), [V0.B16]
	VLD1.P 16(R7), [V1.B16]
	NIBBLEROW(R3, 16, 17)
	SUB    $16, R2
	B      loop

fold:
	INTFOLD(V16, V17, F16, 0)
	RET

// func nibble4NEON(dst *int32, query *int8, n int, r0, r1, r2, r3 *uint8)
TEXT ·nibble4NEON(SB), NOSPLIT, $0-56
	MOVD  dst+0(FP), R0
	MOVD  query+8(FP), R1
	MOVD  n+16(FP), R2
	MOVD  r0+24(FP), R3
	MOVD  r1+32(FP), R4
	MOVD  r2+40(FP), R5
	MOVD  r3+48(FP), R6
	ADD   R1, R2, R7
	VMOVI $15, V31.B16
	ZERO(V16)
	ZERO(V17)
	ZERO(V18)
	ZERO(V19)
	ZERO(V20)
	ZERO(V21)
	ZERO(V22)
	ZERO(V23)

loop:
	CBZ    R2, fold
	VLD1.P 16(R1), [V0.B16]
	VLD1.P 16(R7), [V1.B16]
	NIBBLEROW(R3, 16, 17)
	NIBBLEROW(R4, 18, 19)
	NIBBLEROW(R5, 20, 21)
	NIBBLEROW(R6, 22, 23)
	SUB    $16, R2
	B      loop

fold:
	INTFOLD(V16, V17, F16, 0)
	INTFOLD(V18, V19, F18, 4)
	INTFOLD(V20, V21, F20, 8)
	INTFOLD(V22, V23, F22, 12)
	RET
