namespace Tsumugi.Formats.Acquisitions;

/// <summary>What files of an instrument say of how they were measured. Who sat at it is not among this: people are known from bookings.</summary>
public sealed class Acquisition
{
    private const int MostSettings = 200;
    private const int LongestText = 500;

    private readonly SortedDictionary<string, string> _settings = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _samples = new(StringComparer.Ordinal);

    /// <summary>When it began: UTC where the file names a zone, else on the clock of the instrument (kind unspecified). Null where no file says so.</summary>
    public DateTime? StartedAt { get; private set; }

    /// <summary>Technical settings by name, with their units.</summary>
    public IReadOnlyDictionary<string, string> Settings => _settings;

    /// <summary>Names that may be those of samples.</summary>
    public IReadOnlyCollection<string> Samples => _samples;

    /// <summary>The first value of a name stands.</summary>
    public void Set(string name, string? value)
    {
        if (Cut(value) is { Length: > 0 } text && (_settings.Count < MostSettings || _settings.ContainsKey(name)))
            _settings.TryAdd(Cut(name), text);
    }

    public void AddSample(string? name)
    {
        if (Cut(name) is { Length: > 0 } text && _samples.Count < MostSettings)
            _samples.Add(text);
    }

    /// <summary>The earliest one stands.</summary>
    public void Begin(DateTime at)
    {
        if (StartedAt is not { } before || Comparable(at) < Comparable(before))
            StartedAt = at;
    }

    /// <summary>What several files of one run say.</summary>
    public void Add(Acquisition other)
    {
        foreach (var (name, value) in other._settings)
            Set(name, value);
        _samples.UnionWith(other._samples.Take(MostSettings - _samples.Count));
        if (other.StartedAt is { } at)
            Begin(at);
    }

    private static DateTime Comparable(DateTime at) => at.Kind == DateTimeKind.Utc ? at : at.ToUniversalTime();

    private static string Cut(string? text) => text is null ? "" : new string([.. text.Trim().Where(letter => !char.IsControl(letter)).Take(LongestText)]);
}
