// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes a GEMM microkernel with Xbyak. One function holds a variant for every count of rows (1..mr) and of column
// vectors (1..nr/W): its entry checks rows and cols and jumps through a table. A variant keeps its tile of C in
// registers, sums over k, and runs the epilogue on the registers before they are stored. Columns past `cols` are
// masked off in the last vector, so no variant touches memory outside its tile.
//
// Follows the System V calling convention; only registers that a callee may change are used.
#include "backends/cpu/jit/gemm_generator.h"

#include <cstddef>
#include <string>
#include <vector>

#include "backends/cpu/jit/gemm_kernel.h"
#include "sinter/error.h"

#if defined(__x86_64__)
#define XBYAK64
#include <xbyak/xbyak.h>

#include <bit>

namespace sinter::cpu {
namespace {

using Xbyak::Address;
using Xbyak::Label;
using Xbyak::Opmask;
using Xbyak::Reg64;
using Xbyak::Xmm;
using Xbyak::Ymm;
using Xbyak::Zmm;

constexpr int kUnroll = 4;         // steps of k in one turn of the main loop of the variants that matter
constexpr int kPrefetchSteps = 8;  // how far ahead B is asked for; a prefetch past the end does no harm
constexpr int kFloat = 4;          // bytes

class GemmGenerator : public Xbyak::CodeGenerator {
 public:
  GemmGenerator(const GemmRecipe& recipe, void* memory, size_t room)
      : CodeGenerator(room, memory),
        recipe_(recipe),
        avx512_(recipe.isa == Isa::kAvx512),
        width_(vector_floats(recipe.isa)),
        max_vectors_(recipe.nr / width_) {}

  void generate() {
    std::vector<Label> variants(size_t(recipe_.mr) * size_t(max_vectors_));
    entry();
    for (rows_ = 1; rows_ <= recipe_.mr; ++rows_) {
      for (vectors_ = 1; vectors_ <= max_vectors_; ++vectors_) {
        align(16);
        L(variants[size_t((rows_ - 1) * max_vectors_ + vectors_ - 1)]);
        variant();
      }
    }
    align(64);
    L(table_);
    for (const Label& label : variants) putL(label);
    data();
  }

 private:
  // Registers. After the loop over k, a and b are free and hold the pointers of the epilogue.
  const Reg64 args_ = rdi, a_ = rsi, b_ = rdx, count_ = rcx, c_ = r8, ldc_ = r9, lda_ = r10, a3_ = r11, a6_ = rax;
  const Reg64 bias_ = rsi, residual_ = rdx, ldr_ = r10;
  const Opmask tail_ = k1, negative_ = k2;

  Address field(size_t offset) { return ptr[args_ + int(offset)]; }

  Xmm vec(int index) const { return avx512_ ? Xmm(Zmm(index)) : Xmm(Ymm(index)); }
  Xmm acc(int row, int vector) const { return vec(row * vectors_ + vector); }
  Xmm temp(int index) const { return vec(rows_ * vectors_ + index); }
  Xmm masked(const Xmm& reg, int vector) const { return is_tail(vector) && avx512_ ? reg | tail_ : reg; }
  bool is_tail(int vector) const { return vector == vectors_ - 1; }

  /// Leaves at once if rows or cols are outside the tile; else jumps to their variant.
  void entry() {
    Label leave;
    movsxd(rax, dword[args_ + int(offsetof(GemmArgs, rows))]);
    movsxd(rcx, dword[args_ + int(offsetof(GemmArgs, cols))]);
    dec(rax);
    dec(rcx);
    cmp(rax, recipe_.mr);
    jae(leave, T_NEAR);
    cmp(rcx, recipe_.nr);
    jae(leave, T_NEAR);
    shr(rcx, avx512_ ? 4 : 3);
    imul(rax, rax, max_vectors_);
    add(rax, rcx);
    lea(rcx, ptr[rip + table_]);
    jmp(ptr[rcx + rax * 8]);
    L(leave);
    ret();
  }

  void variant() {
    mov(c_, field(offsetof(GemmArgs, c)));
    mov(ldc_, field(offsetof(GemmArgs, ldc)));
    shl(ldc_, 2);
    if (avx512_) load_tail_mask();
    start_accumulators();
    sum_over_k();
    if (avx512_) {
      finish_and_store(false);
      return;
    }
    // AVX2: vmaskmovps is slow as a store, so full vectors have a path of their own.
    Label full;
    mov(eax, dword[args_ + int(offsetof(GemmArgs, cols))]);
    cmp(eax, vectors_ * width_);
    je(full, T_NEAR);
    finish_and_store(true);
    L(full);
    finish_and_store(false);
  }

  /// k1 = the low (cols - columns of the vectors before the last) bits.
  void load_tail_mask() {
    mov(eax, dword[args_ + int(offsetof(GemmArgs, cols))]);
    sub(eax, (vectors_ - 1) * width_);
    mov(ecx, -1);
    bzhi(ecx, ecx, eax);
    kmovd(tail_, ecx);
  }

