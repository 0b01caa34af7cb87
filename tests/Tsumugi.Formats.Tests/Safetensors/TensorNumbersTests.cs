using CsCheck;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Tests.Safetensors;

public sealed class TensorNumbersTests
{
    private static readonly TensorType[] Small = [TensorType.F8_E4M3, TensorType.F8_E5M2, TensorType.F8_E4M3FNUZ, TensorType.F8_E5M2FNUZ];

    private static readonly TensorType[] All = [.. Enum.GetValues<TensorType>().Where(type => type.IsFloat())];

    [Fact]
    public void Every_code_of_the_8_and_16_bit_types_comes_back()
    {
        foreach (var type in All.Where(type => type.Size() <= 2))
        {
            for (var code = 0; code < 1 << type.Bits(); code++)
            {
                var bytes = type.Size() == 1 ? [(byte)code] : BitConverter.GetBytes((ushort)code);
                var number = Decode(type, bytes);
                if (!double.IsNaN(number))
                    Assert.Equal(bytes, Encode(type, number));
                else
                    Assert.True(double.IsNaN(Decode(type, Encode(type, number))), $"{type} {code:x}");
            }
        }
    }

    /// <summary>The nearest of all values, of two equally near ones that with an even code: found by looking at all.</summary>
    [Fact]
    public void Numbers_are_rounded_to_the_nearest_value_and_ties_to_even() =>
        Gen.Select(Gen.OneOf([.. Small.Append(TensorType.BF16).Append(TensorType.F16).Select(Gen.Const)]), Gen.OneOf(Gen.Double[-600, 600], Gen.Double[-0.01, 0.01], Gen.Int[-5000, 5000].Select(i => i / 1024.0))).Sample((type, number) =>
        {
            var found = Decode(type, Encode(type, number));
            var values = Enumerable.Range(0, 1 << type.Bits()).Select(code => (Code: code, Value: Decode(type, type.Size() == 1 ? [(byte)code] : BitConverter.GetBytes((ushort)code))))
                .Where(pair => double.IsFinite(pair.Value)).ToList();
            if (Math.Abs(number) > values.Max(pair => pair.Value))
                return;
            var nearest = values.MinBy(pair => (Math.Abs(pair.Value - number), pair.Code & 1)).Value;
            Assert.Equal(nearest, found);
        }, iter: 300);

    /// <summary>1 + 2⁻⁸ lies in the middle of two numbers of BF16; a little more must not be lost on the way through single precision.</summary>
    [Theory]
    [InlineData(1.00390625, 1.0)]
    [InlineData(1.00390625 + 9.094947017729282E-13, 1.0078125)]
    [InlineData(1.00390625 - 9.094947017729282E-13, 1.0)]
    [InlineData(-1.01171875, -1.015625)]
    [InlineData(1e39, double.PositiveInfinity)]
    [InlineData(-1e300, double.NegativeInfinity)]
    [InlineData(1e-60, 0.0)]
    [InlineData(double.NaN, double.NaN)]
    public void Brain_floats_are_rounded_once_one_by_one_and_eight_at_a_time(double number, double expected)
    {
        Span<double> numbers = stackalloc double[11];
        numbers.Fill(number);
        TensorNumbers.Round(TensorType.BF16, numbers);
        foreach (var rounded in numbers)
            Assert.Equal(expected, rounded);
    }

    [Theory]
    [InlineData(TensorType.F8_E4M3, 448.0, 0x7E), InlineData(TensorType.F8_E4M3, 464.0, 0x7E), InlineData(TensorType.F8_E4M3, 465.0, 0x7F)]
    [InlineData(TensorType.F8_E5M2, 57344.0, 0x7B), InlineData(TensorType.F8_E5M2, 61439.0, 0x7B), InlineData(TensorType.F8_E5M2, 61440.0, 0x7C)]
    [InlineData(TensorType.F8_E4M3FNUZ, 240.0, 0x7F), InlineData(TensorType.F8_E4M3FNUZ, 1000.0, 0x80), InlineData(TensorType.F8_E4M3FNUZ, -0.0, 0x00)]
    [InlineData(TensorType.F8_E5M2FNUZ, 57344.0, 0x7F), InlineData(TensorType.F8_E5M2FNUZ, 1e9, 0x80)]
    public void Largest_numbers_and_what_lies_beyond_have_their_published_codes(TensorType type, double number, byte code) => Assert.Equal([code], Encode(type, number));

    [Fact]
    public void Many_numbers_are_written_as_each_alone() => Gen.Double.Array[1, 40].Sample(numbers =>
    {
        foreach (var type in All)
        {
            var together = new byte[numbers.Length * type.Size()];
            TensorNumbers.Encode(type, numbers, together);
            Assert.Equal(together, numbers.SelectMany(number => Encode(type, number)));
        }
    });

    private static byte[] Encode(TensorType type, double number)
    {
        var bytes = new byte[type.Size()];
        TensorNumbers.Encode(type, [number], bytes);
        return bytes;
    }

    private static double Decode(TensorType type, byte[] bytes)
    {
        Span<double> number = stackalloc double[1];
        TensorNumbers.Decode(type, bytes, number);
        return number[0];
    }
}
