using System.Text;

namespace Tsumugi.Formats.Links.Sources;

/// <summary>Takes the rows of a file, refuses what is no identifier, and keeps the rest.</summary>
/// <param name="file">For errors.</param>
public sealed class LinkSink(string file, LinkEnd from, LinkEnd to, LinkFileBuilder builder)
{
    private const int MostShown = 80;

    /// <summary>Rows that were taken; those with an empty end link nothing.</summary>
    public long Rows { get; private set; }

    /// <exception cref="InvalidFileException">One of the ends is no identifier of its system: with the row.</exception>
    public void Add(long row, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target)
    {
        if (source.IsEmpty || target.IsEmpty)
            return;
        if (!from.TryRead(source, out var one))
            throw NoIdentifier(row, from, source);
        if (!to.TryRead(target, out var other))
            throw NoIdentifier(row, to, target);
        builder.Add(one, other);
        Rows++;
    }

    /// <inheritdoc cref="Add(long, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public void Add(long row, string? source, string? target) => Add(row, Encoding.UTF8.GetBytes(source ?? ""), Encoding.UTF8.GetBytes(target ?? ""));

    public InvalidFileException Fault(long? row, string field, string problem, string remedy, Exception? cause = null) => new(new() { File = file, Line = row, Field = field, Problem = problem, Remedy = remedy }, cause);

    private InvalidFileException NoIdentifier(long row, LinkEnd end, ReadOnlySpan<byte> written)
    {
        var shown = Encoding.UTF8.GetString(written[..Math.Min(written.Length, MostShown)]);
        return Fault(row, end.Name, $"'{shown}' is no identifier of {end.Name}.", "Check whether a column is shifted, or name the columns otherwise. Nothing of the file was loaded.");
    }
}
