namespace Tsumugi.Formats.Expression;

/// <summary>Some entries of a matrix in the order of the file; the next slab uses the same memory again.</summary>
internal sealed record EntrySlab(int[] Cells, int[] Genes, float[] Values)
{
    public EntrySlab(int length) : this(new int[length], new int[length], new float[length])
    {
    }

    public int Count { get; set; }
}

/// <summary>A matrix whose entries come in an order other than that of its cells. It can be gone through any number of times.</summary>
internal interface IEntrySource
{
    /// <summary>Path or field, for messages.</summary>
    string Field { get; }

    IEnumerable<EntrySlab> Read(CancellationToken ct);
}
