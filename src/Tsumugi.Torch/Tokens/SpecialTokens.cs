namespace Tsumugi.Torch.Tokens;

/// <summary>The marks that the hub's own vocabularies begin with. The first four are ESM-2's, id for id.</summary>
internal static class SpecialTokens
{
    public const int Begin = 0;
    public const int Padding = 1;
    public const int End = 2;
    public const int Unknown = 3;
    public const int Mask = 4;
    public const int Count = 5;

    public static readonly IReadOnlyList<string> Names = ["<cls>", "<pad>", "<eos>", "<unk>", "<mask>"];

    /// <summary>Marks the beginning and the end of ids, of which those that are too many are left out.</summary>
    public static int[] Enclose(ReadOnlySpan<int> ids, int maxTokens)
    {
        var kept = Math.Min(ids.Length, Math.Max(0, maxTokens - 2));
        var enclosed = new int[kept + 2];
        ids[..kept].CopyTo(enclosed.AsSpan(1));
        (enclosed[0], enclosed[^1]) = (Begin, End);
        return enclosed;
    }
}
