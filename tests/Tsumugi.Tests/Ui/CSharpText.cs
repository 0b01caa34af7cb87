namespace Tsumugi.Tests.Ui;

/// <summary>Steps over C# in source text: strings, brackets, implicit Razor expressions.</summary>
internal static class CSharpText
{
    /// <param name="at">On an opening bracket.</param>
    /// <returns>Just after its closing one.</returns>
    public static int AfterBrackets(string text, int at)
    {
        var depth = 0;
        while (at < text.Length)
        {
            if (text[at] is '"' or '\'')
            {
                at = AfterString(text, at);
                continue;
            }

            if (text.AsSpan(at).StartsWith("//"))
                at = text.IndexOf('\n', at);
            else if (text[at] is '(' or '[' or '{')
                depth++;
            else if (text[at] is ')' or ']' or '}' && --depth == 0)
                return at + 1;
            at++;
        }

        return at;
    }

    /// <param name="at">On a quote.</param>
    public static int AfterString(string text, int at)
    {
        if (text.AsSpan(at).StartsWith("\"\"\""))
            return text.IndexOf("\"\"\"", at + 3, StringComparison.Ordinal) + 3;
        var (quote, holes) = (text[at], at > 0 && text[at - 1] == '$');
        for (at++; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (holes && text[at] == '{' && text[at + 1] != '{')
                at = AfterBrackets(text, at) - 1;
        }

        return at + 1;
    }

    /// <param name="at">Just after the <c>@</c> of an implicit expression.</param>
    public static int AfterExpression(string text, int at)
    {
        while (at < text.Length)
        {
            if (char.IsLetterOrDigit(text[at]) || text[at] == '_')
                at++;
            else if (text[at] is '(' or '[')
                at = AfterBrackets(text, at);
            else if (text[at] is '.' or '!' && at + 1 < text.Length && (char.IsLetter(text[at + 1]) || text[at + 1] is '.' or '['))
                at++;
            else if (text[at] == '?' && at + 1 < text.Length && text[at + 1] is '.' or '[')
                at++;
            else
                return at;
        }

        return at;
    }

    /// <summary>A string literal without what stands in its holes; null when there is none at this place.</summary>
    public static (string Words, int After)? Literal(string text, int at)
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] == '$'))
            at++;
        if (at >= text.Length || text[at] != '"')
            return null;
        var (after, words) = (AfterString(text, at), new System.Text.StringBuilder());
        var holes = text[at - 1] == '$';
        for (var place = at + 1; place < after - 1; place++)
        {
            if (holes && text[place] == '{')
                place = AfterBrackets(text, place) - 1;
            else
                words.Append(text[place]);
        }

        return (words.ToString(), after);
    }
}
