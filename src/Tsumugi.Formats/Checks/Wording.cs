namespace Tsumugi.Formats.Checks;

/// <summary>One sentence in both languages of the pages.</summary>
public sealed record Wording(string Ja, string En);
