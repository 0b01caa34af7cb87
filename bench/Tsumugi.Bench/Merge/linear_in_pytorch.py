"""The mean of two safetensors files, tensor by tensor, the straight way; the output has the first file's header.

Usage: linear_in_pytorch.py FIRST SECOND OUTPUT
"""
import json
import os
import sys

import torch

TYPES = {"F32": torch.float32, "BF16": torch.bfloat16}


def header(file):
    length = int.from_bytes(file.read(8), "little")
    tensors = json.loads(file.read(length))
    tensors.pop("__metadata__", None)
    return 8 + length, tensors


def read(file, start, described):
    begin, end = described["data_offsets"]
    file.seek(start + begin)
    return torch.frombuffer(bytearray(file.read(end - begin)), dtype=TYPES[described["dtype"]])


torch.set_num_threads(os.cpu_count())
with open(sys.argv[1], "rb") as first, open(sys.argv[2], "rb") as second, open(sys.argv[3], "wb") as output:
    (start, tensors), (other_start, others) = header(first), header(second)
    first.seek(0)
    output.write(first.read(start))
    for name, described in sorted(tensors.items(), key=lambda item: item[1]["data_offsets"]):
        a, b = read(first, start, described), read(second, other_start, others[name])
        merged = a * 0.5 + b * 0.5
        # numpy knows no bfloat16; its bits are those of a 16-bit number.
        output.write(memoryview(merged.view(torch.int16 if merged.dtype == torch.bfloat16 else merged.dtype).numpy()))
    output.flush()
    os.fsync(output.fileno())
