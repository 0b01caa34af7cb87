using System.Text;
using Tsumugi.Hub.Language;

namespace Tsumugi.UseCases.Publications.Import;

/// <summary>Reads the text of one entry: <c>@type{key, name = value # value, …}</c>, a value in braces, in quotes, or bare.</summary>
internal sealed class BibtexReader
{
    private readonly string _text;
    private int _at;

    public BibtexReader(string text)
    {
        _text = text;
        _at = text.IndexOf('@', StringComparison.Ordinal) + 1;
        Type = Word().ToLowerInvariant();
        Skip();
        var close = Peek() == '(' ? ')' : '}';
        _at++;
        if (Type is "comment" or "preamble" or "string")
            return;
        var comma = text.IndexOf(',', _at);
        if (comma < 0)
        {
            Fail(new("キーの後にコンマがありません", "no comma follows its key"));
            return;
        }

        Key = text[_at..comma].Trim();
        _at = comma + 1;
        while (Fault is null)
        {
            Skip();
            if (Peek() == ',')
            {
                _at++;
                continue;
            }

            if (Peek() == close)
                return;
            Field();
        }
    }

    public string Type { get; }

    public string Key { get; } = "";

    /// <summary>Names in lower case; values without braces and with their accents.</summary>
    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    public Words? Fault { get; private set; }

    /// <summary>Lines after that of the <c>@</c>.</summary>
    public int LineOfFault { get; private set; }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private void Field()
    {
        var start = _at;
        var name = Word().ToLowerInvariant();
        Skip();
        if (name.Length == 0 || Peek() != '=')
        {
            _at = start;
            Fail(_at >= _text.Length ? new("閉じ括弧がありません", "its closing brace is missing") : new("「名前 = 値」の形ではありません", "a field is no 'name = value'"));
            return;
        }

        _at++;
        var value = new StringBuilder();
        do
        {
            Skip();
            Value(value);
            Skip();
        }
        while (Fault is null && Peek() == '#' && ++_at > 0);
        Fields.TryAdd(name, LatexText.Plain(value.ToString()));
    }

    private void Value(StringBuilder into)
    {
        var start = _at;
        var open = Peek();
        if (open is not ('{' or '"'))
        {
            into.Append(Word());
            if (_at == start)
                Fail(new("値がありません", "a value is missing"));
            return;
        }

        _at++;
        for (var depth = 0; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == '\\' && _at + 1 < _text.Length)
            {
                into.Append(c).Append(_text[++_at]);
                continue;
            }

            if (depth == 0 && c == (open == '{' ? '}' : '"'))
            {
                _at++;
                return;
            }

            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth < 0)
                break;
            into.Append(c);
        }

        _at = start;
        Fail(open == '{' ? new("閉じ波括弧がありません", "a closing brace is missing") : new("閉じ引用符がありません", "a closing quotation mark is missing"));
    }

    private string Word()
    {
        Skip();
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-' or ':' or '.' or '+'))
            _at++;
        return _text[start.._at];
    }

    private void Skip()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private void Fail(Words why) => (Fault, LineOfFault) = (why, _text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n'));
}
