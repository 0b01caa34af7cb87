namespace Tsumugi.Formats.Links;

/// <summary>A store of links on the disk (docs/formats/links.md): from each identifier to what it is linked with, both ways. Safe for several threads.</summary>
public sealed class LinkFile : IDisposable
{
    private readonly string _name;
    private readonly FileStream _file;
    private readonly LinkFooter _footer;

    private LinkFile(string name, FileStream file, LinkFooter footer) => (_name, _file, _footer) = (name, file, footer);

    public LinkCounts Counts => _footer.Counts;

    /// <exception cref="InvalidFileException">This is no store of links, or a damaged one.</exception>
    public static LinkFile Open(string path)
    {
        var name = Path.GetFileName(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.RandomAccess);
        try
        {
            return new(name, file, LinkFooter.Read(name, file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What some identifiers are linked with, in ascending order of each one's targets.</summary>
    /// <param name="reversed">From target to source.</param>
    /// <exception cref="InvalidFileException">The file is damaged.</exception>
    public LinkAnswer Convert(IdentifierList identifiers, bool reversed, CancellationToken stop = default)
    {
        var answer = new LinkAnswer(identifiers.Count);
        var cursor = new LinkCursor(_name, _file.SafeFileHandle, reversed ? _footer.Reverse : _footer.Forward);
        var before = -1;
        var done = 0;
        foreach (var at in new KeySort().Run(identifiers.Count, at => at, at => identifiers[at], (one, other) => one - other))
        {
            if ((++done & 0xFFFF) == 0)
                stop.ThrowIfCancellationRequested();
            var key = identifiers[at];
            if (before >= 0 && key.SequenceEqual(identifiers[before]))
                answer.Repeat(at, before);
            else
                Find(cursor, key, at, answer);
            before = at;
        }

        return answer;
    }

    /// <summary>Every pair in ascending order.</summary>
    /// <exception cref="InvalidFileException">The file is damaged.</exception>
    public IEnumerable<(string Source, string Target)> Pairs(bool reversed = false)
    {
        var cursor = new LinkCursor(_name, _file.SafeFileHandle, reversed ? _footer.Reverse : _footer.Forward);
        while (cursor.Next())
        {
            var (key, value) = (System.Text.Encoding.ASCII.GetString(cursor.Key), System.Text.Encoding.ASCII.GetString(cursor.Value));
            yield return reversed ? (value, key) : (key, value);
        }
    }

    public void Dispose() => _file.Dispose();

    private static void Find(LinkCursor cursor, ReadOnlySpan<byte> key, int at, LinkAnswer answer)
    {
        cursor.Seek(key);
        answer.Begin(at);
        while (cursor.IsAtPair && cursor.Key.SequenceEqual(key))
        {
            answer.Add(at, cursor.Value);
            cursor.Next();
        }
    }
}
