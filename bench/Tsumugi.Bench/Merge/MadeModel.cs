using System.Runtime.InteropServices;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Bench.Merge;

/// <summary>A model of square matrices of random numbers, as large as wanted.</summary>
internal static class MadeModel
{
    private const int Side = 4096;

    public static void Write(string folder, TensorType type, double gib, int seed)
    {
        Directory.CreateDirectory(folder);
        var length = (long)Side * Side * type.Size();
        var count = Math.Max(1, (int)Math.Round(gib * (1L << 30) / length));
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), new Dictionary<string, string>(), Enumerable.Range(0, count).Select(layer =>
            new TensorSource($"layers.{layer}.weight", type, [Side, Side], length, file => WriteNumbers(file, type, (ulong)(seed * 1_000 + layer)))));
    }

    private static void WriteNumbers(Stream file, TensorType type, ulong state)
    {
        var numbers = new float[Side];
        var halves = new ushort[Side];
        for (var row = 0; row < Side; row++)
        {
            for (var i = 0; i < Side; i++)
            {
                // SplitMix64 (Steele et al. 2014); four bytes of it, from -0.05 to 0.05.
                var z = state += 0x9E3779B97F4A7C15;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                numbers[i] = (int)(z >> 32) * (0.05f / int.MaxValue);
                halves[i] = (ushort)(BitConverter.SingleToUInt32Bits(numbers[i]) >> 16);
            }

            file.Write(type == TensorType.F32 ? MemoryMarshal.AsBytes(numbers.AsSpan()) : MemoryMarshal.AsBytes(halves.AsSpan()));
        }
    }
}
