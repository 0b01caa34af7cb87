using System.Globalization;
using System.Text.Json;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Models.Serving.Uses;

/// <summary>Answered requests that are not on the thread yet, in files of the state folder.</summary>
/// <remarks>
/// A use is handed to the operating system before its answer goes out: a hub that is killed loses none that anybody has
/// had an answer for. A power cut may lose the last moments, as it may of the records. No records are touched here.
/// </remarks>
public sealed class UseJournal(HubOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>Uses that one file takes.</summary>
    public const int MostUses = 1000;

    /// <summary>How long a file is added to.</summary>
    public static readonly TimeSpan MostAge = TimeSpan.FromMinutes(1);

    private const string Ending = ".ndjson";

    private readonly Lock _lock = new();
    private readonly Dictionary<(NodeRef Model, NodeRef Person, string How), string> _groups = [];
    private FileStream? _file;
    private DateTime _begun;
    private int _count;

    /// <returns>The node under which it will be on the thread, within a minute or so.</returns>
    /// <exception cref="IOException">When it cannot be written; it is then not counted.</exception>
    public NodeRef Add(Caller caller, NodeRef model, string how, int items, long tokens)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            _file ??= Open(now);
            var key = (model, caller.Node, how);
            if (!_groups.TryGetValue(key, out var use))
                _groups[key] = use = RandomId.Make(12);
            Write(new() { Use = use, Model = model.ToString(), Person = caller.Node.ToString(), How = how, Items = items, Tokens = tokens, At = now });
            if (++_count >= MostUses)
                Close();
            return NodeRef.Of("use", use);
        }
    }

    /// <summary>The files that nothing is added to any more, oldest first; those of a hub before this one among them.</summary>
    /// <param name="all">Also the one that is being added to, however young.</param>
    public IReadOnlyList<string> TakeClosed(bool all)
    {
        lock (_lock)
        {
            if (_file is not null && (all || clock.GetUtcNow().UtcDateTime - _begun >= MostAge))
                Close();
            return Directory.Exists(options.Uses)
                ? [.. Directory.EnumerateFiles(options.Uses, "*" + Ending).Where(path => path != _file?.Name).Order(StringComparer.Ordinal)]
                : [];
        }
    }

    /// <summary>What a file holds; a last line without an end was never answered for.</summary>
    public static IEnumerable<CountedUse> Read(string path)
    {
        var text = File.ReadAllText(path);
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize(line, CountedUseJson.Default.CountedUse)!);
    }

    public void Dispose()
    {
        lock (_lock)
            Close();
    }

    private FileStream Open(DateTime now)
    {
        Directory.CreateDirectory(options.Uses);
        _begun = now;
        var name = string.Create(CultureInfo.InvariantCulture, $"{now:yyyyMMddHHmmssfffffff}-{Guid.NewGuid():N}{Ending}");

        // Without a buffer: what is written has left this process.
        return new(Path.Combine(options.Uses, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    private void Write(CountedUse use)
    {
        var before = _file!.Length;
        try
        {
            _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(use, CountedUseJson.Default.CountedUse), (byte)'\n']);
        }
        catch (IOException)
        {
            // A full disk must not leave half a line for the next use to follow.
            _file.SetLength(before);
            throw;
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
        _count = 0;
        _groups.Clear();
    }
}
