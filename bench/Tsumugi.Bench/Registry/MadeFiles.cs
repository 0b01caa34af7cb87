using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Tsumugi.Formats.Xet;

namespace Tsumugi.Bench.Registry;

/// <summary>Files to upload, and what reading them takes at least.</summary>
internal static class MadeFiles
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Bytes that neither repeat nor compress.</summary>
    public static void WriteNoise(Stream target, long length, ulong seed)
    {
        var block = new byte[BlockBytes];
        var state = seed | 1;
        for (; length > 0; length -= BlockBytes)
        {
            foreach (ref var word in MemoryMarshal.Cast<byte, ulong>(block.AsSpan()))
            {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                word = state;
            }

            target.Write(block.AsSpan(0, (int)Math.Min(BlockBytes, length)));
        }
    }

    /// <summary>A checkpoint; tensors whose number is given have other values than those of the first model.</summary>
    public static void WriteCheckpoint(string path, int tensors, int tensorBytes, IReadOnlySet<int> changed, ulong seed)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(Enumerable.Range(0, tensors).ToDictionary(
            number => $"layer.{number:000}.weight",
            number => new { dtype = "F32", shape = new[] { tensorBytes / 4 }, data_offsets = new[] { (long)number * tensorBytes, (number + 1L) * tensorBytes } }));
        using var file = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        file.Write(length);
        file.Write(header);
        for (var number = 0; number < tensors; number++)
            WriteNoise(file, tensorBytes, ((ulong)number * 0x9E3779B97F4A7C15) ^ (changed.Contains(number) ? seed * 0xD1B54A32D192ED03 : 0));
    }

    public static string Sha256(string path)
    {
        using var file = Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Copied through a buffer and flushed, as any program would that takes a file in.</summary>
    public static void Copy(string from, string to)
    {
        using var source = Open(from);
        using var target = new FileStream(to, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        source.CopyTo(target, BlockBytes);
        target.Flush(flushToDisk: true);
    }

    public static void Blake3(string path) => Read(path, block => XetHashing.OfChunk(block));

    public static void Chunk(string path)
    {
        var chunker = default(Chunker);
        Read(path, block =>
        {
            while (!block.IsEmpty)
                block = block[chunker.Take(block, out _)..];
        });
    }

    private delegate void Take(ReadOnlySpan<byte> block);

    private static void Read(string path, Take take)
    {
        using var file = Open(path);
        var block = new byte[BlockBytes];
        for (int read; (read = file.Read(block)) > 0;)
            take(block.AsSpan(0, read));
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
}
