# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""The front end of keyword nets: DecodeWav, AudioSpectrogram, Mfcc."""

import struct

import numpy as np
import tensorflow as tf
from casekit import Case, f32, raw, rng


def wav_file(samples, rate=16000, channels=1, extra=b""):
    """A RIFF file of 16 bit samples; `extra` is a chunk in front of the data that readers must skip."""
    data = samples.astype("<i2").tobytes()
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2, channels * 2, 16)
    chunks = b"fmt " + struct.pack("<I", 16) + form + extra + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def tones(count, seed=1, rate=16000):
    """Two gliding tones and a little noise, int16."""
    t = np.arange(count) / rate
    x = 0.3 * np.sin(2 * np.pi * (300 + 900 * t) * t) + 0.2 * np.sin(2 * np.pi * 1700 * t)
    return np.int16(20000 * (x + 0.02 * rng(seed).standard_normal(count)))


def as_float(samples):
    return (samples / 32768).astype(np.float32)[:, None]


def decoding():
    x = tones(400)
    yield Case("DecodeWav", {"bytes": wav_file(x)}, lambda b: list(raw.DecodeWav(contents=b)))
    yield Case("DecodeWav_cut", {"bytes": wav_file(x)},
               lambda b: list(raw.DecodeWav(contents=b, desired_channels=1, desired_samples=100)))
    yield Case("DecodeWav_padded", {"bytes": wav_file(x[:50])},
               lambda b: list(raw.DecodeWav(contents=b, desired_channels=1, desired_samples=80)))
    yield Case("DecodeWav_stereo", {"bytes": wav_file(x[:80], 8000, 2)}, lambda b: list(raw.DecodeWav(contents=b)))
    yield Case("DecodeWav_mono_of_stereo", {"bytes": wav_file(x[:80], 8000, 2)},
               lambda b: list(raw.DecodeWav(contents=b, desired_channels=1)))
    yield Case("DecodeWav_extra_chunk", {"bytes": wav_file(x[:30], extra=b"LIST" + struct.pack("<I", 4) + b"INFO")},
               lambda b: list(raw.DecodeWav(contents=b)))


def spectra():
    x = as_float(tones(1200))
    for window, stride, squared in ((480, 160, False), (480, 320, True), (256, 128, True), (100, 50, False)):
        name = f"{window}_{stride}{'_squared' if squared else ''}"
        yield Case(f"AudioSpectrogram_{name}", {"x": x[:window + 3 * stride + 7]},
                   lambda x, w=window, s=stride, q=squared: raw.AudioSpectrogram(
                       input=x, window_size=w, stride=s, magnitude_squared=q))
    yield Case("AudioSpectrogram_stereo", {"x": np.concatenate([x[:300], x[300:600]], 1)},
               lambda x: raw.AudioSpectrogram(input=x, window_size=128, stride=64))
    yield Case("AudioSpectrogram_silence", {"x": np.zeros((300, 1), np.float32)},
               lambda x: raw.AudioSpectrogram(input=x, window_size=128, stride=64, magnitude_squared=True))
    spectrum = f32(1, 3, 257, low=0, high=4) ** 2
    for name, more in (("default", {}), ("keywords", {"dct_coefficient_count": 10, "upper_frequency_limit": 4000.0,
                                                      "lower_frequency_limit": 20.0}),
                       ("many", {"filterbank_channel_count": 60, "dct_coefficient_count": 40})):
        yield Case(f"Mfcc_{name}", {"x": spectrum, "rate": np.int32(16000)},
                   lambda x, r, more=more: raw.Mfcc(spectrogram=x, sample_rate=r, **more))
    yield Case("Mfcc_8000", {"x": spectrum}, lambda x: raw.Mfcc(spectrogram=x, sample_rate=8000,
                                                              upper_frequency_limit=3800))
    yield Case("Mfcc_silence", {"x": np.zeros((1, 2, 257), np.float32)},
               lambda x: raw.Mfcc(spectrogram=x, sample_rate=16000))

    def front_end(b):
        wave, rate = raw.DecodeWav(contents=b, desired_channels=1, desired_samples=1600)
        spectrum = raw.AudioSpectrogram(input=wave, window_size=640, stride=320, magnitude_squared=True)
        return raw.Mfcc(spectrogram=spectrum, sample_rate=rate, dct_coefficient_count=10)

    yield Case("front_end", {"bytes": wav_file(tones(1600))}, front_end)


def transforms():
    x = f32(2, 64)
    yield Case("RFFT", {"x": x}, lambda x: tf.abs(raw.RFFT(input=x, fft_length=[64])))
    yield Case("Real_and_Imag", {"x": x}, lambda x: [raw.Real(input=raw.RFFT(input=x, fft_length=[64])),
                                                     raw.Imag(input=raw.RFFT(input=x, fft_length=[64]))])
    yield Case("stft", {"x": as_float(tones(300))[:, 0]},
               lambda x: tf.abs(tf.signal.stft(x, frame_length=100, frame_step=50)))
    yield Case("mel", {"x": f32(3, 33, low=0)}, lambda x: tf.math.log(tf.matmul(
        x, tf.signal.linear_to_mel_weight_matrix(8, 33, 16000, 20.0, 4000.0)) + 1e-6))


def cases():
    for make in (decoding, spectra, transforms):
        yield from make()
