using System.Text;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Paths of files that every system can keep: checked one by one, and against each other.</summary>
public static class RepositoryPath
{
    private const int MostBytes = 1024;
    private const int MostPartBytes = 255;

    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(i => (string[])[$"COM{i}", $"LPT{i}"])], StringComparer.OrdinalIgnoreCase);

    /// <returns>Why the path cannot be used, or null.</returns>
    public static Words? Fault(string path)
    {
        if (path.Length == 0 || Encoding.UTF8.GetByteCount(path) > MostBytes)
            return new($"UTF-8 で 1〜{MostBytes} バイトにしてください。", $"Use 1 to {MostBytes} bytes of UTF-8.");
        if (path.Contains('\uFFFD', StringComparison.Ordinal) || !path.IsNormalized(NormalizationForm.FormC))
            return new("Unicode の正規化形式 C（NFC）で書いてください。", "Write it in Unicode normal form C (NFC).");
        if (path.Any(c => char.IsControl(c) || c is '\\' or (>= '\u200E' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')))
            return new("制御文字・書字方向の記号・円記号（\\）は使えません。", "Control characters, marks of direction and backslashes cannot be used.");
        foreach (var part in path.Split('/'))
        {
            if (part is "" or "." or "..")
                return new("空の名前や「.」「..」は使えません。先頭と末尾のスラッシュも外してください。", "Empty names, '.' and '..' cannot be used; nor a slash at the beginning or end.");
            if (Encoding.UTF8.GetByteCount(part) > MostPartBytes)
                return new($"各階層の名前は {MostPartBytes} バイトまでです。", $"Each part may have at most {MostPartBytes} bytes.");
            if (part.Equals(".git", StringComparison.OrdinalIgnoreCase) || part[^1] is '.' or ' ' || Reserved.Contains(part.Split('.')[0]))
                return new("Windows や Git が予約している名前です。", "The name is reserved by Windows or Git.");
        }

        return null;
    }

    /// <returns>The first path that differs from another only by case, or needs a file as folder; or null.</returns>
    public static (string Path, Words Fault)? Collision(IEnumerable<string> paths)
    {
        var files = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var folders = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in paths)
        {
            if (!files.Add(path))
                return (path, new("大文字と小文字だけが違う名前のファイルがあります。", "Another file differs from it only by upper and lower case."));
            for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            {
                var folder = path[..slash];
                if (folders.TryGetValue(folder, out var known))
                {
                    if (known != folder)
                        return (path, new("大文字と小文字だけが違う名前のフォルダがあります。", "Another folder differs from its own only by upper and lower case."));
                    break;
                }

                folders[folder] = folder;
            }
        }

        return folders.Keys.FirstOrDefault(files.Contains) is { } both
            ? (both, new("同じ名前のファイルとフォルダがあります。", "There are a file and a folder of that name."))
            : null;
    }
}
