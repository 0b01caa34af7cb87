using System.Text.Json;

namespace Tsumugi.Client.Instruments;

/// <summary>What a capture found beside an instrument: the body of <c>POST /api/v1/instruments/{id}/captures</c>. Said again, it is the same acquisition.</summary>
public sealed record CaptureAnnouncement
{
    /// <summary>How the file or folder is called beside the instrument.</summary>
    public string? Name { get; init; }

    /// <summary>SHA-256 of what does not change while the acquisition grows (its name and its beginning), by which a second capture of it is known; null where there is none.</summary>
    public string? Key { get; init; }

    /// <summary>SHA-256 over one line per file, <c>hash size path</c>, in ordinal order of the paths: the name of the revision to come.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The capture that this is a later state of; null for a new one.</summary>
    public string? Continues { get; init; }

    /// <summary>When it began, UTC, by the hub's clock.</summary>
    public DateTime StartedAt { get; init; }

    /// <summary>Seconds that were added to the clock beside the instrument.</summary>
    public double ClockOffset { get; init; }

    /// <summary>Names that may be those of samples: from headers, sample sheets and paths.</summary>
    public IReadOnlyList<string>? Samples { get; init; }
}

/// <summary>A file of <see cref="Size"/> bytes is these contents one after the other.</summary>
/// <param name="Pieces">SHA-256 of each, in order.</param>
public sealed record CapturePieces(long Size, IReadOnlyList<string>? Pieces);

/// <summary>All files of an acquisition are there: they become a revision.</summary>
public sealed record CaptureCommit
{
    public string? Fingerprint { get; init; }

    public IReadOnlyList<Datasets.FileView>? Files { get; init; }

    /// <summary>What the files say of how they were measured: technical alone, for it stays on the thread.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }
}

/// <param name="Booking">In which it was measured; null to leave it.</param>
/// <param name="Samples">As <c>institution/name</c>.</param>
public sealed record CaptureJoin(string? Booking, IReadOnlyList<string>? Samples);

public sealed record CaptureView
{
    public required string Id { get; init; }

    public required string Instrument { get; init; }

    public required string Name { get; init; }

    /// <summary><c>institution/name</c>.</summary>
    public required string Dataset { get; init; }

    public required DateTime StartedAt { get; init; }

    /// <summary>Seconds that the clock beside the instrument was behind the hub's.</summary>
    public required double ClockOffset { get; init; }

    public required string? Booking { get; init; }

    /// <summary>Those that you may see.</summary>
    public required IReadOnlyList<string> Samples { get; init; }

    /// <summary>How many states of it are revisions.</summary>
    public required int Revisions { get; init; }

    /// <summary>Whether the state that was announced, or the newest one, is a revision.</summary>
    public required bool Complete { get; init; }

    public required DateTime CreatedAt { get; init; }
}
