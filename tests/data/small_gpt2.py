# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""A tiny GPT-2 with past keys and values as plain tensors: transformers' own, and the same written out for when the
library's cannot be exported. Used by export_models.py.

forward(input_ids [batch, sequence], attention_mask [batch, past + sequence], past_key_0, past_value_0, past_key_1,
past_value_1) gives logits, present_key_0, present_value_0, present_key_1, present_value_1; keys and values are
[batch, heads, length, head size].
"""

import torch
from torch import nn

VOCABULARY, POSITIONS, WIDTH, LAYERS, HEADS = 300, 64, 48, 2, 4
LOWEST = torch.finfo(torch.float32).min


def causal_mask(attention_mask, past, sequence):
    """Additive [batch, 1, sequence, past + sequence] mask: 0 where a query may look, the lowest float elsewhere."""
    key = torch.arange(past + sequence)
    query = torch.arange(sequence) + past
    seen = (key[None, :] <= query[:, None])[None, None] & (attention_mask[:, None, None, :] > 0)
    return torch.where(seen, torch.tensor(0.0), torch.tensor(LOWEST))


class HuggingGpt2(nn.Module):
    def __init__(self, attention, own_mask):
        super().__init__()
        from transformers import GPT2Config, GPT2LMHeadModel

        config = GPT2Config(vocab_size=VOCABULARY, n_positions=POSITIONS, n_embd=WIDTH, n_layer=LAYERS, n_head=HEADS,
                            bos_token_id=0, eos_token_id=0)
        config._attn_implementation = attention
        self.gpt2 = GPT2LMHeadModel(config)
        self.own_mask = own_mask

    def forward(self, input_ids, attention_mask, past_key_0, past_value_0, past_key_1, past_value_1):
        from transformers.cache_utils import DynamicCache, DynamicLayer

        past = (past_key_0, past_value_0, past_key_1, past_value_1)
        cache = DynamicCache()
        cache.layers = []
        for i in range(LAYERS):
            # Filled by hand: DynamicCache.update would concatenate with an empty tensor of rank 1.
            layer = DynamicLayer()
            layer.keys, layer.values = past[2 * i], past[2 * i + 1]
            layer.dtype, layer.device, layer.is_initialized = past[0].dtype, past[0].device, True
            cache.layers.append(layer)
        count, sequence = past[0].shape[2], input_ids.shape[1]
        mask = causal_mask(attention_mask, count, sequence) if self.own_mask else attention_mask
        positions = (torch.arange(sequence) + count)[None, :]
        result = self.gpt2(input_ids=input_ids, attention_mask=mask, position_ids=positions, past_key_values=cache,
                           use_cache=True)
        present = []
        for layer in result.past_key_values.layers:
            present += [layer.keys, layer.values]
        return (result.logits, *present)


class PlainBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.project = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.expand, self.contract = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x, mask, past_key, past_value):
        parts = self.qkv(self.ln_1(x)).split(WIDTH, dim=2)
        q, k, v = (p.view(p.size(0), p.size(1), HEADS, WIDTH // HEADS).transpose(1, 2) for p in parts)
        k, v = torch.cat((past_key, k), 2), torch.cat((past_value, v), 2)
        weights = torch.softmax(torch.matmul(q, k.transpose(-1, -2)) / (WIDTH // HEADS) ** 0.5 + mask, dim=-1)
        context = torch.matmul(weights, v).transpose(1, 2).contiguous()
        x = x + self.project(context.view(context.size(0), context.size(1), WIDTH))
        y = self.contract(nn.functional.gelu(self.expand(self.ln_2(x)), approximate="tanh"))
        return x + y, k, v


class PlainGpt2(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(POSITIONS, WIDTH)
        self.blocks = nn.ModuleList(PlainBlock() for _ in range(LAYERS))
        self.ln_f = nn.LayerNorm(WIDTH)

    def forward(self, input_ids, attention_mask, past_key_0, past_value_0, past_key_1, past_value_1):
        past = (past_key_0, past_value_0, past_key_1, past_value_1)
        count, sequence = past[0].shape[2], input_ids.shape[1]
        mask = causal_mask(attention_mask, count, sequence)
        x = self.wte(input_ids) + self.wpe(torch.arange(sequence) + count)
        present = []
        for i, block in enumerate(self.blocks):
            x, k, v = block(x, mask, past[2 * i], past[2 * i + 1])
            present += [k, v]
        return (torch.matmul(self.ln_f(x), self.wte.weight.t()), *present)
