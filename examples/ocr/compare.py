#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""What RapidOCR itself reads in the pictures, on ONNX Runtime: prints the lines of expected.txt.

    python3 -m venv /tmp/rapid && /tmp/rapid/bin/pip install rapidocr==3.10.0 onnxruntime opencv-python-headless
    /tmp/rapid/bin/python examples/ocr/compare.py | diff - examples/ocr/expected.txt
"""
import logging
import pathlib

from rapidocr import RapidOCR

logging.disable(logging.WARNING)
engine = RapidOCR()
for picture in sorted(pathlib.Path(__file__).parent.glob("pictures/*.png")):
    result = engine(str(picture))
    for text in result.txts or ():
        print(text)
