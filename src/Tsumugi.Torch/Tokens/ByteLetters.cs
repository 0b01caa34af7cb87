namespace Tsumugi.Torch.Tokens;

/// <summary>The printable letter by which byte-level vocabularies write each byte (GPT-2).</summary>
internal static class ByteLetters
{
    private static readonly char[] Letters = Make();

    public static char Of(byte value) => Letters[value];

    private static char[] Make()
    {
        var (letters, next) = (new char[256], (char)256);
        for (var value = 0; value < 256; value++)
            letters[value] = value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174 ? (char)value : next++;
        return letters;
    }
}
