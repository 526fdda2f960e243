// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/darknet/training_keys.h"

namespace sinter::darknet {
namespace {

struct TrainingKeys {
  std::string_view section;  // "" for all
  std::string_view keys;     // each between blanks
};

constexpr TrainingKeys kTrainingKeys[] = {
    {"",
     " clip onlyforward dont_update burnin_update stopbackward train_only_bn learning_rate dontsave smooth truth "
     "stream wait_stream "},
    {"net",
     " batch subdivisions time_steps momentum decay policy steps scales seq_scales step scale gamma power burn_in "
     "max_batches learning_rate_min sgdr_cycle sgdr_mult adam B1 B2 eps flip blur gaussian_noise mixup cutmix mosaic "
     "mosaic_bound letter_box contrastive contrastive_jit_flip contrastive_color unsupervised label_smooth_eps "
     "resize_step attention adversarial_lr max_chart_loss angle aspect saturation exposure hue max_crop min_crop "
     "center "
     "track augment_speed sequential_subdivisions try_fix_nan weights_reject_freq equidistant_point "
     "badlabels_rejection_percentage num_sigmas_reject_badlabels ema_alpha use_cuda_graph loss_scale dynamic_minibatch "
     "optimized_memory workspace_size_limit_MB show_receptive_field notruth random hsv max_ratio min_ratio "},
    {"convolutional", " assisted_excitation dot angle grad_centr bin_output "},
    {"conv", " assisted_excitation dot angle grad_centr bin_output "},
    {"yolo",
     " jitter resize ignore_thresh truth_thresh random max iou_loss iou_normalizer obj_normalizer cls_normalizer "
     "delta_normalizer iou_thresh iou_thresh_kind nms_kind beta_nms max_delta counters_per_class label_smooth_eps "
     "objectness_smooth focal_loss show_details track_history_size sim_thresh dets_for_track dets_for_show "
     "track_ciou_norm embedding_layer map "},
    {"Gaussian_yolo",
     " jitter resize ignore_thresh truth_thresh random max iou_loss iou_normalizer obj_normalizer cls_normalizer "
     "delta_normalizer uc_normalizer iou_thresh iou_thresh_kind nms_kind beta_nms max_delta counters_per_class "
     "label_smooth_eps objectness_smooth focal_loss yolo_point map "},
    {"region",
     " log sqrt focal_loss jitter resize rescore thresh classfix absolute random coord_scale object_scale "
     "noobject_scale mask_scale class_scale bias_match max map "},
    {"detection", " rescore sqrt max coord_scale forced object_scale noobject_scale class_scale jitter resize random "},
    {"softmax", " noloss "},
    {"soft", " noloss "},
    {"crop", " flip angle saturation exposure shift "},
    {"implicit", " mean std "},
};

}  // namespace

bool only_trains(std::string_view section, std::string_view key) {
  for (const auto& entry : kTrainingKeys) {
    if (!entry.section.empty() && entry.section != section) continue;
    for (size_t at = entry.keys.find(key); at != std::string_view::npos; at = entry.keys.find(key, at + 1))
      if (!key.empty() && entry.keys[at - 1] == ' ' && entry.keys.substr(at + key.size(), 1) == " ") return true;
  }
  return false;
}

}  // namespace sinter::darknet
