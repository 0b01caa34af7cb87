using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Tsumugi.Formats.Expression;
using Tsumugi.Formats.Images;

namespace Tsumugi.Torch.Data;

/// <summary>What a row of a dataset holds, as it stands there: a vocabulary makes tokens of it.</summary>
public abstract record DataItem
{
    /// <summary>The same for copies, whichever file they stand in.</summary>
    public abstract string Content { get; }

    public static implicit operator DataItem(string text) => new TextItem(text);
}

/// <summary>A sequence, a molecule, words.</summary>
public sealed record TextItem(string Text) : DataItem
{
    public override string Content => Text;
}

/// <summary>A cell and what it expresses.</summary>
/// <param name="Genes">Of the matrix; the same list for all of its cells.</param>
/// <param name="Places">In <paramref name="Genes"/>, of those that are not zero.</param>
/// <param name="Values">Beside <paramref name="Places"/>.</param>
public sealed record CellItem(IReadOnlyList<ExpressionGene> Genes, int[] Places, float[] Values) : DataItem
{
    public override string Content =>
        Convert.ToHexString(SHA256.HashData([.. MemoryMarshal.AsBytes<int>(Places), .. MemoryMarshal.AsBytes<float>(Values)]));
}

/// <summary>An image.</summary>
/// <param name="Read">Its pixels, anew each time: images are held one at a time.</param>
public sealed record ImageItem(Func<PixelPlane> Read) : DataItem
{
    public override string Content => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<ushort>(Read().Samples)));
}

/// <summary>A row of a table.</summary>
/// <param name="Features">Names of its columns; the same list for all rows of a file.</param>
/// <param name="Values">Beside <paramref name="Features"/>, as they are written; null where there is none.</param>
public sealed record RecordItem(IReadOnlyList<string> Features, string?[] Values) : DataItem
{
    public override string Content => string.Join('\t', Features.Zip(Values, (feature, value) => $"{feature}={value}"));
}

/// <summary>Rows of a table that are one record at different times.</summary>
/// <param name="Features">Names of the columns; the same list for all records of a file.</param>
/// <param name="Rows">By time.</param>
public sealed record SeriesItem(IReadOnlyList<string> Features, IReadOnlyList<SeriesRow> Rows) : DataItem
{
    public override string Content => string.Join('\n', Rows.Select(row =>
        string.Create(CultureInfo.InvariantCulture, $"{row.Time}\t{string.Join('\t', Features.Zip(row.Values, (feature, value) => $"{feature}={value}"))}")));
}

/// <param name="Time">In the unit of the column, days where it has dates; NaN where it is missing.</param>
/// <param name="Values">Beside the features, as they are written; null where there is none.</param>
public sealed record SeriesRow(float Time, string?[] Values);
