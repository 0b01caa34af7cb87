using Tsumugi.Hub.Language;

namespace Tsumugi.UseCases.Publications.Import;

/// <summary>One publication as a file describes it; nothing of it is checked yet.</summary>
public sealed record ReadEntry
{
    /// <summary>Line of the file on which it begins, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>How the file calls it; may be empty.</summary>
    public string Key { get; init; } = "";

    public string? Doi { get; init; }

    public string? Title { get; init; }

    public int? Year { get; init; }

    public int? Month { get; init; }

    public int? Day { get; init; }

    /// <summary>Why it could not be read; then nothing else of it counts.</summary>
    public Words? Fault { get; init; }
}

/// <summary>A format in which reference managers and registration agencies hand publications on.</summary>
public interface IPublicationFormat
{
    /// <summary><c>bibtex</c>, <c>ris</c>, <c>json</c>.</summary>
    string Name { get; }

    /// <param name="head">The first characters of the file that are no space.</param>
    bool Fits(string head);

    /// <summary>Entries in the order of the file. A broken one is an entry with a fault, and the next is read.</summary>
    IAsyncEnumerable<ReadEntry> ReadAsync(TextReader source, CancellationToken stop);
}
