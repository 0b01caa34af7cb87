using System.Text.RegularExpressions;

namespace Tsumugi.Ethics.Diseases;

/// <summary>Reads terms from an OBO file (format 1.2 or 1.4): identifiers, names, exact synonyms, <c>is_a</c>, obsolescence.</summary>
public static partial class OboFile
{
    /// <exception cref="OntologyException">With the line, when a term has no identifier.</exception>
    public static IEnumerable<DiseaseTerm> Read(TextReader text)
    {
        var (line, began, inTerm) = (0, 0, false);
        string? id = null, name = null, replaced = null;
        var (parents, synonyms, obsolete) = (new List<string>(), new List<string>(), false);
        while (true)
        {
            var row = text.ReadLine();
            line++;
            if (row is null || row.StartsWith('['))
            {
                if (inTerm)
                    yield return id is null ? throw NoId(began) : new(id, name ?? id, parents, obsolete, replaced) { Synonyms = synonyms };
                if (row is null)
                    yield break;
                (began, inTerm, id, name, replaced, parents, synonyms, obsolete) = (line, row.StartsWith("[Term]", StringComparison.Ordinal), null, null, null, [], [], false);
                continue;
            }

            var colon = row.IndexOf(':', StringComparison.Ordinal);
            if (!inTerm || colon < 0)
                continue;
            var value = row[(colon + 1)..].Trim();
            switch (row[..colon])
            {
                case "id":
                    id = First(value);
                    break;
                case "name":
                    name = value;
                    break;
                case "synonym" when Exact(value) is { } synonym:
                    synonyms.Add(synonym);
                    break;
                case "is_a":
                    parents.Add(First(value));
                    break;
                case "is_obsolete":
                    obsolete = value.StartsWith("true", StringComparison.Ordinal);
                    break;
                case "replaced_by":
                    replaced ??= First(value);
                    break;
            }
        }
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public static void Write(TextWriter text, IEnumerable<DiseaseTerm> terms)
    {
        foreach (var term in terms)
        {
            text.Write($"[Term]\nid: {term.Id}\nname: {term.Name.ReplaceLineEndings(" ")}\n");
            foreach (var synonym in term.Synonyms)
                text.Write($"synonym: \"{synonym.ReplaceLineEndings(" ").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\" EXACT []\n");
            foreach (var parent in term.Parents)
                text.Write($"is_a: {parent}\n");
            if (term.IsObsolete)
                text.Write("is_obsolete: true\n");
            if (term.ReplacedBy is { } instead)
                text.Write($"replaced_by: {instead}\n");
        }
    }

    // Written "lung carcinoma" EXACT [source]; a narrower or wider name is another thing.
    private static string? Exact(string value) => SynonymForm().Match(value) is { Success: true } match ? Escaped().Replace(match.Groups[1].Value, "$1") : null;

    [GeneratedRegex(@"^""((?:[^""\\]|\\.)*)""\s+EXACT\b", RegexOptions.NonBacktracking)]
    private static partial Regex SynonymForm();

    [GeneratedRegex(@"\\(.)", RegexOptions.NonBacktracking)]
    private static partial Regex Escaped();

    // Behind an identifier stand qualifiers in braces and a comment behind an exclamation mark.
    private static string First(string value) => value.Split([' ', '{', '!'], 2)[0];

    private static OntologyException NoId(int line) => new(new(
        $"{line} 行目から始まる用語に id がありません。", $"The term that begins on line {line} has no id."));
}
