# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""The standard Darknet networks as .cfg text, put together from what their papers and files say of their structure.
`slim` divides the filters, so that a test is quick; with 1, the sizes of the published .weights files come out
(KNOWN_BYTES)."""

# Of the files that the authors offer.
KNOWN_BYTES = {"yolov2": 203934260, "yolov2-tiny": 63471556, "yolov3": 248007048, "yolov3-tiny": 35434956,
               "yolov4": 257717640, "yolov4-tiny": 24251276}


class Writer:
    def __init__(self, side, slim):
        self.text, self.count, self.slim = f"[net]\nwidth={side}\nheight={side}\nchannels=3\nbatch=64\n\n", 0, slim

    def add(self, section, **keys):
        self.text += f"[{section}]\n" + "".join(f"{k}={v}\n" for k, v in keys.items()) + "\n"
        self.count += 1
        return self.count - 1

    def conv(self, filters, size=3, stride=1, act="leaky"):
        return self.add("convolutional", batch_normalize=1, filters=filters // self.slim, size=size, stride=stride,
                        pad=1, activation=act)

    def convs(self, *shapes, act="leaky"):
        for filters, size in shapes:
            last = self.conv(filters, size, act=act)
        return last

    def head(self, filters):
        self.add("convolutional", size=1, stride=1, pad=1, filters=filters, activation="linear")

    def route(self, *layers, **more):
        return self.add("route", layers=",".join(map(str, layers)), **more)

    def pool(self, size=2, stride=2):
        return self.add("maxpool", size=size, stride=stride)

    def shortcut(self, act="linear"):
        return self.add("shortcut", **{"from": -3}, activation=act)

    def yolo(self, mask, anchors, **more):
        self.head(len(mask) * 85)
        self.add("yolo", mask=",".join(map(str, mask)), anchors=anchors, classes=80, num=anchors.count(",") // 2 + 1,
                 jitter=.3, ignore_thresh=.7, truth_thresh=1, random=1, **more)


NINE = "10,13, 16,30, 33,23, 30,61, 62,45, 59,119, 116,90, 156,198, 373,326"
SIX = "10,14, 23,27, 37,58, 81,82, 135,169, 344,319"


def yolov2(w):
    for filters, size in ((32, 3), (0, 0), (64, 3), (0, 0), (128, 3), (64, 1), (128, 3), (0, 0), (256, 3), (128, 1),
                          (256, 3), (0, 0), (512, 3), (256, 1), (512, 3), (256, 1), (512, 3), (0, 0), (1024, 3),
                          (512, 1), (1024, 3), (512, 1), (1024, 3), (1024, 3), (1024, 3)):
        w.conv(filters, size) if size else w.pool()
    w.route(-9)
    w.conv(64, 1)
    w.add("reorg", stride=2)
    w.route(-1, -4)
    w.conv(1024)
    w.head(425)
    w.add("region", anchors="0.57273, 0.677385, 1.87446, 2.06253, 3.33843, 5.47434, 7.88282, 3.52778, 9.77052, 9.16828",
          bias_match=1, classes=80, coords=4, num=5, softmax=1, jitter=.3, rescore=1, object_scale=5,
          noobject_scale=1, class_scale=1, coord_scale=1, absolute=1, thresh=.6, random=1)


def yolov2_tiny(w):
    for filters in (16, 32, 64, 128, 256, 512):
        w.conv(filters)
        w.pool(2, 1 if filters == 512 else 2)
    w.conv(1024)
    w.conv(1024)
    w.head(125)
    w.add("region", anchors="1.08,1.19, 3.42,4.41, 6.63,11.38, 9.42,5.11, 16.62,10.52", bias_match=1, classes=20,
          coords=4, num=5, softmax=1, jitter=.2, rescore=1, absolute=1, thresh=.6, random=1)


def yolov3(w):
    w.conv(32)
    for filters, blocks in ((64, 1), (128, 2), (256, 8), (512, 8), (1024, 4)):
        w.conv(filters, 3, 2)
        for _ in range(blocks):
            w.convs((filters // 2, 1), (filters, 3))
            w.shortcut()
    for filters, mask, lateral in ((512, (6, 7, 8), 61), (256, (3, 4, 5), 36), (128, (0, 1, 2), None)):
        w.convs(*((filters, 1), (filters * 2, 3)) * 3)
        w.yolo(mask, NINE)
        if lateral:
            w.route(-4)
            w.conv(filters // 2, 1)
            w.add("upsample", stride=2)
            w.route(-1, lateral)


def yolov3_tiny(w):
    for filters in (16, 32, 64, 128, 256, 512):
        w.conv(filters)
        w.pool(2, 1 if filters == 512 else 2)
    w.convs((1024, 3), (256, 1), (512, 3))
    w.yolo((3, 4, 5), SIX)
    w.route(-4)
    w.conv(128, 1)
    w.add("upsample", stride=2)
    w.route(-1, 8)
    w.conv(256)
    w.yolo((0, 1, 2), SIX)


def yolov4(w):
    w.conv(32, act="mish")
    for filters, blocks in ((64, 1), (128, 2), (256, 8), (512, 8), (1024, 4)):
        half = filters if blocks == 1 else filters // 2
        w.conv(filters, 3, 2, act="mish")
        w.conv(half, 1, act="mish")
        w.route(-2)
        w.conv(half, 1, act="mish")
        for _ in range(blocks):
            w.convs((filters // 2, 1), (half, 3), act="mish")
            w.shortcut()
        w.conv(half, 1, act="mish")
        w.route(-1, -(3 * blocks + 4))
        w.conv(filters, 1, act="mish")
    w.convs((512, 1), (1024, 3), (512, 1))
    w.pool(5, 1)
    w.route(-2)
    w.pool(9, 1)
    w.route(-4)
    w.pool(13, 1)
    w.route(-1, -3, -5, -6)
    w.convs((512, 1), (1024, 3), (512, 1))
    for filters, lateral in ((256, 85), (128, 54)):
        w.conv(filters, 1)
        w.add("upsample", stride=2)
        w.route(lateral)
        w.conv(filters, 1)
        w.route(-1, -3)
        w.convs((filters, 1), (filters * 2, 3), (filters, 1), (filters * 2, 3), (filters, 1))
    w.conv(256)
    w.yolo((0, 1, 2), NINE, scale_x_y=1.2, iou_loss="ciou", nms_kind="greedynms", beta_nms=.6)
    for filters, mask, scale, join in ((256, (3, 4, 5), 1.1, -16), (512, (6, 7, 8), 1.05, -37)):
        w.route(-4)
        w.conv(filters, 3, 2)
        w.route(-1, join)
        w.convs((filters, 1), (filters * 2, 3), (filters, 1), (filters * 2, 3), (filters, 1), (filters * 2, 3))
        w.yolo(mask, NINE.replace("10,13, 16,30, 33,23", "12,16, 19,36, 40,28"), scale_x_y=scale)


def yolov4_tiny(w):
    w.conv(32, 3, 2)
    w.conv(64, 3, 2)
    for filters in (64, 128, 256):
        w.conv(filters)
        w.route(-1, groups=2, group_id=1)
        w.convs((filters // 2, 3), (filters // 2, 3))
        w.route(-1, -2)
        w.conv(filters, 1)
        w.route(-6, -1)
        w.pool()
    w.convs((512, 3), (256, 1), (512, 3))
    w.yolo((3, 4, 5), SIX, scale_x_y=1.05)
    w.route(-4)
    w.conv(128, 1)
    w.add("upsample", stride=2)
    w.route(-1, 23)
    w.conv(256)
    w.yolo((1, 2, 3), SIX, scale_x_y=1.05)


NETWORKS = {"yolov2": yolov2, "yolov2-tiny": yolov2_tiny, "yolov3": yolov3, "yolov3-tiny": yolov3_tiny,
            "yolov4": yolov4, "yolov4-tiny": yolov4_tiny}


def network(name, side=416, slim=1):
    w = Writer(side, slim)
    NETWORKS[name](w)
    return w.text
