// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/schema.h"

namespace sinter::caffe {
namespace {

constexpr FieldDef integer_field(uint32_t number, std::string_view name) { return {number, name, FieldKind::kInt}; }
constexpr FieldDef real_field(uint32_t number, std::string_view name) { return {number, name, FieldKind::kFloat}; }
constexpr FieldDef flag_field(uint32_t number, std::string_view name) { return {number, name, FieldKind::kBool}; }
constexpr FieldDef text_field(uint32_t number, std::string_view name) { return {number, name, FieldKind::kString}; }
constexpr FieldDef blob_field(uint32_t number) { return {number, "blobs", FieldKind::kBlob}; }
constexpr FieldDef word_field(uint32_t number, std::string_view name, std::string_view words, int64_t first = 0) {
  return {number, name, FieldKind::kEnum, nullptr, words, first};
}
constexpr FieldDef part_field(uint32_t number, std::string_view name, const MessageDef& message) {
  return {number, name, FieldKind::kMessage, &message};
}

constexpr FieldDef kShapeFields[] = {integer_field(1, "dim")};
constexpr MessageDef kShape{kShapeFields};
constexpr FieldDef kFillerFields[] = {text_field(1, "type"), real_field(2, "value")};
constexpr MessageDef kFiller{kFillerFields};
constexpr std::string_view kPhases = "TRAIN TEST", kPoolMethods = "MAX AVE STOCHASTIC";

constexpr FieldDef kStateFields[] = {word_field(1, "phase", kPhases), integer_field(2, "level"),
                                     text_field(3, "stage")};
constexpr MessageDef kState{kStateFields};
constexpr FieldDef kRuleFields[] = {word_field(1, "phase", kPhases), integer_field(2, "min_level"),
                                    integer_field(3, "max_level"), text_field(4, "stage"), text_field(5, "not_stage")};
constexpr MessageDef kRule{kRuleFields};
constexpr FieldDef kParamSpecFields[] = {text_field(1, "name")};
constexpr MessageDef kParamSpec{kParamSpecFields};

constexpr FieldDef kTransformFields[] = {real_field(1, "scale"), integer_field(3, "crop_size"),
                                         text_field(4, "mean_file"), real_field(5, "mean_value")};
constexpr MessageDef kTransform{kTransformFields};
constexpr FieldDef kArgMaxFields[] = {flag_field(1, "out_max_val"), integer_field(2, "top_k"),
                                      integer_field(3, "axis")};
constexpr MessageDef kArgMax{kArgMaxFields};
constexpr FieldDef kBatchNormFields[] = {flag_field(1, "use_global_stats"), real_field(2, "moving_average_fraction"),
                                         real_field(3, "eps")};
constexpr MessageDef kBatchNorm{kBatchNormFields};
constexpr FieldDef kBiasFields[] = {integer_field(1, "axis"), integer_field(2, "num_axes"),
                                    part_field(3, "filler", kFiller)};
constexpr MessageDef kBias{kBiasFields};
constexpr FieldDef kClipFields[] = {real_field(1, "min"), real_field(2, "max")};
constexpr MessageDef kClip{kClipFields};
constexpr FieldDef kConcatFields[] = {integer_field(1, "concat_dim"), integer_field(2, "axis")};
constexpr MessageDef kConcat{kConcatFields};
constexpr FieldDef kConvolutionFields[] = {
    integer_field(1, "num_output"),  flag_field(2, "bias_term"),        integer_field(3, "pad"),
    integer_field(4, "kernel_size"), integer_field(5, "group"),         integer_field(6, "stride"),
    integer_field(9, "pad_h"),       integer_field(10, "pad_w"),        integer_field(11, "kernel_h"),
    integer_field(12, "kernel_w"),   integer_field(13, "stride_h"),     integer_field(14, "stride_w"),
    integer_field(16, "axis"),       flag_field(17, "force_nd_im2col"), integer_field(18, "dilation")};
constexpr MessageDef kConvolution{kConvolutionFields};
constexpr FieldDef kCropFields[] = {integer_field(1, "axis"), integer_field(2, "offset")};
constexpr MessageDef kCrop{kCropFields};
constexpr FieldDef kDataFields[] = {integer_field(4, "batch_size"), integer_field(5, "crop_size")};
constexpr MessageDef kData{kDataFields};
constexpr FieldDef kNmsFields[] = {real_field(1, "nms_threshold"), integer_field(2, "top_k"), real_field(3, "eta")};
constexpr MessageDef kNms{kNmsFields};
constexpr std::string_view kCodeTypes = "CORNER CENTER_SIZE CORNER_SIZE";
constexpr FieldDef kDetectionFields[] = {integer_field(1, "num_classes"),
                                         flag_field(2, "share_location"),
                                         integer_field(3, "background_label_id"),
                                         part_field(4, "nms_param", kNms),
                                         word_field(6, "code_type", kCodeTypes, 1),
                                         integer_field(7, "keep_top_k"),
                                         flag_field(8, "variance_encoded_in_target"),
                                         real_field(9, "confidence_threshold")};
constexpr MessageDef kDetection{kDetectionFields};
constexpr FieldDef kDummyFields[] = {integer_field(2, "num"), integer_field(3, "channels"), integer_field(4, "height"),
                                     integer_field(5, "width"), part_field(6, "shape", kShape)};
constexpr MessageDef kDummy{kDummyFields};
constexpr FieldDef kEltwiseFields[] = {word_field(1, "operation", "PROD SUM MAX"), real_field(2, "coeff")};
constexpr MessageDef kEltwise{kEltwiseFields};
constexpr FieldDef kEluFields[] = {real_field(1, "alpha")};
constexpr MessageDef kElu{kEluFields};
constexpr FieldDef kEmbedFields[] = {integer_field(1, "num_output"), integer_field(2, "input_dim"),
                                     flag_field(3, "bias_term")};
constexpr MessageDef kEmbed{kEmbedFields};
constexpr FieldDef kExpFields[] = {real_field(1, "base"), real_field(2, "scale"), real_field(3, "shift")};
constexpr MessageDef kExp{kExpFields};
constexpr FieldDef kFlattenFields[] = {integer_field(1, "axis"), integer_field(2, "end_axis")};
constexpr MessageDef kFlatten{kFlattenFields};
constexpr FieldDef kHdf5Fields[] = {integer_field(2, "batch_size")};
constexpr MessageDef kHdf5{kHdf5Fields};
constexpr FieldDef kImageFields[] = {integer_field(4, "batch_size"), integer_field(5, "crop_size"),
                                     integer_field(9, "new_height"), integer_field(10, "new_width"),
                                     flag_field(11, "is_color")};
constexpr MessageDef kImage{kImageFields};
constexpr FieldDef kInnerProductFields[] = {integer_field(1, "num_output"), flag_field(2, "bias_term"),
                                            integer_field(5, "axis"), flag_field(6, "transpose")};
constexpr MessageDef kInnerProduct{kInnerProductFields};
constexpr FieldDef kInputFields[] = {part_field(1, "shape", kShape)};
constexpr MessageDef kInput{kInputFields};
constexpr FieldDef kLrnFields[] = {integer_field(1, "local_size"), real_field(2, "alpha"), real_field(3, "beta"),
                                   word_field(4, "norm_region", "ACROSS_CHANNELS WITHIN_CHANNEL"), real_field(5, "k")};
constexpr MessageDef kLrn{kLrnFields};
constexpr FieldDef kMemoryFields[] = {integer_field(1, "batch_size"), integer_field(2, "channels"),
                                      integer_field(3, "height"), integer_field(4, "width")};
constexpr MessageDef kMemory{kMemoryFields};
constexpr FieldDef kMvnFields[] = {flag_field(1, "normalize_variance"), flag_field(2, "across_channels"),
                                   real_field(3, "eps")};
constexpr MessageDef kMvn{kMvnFields};
constexpr FieldDef kNormalizeFields[] = {flag_field(1, "across_spatial"), part_field(2, "scale_filler", kFiller),
                                         flag_field(3, "channel_shared"), real_field(4, "eps")};
constexpr MessageDef kNormalize{kNormalizeFields};
constexpr FieldDef kPermuteFields[] = {integer_field(1, "order")};
constexpr MessageDef kPermute{kPermuteFields};
constexpr FieldDef kPoolingFields[] = {word_field(1, "pool", kPoolMethods), integer_field(2, "kernel_size"),
                                       integer_field(3, "stride"),          integer_field(4, "pad"),
                                       integer_field(5, "kernel_h"),        integer_field(6, "kernel_w"),
                                       integer_field(7, "stride_h"),        integer_field(8, "stride_w"),
                                       integer_field(9, "pad_h"),           integer_field(10, "pad_w"),
                                       flag_field(12, "global_pooling"),    word_field(13, "round_mode", "CEIL FLOOR")};
constexpr MessageDef kPooling{kPoolingFields};
constexpr FieldDef kPowerFields[] = {real_field(1, "power"), real_field(2, "scale"), real_field(3, "shift")};
constexpr MessageDef kPower{kPowerFields};
constexpr FieldDef kPReluFields[] = {part_field(1, "filler", kFiller), flag_field(2, "channel_shared")};
constexpr MessageDef kPRelu{kPReluFields};
constexpr FieldDef kPriorBoxFields[] = {
    real_field(1, "min_size"), real_field(2, "max_size"), real_field(3, "aspect_ratio"), flag_field(4, "flip"),
    flag_field(5, "clip"),     real_field(6, "variance"), integer_field(7, "img_size"),  integer_field(8, "img_h"),
    integer_field(9, "img_w"), real_field(10, "step"),    real_field(11, "step_h"),      real_field(12, "step_w"),
    real_field(13, "offset")};
constexpr MessageDef kPriorBox{kPriorBoxFields};
constexpr FieldDef kRecurrentFields[] = {integer_field(1, "num_output"), flag_field(5, "expose_hidden")};
constexpr MessageDef kRecurrent{kRecurrentFields};
constexpr FieldDef kReductionFields[] = {word_field(1, "operation", "SUM ASUM SUMSQ MEAN", 1), integer_field(2, "axis"),
                                         real_field(3, "coeff")};
constexpr MessageDef kReduction{kReductionFields};
constexpr FieldDef kReluFields[] = {real_field(1, "negative_slope")};
constexpr MessageDef kRelu{kReluFields};
constexpr FieldDef kReshapeFields[] = {part_field(1, "shape", kShape), integer_field(2, "axis"),
                                       integer_field(3, "num_axes")};
constexpr MessageDef kReshape{kReshapeFields};
constexpr FieldDef kScaleFields[] = {integer_field(1, "axis"), integer_field(2, "num_axes"),
                                     part_field(3, "filler", kFiller), flag_field(4, "bias_term"),
                                     part_field(5, "bias_filler", kFiller)};
constexpr MessageDef kScale{kScaleFields};
constexpr FieldDef kSliceFields[] = {integer_field(1, "slice_dim"), integer_field(2, "slice_point"),
                                     integer_field(3, "axis")};
constexpr MessageDef kSlice{kSliceFields};
constexpr FieldDef kSoftmaxFields[] = {integer_field(2, "axis")};
constexpr MessageDef kSoftmax{kSoftmaxFields};
constexpr FieldDef kSppFields[] = {integer_field(1, "pyramid_height"), word_field(2, "pool", kPoolMethods)};
constexpr MessageDef kSpp{kSppFields};
constexpr FieldDef kSwishFields[] = {real_field(1, "beta")};
constexpr MessageDef kSwish{kSwishFields};
constexpr FieldDef kThresholdFields[] = {real_field(1, "threshold")};
constexpr MessageDef kThreshold{kThresholdFields};
constexpr FieldDef kTileFields[] = {integer_field(1, "axis"), integer_field(2, "tiles")};
constexpr MessageDef kTile{kTileFields};
constexpr FieldDef kParameterFields[] = {part_field(1, "shape", kShape)};
constexpr MessageDef kParameter{kParameterFields};
constexpr FieldDef kRoiFields[] = {integer_field(1, "pooled_h"), integer_field(2, "pooled_w"),
                                   real_field(3, "spatial_scale")};
constexpr MessageDef kRoi{kRoiFields};

constexpr FieldDef kLayerFields[] = {
    text_field(1, "name"), text_field(2, "type"), text_field(3, "bottom"), text_field(4, "top"),
    part_field(6, "param", kParamSpec), blob_field(7), part_field(8, "include", kRule), part_field(9, "exclude", kRule),
    part_field(100, "transform_param", kTransform), part_field(103, "argmax_param", kArgMax),
    part_field(104, "concat_param", kConcat), part_field(106, "convolution_param", kConvolution),
    part_field(107, "data_param", kData), part_field(109, "dummy_data_param", kDummy),
    part_field(110, "eltwise_param", kEltwise), part_field(111, "exp_param", kExp),
    part_field(112, "hdf5_data_param", kHdf5), part_field(115, "image_data_param", kImage),
    part_field(117, "inner_product_param", kInnerProduct), part_field(118, "lrn_param", kLrn),
    part_field(119, "memory_data_param", kMemory), part_field(120, "mvn_param", kMvn),
    part_field(121, "pooling_param", kPooling), part_field(122, "power_param", kPower),
    part_field(123, "relu_param", kRelu), part_field(125, "softmax_param", kSoftmax),
    part_field(126, "slice_param", kSlice), part_field(128, "threshold_param", kThreshold),
    part_field(131, "prelu_param", kPRelu), part_field(132, "spp_param", kSpp),
    part_field(133, "reshape_param", kReshape), part_field(134, "log_param", kExp),
    part_field(135, "flatten_param", kFlatten), part_field(136, "reduction_param", kReduction),
    part_field(137, "embed_param", kEmbed), part_field(138, "tile_param", kTile),
    part_field(139, "batch_norm_param", kBatchNorm), part_field(140, "elu_param", kElu),
    part_field(141, "bias_param", kBias), part_field(142, "scale_param", kScale),
    part_field(143, "input_param", kInput), part_field(144, "crop_param", kCrop),
    part_field(145, "parameter_param", kParameter), part_field(146, "recurrent_param", kRecurrent),
    part_field(147, "swish_param", kSwish), part_field(148, "clip_param", kClip),
    // of the SSD fork
    part_field(202, "permute_param", kPermute), part_field(203, "prior_box_param", kPriorBox),
    part_field(204, "detection_output_param", kDetection), part_field(206, "norm_param", kNormalize),
    // of the Fast R-CNN fork
    part_field(8266711, "roi_pooling_param", kRoi)};
constexpr MessageDef kLayer{kLayerFields};

constexpr FieldDef kOldestLayerFields[] = {text_field(1, "name"),
                                           text_field(2, "type"),
                                           integer_field(3, "num_output"),
                                           flag_field(4, "biasterm"),
                                           integer_field(7, "pad"),
                                           integer_field(8, "kernelsize"),
                                           integer_field(9, "group"),
                                           integer_field(10, "stride"),
                                           word_field(11, "pool", kPoolMethods),
                                           integer_field(13, "local_size"),
                                           real_field(14, "alpha"),
                                           real_field(15, "beta"),
                                           integer_field(19, "batchsize"),
                                           integer_field(20, "cropsize"),
                                           real_field(22, "k"),
                                           blob_field(50),
                                           integer_field(60, "new_num"),
                                           integer_field(61, "new_channels"),
                                           integer_field(62, "new_height"),
                                           integer_field(63, "new_width"),
                                           integer_field(65, "concat_dim")};
constexpr MessageDef kOldestLayer{kOldestLayerFields};

// Types of V1 in the order of their numbers, from 0.
constexpr std::string_view kOldTypes =
    "NONE ACCURACY BNLL CONCAT CONVOLUTION DATA DROPOUT EUCLIDEAN_LOSS FLATTEN HDF5_DATA HDF5_OUTPUT IM2COL IMAGE_DATA "
    "INFOGAIN_LOSS INNER_PRODUCT LRN MULTINOMIAL_LOGISTIC_LOSS POOLING RELU SIGMOID SOFTMAX SOFTMAX_LOSS SPLIT TANH "
    "WINDOW_DATA ELTWISE POWER SIGMOID_CROSS_ENTROPY_LOSS HINGE_LOSS MEMORY_DATA ARGMAX THRESHOLD DUMMY_DATA SLICE MVN "
    "ABSVAL SILENCE CONTRASTIVE_LOSS EXP DECONVOLUTION";
constexpr FieldDef kOldLayerFields[] = {part_field(1, "layer", kOldestLayer),
                                        text_field(2, "bottom"),
                                        text_field(3, "top"),
                                        text_field(4, "name"),
                                        word_field(5, "type", kOldTypes),
                                        blob_field(6),
                                        part_field(9, "concat_param", kConcat),
                                        part_field(10, "convolution_param", kConvolution),
                                        part_field(11, "data_param", kData),
                                        part_field(13, "hdf5_data_param", kHdf5),
                                        part_field(15, "image_data_param", kImage),
                                        part_field(17, "inner_product_param", kInnerProduct),
                                        part_field(18, "lrn_param", kLrn),
                                        part_field(19, "pooling_param", kPooling),
                                        part_field(21, "power_param", kPower),
                                        part_field(22, "memory_data_param", kMemory),
                                        part_field(23, "argmax_param", kArgMax),
                                        part_field(24, "eltwise_param", kEltwise),
                                        part_field(25, "threshold_param", kThreshold),
                                        part_field(26, "dummy_data_param", kDummy),
                                        part_field(30, "relu_param", kRelu),
                                        part_field(31, "slice_param", kSlice),
                                        part_field(32, "include", kRule),
                                        part_field(33, "exclude", kRule),
                                        part_field(34, "mvn_param", kMvn),
                                        part_field(36, "transform_param", kTransform),
                                        part_field(39, "softmax_param", kSoftmax),
                                        part_field(41, "exp_param", kExp),
                                        text_field(1001, "param")};
constexpr MessageDef kOldLayer{kOldLayerFields};

constexpr FieldDef kNetFields[] = {text_field(1, "name"),           part_field(2, "layers", kOldLayer),
                                   text_field(3, "input"),          integer_field(4, "input_dim"),
                                   part_field(6, "state", kState),  part_field(8, "input_shape", kShape),
                                   part_field(100, "layer", kLayer)};
constexpr MessageDef kNet{kNetFields};

}  // namespace

const MessageDef& net_message() { return kNet; }

const FieldDef* find_field(const MessageDef& message, uint32_t number) {
  for (const FieldDef& f : message.fields)
    if (f.number == number) return &f;
  return nullptr;
}

std::string_view enum_word(const FieldDef& field, int64_t number) {
  std::string_view rest = field.words;
  for (int64_t n = field.first; !rest.empty(); ++n) {
    const size_t end = rest.find(' ');
    if (n == number) return rest.substr(0, end);
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return {};
}

}  // namespace sinter::caffe
