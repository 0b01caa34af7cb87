using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tsumugi.Federating.Secure;

/// <summary>Adds masks to whole numbers modulo 2⁶⁴: the same 32 bytes give the same mask, which is not to be told from chance without them.</summary>
/// <remarks>AES-256 in counter mode over zeros; the key is used for one mask alone.</remarks>
public static class Masks
{
    private const int Piece = 1 << 16;

    /// <param name="sign">1 adds the mask, −1 takes it away.</param>
    public static void Apply(byte[] seed, int sign, Span<ulong> numbers)
    {
        using var aes = Aes.Create();
        aes.Key = seed;
        var (counters, stream) = (new byte[Piece], new byte[Piece]);
        var counter = 0UL;
        for (var done = 0; done < numbers.Length;)
        {
            var taken = Math.Min(Piece / sizeof(ulong), numbers.Length - done);
            var words = MemoryMarshal.Cast<byte, ulong>(counters.AsSpan());
            for (var block = 0; block < words.Length; block += 2)
                words[block] = counter++;
            aes.EncryptEcb(counters, stream, PaddingMode.None);
            var mask = MemoryMarshal.Cast<byte, ulong>(stream);
            for (var i = 0; i < taken; i++)
                numbers[done + i] = unchecked(sign > 0 ? numbers[done + i] + mask[i] : numbers[done + i] - mask[i]);
            done += taken;
        }
    }
}

/// <summary>Real numbers as whole ones modulo 2⁶⁴, so that sums are exact.</summary>
public static class FixedPoint
{
    /// <summary>Bits behind the point.</summary>
    public const int Fraction = 24;

    private const double Scale = 1 << Fraction;

    /// <summary>A single number may not pass this size, so that 2¹² sites cannot overflow together.</summary>
    private const double Most = 1L << (63 - 12 - Fraction);

    /// <exception cref="OverflowException">A number is none, or too large.</exception>
    public static ulong Encode(double number) => Math.Abs(number) < Most
        ? unchecked((ulong)(long)Math.Round(number * Scale))
        : throw new OverflowException($"{number} is too large to be summed under masks; it must be below {Most}.");

    public static double Decode(ulong number) => unchecked((long)number) / Scale;
}
