using Tsumugi.Torch.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Encoders;

public sealed class ConvolutionalEncoderTests
{
    private static readonly ConvolutionalConfig Config = new()
    {
        Vocabulary = 33,
        Padding = 1,
        Width = 16,
        InnerWidth = 8,
        Layers = 3,
        Kernel = 5,
        Dilations = 2,
    };

    private static readonly int[][] Items = [[0, 5, 6, 2], [0, 7, 8, 9, 10, 32, 12, 14, 4, 4, 21, 2], [0, 4, 2], [0, 9, 9, 2], [0, 32, 32, 11, 2]];

    [Fact]
    public void Forward_packedPaddedAndAlone_giveTheSame()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var encoder = EncoderTests.Grown(new ConvolutionalEncoder(Config));
        var (packed, padded) = (Batch.Pack(Items, CPU), Batch.Pad(Items, Config.Padding, CPU));
        var (fromPacked, fromPadded) = (encoder.forward(packed), encoder.forward(padded));
        for (var row = 0; row < Items.Length; row++)
        {
            var alone = encoder.forward(Batch.Pack([Items[row]], CPU));
            EncoderTests.Same(alone, fromPacked.narrow(0, packed.Starts[row], Items[row].Length));
            EncoderTests.Same(alone, fromPadded.narrow(0, padded.Starts[row], Items[row].Length));
        }
    }

    [Fact]
    public void Forward_oneTokenChanges_isSeenAsFarAsTheKernelsReach_andInNoOtherItem()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);

        // Two layers, of 5 tokens side by side and then of 5 that are 2 apart, reach 2 + 4 tokens.
        var encoder = EncoderTests.Grown(new ConvolutionalEncoder(Config with { Layers = 2 }));
        int[][] before = [[.. Enumerable.Repeat(5, 20)], [.. Enumerable.Repeat(6, 20)], [.. Enumerable.Repeat(7, 20)]];
        int[][] after = [before[0], [.. before[1][..10], 9, .. before[1][11..]], before[2]];
        var batch = Batch.Pack(before, CPU);
        var changed = (encoder.forward(batch) - encoder.forward(Batch.Pack(after, CPU))).abs().max(1).values.data<float>().ToArray();
        for (var row = 0; row < before.Length; row++)
        {
            for (var place = 0; place < 20; place++)
                Assert.Equal(row == 1 && Math.Abs(place - 10) <= 6, changed[batch.Starts[row] + place] > 0);
        }
    }

    [Fact]
    public void Config_evenKernel_isRefused() => Assert.Throws<ArgumentException>(() => new ConvolutionalEncoder(Config with { Kernel = 4 }));
}
