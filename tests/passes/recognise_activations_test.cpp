// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/recognise_activations.h"

#include <gtest/gtest.h>

#include "passes/fixture.h"

namespace sinter::test {
namespace {

TEST(RecogniseActivations, GeluWithErf) {
  expect_pass(recognise_activations, R"(
    graph main(%x: f32[N,4]) -> (%y) {
      %r = Constant {value=f32[][1.4142135623730951]}
      %one = Constant {value=f32[][1.0]}
      %half = Constant {value=f32[][0.5]}
      %a = Div(%x, %r) from ["div"]
      %b = Erf(%a) from ["erf"]
      %c = Add(%b, %one) from ["add"]
      %d = Mul(%x, %c) from ["mul"]
      %y = Mul(%d, %half) from ["half"]
    })",
              R"(
    graph main(%x: f32[N,4]) -> (%y) {
      %y = Gelu(%x) from ["div","erf","add","mul","half"]
    })",
              1e-6);
}

TEST(RecogniseActivations, GeluHalfFirst) {
  expect_pass(recognise_activations, R"(
    graph main(%x: f32[4]) -> (%y) {
      %r = Constant {value=f32[1][0.70710677]}
      %one = Constant {value=f32[1][1.0]}
      %half = Constant {value=f32[1][0.5]}
      %h = Mul(%half, %x)
      %a = Mul(%x, %r)
      %b = Erf(%a)
      %c = Add(%one, %b)
      %y = Mul(%h, %c)
    })",
              R"(
    graph main(%x: f32[4]) -> (%y) {
      %y = Gelu(%x)
    })",
              1e-6);
}

TEST(RecogniseActivations, GeluWithTanhOfGpt2) {
  expect_pass(recognise_activations, R"(
    graph main(%x: f32[4]) -> (%y) {
      %half = Constant {value=f32[][0.5]}
      %three = Constant {value=f32[][3.0]}
      %k = Constant {value=f32[][0.044714998453855515]}
      %s = Constant {value=f32[][0.7978845834732056]}
      %one = Constant {value=f32[][1.0]}
      %h = Mul(%x, %half)
      %p = Pow(%x, %three)
      %q = Mul(%p, %k)
      %a = Add(%x, %q)
      %b = Mul(%a, %s)
      %t = Tanh(%b)
      %o = Add(%t, %one)
      %y = Mul(%h, %o)
    })",
              R"(
    graph main(%x: f32[4]) -> (%y) {
      %y = Gelu(%x) {approximate="tanh"}
    })",
              1e-6);
}

TEST(RecogniseActivations, GeluWithTanhAsProducts) {
  expect_pass(recognise_activations, R"(
    graph main(%x: f32[4]) -> (%y) {
      %half = Constant {value=f32[][0.5]}
      %k = Constant {value=f32[][0.044715]}
      %s = Constant {value=f32[][0.7978845608]}
      %one = Constant {value=f32[][1.0]}
      %sx = Mul(%x, %s)
      %kx = Mul(%x, %k)
      %kxx = Mul(%kx, %x)
      %i = Add(%kxx, %one)
      %b = Mul(%sx, %i)
      %t = Tanh(%b)
      %o = Add(%t, %one)
      %h = Mul(%x, %half)
      %y = Mul(%h, %o)
    })",
              R"(
    graph main(%x: f32[4]) -> (%y) {
      %y = Gelu(%x) {approximate="tanh"}
    })",
              1e-6);
}

TEST(RecogniseActivations, SiluMishAndHardSwish) {
  expect_pass(recognise_activations, R"(
    graph main(%x: f32[4]) -> (%a, %b, %c) {
      %g = Sigmoid(%x)
      %a = Mul(%x, %g)
      %p = Softplus(%x)
      %t = Tanh(%p)
      %b = Mul(%t, %x)
      %three = Constant {value=f32[][3.0]}
      %six = Constant {value=f32[][6.0]}
      %s = Add(%x, %three)
      %k = Clip(%s) {min=0, max=6}
      %m = Mul(%x, %k)
      %c = Div(%m, %six)
    })",
              R"(
    graph main(%x: f32[4]) -> (%a, %b, %c) {
      %a = Silu(%x)
      %b = Mish(%x)
      %c = HardSwish(%x)
    })",
              1e-6);
}

TEST(RecogniseActivations, HardSigmoidOfAPointwiseValue) {
  expect_pass(recognise_activations, R"(
    graph main(%x: f32[4]) -> (%y) {
      %e = Exp(%x)
      %three = Constant {value=f32[][3.0]}
      %six = Constant {value=f32[][6.0]}
      %s = Add(%e, %three)
      %k = Clip(%s) {min=0, max=6}
      %y = Div(%k, %six)
    })",
              R"(
    graph main(%x: f32[4]) -> (%y) {
      %e = Exp(%x)
      %y = HardSigmoid(%e) {alpha=0.16666666666666666}
    })",
              1e-6);
}

TEST(RecogniseActivations, OthersThatLookAlikeStay) {
  expect_unchanged(recognise_activations, R"(
    graph main(%x: f32[4], %z: f32[4], %w: f32[1,4]) -> (%a, %b, %c, %d) {
      %q = Constant {value=f32[][1.702]}
      %e = Mul(%x, %q)
      %f = Sigmoid(%e)
      %a = Mul(%x, %f)
      %g = Sigmoid(%z)
      %b = Mul(%x, %g)
      %one = Constant {value=f32[][1.0]}
      %k = Exp(%x)
      %l = Add(%k, %one)
      %m = Log(%l)
      %c = Mul(%m, %m)
      %h = Sigmoid(%w)
      %d = Mul(%x, %h)
    })");
}

}  // namespace
}  // namespace sinter::test
