using System.Numerics.Tensors;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Models.Serving.Nearest;

/// <summary>Unit-length vectors of one view of all genes, scanned exactly.</summary>
/// <param name="Vectors">[genes × width], row after row.</param>
public sealed record VectorIndex(float[] Vectors, int Width)
{
    public int Count => Vectors.Length / Width;

    /// <param name="path">A model's <c>index.safetensors</c>.</param>
    /// <param name="view">Name of the tensor, [genes, width].</param>
    public static VectorIndex Load(string path, string view)
    {
        using var file = SafetensorsFile.Open(path);
        return new(file.ReadFloats(view), checked((int)file[view].Shape[1]));
    }

    /// <returns>Rows with their cosine similarity, best first; equal scores keep the rows' order.</returns>
    public IReadOnlyList<(int Row, float Score)> Nearest(ReadOnlySpan<float> query, int top)
    {
        var best = new PriorityQueue<int, (float Score, int Order)>(top + 1);
        for (var row = 0; row < Count; row++)
        {
            var score = TensorPrimitives.Dot(query, Vectors.AsSpan(row * Width, Width));
            best.Enqueue(row, (score, -row));
            if (best.Count > top)
                best.Dequeue();
        }

        var found = new (int, float)[best.Count];
        for (var place = found.Length - 1; place >= 0; place--)
        {
            best.TryDequeue(out var row, out var priority);
            found[place] = (row, priority.Score);
        }

        return found;
    }
}
