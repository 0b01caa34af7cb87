using System.Text;

namespace Tsumugi.Formats.GenBank;

/// <summary>Reads a location without spaces. One method for each rule of the grammar.</summary>
public ref struct LocationParser
{
    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private string? _problem;

    private LocationParser(ReadOnlySpan<byte> text) => _text = text;

    /// <param name="problem">What is wrong, when null is returned.</param>
    public static Location? Parse(ReadOnlySpan<byte> text, out string? problem)
    {
        var parser = new LocationParser(text);
        var location = parser.Any(0);
        if (location is not null && parser._at < text.Length)
            location = parser.Fail("nothing more");
        problem = parser._problem;
        return location;
    }

    private Location? Any(int depth)
    {
        if (depth > Location.MaxDepth)
            return Fail($"at most {Location.MaxDepth} levels of brackets");
        if (Take("complement("u8))
            return Any(depth + 1) is { } inner && Close() ? new Location.Complement(inner) : null;
        if (Take("join("u8))
            return Parts(depth) is { } parts ? new Location.Join(parts) : null;
        if (Take("order("u8))
            return Parts(depth) is { } parts ? new Location.Order(parts) : null;
        return Accession() is { } accession
            ? Local() is { } remote ? new Location.Remote(accession, remote) : null
            : Local();
    }

    private List<Location>? Parts(int depth)
    {
        var parts = new List<Location>();
        do
        {
            if (Any(depth + 1) is not { } part)
                return null;
            parts.Add(part);
        }
        while (Take(","u8));
        return Close() ? parts : null;
    }

    private string? Accession()
    {
        var rest = _text[_at..];
        var length = rest.IndexOfAnyExcept(AccessionLetters);
        if (length <= 0 || rest[length] != ':')
            return null;
        _at += length + 1;
        return Encoding.ASCII.GetString(rest[..length]);
    }

    private static readonly System.Buffers.SearchValues<byte> AccessionLetters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.|-"u8);

    private Location? Local()
    {
        if (Place() is not { } start)
            return null;
        if (Take(".."u8))
            return Place() is { } end ? new Location.Span(start, end) : null;
        if (start.Beyond is null && Take("^"u8))
            return Number() is { } right ? new Location.Between(start.Base, right) : null;
        if (start.Beyond is null && Take("."u8))
            return Number() is { } last ? new Location.OneOf(start.Base, last) : null;
        return new Location.Span(start, start);
    }

    private Position? Place()
    {
        char? beyond = Take("<"u8) ? '<' : Take(">"u8) ? '>' : null;
        return Number() is { } number ? new Position(number, beyond) : null;
    }

    private int? Number()
    {
        var value = 0L;
        var start = _at;
        while (_at < _text.Length && char.IsAsciiDigit((char)_text[_at]) && value <= int.MaxValue)
            value = value * 10 + (_text[_at++] - '0');
        if (_at > start && value <= int.MaxValue)
            return (int)value;
        Fail("a base number");
        return null;
    }

    private bool Close()
    {
        if (Take(")"u8))
            return true;
        Fail("')'");
        return false;
    }

    private bool Take(ReadOnlySpan<byte> word)
    {
        if (!_text[_at..].StartsWith(word))
            return false;
        _at += word.Length;
        return true;
    }

    private Location? Fail(string expected)
    {
        _problem ??= $"expected {expected} at character {_at + 1} of '{Shown()}'";
        return null;
    }

    private readonly string Shown() =>
        Encoding.UTF8.GetString(_text[..Math.Min(80, _text.Length)]) + (_text.Length > 80 ? "…" : "");
}