  /// The same as a vector of lane masks, for vmaskmovps.
  void load_tail_lanes(const Xmm& mask) {
    mov(ecx, vectors_ * width_);
    sub(ecx, dword[args_ + int(offsetof(GemmArgs, cols))]);
    lea(rax, ptr[rip + lanes_]);
    vmovups(mask, ptr[rax + rcx * kFloat]);
  }

  void start_accumulators() {
    Label zero, done;
    test(dword[args_ + int(offsetof(GemmArgs, flags))], kAccumulate);
    jz(zero, T_NEAR);
    const Xmm mask = temp(0);
    if (!avx512_) load_tail_lanes(mask);
    mov(rax, c_);
    for (int i = 0; i < rows_; ++i) {
      for (int v = 0; v < vectors_; ++v) {
        const Address from = ptr[rax + v * width_ * kFloat];
        if (!avx512_ && is_tail(v)) {
          vmaskmovps(acc(i, v), mask, from);
        } else {
          vmovups(avx512_ && is_tail(v) ? acc(i, v) | tail_ | T_z : acc(i, v), from);
        }
      }
      if (i + 1 < rows_) add(rax, ldc_);
    }
    jmp(done, T_NEAR);
    L(zero);
    for (int i = 0; i < rows_ * vectors_; ++i) {
      avx512_ ? vpxord(vec(i), vec(i), vec(i)) : vxorps(vec(i), vec(i), vec(i));
    }
    L(done);
  }

  bool a_in_rows() const { return recipe_.a_layout == GemmALayout::kRows; }

  Address a_element(int row, int step) const {
    if (!a_in_rows()) return ptr[a_ + (step * recipe_.mr + row) * kFloat];
    const Reg64& base = row < 3 ? a_ : row < 6 ? a3_ : a6_;
    if (row % 3 == 0) return ptr[base + step * kFloat];
    return ptr[base + lda_ * (row % 3) + step * kFloat];
  }

  void advance(int steps) {
    const int a_bytes = (a_in_rows() ? steps : steps * recipe_.mr) * kFloat;
    add(a_, a_bytes);
    if (a_in_rows() && rows_ > 3) add(a3_, a_bytes);
    if (a_in_rows() && rows_ > 6) add(a6_, a_bytes);
    add(b_, steps * recipe_.nr * kFloat);
  }

  void sum_over_k() {
    Label main, rest, single, done;
    mov(a_, field(offsetof(GemmArgs, a)));
    mov(b_, field(offsetof(GemmArgs, b)));
    mov(count_, field(offsetof(GemmArgs, k)));
    if (a_in_rows()) {
      mov(lda_, field(offsetof(GemmArgs, lda)));
      shl(lda_, 2);
      if (rows_ > 3) lea(a3_, ptr[lda_ + lda_ * 2]);
      if (rows_ > 6) lea(a6_, ptr[a_ + a3_ * 2]);
      if (rows_ > 3) add(a3_, a_);
    }
    // Whole tiles and vector x matrix are where time goes; the others are kept short, to be generated sooner.
    const int unroll = rows_ == recipe_.mr || rows_ == 1 ? kUnroll : kUnroll / 2;
    cmp(count_, unroll);
    jl(rest, T_NEAR);
    align(16);
    L(main);
    for (int s = 0; s < unroll; ++s) step(s);
    advance(unroll);
    sub(count_, unroll);
    cmp(count_, unroll);
    jge(main, T_NEAR);
    L(rest);
    test(count_, count_);
    jle(done, T_NEAR);
    L(single);
    step(0);
    advance(1);
    dec(count_);
    jnz(single, T_NEAR);
    L(done);
  }

  void step(int s) {
    const int row_bytes = recipe_.nr * kFloat;
    for (int v = 0; v < vectors_; ++v) vmovups(temp(v), ptr[b_ + s * row_bytes + v * width_ * kFloat]);
    for (int line = 0; line < vectors_ * width_ * kFloat; line += 64) {
      prefetcht0(ptr[b_ + (s + kPrefetchSteps) * row_bytes + line]);
    }
    for (int i = 0; i < rows_; ++i) {
      const Xmm broadcast = temp(vectors_ + i % 2);
      vbroadcastss(broadcast, a_element(i, s));
      for (int v = 0; v < vectors_; ++v) vfmadd231ps(acc(i, v), broadcast, temp(v));
    }
  }

  /// Ends the variant: the epilogue if kFinish is set, the stores, the return.
  void finish_and_store(bool lanes) {
    Label partial;
    if (lanes) load_tail_lanes(temp(0));
    test(dword[args_ + int(offsetof(GemmArgs, flags))], kFinish);
    jz(partial, T_NEAR);
    if (has_epilogue()) {
      load_epilogue_pointers();
      for (int i = 0; i < rows_; ++i) {
        for (int v = 0; v < vectors_; ++v) epilogue(i, v, lanes);
        store_row(i, lanes);
        if (recipe_.residual != GemmResidual::kNone && i + 1 < rows_) add(residual_, ldr_);
      }
      vzeroupper();
      ret();
    }
    L(partial);
    for (int i = 0; i < rows_; ++i) store_row(i, lanes);
    vzeroupper();
    ret();
  }

