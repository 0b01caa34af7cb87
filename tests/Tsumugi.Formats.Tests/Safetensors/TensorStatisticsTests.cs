using System.Runtime.InteropServices;
using CsCheck;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Tests.Safetensors;

public sealed class TensorStatisticsTests : IDisposable
{
    private const long Enough = 1L << 30;

    private readonly string _folder = Directory.CreateTempSubdirectory("tsumugi-statistics-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Statistics_of_any_floats_are_those_of_a_plain_count() => Gen.Float.Array[0, 200].Sample(numbers =>
    {
        var counted = Of(TensorType.F32, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray(), numbers.Length);
        var finite = numbers.Where(float.IsFinite).Select(number => (double)number).ToList();
        Assert.Equal(numbers.Length, counted.Counted);
        Assert.Equal(numbers.Count(float.IsNaN), counted.NotNumbers);
        Assert.Equal(numbers.Count(float.IsInfinity), counted.Infinite);
        Assert.Equal(finite.Count(number => number == 0), counted.Zeros);
        Assert.Equal(finite.Count == 0 ? null : finite.Min(), counted.Minimum);
        Assert.Equal(finite.Count == 0 ? null : finite.Max(), counted.Maximum);
        Assert.Equal(finite.Count, counted.Histogram.Sum());
        if (finite.Count > 0)
            Assert.Equal(finite.Average() / 3e38, counted.Mean!.Value / 3e38, 6);
    });

    [Fact]
    public void Histogram_of_the_numbers_0_to_99_in_ten_bins_is_even()
    {
        var numbers = Enumerable.Range(0, 100).ToArray();
        var counted = Of(TensorType.I32, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray(), 100, bins: 10);
        Assert.Equal(Enumerable.Repeat(10L, 10), counted.Histogram);
        Assert.Equal((49.5, 28.866070047722), (counted.Mean!.Value, Math.Round(counted.Deviation!.Value, 12)));
    }

    [Theory]
    [InlineData(TensorType.F8_E5M2, 0x7B, 57344)]
    [InlineData(TensorType.F8_E5M2, 0x01, 1.52587890625e-05)]
    [InlineData(TensorType.F8_E4M3, 0x7E, 448)]
    [InlineData(TensorType.F8_E4M3, 0x81, -0.001953125)]
    [InlineData(TensorType.BOOL, 1, 1)]
    [InlineData(TensorType.I8, 0xFF, -1)]
    public void Number_of_one_byte_has_the_value_that_its_format_gives(TensorType type, byte code, double expected) =>
        Assert.Equal(expected, Of(type, [code], 1).Maximum);

    [Theory]
    [InlineData(TensorType.F8_E5M2, 0x7C, 0, 1)]
    [InlineData(TensorType.F8_E5M2, 0x7D, 1, 0)]
    [InlineData(TensorType.F8_E4M3, 0x7F, 1, 0)]
    public void Number_of_one_byte_that_is_none_is_counted_as_such(TensorType type, byte code, long notNumbers, long infinite)
    {
        var counted = Of(type, [code], 1);
        Assert.Equal((notNumbers, infinite, null), (counted.NotNumbers, counted.Infinite, counted.Minimum));
    }

    [Fact]
    public void Tensor_above_the_limit_is_sampled_over_its_whole_length()
    {
        var numbers = Enumerable.Range(0, 8 << 18).Select(i => (float)i).ToArray();
        var counted = Of(TensorType.F32, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray(), numbers.Length, most: 2 << 20);
        Assert.Equal(2 << 18, counted.Counted);
        Assert.True(counted.Maximum > numbers.Length / 2);
    }

    [Fact]
    public void Complex_numbers_are_refused() => Assert.Throws<NotSupportedException>(() => Of(TensorType.C64, new byte[8], 1));

    private TensorStatistics Of(TensorType type, byte[] bytes, long count, int bins = 8, long most = Enough)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, string>(), [("t", type, [count], bytes)]);
        using var file = File.OpenRead(path);
        var contents = SafetensorsContents.Read("t", file);
        return TensorStatistics.Of(file, contents.DataStart, contents.Tensors[0], most, bins, Stop);
    }
}
