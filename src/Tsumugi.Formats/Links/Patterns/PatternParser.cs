namespace Tsumugi.Formats.Links.Patterns;

/// <summary>Parses the patterns of identifier systems: what every dialect of regular expressions means alike, and nothing that needs backtracking.</summary>
internal sealed class PatternParser(string text)
{
    private const int MostRepeats = 1000;
    private const int MostDepth = 50;

    private static readonly UInt128 Digits = Range('0', '9');
    private static readonly UInt128 Words = Digits | Range('A', 'Z') | Range('a', 'z') | One('_');
    private static readonly UInt128 Printed = Range('!', '~');

    private int _at;
    private int _depth;

    /// <summary>How many groups are kept.</summary>
    public int Kept { get; private set; }

    /// <exception cref="FormatException">Says what is not understood, and at which character.</exception>
    public PatternNode Parse()
    {
        if (!text.StartsWith('^') || !text.EndsWith('$') || text.EndsWith("\\$", StringComparison.Ordinal))
            throw new FormatException("A pattern begins with ^ and ends with $.");
        _at = 1;
        var node = Choice();
        return _at == text.Length - 1 ? node : throw Fault($"'{text[_at]}' is not expected here");
    }

    public static UInt128 One(char c) => UInt128.One << c;

    public static UInt128 Range(char first, char last)
    {
        var all = UInt128.Zero;
        for (var c = first; c <= last; c++)
            all |= One(c);
        return all;
    }

    private PatternNode Choice()
    {
        if (++_depth > MostDepth)
            throw Fault($"groups lie deeper than {MostDepth}");
        var options = new List<PatternNode> { Sequence() };
        while (Peek == '|')
        {
            _at++;
            options.Add(Sequence());
        }

        _depth--;
        return options.Count == 1 ? options[0] : new PatternNode.Choice(options);
    }

    private PatternNode.Sequence Sequence()
    {
        var parts = new List<PatternNode>();
        while (Peek is { } next and not ('|' or ')'))
            parts.Add(Repeated(Atom(next)));
        return new(parts);
    }

    /// <summary>The last character is the end's $.</summary>
    private char? Peek => _at < text.Length - 1 ? text[_at] : null;

    private PatternNode Atom(char next)
    {
        _at++;
        return next switch
        {
            '(' => Group(),
            '[' => new PatternNode.Set(Class()),
            '.' => new PatternNode.Set(Printed),
            '\\' => new PatternNode.Set(Escape()),
            '*' or '+' or '?' or '{' or '}' or ']' or '^' or '$' => throw Fault($"'{next}' is not expected here"),
            >= '!' and <= '~' => new PatternNode.Set(One(next)),
            _ => throw Fault("identifiers are printed ASCII characters"),
        };
    }

    private PatternNode Group()
    {
        var kept = false;
        if (Peek == '?')
        {
            var rest = text.AsSpan(_at);
            if (rest.StartsWith("?:"))
            {
                _at += 2;
            }
            else if (rest.StartsWith("?<id", StringComparison.Ordinal) && rest.IndexOf('>') is > 0 and var end && !rest[4..end].ContainsAnyExceptInRange('0', '9'))
            {
                (kept, _at) = (true, _at + end + 1);
                Kept++;
            }
            else
            {
                throw Fault("only (?:…) and a group named id, id1, id2 … are understood; looking ahead or behind and backreferences are not");
            }
        }

        var inner = Choice();
        if (Peek != ')')
            throw Fault("a ) is missing");
        _at++;
        return kept ? new PatternNode.Kept(inner) : inner;
    }

    private PatternNode Repeated(PatternNode node)
    {
        (int Least, int? Most)? times = Peek switch
        {
            '?' => (0, 1),
            '*' => (0, null),
            '+' => (1, null),
            '{' => Counted(),
            _ => null,
        };
        if (times is not { } asked)
            return node;
        _at++;
        return Peek is '?' or '*' or '+' or '{' ? throw Fault("one repetition after another is not understood") : new PatternNode.Repeat(node, asked.Least, asked.Most);
    }

    private (int Least, int? Most) Counted()
    {
        var end = text.IndexOf('}', _at);
        var parts = end < 0 ? [] : text[(_at + 1)..end].Split(',');
        if (parts.Length is not (1 or 2) || !Number(parts[0], out var least) || (parts.Length == 2 && parts[1].Length > 0 && !Number(parts[1], out _)))
            throw Fault($"a number of repetitions is {{n}}, {{n,}} or {{n,m}}, at most {MostRepeats}");
        int? most = parts.Length == 1 ? least : parts[1].Length == 0 ? null : int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        if (most < least)
            throw Fault("the most repetitions are fewer than the least");
        _at = end;
        return (least, most);
    }

    private static bool Number(string digits, out int value) =>
        int.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out value) && value <= MostRepeats;

    private UInt128 Class()
    {
        var (negated, all, first) = (Peek == '^', UInt128.Zero, true);
        if (negated)
            _at++;
        while (true)
        {
            if (Peek is not { } c)
                throw Fault("a ] is missing");
            _at++;
            if (c == ']' && !first)
                return negated ? Printed & ~all : all;
            first = false;
            var set = c == '\\' ? Escape() : c is >= '!' and <= '~' ? One(c) : throw Fault("identifiers are printed ASCII characters");
            if (UInt128.PopCount(set) == 1 && Peek == '-' && _at + 1 < text.Length - 1 && text[_at + 1] != ']')
            {
                var last = text[_at + 1];
                if (last == '\\' || last > '~' || One(last) < set)
                    throw Fault("a range of characters runs backwards or ends in an escape");
                set = Range((char)UInt128.Log2(set), last);
                _at += 2;
            }

            all |= set;
        }
    }

    private UInt128 Escape()
    {
        if (Peek is not { } c)
            throw Fault("a character is missing after \\");
        _at++;
        return c switch
        {
            'd' => Digits,
            'w' => Words,
            _ when char.IsAsciiLetterOrDigit(c) || c is < '!' or > '~' => throw Fault($"\\{c} is not understood"),
            _ => One(c),
        };
    }

    private FormatException Fault(string what) => new($"Character {_at + 1}: {what}.");
}
