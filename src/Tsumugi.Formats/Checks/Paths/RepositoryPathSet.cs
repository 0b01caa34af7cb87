namespace Tsumugi.Formats.Checks.Paths;

/// <summary>Paths that are sound alone and collide together.</summary>
/// <remarks>Upper case stands for Unicode's case folding: it is what file systems that ignore case compare by.</remarks>
internal sealed class RepositoryPathSet(Findings findings)
{
    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _folders = new(StringComparer.OrdinalIgnoreCase);

    public void Add(string path)
    {
        var place = new Place { File = Place.Short(path) };
        if (!_files.TryAdd(path, path))
            findings.Add(_files[path] == path ? PathRules.Twice.At(place) : PathRules.CaseOnly.At(place, Place.Short(_files[path])));
        else if (_folders.TryGetValue(path, out var folder))
            findings.Add(PathRules.FileAndFolder.At(place, Place.Short(folder)));
        AddFolders(path, place);
    }

    /// <summary>From the innermost folder outwards, until one is known and with it all above.</summary>
    private void AddFolders(string path, Place place)
    {
        var folders = _folders.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
        {
            var folder = path.AsSpan(0, end);
            if (folders.TryGetValue(folder, out var known))
            {
                if (!folder.SequenceEqual(known))
                    findings.Add(PathRules.CaseOnly.At(place, Place.Short(known)));
                return;
            }
            var name = folder.ToString();
            _folders.Add(name, name);
            if (_files.TryGetValue(name, out var file))
                findings.Add(PathRules.FileAndFolder.At(place, Place.Short(file)));
        }
    }
}
