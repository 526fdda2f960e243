// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Normalizations: BatchNorm, LRN, MVN, Normalize, Softmax.
#include "ops/batch_norm.h"

#include "import/caffe/layer_context.h"
#include "ops/pooling.h"
#include "ops/reduce.h"
#include "ops/softmax.h"

namespace sinter::caffe {
namespace {

Weights vector_of(const std::vector<double>& values) {
  return Weights::of_doubles(DataType::kFloat32, {int64_t(values.size())}, values);
}

std::vector<double> rounded(const std::vector<double>& values) {
  std::vector<double> out;
  for (const double v : values) out.push_back(double(float(v)));
  return out;
}

/// Mean and variance of the batch itself, as in training.
void import_batch_statistics(LayerContext& ctx, double epsilon) {
  Reduce mean{.kind = ReduceKind::kMean};
  for (int a = 0; a < ctx.rank(0); ++a)
    if (a != 1) mean.axes.push_back(a);
  const ValueId x = ctx.bottom(0);
  const ValueId centred = ctx.add("Sub", {x, ctx.add(mean, {x})});
  const ValueId variance = ctx.add(mean, {ctx.add("Mul", {centred, centred})});
  ctx.finish("Div", {centred, ctx.add("Sqrt", {ctx.plus(variance, epsilon)})});
}

/// x / (k + alpha * mean)^beta, the mean of squares being that of the window.
void finish_response(LayerContext& ctx, ValueId mean, double alpha, double beta, double k) {
  const ValueId scale = ctx.plus(ctx.times(mean, alpha), k);
  ctx.finish("Div", {ctx.bottom(0), ctx.add("Pow", {scale, ctx.scalar_like(scale, beta)})});
}

ValueId windowed_mean(LayerContext& ctx, ValueId x, Ints kernel, Ints pads) {
  Pooling pool;
  pool.kind = PoolingKind::kAverage;
  pool.kernel = std::move(kernel);
  pool.pads_begin = pool.pads_end = std::move(pads);
  pool.count_include_pad = true;
  return ctx.add(std::move(pool), {x});
}

}  // namespace

/// The means and variances are sums that must be divided by the third blob. Forks add a scale and a bias.
void import_batch_norm(LayerContext& ctx) {
  Params& p = ctx.params("batch_norm_param");
  p.ignore({"moving_average_fraction", "bias_filler", "scale_filler", "scale_bias"});
  const double epsilon = p.real("eps", 1e-5);
  if (!p.flag("use_global_stats", true)) return import_batch_statistics(ctx, epsilon);
  const SymDims dims = ctx.dims(0);
  const int64_t channels = dims.size() < 2 ? 1 : ctx.fixed(dims[1], "the number of channels");
  std::vector<double> mean = ctx.blob(0, {channels}, Fill::kZero).to_doubles();
  std::vector<double> variance = ctx.blob(1, {channels}, Fill::kOne).to_doubles();
  const double sums = ctx.blob(2, {1}, Fill::kOne).to_doubles()[0];
  const double factor = sums == 0 ? 0 : 1 / sums;
  for (double& m : mean) m *= factor;
  for (double& v : variance) v *= factor;
  Weights scale = vector_of(std::vector<double>(size_t(channels), 1.0));
  Weights bias = vector_of(std::vector<double>(size_t(channels), 0.0));
  if (ctx.num_blobs() == 5) {
    scale = ctx.blob(3, {channels}, Fill::kOne);
    bias = ctx.blob(4, {channels}, Fill::kZero);
  }
  ValueId x = ctx.bottom(0);
  if (dims.size() < 2) x = ctx.reshape(x, {product(dims), Dim(1)});
  ValueId y =
      ctx.add(BatchNorm{.epsilon = epsilon}, {x, ctx.weight_value(scale, "scales"), ctx.weight_value(bias, "bias"),
                                              ctx.weight_value(vector_of(rounded(mean)), "mean"),
                                              ctx.weight_value(vector_of(rounded(variance)), "variance")});
  ctx.top(0, ctx.reshape(y, dims));
}

void import_lrn_layer(LayerContext& ctx) {
  Params& p = ctx.params("lrn_param");
  const int64_t size = p.integer("local_size", 5);
  if (size < 1 || size % 2 == 0 || size > INT32_MAX)
    p.fail_at("local_size", "local_size is " + std::to_string(size), "use an odd number");
  const double alpha = p.real("alpha", 1), beta = p.real("beta", 0.75);
  const std::string_view region = p.word("norm_region", "ACROSS_CHANNELS");
  const ValueId x = ctx.bottom(0), square = ctx.add("Mul", {x, x});
  const SymDims dims = ctx.dims(0);
  if (region == "WITHIN_CHANNEL" || region == "1") {
    if (dims.size() != 4) ctx.invalid("its input has " + std::to_string(dims.size()) + " dims", "use [N,C,H,W]");
    p.ignore({"k"});  // Caffe takes 1 here
    return finish_response(ctx, windowed_mean(ctx, square, {size, size}, {size / 2, size / 2}), alpha, beta, 1);
  }
  if (region != "ACROSS_CHANNELS" && region != "0")
    p.fail_at("norm_region", "\"norm_region\" is " + std::string(region), "use ACROSS_CHANNELS or WITHIN_CHANNEL");
  if (dims.size() < 2) ctx.invalid("its input has no channels");
  const Dim inner = product(SymDims(dims.begin() + 2, dims.end()));
  const ValueId planes = ctx.reshape(square, {dims[0], Dim(1), dims[1], inner});
  const ValueId mean = ctx.reshape(windowed_mean(ctx, planes, {size, 1}, {size / 2, 0}), dims);
  finish_response(ctx, mean, alpha, beta, p.real("k", 1));
}

void import_mvn(LayerContext& ctx) {
  Params& p = ctx.params("mvn_param");
  Reduce mean{.kind = ReduceKind::kMean};
  if (ctx.rank(0) < 2) ctx.invalid("its input has no channels");
  for (int a = p.flag("across_channels", false) ? 1 : 2; a < ctx.rank(0); ++a) mean.axes.push_back(a);
  const double epsilon = p.real("eps", 1e-9);
  const bool variance = p.flag("normalize_variance", true);
  const ValueId x = ctx.bottom(0);
  if (mean.axes.empty()) ctx.unsupported("there is nothing to take a mean over", "use spatial dims");
  const ValueId centred = ctx.add("Sub", {x, ctx.add(mean, {x})});
  if (!variance) return ctx.top(0, centred);
  const ValueId deviation = ctx.add("Sqrt", {ctx.add(mean, {ctx.add("Mul", {centred, centred})})});
  ctx.finish("Div", {centred, ctx.plus(deviation, epsilon)});
}

/// Of SSD: x / |x| over channels, or over channels and positions, times a learned scale.
void import_normalize(LayerContext& ctx) {
  Params& p = ctx.params("norm_param");
  const SymDims dims = ctx.dims(0);
  if (dims.size() < 2) ctx.invalid("its input has no channels");
  const bool across = p.flag("across_spatial", true), shared = p.flag("channel_shared", true);
  const double epsilon = p.real("eps", 1e-10);
  Reduce sum{.kind = ReduceKind::kSumSquare, .axes = {1}};
  for (int a = 2; across && a < int(dims.size()); ++a) sum.axes.push_back(a);
  const ValueId x = ctx.bottom(0);
  const ValueId norm = ctx.add("Sqrt", {ctx.plus(ctx.add(sum, {x}), epsilon)});
  const ValueId unit = ctx.add("Div", {x, norm});
  const int64_t count = shared ? 1 : ctx.fixed(dims[1], "the number of channels");
  const Weights scale = ctx.blob(0, {count}, Fill::kOne);
  Dims along(dims.size() - 1, 1);
  along[0] = count;
  ctx.finish("Mul", {unit, ctx.weight_value(Weights(scale.dtype(), along, scale.bytes(), scale.owner()), "scales")});
}

/// SoftmaxWithLoss too: its second top, if it has one, are the probabilities as well.
void import_softmax_layer(LayerContext& ctx) {
  ctx.params("loss_param").ignore({"ignore_label", "normalization", "normalize"});
  const int64_t axis = ctx.axis_of(ctx.params("softmax_param").integer("axis", 1), ctx.rank(0));
  for (size_t i = 0; i < std::max<size_t>(ctx.num_tops(), 1); ++i)
    ctx.top(i, ctx.add(Softmax{.axis = axis}, {ctx.bottom(0)}));
}

}  // namespace sinter::caffe
