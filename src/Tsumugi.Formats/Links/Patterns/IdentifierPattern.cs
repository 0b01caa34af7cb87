using System.Text;
using System.Text.RegularExpressions;

namespace Tsumugi.Formats.Links.Patterns;

/// <summary>
/// What identifiers of one system look like. The part named <c>id</c> is kept: <c>^(?:CHEBI:)?(?&lt;id&gt;\d+)$</c> reads CHEBI:15377 as 15377.
/// No pattern takes longer than in proportion to the text.
/// </summary>
public sealed class IdentifierPattern
{
    /// <summary>Bytes of an identifier that is kept.</summary>
    public const int MostBytes = 255;

    private const int MostText = 1000;

    private readonly PatternAutomaton _all;
    private readonly PatternAutomaton _bare;
    private readonly Regex _whole;

    private IdentifierPattern(string text, PatternAutomaton all, PatternAutomaton bare, Regex whole) => (Text, _all, _bare, _whole) = (text, all, bare, whole);

    public string Text { get; }

    /// <exception cref="FormatException">Says what of the pattern is not understood.</exception>
    public static IdentifierPattern Parse(string text)
    {
        if (text.Length > MostText)
            throw new FormatException($"The pattern is longer than {MostText} characters.");
        var parser = new PatternParser(text);
        var node = parser.Parse();
        if (parser.Kept == 0)
            throw new FormatException("The pattern has no group named id: (?<id>…).");
        return new(text, PatternAutomaton.Make(node), PatternAutomaton.Make(new PatternNode.Choice([.. KeptIn(node)])), new(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
    }

    /// <summary>Whether the whole text is as the pattern says: what is bare and should not be is not.</summary>
    public bool Fits(string written) => written.Length <= 2 * MostBytes && _all.Fits(Encoding.UTF8.GetBytes(written));

    /// <summary>Reads an identifier however it is written. One that is written bare is itself.</summary>
    public bool TryRead(ReadOnlySpan<byte> written, out ReadOnlySpan<byte> id)
    {
        id = written;
        return (written.Length is > 0 and <= MostBytes && _bare.Fits(written)) || TryReadDressed(written, out id);
    }

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, out ReadOnlySpan{byte})"/>
    public string? Read(string written) => TryRead(Encoding.UTF8.GetBytes(written), out var id) ? Encoding.ASCII.GetString(id) : null;

    private bool TryReadDressed(ReadOnlySpan<byte> written, out ReadOnlySpan<byte> id)
    {
        id = default;
        if (written.Length is 0 or > 2 * MostBytes || written.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            return false;
        var match = _whole.Match(Encoding.ASCII.GetString(written));
        if (!match.Success)
            return false;
        foreach (var name in match.Groups.Keys)
        {
            if (!name.StartsWith("id", StringComparison.Ordinal) || match.Groups[name] is not { Success: true, Length: > 0 and <= MostBytes } group)
                continue;
            id = written.Slice(group.Index, group.Length);
            return true;
        }

        return false;
    }

    private static IEnumerable<PatternNode> KeptIn(PatternNode node) => node switch
    {
        PatternNode.Kept kept => [kept.Of],
        PatternNode.Sequence sequence => sequence.Parts.SelectMany(KeptIn),
        PatternNode.Choice choice => choice.Options.SelectMany(KeptIn),
        PatternNode.Repeat repeat => KeptIn(repeat.Of),
        _ => [],
    };
}
