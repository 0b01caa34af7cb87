namespace Tsumugi.Models.Tracking.Filters;

internal enum FilterTokenKind
{
    Word,
    Number,

    /// <summary>In single quotes, or in double quotes, which may also be a key.</summary>
    Text,

    /// <summary>In backticks: always a key.</summary>
    Key,
    Operator,
    Dot,
    Comma,
    Open,
    Close,
    End,
}

/// <param name="Text">Without quotes.</param>
/// <param name="Position">From 1.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int Position)
{
    /// <summary>Double quotes stand around texts and around keys alike.</summary>
    public bool MayBeKey { get; init; }

    public bool Is(string word) => Kind == FilterTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts a filter into its words.</summary>
internal static class FilterLexer
{
    public static List<FilterToken> Read(string text)
    {
        var tokens = new List<FilterToken>();
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            if (char.IsWhiteSpace(c))
                at++;
            else
                tokens.Add(Next(text, ref at));
        }

        tokens.Add(new(FilterTokenKind.End, "", text.Length + 1));
        return tokens;
    }

    private static FilterToken Next(string text, ref int at)
    {
        var (start, c) = (at, text[at]);
        switch (c)
        {
            case '.' when at + 1 == text.Length || !char.IsAsciiDigit(text[at + 1]) || Touches(text, at):
                return One(FilterTokenKind.Dot, text, ref at);
            case ',':
                return One(FilterTokenKind.Comma, text, ref at);
            case '(':
                return One(FilterTokenKind.Open, text, ref at);
            case ')':
                return One(FilterTokenKind.Close, text, ref at);
            case '\'' or '"':
                return new(FilterTokenKind.Text, Quoted(text, ref at, c), start + 1) { MayBeKey = c == '"' };
            case '`':
                return new(FilterTokenKind.Key, Quoted(text, ref at, c), start + 1);
            case '=' or '<' or '>' or '!':
                return Operator(text, ref at);
        }

        if (char.IsAsciiDigit(c) || c is '.' or '+' or '-')
            return new(FilterTokenKind.Number, While(text, ref at, one => char.IsAsciiLetterOrDigit(one) || one is '.' or '+' or '-'), start + 1);
        return IsWord(c)
            ? new(FilterTokenKind.Word, While(text, ref at, IsWordOn), start + 1)
            : throw new FilterFault(start + 1, $"「{c}」は使えません", $"'{c}' does not belong here");
    }

    // In `metrics.5` the dot follows a word and no number begins.
    private static bool Touches(string text, int at) => at > 0 && (IsWordOn(text[at - 1]) || text[at - 1] is '`' or '"');

    private static bool IsWord(char c) => char.IsLetter(c) || c == '_';

    private static bool IsWordOn(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '/' or ':';

    private static FilterToken One(FilterTokenKind kind, string text, ref int at) => new(kind, text[at].ToString(), ++at);

    private static FilterToken Operator(string text, ref int at)
    {
        var start = at;
        var length = start + 1 < text.Length && text[start + 1] == '=' && text[start] != '=' ? 2 : 1;
        at += length;
        var read = text[start..at];
        return read == "!" ? throw new FilterFault(start + 1, "「!」の後には「=」が要ります", "'!' needs a '=' after it") : new(FilterTokenKind.Operator, read, start + 1);
    }

    // A quote within is written twice.
    private static string Quoted(string text, ref int at, char quote)
    {
        var (start, read) = (at, new System.Text.StringBuilder());
        for (at++; at < text.Length; at++)
        {
            if (text[at] != quote)
            {
                read.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == quote)
            {
                read.Append(quote);
                at++;
            }
            else
            {
                at++;
                return read.ToString();
            }
        }

        throw new FilterFault(start + 1, "引用符が閉じていません", "the quote is not closed");
    }

    private static string While(string text, ref int at, Func<char, bool> belongs)
    {
        var start = at;
        while (at < text.Length && belongs(text[at]))
            at++;
        return text[start..at];
    }
}
