using System.Text;

namespace Tsumugi.Formats.Checks;

/// <summary>Where in a file something was found.</summary>
public sealed record Place
{
    private const int MaxShown = 300;

    /// <summary>The path as the caller gave it.</summary>
    public required string File { get; init; }

    /// <summary>The entry of an archive; entries of nested archives are joined by '!'.</summary>
    public string? Entry { get; init; }

    /// <summary>1-based line of a text.</summary>
    public long? Line { get; init; }

    /// <summary>0-based byte of the file, or of the entry once unpacked.</summary>
    public long? Byte { get; init; }

    /// <summary>The field in the format's own word, e.g. data_offsets, GLOBAL, @RG SM.</summary>
    public string? Field { get; init; }

    public Place Inside(string entry) => new() { File = File, Entry = Entry is null ? Short(entry) : Short($"{Entry}!{entry}") };

    public Place AtByte(long at, string? field = null) => this with { Byte = at, Field = field is null ? null : Short(field) };

    public Place AtLine(long line, string? field = null) => this with { Line = line, Field = field is null ? null : Short(field) };

    public Place At(string field) => this with { Field = Short(field) };

    public override string ToString()
    {
        var text = new StringBuilder(File);
        if (Entry is not null)
            text.Append('!').Append(Entry);
        if (Line is { } line)
            text.Append(", line ").Append(line);
        if (Byte is { } at)
            text.Append(", byte ").Append(at);
        return Field is null ? text.ToString() : text.Append(", ").Append(Field).ToString();
    }

    /// <summary>A name of a hostile file, fit for a page: not long, and without characters that steer the display.</summary>
    internal static string Short(string text)
    {
        var shown = text.Length <= MaxShown ? text : $"{text.AsSpan(0, MaxShown)}…";
        return string.Create(shown.Length, shown, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = Visible.IsSteering(source[i]) || char.IsSurrogate(source[i]) && !Paired(source, i) ? '\uFFFD' : source[i];
        });
    }

    private static bool Paired(string text, int i) =>
        char.IsHighSurrogate(text[i]) ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) : i > 0 && char.IsHighSurrogate(text[i - 1]);
}
