using System.Diagnostics.CodeAnalysis;

namespace Tsumugi.Thread;

/// <summary>Names anything the hub knows: <c>kind:id</c>, or <c>kind:id@revision</c> for one revision of it.</summary>
/// <example><c>person:hanako</c>, <c>dataset:genome-center/leptospira@4f1c…</c>, <c>job:pretrain-dna-0042</c></example>
public readonly record struct NodeRef
{
    private NodeRef(string kind, string id, string? revision) => (Kind, Id, Revision) = (kind, id, revision);

    public string Kind { get; }

    public string Id { get; }

    /// <summary>Content hash in lower-case hexadecimal, or null for the thing as a whole.</summary>
    public string? Revision { get; }

    /// <summary>The same thing without its revision.</summary>
    public NodeRef Whole => new(Kind, Id, null);

    public NodeRef At(string revision) => new(Kind, Id, revision);

    public static NodeRef Of(string kind, string id) => Parse($"{kind}:{id}");

    /// <exception cref="FormatException">When the text is not <c>kind:id</c> or <c>kind:id@revision</c>.</exception>
    public static NodeRef Parse(string text) =>
        TryParse(text, out var node) ? node : throw new FormatException($"'{text}' is not a node; write kind:id or kind:id@revision.");

    public static bool TryParse([NotNullWhen(true)] string? text, out NodeRef node)
    {
        node = default;
        if (text is null || text.Length > 400)
            return false;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || colon == text.Length - 1)
            return false;
        var (kind, rest) = (text[..colon], text[(colon + 1)..]);
        var at = rest.LastIndexOf('@');
        var (id, revision) = at < 0 ? (rest, null) : (rest[..at], rest[(at + 1)..]);
        if (!kind.All(char.IsAsciiLetterLower) || id.Length == 0 || revision is { Length: 0 })
            return false;
        if (!id.All(IsIdCharacter) || revision?.All(char.IsAsciiLetterOrDigit) == false)
            return false;
        node = new(kind, id, revision);
        return true;
    }

    public override string ToString() => Revision is null ? $"{Kind}:{Id}" : $"{Kind}:{Id}@{Revision}";

    private static bool IsIdCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or '@' or '+';
}
