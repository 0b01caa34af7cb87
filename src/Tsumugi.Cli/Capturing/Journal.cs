using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Capturing;

/// <summary>A file as it was read.</summary>
/// <param name="Path">In the dataset.</param>
/// <param name="Source">Where its bytes are read again: the instrument's file, or a cleaned copy of it.</param>
/// <param name="Pieces">SHA-256 of each piece.</param>
internal sealed record ReadFile(string Path, string Source, string Sha256, long Size, int PieceBytes, IReadOnlyList<string> Pieces);

/// <summary>One acquisition, as far as it came.</summary>
internal sealed record JournalEntry
{
    public required string Folder { get; init; }

    /// <summary>Within its folder.</summary>
    public required string Name { get; init; }

    /// <summary>What it is called on the hub.</summary>
    public required string ShownName { get; init; }

    /// <summary>What lay there when it was read.</summary>
    public required IReadOnlyList<SeenFile> Seen { get; init; }

    public required IReadOnlyList<ReadFile> Files { get; init; }

    public required string Fingerprint { get; init; }

    public string? Key { get; init; }

    /// <summary>UTC, by this machine's clock.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>What the files' headers say of it, by whatever clock.</summary>
    public DateTime? Said { get; init; }

    /// <summary>Seconds by which this machine's clock was set since: what it said before is so much off.</summary>
    public double Shift { get; init; }

    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Samples { get; init; } = [];

    /// <summary>Files that were left out, with the reason.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    /// <summary>The hub's name of it, once it was announced; also that of the state before.</summary>
    public string? Capture { get; init; }

    public string? Dataset { get; init; }

    /// <summary>SHA-256 of files of it, also of earlier states, that are on the hub.</summary>
    public IReadOnlyList<string> OnHub { get; init; } = [];

    /// <summary>When all of it was on the hub; null until then.</summary>
    public DateTime? CapturedAt { get; init; }

    /// <summary>Why it is not there yet.</summary>
    public string? Problem { get; init; }
}

/// <summary>What a capture remembers, a file per acquisition, each written whole or not at all. Without it everything would be found again by its content.</summary>
internal sealed class Journal : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _entries;
    private readonly FileStream? _lock;
    private readonly Dictionary<string, JournalEntry> _known = new(StringComparer.Ordinal);

    /// <param name="write">Whether it is for this process alone, which may write.</param>
    /// <exception cref="IOException">Another capture uses it.</exception>
    public Journal(string state, bool write)
    {
        (State, _entries) = (state, Path.Combine(state, "acquisitions"));
        if (write)
        {
            Directory.CreateDirectory(_entries);
            _lock = Lock(Path.Combine(state, "lock"));
            foreach (var unfinished in Directory.EnumerateFiles(_entries, "*.part"))
                File.Delete(unfinished);
        }

        foreach (var file in Directory.Exists(_entries) ? Directory.EnumerateFiles(_entries, "*.json") : [])
        {
            if (Read(file) is { } entry)
                _known[NameOf(entry.Folder, entry.Name)] = entry;
        }

        // Cleaned copies that nothing is to be sent of any more.
        var waiting = _known.Values.Where(entry => entry.CapturedAt is null).SelectMany(entry => entry.Files).Select(file => file.Source).ToHashSet(StringComparer.Ordinal);
        foreach (var file in write && Directory.Exists(Cleaned) ? Directory.EnumerateFiles(Cleaned) : [])
        {
            if (!waiting.Contains(file))
                File.Delete(file);
        }
    }

    public string State { get; }

    /// <summary>Where cleaned copies wait until they are sent.</summary>
    public string Cleaned => Path.Combine(State, "cleaned");

    public IEnumerable<JournalEntry> All => _known.Values.OrderBy(entry => entry.StartedAt).ThenBy(entry => entry.Name, StringComparer.Ordinal);

    public JournalEntry? Find(Watched watched) => _known.GetValueOrDefault(NameOf(watched.Folder, watched.Name));

    /// <summary>It is remembered in any case; on the disk as soon as that has room.</summary>
    public void Write(JournalEntry entry)
    {
        var name = NameOf(entry.Folder, entry.Name);
        _known[name] = entry;
        var path = Path.Combine(_entries, name + ".json");
        using (var file = File.Create(path + ".part"))
        {
            JsonSerializer.Serialize(file, entry, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".part", path, overwrite: true);
    }

    /// <summary>A secret of this state folder: 32 bytes.</summary>
    public byte[] Secret()
    {
        var path = Path.Combine(State, "dicom.key");
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: 64 } known)
            return Convert.FromHexString(known);
        var made = RandomNumberGenerator.GetBytes(32);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path + ".part", options))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(made)));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".part", path, overwrite: true);
        return made;
    }

    public void Dispose() => _lock?.Dispose();

    private static FileStream Lock(string path)
    {
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new IOException(T($"別の tsumugi capture が {path} を使っています。止めるか、--state で別のフォルダを指定してください。", $"Another tsumugi capture uses {path}: end it, or give another folder with --state."), error);
        }
    }

    // What cannot be read is read again from its source.
    private static JournalEntry? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalEntry>(File.ReadAllText(file), Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string NameOf(string folder, string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{folder}\n{name}")))[..32];
}
