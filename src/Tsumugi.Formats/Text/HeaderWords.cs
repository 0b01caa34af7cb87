namespace Tsumugi.Formats.Text;

/// <summary>A header of FASTA or FASTQ: a name, then blanks, then a description.</summary>
internal static class HeaderWords
{
    public static ReadOnlySpan<byte> First(ReadOnlySpan<byte> header) =>
        header.IndexOfAny((byte)' ', (byte)'\t') is >= 0 and var blank ? header[..blank] : header;

    public static ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> header) => header[First(header).Length..].Trim(" \t"u8);

    /// <summary>Null when all is well, else what is wrong.</summary>
    public static string? Problem(ReadOnlySpan<byte> header)
    {
        if (First(header).IsEmpty)
            return "The header has no name.";
        var control = header.IndexOfAnyInRange((byte)0, (byte)8);
        control = control < 0 ? header.IndexOfAnyInRange((byte)10, (byte)31) : control;
        return control < 0 ? null : $"The header holds the control character {LetterRow.Shown(header[control])}.";
    }
}
