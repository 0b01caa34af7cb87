using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Content;

namespace Tsumugi.Datasets.Pages.History;

/// <param name="Kind">Null for lines that stand between others and are left out.</param>
public sealed record TextLine(ChangeType? Kind, string Text);

/// <summary>What changed in a text, line by line, with some lines around.</summary>
internal static class TextChanges
{
    /// <summary>Bytes of a text that is compared.</summary>
    public const int MostBytes = 256 << 10;

    private const int Around = 3;

    /// <returns>Null when one of the two is no text, or is too long.</returns>
    public static async Task<IReadOnlyList<TextLine>?> ReadAsync(ContentStore content, FileChange change, CancellationToken stop) =>
        await TextAsync(content, change.Before, stop) is { } before && await TextAsync(content, change.After, stop) is { } after ? Lines(before, after) : null;

    public static IReadOnlyList<TextLine> Lines(string before, string after)
    {
        var all = InlineDiffBuilder.Diff(before, after).Lines;
        var near = new bool[all.Count];
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Type != ChangeType.Unchanged)
                Array.Fill(near, true, Math.Max(i - Around, 0), Math.Min(i + Around + 1, all.Count) - Math.Max(i - Around, 0));
        }

        var lines = new List<TextLine>();
        for (var i = 0; i < all.Count; i++)
        {
            if (near[i])
                lines.Add(new(all[i].Type, all[i].Text));
            else if (lines is not [.., { Kind: null }])
                lines.Add(new(null, "…"));
        }

        return lines;
    }

    private static async Task<string?> TextAsync(ContentStore content, RevisionFile? file, CancellationToken stop)
    {
        if (file is null)
            return "";
        if (file.Size > MostBytes)
            return null;
        var bytes = new byte[file.Size];
        await using (var stream = await content.OpenAsync(file.Hash, stop))
            await stream.ReadExactlyAsync(bytes, stop);
        try
        {
            return bytes.Contains((byte)0) ? null : new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
