using System.Buffers;

namespace Tsumugi.Formats.Text;

/// <summary>A row of sequence letters (nucleotides or residues, upper or lower case, '*' stop, '-' and '.' gap).</summary>
internal static class LetterRow
{
    public static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz*-."u8);

    private static readonly SearchValues<byte> LettersAndBlanks = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz*-. \t"u8);

    /// <summary>Appends the letters of a row; blanks are left out, as they carry nothing.</summary>
    /// <returns>Index of what is no letter, else -1.</returns>
    public static int Append(ReadOnlySpan<byte> row, ByteArena letters)
    {
        if (row.IndexOfAnyExcept(Letters) < 0)
        {
            letters.Append(row);
            return -1;
        }
        if (row.IndexOfAnyExcept(LettersAndBlanks) is >= 0 and var strange)
            return strange;
        foreach (var letter in row)
        {
            if (letter is not ((byte)' ' or (byte)'\t'))
                letters.Append(letter);
        }
        return -1;
    }

    public static string Shown(byte value) => value is > 32 and < 127 ? $"'{(char)value}'" : $"byte 0x{value:X2}";
}
