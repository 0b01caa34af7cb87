using System.Security.Cryptography;
using System.Text;
using Tsumugi.Datasets.Repositories;

namespace Tsumugi.Datasets.Drs;

/// <summary>A folder of a revision as a bundle: what lies in it, its size, and the checksum that the standard defines.</summary>
public sealed class DrsBundle
{
    private readonly SortedDictionary<string, DrsBundle> _folders = new(StringComparer.Ordinal);
    private readonly List<RevisionFile> _files = [];

    private DrsBundle(string path) => Path = path;

    /// <summary>From the revision's root, without a slash at its end.</summary>
    public string Path { get; }

    public long Size => _files.Sum(file => file.Size) + _folders.Values.Sum(folder => folder.Size);

    /// <summary>SHA-256 over the sorted checksums of what lies at the top.</summary>
    public string Checksum
    {
        get
        {
            var sorted = _files.Select(file => file.Hash).Concat(_folders.Values.Select(folder => folder.Checksum)).Order(StringComparer.Ordinal);
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(sorted))));
        }
    }

    /// <returns>Null when the revision has no such folder.</returns>
    public static DrsBundle? Of(IEnumerable<RevisionFile> files, string folder)
    {
        var root = new DrsBundle("");
        foreach (var file in files)
            root.Place(file);
        var found = root;
        foreach (var part in folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!found._folders.TryGetValue(part, out found))
                return null;
        }

        return found;
    }

    /// <param name="idOf">Names a file by its content, a folder by its path.</param>
    /// <param name="expand">Whether what lies deeper is listed, too.</param>
    public IReadOnlyList<DrsContents> Contents(Func<RevisionFile?, string, string> idOf, Func<string, string> address, bool expand)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        DrsContents Entry(string name, string id, IReadOnlyList<DrsContents>? within) => new() { Name = Portable(name, taken), Id = id, DrsUri = [address(id)], Contents = within };
        return
        [
            .. _folders.Select(folder => Entry(folder.Key, idOf(null, folder.Value.Path), expand ? folder.Value.Contents(idOf, address, expand) : null)),
            .. _files.Select(file => Entry(System.IO.Path.GetFileName(file.Path), idOf(file, file.Path), null)),
        ];
    }

    private void Place(RevisionFile file)
    {
        var into = this;
        var parts = file.Path.Split('/');
        foreach (var part in parts.SkipLast(1))
        {
            if (!into._folders.TryGetValue(part, out var next))
                into._folders[part] = next = new(into.Path.Length == 0 ? part : $"{into.Path}/{part}");
            into = next;
        }

        into._files.Add(file);
    }

    // The standard allows letters of portable file names only; any other byte is written as its code.
    private static string Portable(string name, HashSet<string> taken)
    {
        var written = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
                written.Append(c);
            else
                written.Append('_').Append(Convert.ToHexStringLower([b]));
        }

        var chosen = written.ToString();
        for (var again = 2; !taken.Add(chosen); again++)
            chosen = $"{written}_{again}";
        return chosen;
    }
}
