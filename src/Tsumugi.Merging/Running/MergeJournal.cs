using System.Text.Json;

namespace Tsumugi.Merging.Running;

/// <summary>Which tensors of an unfinished merge are in their files, with their hashes: one line each.</summary>
/// <remarks>A line is no proof: after a power cut bytes may be missing that it tells of, so that they are hashed before they are believed.</remarks>
internal sealed class MergeJournal : IDisposable
{
    private const string FileName = "journal.ndjson", IdentityFile = "identity";

    private readonly FileStream _file;

    private MergeJournal(string folder, IReadOnlyDictionary<string, string> found)
    {
        Found = found;
        _file = new(Path.Combine(folder, FileName), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

        // Whoever was killed may have left half a line.
        if (_file.Length > 0)
            _file.Write("\n"u8);
    }

    /// <summary>Tensor → hash, as an earlier run of the same merge left them.</summary>
    public IReadOnlyDictionary<string, string> Found { get; }

    /// <param name="identity">Of everything that decides the output's bits; what another merge left is thrown away.</param>
    public static MergeJournal Open(string folder, string identity)
    {
        var (known, journal) = (Path.Combine(folder, IdentityFile), Path.Combine(folder, FileName));
        if (Directory.Exists(folder) && (!File.Exists(known) || File.ReadAllText(known) != identity))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        File.WriteAllText(known, identity);
        return new(folder, File.Exists(journal) ? Read(journal) : new Dictionary<string, string>());
    }

    public void Add(string tensor, string hash) => _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(new[] { tensor, hash }), (byte)'\n']);

    public void Dispose() => _file.Dispose();

    /// <summary>Takes the journal away: what is left in the folder is the output.</summary>
    public static void Remove(string folder)
    {
        File.Delete(Path.Combine(folder, FileName));
        File.Delete(Path.Combine(folder, IdentityFile));
    }

    private static Dictionary<string, string> Read(string path)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                if (JsonSerializer.Deserialize<string[]>(line) is [var tensor, var hash])
                    found[tensor] = hash;
            }
            catch (JsonException)
            {
                // Half a line.
            }
        }

        return found;
    }
}
