#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Write bert_torchscript.onnx and bert_dynamo.onnx: a small seeded BertModel of transformers, as PyTorch exports it.

    export_bert.py --out DIR

Inputs input_ids, attention_mask, token_type_ids (int64 [batch, sequence]); outputs last_hidden_state
[batch, sequence, 64] and pooler_output [batch, 64]. README.md in exported/ says with which versions it was last run.
"""

import argparse

import torch
from torch import nn

import exporting
from exporting import Case, Input

VOCABULARY, HIDDEN, LAYERS, HEADS, INTERMEDIATE, POSITIONS = 500, 64, 2, 4, 256, 64


class HuggingBert(nn.Module):
    """transformers' BertModel behind a signature of plain tensors."""

    def __init__(self, attention, own_mask):
        super().__init__()
        from transformers import BertConfig, BertModel

        config = BertConfig(
            vocab_size=VOCABULARY,
            hidden_size=HIDDEN,
            num_hidden_layers=LAYERS,
            num_attention_heads=HEADS,
            intermediate_size=INTERMEDIATE,
            max_position_embeddings=POSITIONS,
        )
        config._attn_implementation = attention
        self.bert = BertModel(config)
        self.own_mask = own_mask

    def forward(self, input_ids, attention_mask, token_type_ids):
        mask = attention_mask
        if self.own_mask:  # an additive [batch, 1, 1, sequence] mask passes the library's own mask code untouched
            mask = (1.0 - attention_mask[:, None, None, :].to(torch.float32)) * torch.finfo(torch.float32).min
        result = self.bert(input_ids=input_ids, attention_mask=mask, token_type_ids=token_type_ids)
        return result.last_hidden_state, result.pooler_output


class PlainLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, HIDDEN) for _ in range(3))
        self.output = nn.Linear(HIDDEN, HIDDEN)
        self.attention_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.intermediate = nn.Linear(HIDDEN, INTERMEDIATE)
        self.contract = nn.Linear(INTERMEDIATE, HIDDEN)
        self.output_norm = nn.LayerNorm(HIDDEN, eps=1e-12)

    def split(self, x):
        return x.view(x.size(0), x.size(1), HEADS, HIDDEN // HEADS).permute(0, 2, 1, 3)

    def forward(self, x, mask):
        scores = torch.matmul(self.split(self.query(x)), self.split(self.key(x)).transpose(-1, -2))
        weights = torch.softmax(scores / (HIDDEN // HEADS) ** 0.5 + mask, dim=-1)
        context = torch.matmul(weights, self.split(self.value(x))).permute(0, 2, 1, 3).contiguous()
        x = self.attention_norm(self.output(context.view(context.size(0), context.size(1), HIDDEN)) + x)
        return self.output_norm(self.contract(nn.functional.gelu(self.intermediate(x))) + x)


class PlainBert(nn.Module):
    """The same encoder written out, for when the library's own cannot be exported."""

    def __init__(self):
        super().__init__()
        self.word_embeddings = nn.Embedding(VOCABULARY, HIDDEN)
        self.position_embeddings = nn.Embedding(POSITIONS, HIDDEN)
        self.token_type_embeddings = nn.Embedding(2, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(PlainLayer() for _ in range(LAYERS))
        self.pooler = nn.Linear(HIDDEN, HIDDEN)

    def forward(self, input_ids, attention_mask, token_type_ids):
        mask = (1.0 - attention_mask[:, None, None, :].to(torch.float32)) * torch.finfo(torch.float32).min
        positions = torch.arange(input_ids.size(1), device=input_ids.device)[None, :]
        x = self.word_embeddings(input_ids) + self.token_type_embeddings(token_type_ids)
        x = self.norm(x + self.position_embeddings(positions))
        for layer in self.layers:
            x = layer(x, mask)
        return x, torch.tanh(self.pooler(x[:, 0]))


def token_input(name, make):
    return Input(name, make, {0: "batch", 1: "sequence"})


def ids(dims, generator):
    return torch.randint(0, VOCABULARY, (dims["batch"], dims["sequence"]), generator=generator)


def mask(dims, generator):
    """Ones with some zeros at the end of every row but the first, so that masking is seen to work."""
    batch, sequence = dims["batch"], dims["sequence"]
    lengths = torch.randint((sequence + 1) // 2, sequence + 1, (batch, 1), generator=generator)
    lengths[0] = sequence
    return (torch.arange(sequence)[None, :] < lengths).to(torch.int64)


def token_types(dims, generator):
    return torch.randint(0, 2, (dims["batch"], dims["sequence"]), generator=generator)


def seeded(build):
    def make():
        torch.manual_seed(3)
        return exporting.randomise(build(), seed=3)

    return make


def bert_case(name, attentions):
    variants = [(f"transformers, {a}", seeded(lambda a=a: HuggingBert(a, False))) for a in attentions]
    variants += [(f"transformers, {a}, own mask", seeded(lambda a=a: HuggingBert(a, True))) for a in attentions]
    variants.append(("written out", seeded(PlainBert)))
    return Case(
        name=name,
        variants=variants,
        inputs=[token_input("input_ids", ids), token_input("attention_mask", mask),
                token_input("token_type_ids", token_types)],
        outputs={"last_hidden_state": {0: "batch", 1: "sequence"}, "pooler_output": {0: "batch"}},
        dims=[{"batch": 2, "sequence": 8}, {"batch": 1, "sequence": 13}, {"batch": 5, "sequence": 32}],
    )


def cases():
    return [bert_case("bert", ("sdpa", "eager"))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, metavar="DIR")
    options = parser.parse_args()
    for case in cases():
        for kind in case.kinds:
            report = exporting.export_case(case, kind, options.out)
            print(report["file"], report.get("sha256", report["errors"]))


if __name__ == "__main__":
    main()
