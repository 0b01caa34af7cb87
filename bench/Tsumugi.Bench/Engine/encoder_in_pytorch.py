"""The encoder of the training bench in PyTorch: same widths, same objective, same optimizer, float32 on the CPU.

Reads lines of token ids (one item a line) from standard input, trains, and prints unpadded tokens per second.
Items of a batch are neighbours by length and padded to the longest of them, which favours this side.
"""
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

WIDTH, LAYERS, HEADS, VOCABULARY, PADDING, MASK = (int(value) for value in sys.argv[1:7])
TOKENS_PER_STEP, STEPS, THREADS = (int(value) for value in sys.argv[7:10])
WARM_UP = 2


def rotate(x, cos, sin):
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat([-second, first], -1) * sin


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention_norm = nn.LayerNorm(WIDTH)
        self.query_key_value = nn.Linear(WIDTH, 3 * WIDTH)
        self.attention_out = nn.Linear(WIDTH, WIDTH)
        self.feed_norm = nn.LayerNorm(WIDTH)
        self.feed_in = nn.Linear(WIDTH, 4 * WIDTH)
        self.feed_out = nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x, absent, cos, sin):
        items, length, _ = x.shape
        parts = self.query_key_value(self.attention_norm(x)).view(items, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        query, key, value = rotate(parts[0], cos, sin), rotate(parts[1], cos, sin), parts[2]
        if hasattr(F, "scaled_dot_product_attention"):
            seen = F.scaled_dot_product_attention(query, key, value, attn_mask=~absent)
        else:
            scores = query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS)
            seen = scores.masked_fill(absent, -math.inf).softmax(-1) @ value
        x = x + self.attention_out(seen.transpose(1, 2).reshape(items, length, WIDTH))
        return x + self.feed_out(F.gelu(self.feed_in(self.feed_norm(x))))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY, WIDTH, padding_idx=PADDING)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.dense = nn.Linear(WIDTH, WIDTH)
        self.head_norm = nn.LayerNorm(WIDTH)

    def loss(self, tokens, hidden, answers):
        length = tokens.shape[1]
        frequencies = 10_000.0 ** (-torch.arange(0, WIDTH // HEADS, 2) / (WIDTH // HEADS))
        angles = torch.arange(length)[:, None] * frequencies[None]
        cos, sin = torch.cat([angles.cos()] * 2, 1), torch.cat([angles.sin()] * 2, 1)
        absent = (tokens == PADDING)[:, None, None, :]
        x = self.embed(torch.where(hidden, MASK, tokens))
        for block in self.blocks:
            x = block(x, absent, cos, sin)
        states = self.norm(x)[hidden]
        return F.cross_entropy(self.head_norm(F.gelu(self.dense(states))) @ self.embed.weight.t(), answers)


def batches(items):
    batch = []
    for item in sorted(items, key=len):
        if batch and len(item) * (len(batch) + 1) > TOKENS_PER_STEP:
            yield batch
            batch = []
        batch.append(item)
    yield batch


def main():
    torch.set_num_threads(THREADS)
    torch.manual_seed(1)
    items = [[int(token) for token in line.split()] for line in sys.stdin]
    dealt = list(batches(items))
    order = torch.randperm(len(dealt)).tolist()
    encoder = Encoder()
    optimizer = torch.optim.AdamW(encoder.parameters(), 1e-4)
    tokens_seen, began = 0, 0.0
    for step in range(WARM_UP + STEPS):
        if step == WARM_UP:
            tokens_seen, began = 0, time.perf_counter()
        batch = dealt[order[step % len(order)]]
        tokens = torch.full((len(batch), max(map(len, batch))), PADDING)
        for row, item in enumerate(batch):
            tokens[row, : len(item)] = torch.tensor(item)
        hidden = (torch.rand(tokens.shape) < 0.15) & (tokens > 3)
        optimizer.zero_grad(set_to_none=True)
        encoder.loss(tokens, hidden, tokens[hidden]).backward()
        torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimizer.step()
        tokens_seen += sum(map(len, batch))
    print(tokens_seen / (time.perf_counter() - began))


main()
