using System.Text;
using System.Text.RegularExpressions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>The rules of a <c>.gitignore</c> at the root of a repository; the last that fits decides. Source: the gitignore manual.</summary>
public sealed class GitIgnore
{
    /// <summary>Without backtracking the time is linear in the path, so that no limit is needed, which a busy machine would miss.</summary>
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline;

    private readonly List<(Regex Rule, bool Ignores)> _rules = [];

    public GitIgnore(string text)
    {
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r', ' ')))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var negated = line[0] == '!';
            var pattern = negated ? line[1..] : line.StartsWith('\\') ? line[1..] : line;
            if (pattern.Trim('/').Length > 0)
                _rules.Add((new(Expression(pattern), Linear), !negated));
        }
    }

    public bool Ignores(string path)
    {
        var ignored = false;
        foreach (var (rule, ignores) in _rules)
        {
            if (rule.IsMatch(path))
                ignored = ignores;
        }

        return ignored;
    }

    private static string Expression(string pattern)
    {
        // A slash before the end ties the rule to the root; one at the end means folders only, and so what is in them.
        var rooted = pattern.TrimEnd('/').Contains('/', StringComparison.Ordinal);
        var folder = pattern.EndsWith('/');
        var text = new StringBuilder(rooted ? "^" : "^(?:.*/)?");
        var body = pattern.Trim('/');
        for (var i = 0; i < body.Length; i++)
        {
            if (body.AsSpan(i).StartsWith("**/"))
                (text, i) = (text.Append("(?:.*/)?"), i + 2);
            else if (body.AsSpan(i).StartsWith("**"))
                (text, i) = (text.Append(".*"), i + 1);
            else
                text.Append(body[i] switch { '*' => "[^/]*", '?' => "[^/]", var c => Regex.Escape(c.ToString()) });
        }

        return text.Append(folder ? @"/.*\z" : @"(?:/.*)?\z").ToString();
    }
}
