using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tsumugi.Datasets.Repositories;

/// <summary>
/// Cuts a list of files into pages where the paths say so. The same list gives the same pages, and a change touches only
/// the page it falls on: a commit to a repository of 100,000 files writes one page, not all.
/// </summary>
public static class FilePages
{
    private const int MeanFiles = 256;
    private const int MostFiles = 2048;

    /// <param name="files">In ordinal order of their paths.</param>
    public static IReadOnlyList<(FilePageRef Ref, FilePage Page)> Cut(IReadOnlyList<RevisionFile> files)
    {
        var pages = new List<(FilePageRef, FilePage)>();
        for (int start = 0, end; start < files.Count; start = end)
        {
            end = start + 1;
            while (end < files.Count && end - start < MostFiles && !Begins(files[end].Path))
                end++;
            var text = Write(files, start, end);
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            pages.Add((new(hash, files[start].Path, end - start), new() { Hash = hash, Text = text }));
        }

        return pages;
    }

    public static IReadOnlyList<RevisionFile> Read(FilePage page)
    {
        var files = new List<RevisionFile>();
        // Only this ends a line: Unicode has other line ends, which names of files may hold.
        foreach (var range in page.Text.AsSpan().Split('\n'))
        {
            var line = page.Text.AsSpan(range);
            if (line.IsEmpty)
                continue;
            var rest = line[65..];
            var space = rest.IndexOf(' ');
            files.Add(new(
                rest[(space + 3)..].ToString(), line[..64].ToString(), long.Parse(rest[..space], CultureInfo.InvariantCulture), rest[space + 1] == 'L'));
        }

        return files;
    }

    private static string Write(IReadOnlyList<RevisionFile> files, int start, int end)
    {
        var text = new StringBuilder();
        for (var i = start; i < end; i++)
            text.Append(CultureInfo.InvariantCulture, $"{files[i].Hash} {files[i].Size} {(files[i].Large ? 'L' : 'P')} {files[i].Path}\n");
        return text.ToString();
    }

    // FNV-1a over the path: any stable hash does; only its evenness matters.
    private static bool Begins(string path)
    {
        var hash = 2166136261;
        foreach (var c in path)
            hash = unchecked((hash ^ c) * 16777619);
        return (hash ^ (hash >> 16)) % MeanFiles == 0;
    }
}
