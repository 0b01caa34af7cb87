using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Data;

/// <summary>One item of a dataset with what stands beside it.</summary>
/// <param name="Place">File and row, record or cell, for messages.</param>
/// <param name="Item">What stands there.</param>
/// <param name="Use">What it is for.</param>
/// <param name="Cells">The other columns that were asked for; null where there is no value.</param>
public sealed record DataRow(string Place, DataItem Item, DataUse Use, string?[] Cells)
{
    /// <inheritdoc cref="Read{T}"/>
    internal void Read(Action read) => Read(() =>
    {
        read();
        return true;
    });

    /// <exception cref="UnfitDataException">What reading it found wrong, with its place.</exception>
    internal T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is UnfitDataException or UnreadableItemException)
        {
            throw new UnfitDataException($"{Place}: {error.Message}");
        }
    }
}

/// <summary>What an item is for.</summary>
public enum DataUse
{
    Train,

    /// <summary>Measured on, and never trained on.</summary>
    Test,

    Neither,
}