  bool has_epilogue() const {
    return recipe_.bias != GemmBias::kNone || recipe_.activation != GemmActivation::kNone ||
           recipe_.residual != GemmResidual::kNone;
  }

  void load_epilogue_pointers() {
    if (recipe_.bias != GemmBias::kNone) mov(bias_, field(offsetof(GemmArgs, bias)));
    if (recipe_.residual != GemmResidual::kNone) {
      mov(residual_, field(offsetof(GemmArgs, residual)));
      mov(ldr_, field(offsetof(GemmArgs, ldr)));
      shl(ldr_, 2);
    }
    if (recipe_.activation == GemmActivation::kNone) return;
    vbroadcastss(temp(2), ptr[rip + low_]);
    vbroadcastss(temp(3), ptr[rip + high_]);
  }

  // In the epilogue temp(0) is the lane mask of AVX2, temp(1) free, temp(2) and temp(3) the activation's constants.
  void epilogue(int row, int vector, bool lanes) {
    const Xmm x = acc(row, vector);
    const int column_bytes = vector * width_ * kFloat;
    if (recipe_.bias == GemmBias::kPerColumn) add_vector(x, vector, ptr[bias_ + column_bytes], lanes);
    if (recipe_.bias == GemmBias::kPerRow) add_row_bias(x, row);
    const auto add_residual = [&] { add_vector(x, vector, ptr[residual_ + column_bytes], lanes); };
    if (recipe_.residual == GemmResidual::kBeforeActivation) add_residual();
    activate(x);
    if (recipe_.residual == GemmResidual::kAfterActivation) add_residual();
  }

  void add_row_bias(const Xmm& x, int row) {
    if (avx512_) {
      vaddps(x, x, ptr_b[bias_ + row * kFloat]);
    } else {
      vbroadcastss(temp(1), ptr[bias_ + row * kFloat]);
      vaddps(x, x, temp(1));
    }
  }

  /// x += memory, touching only the tile's columns.
  void add_vector(const Xmm& x, int vector, const Address& from, bool lanes) {
    if (lanes && is_tail(vector)) {
      vmaskmovps(temp(1), temp(0), from);
      vaddps(x, x, temp(1));
    } else {
      vaddps(masked(x, vector), x, from);
    }
  }

  /// vmaxps and vminps return their last operand if one is NaN: x goes there.
  void activate(const Xmm& x) {
    const Xmm low = temp(2), high = temp(3);
    switch (recipe_.activation) {
      case GemmActivation::kNone: break;
      case GemmActivation::kRelu: vmaxps(x, low, x); break;
      case GemmActivation::kClip:
        vmaxps(x, low, x);
        vminps(x, high, x);
        break;
      case GemmActivation::kLeakyRelu:
        if (avx512_) {
          vcmpltps(negative_, x, high);  // high is 0 here
          vmulps(x | negative_, x, low);
        } else {
          vmulps(temp(1), x, low);
          vblendvps(x, x, temp(1), x);  // by the sign bit
        }
        break;
    }
  }

  void store_row(int row, bool lanes) {
    for (int v = 0; v < vectors_; ++v) {
      const Address to = ptr[c_ + v * width_ * kFloat];
      if (lanes && is_tail(v)) {
        vmaskmovps(to, temp(0), acc(row, v));
      } else if (avx512_ && is_tail(v)) {
        vmovups(to | tail_, acc(row, v));
      } else {
        vmovups(to, acc(row, v));
      }
    }
    if (row + 1 < rows_) add(c_, ldc_);
  }

  void data() {
    L(lanes_);  // eight lanes on, eight off: read from (8 - columns)
    for (int i = 0; i < 16; ++i) dd(i < 8 ? 0xFFFFFFFFu : 0u);
    L(low_);
    dd(std::bit_cast<uint32_t>(recipe_.low));
    L(high_);
    dd(std::bit_cast<uint32_t>(recipe_.high));
  }

  const GemmRecipe recipe_;
  const bool avx512_;
  const int width_, max_vectors_;
  int rows_ = 0, vectors_ = 0;  // of the variant being written
  Label table_, lanes_, low_, high_;
};

}  // namespace

size_t generate_gemm(const GemmRecipe& recipe, void* memory, size_t room) {
  try {
    GemmGenerator generator(recipe, memory, room);
    generator.generate();
    return generator.getSize();
  } catch (const Xbyak::Error& error) {
    fail(ErrorCode::kInternal, "generating a GEMM kernel: " + std::string(error.what()), "Report this as a bug");
  }
}

}  // namespace sinter::cpu

#else

namespace sinter::cpu {

size_t generate_gemm(const GemmRecipe&, void*, size_t) {
  fail(ErrorCode::kUnsupported, "no code generator for this processor", "Set SINTER_CPU_ISA=scalar");
}

}  // namespace sinter::cpu

#endif
